"""Jobs and subscribers for the tests of the runtime, and processes that are waited for."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.kernel.process import follow_parent

ROOT = Path(__file__).resolve().parents[2]


def eventually(look: Callable[[], object], within: float = 60.0, every: float = 0.05) -> float:
    """Wait until `look` gives something true; the seconds it took. Fails after `within`."""
    began = time.monotonic()
    while True:
        if look():
            return time.monotonic() - began
        if time.monotonic() - began > within:
            raise AssertionError(f"did not come true within {within} s: {look}")
        time.sleep(every)


@contextmanager
def process(arguments: list[str], env: dict[str, str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Python's, its output in a file, ended with the block together with its group."""
    with output.open("wb") as file:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            env=env,
            cwd=ROOT,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=follow_parent,  # a session that is killed leaves no server behind
        )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def came_up(child: subprocess.Popen[bytes], url: str, output: Path) -> None:
    """Wait until a server answers 200; fails with what it said when it ends before, or does not in a minute."""
    try:
        eventually(lambda: get(url) == 200 or child.poll() is not None)
    except AssertionError as late:
        raise AssertionError(f"{url} answers {get(url)}:\n{output.read_text(errors='replace')[-4000:]}") from late
    said = output.read_text(errors="replace")[-4000:]
    assert child.poll() is None, f"the server of {url} ended with {child.returncode}:\n{said}"


def get(url: str, timeout: float = 2.0) -> int | None:
    """Status of a GET; None when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None
