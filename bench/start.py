"""`make bench-start`: what somebody waits who types `make run`, the first time and the next ones.

The virtual environment is there already (what downloads take is the network's). The same script as `make run`, in a
folder of its own; a start has answered when the sign-in page, with the cast on it, has come. Rules: docs/benchmarks.md.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.directory import ROOT
from bench.machine import free_bytes
from bench.table import Table, say

from harness.ports import free_ports  # isort: skip

DISK = 0.5e9
AGAIN = 3
PATIENCE = 600.0
_ACCOUNT = re.compile(r'name="account" value="([^"]+)"')


class Start:
    """One start, until it answers; then stopped as Ctrl-C stops it."""

    def __init__(self, folder: Path, port: int) -> None:
        settings = {**os.environ, "PREAU_DATA_DIR": str(folder), "PORT": str(port)}
        began = time.perf_counter()
        self.process = subprocess.Popen(
            ["make", "--no-print-directory", "run"], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.accounts = self._accounts(f"http://127.0.0.1:{port}/connexion/", began + PATIENCE)
        self.seconds = time.perf_counter() - began

    def _accounts(self, address: str, until: float) -> set[str]:
        while time.perf_counter() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"make run ended with {self.process.returncode}")
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:
                    return set(_ACCOUNT.findall(answer.read().decode()))
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError("make run did not answer")

    def stop(self) -> None:
        """All its processes, as one Ctrl-C would."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)


def main() -> int:
    """Fill once, start again some times, tell the least."""
    with tempfile.TemporaryDirectory(prefix="preau-bench-start-") as name:
        folder = Path(name)
        say(f"At most 10 minutes and {DISK / 1e9:.1f} GB in {folder}.")
        if free_bytes(folder) < 1.5 * DISK:
            say("Not enough room there.")
            return 1
        table = Table("start", "demonstration")
        port = free_ports(3)
        first = Start(folder / "var", port)
        first.stop()
        table.add("first start: four schools, 2,400 pupils, ready after", first.seconds, "s", 180)
        again = []
        for _ in range(AGAIN):
            one = Start(folder / "var", port)
            one.stop()
            if one.accounts != first.accounts or not one.accounts:
                raise RuntimeError("the second start has other people than the first")
            again.append(one.seconds)
        spread = f"least of {AGAIN}, spread {max(again) / min(again):.2f}"
        table.add("a second start: answers after", min(again), "s", 5, spread)
        say(f"Kept in {table.keep().relative_to(ROOT)}")
        return 0 if table.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
