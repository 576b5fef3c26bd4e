"""Chromium of the machine, and servers of Préau for it to open."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.databases import ROOT, environment
from harness.ports import free_ports
from preau.kernel.process import follow_parent

CHROMIUM_MISSING = "Chromium is not on this machine: apt-get install chromium"
FLAGS = [
    "--no-sandbox",  # the pages are our own, and root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]


def chromium() -> str | None:
    """The path of the machine's Chromium; None when there is none.

    The one without windows comes first: the same engine, at three quarters of the processor time of the other.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@dataclass(slots=True)
class Site:
    """A Préau that serves: its address, its database, its process, the folder of its data."""

    url: str
    database: str
    process: "subprocess.Popen[bytes]"
    data_dir: Path


@contextlib.contextmanager
def serving(database: str, folder: Path, **more: str) -> Iterator[Site]:
    """Run `preau serve` on this database for the block, as the demonstration does."""
    port = free_ports(2)  # pages, streams
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "serve.log"
    settings = environment(database, folder / "var", PORT=str(port), PREAU_DEMO="1", PREAU_HOLD_NIGHT="0", **more)
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "preau", "serve"], env=settings, cwd=ROOT, stdout=out, stderr=out,
            start_new_session=True, preexec_fn=follow_parent,  # a session that is killed leaves no server behind
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Site(url, database, process, folder / "var")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"preau serve does not answer:\n{log.read_text(errors='replace')[-4000:]}")
