"""What a machine tells of processes: memory, processor time, free disk."""

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


def children() -> dict[int, list[int]]:
    """Every process of the machine, by its parent."""
    found: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            found.setdefault(parent, []).append(int(entry.name))
    return found


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    tree, found, waiting = children(), [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += tree.get(one, [])
    return found


def held(pids: Iterable[int]) -> int:
    """Bytes held by processes, each counting all the pages it maps (RSS)."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            pages += int((PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def held_together(pids: Iterable[int]) -> int:
    """The same with shared pages counted once (PSS); slower to read."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def processor_time(pids: Iterable[int]) -> float:
    """Seconds of processor that live processes have had so far."""
    total = 0
    for pid in pids:
        try:
            total += int((PROC / str(pid) / "schedstat").read_text().split()[0])
        except (OSError, IndexError):
            continue
    return total / 1e9


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ran to its end: seconds on the wall and on the processors, most memory held at once (bytes)."""

    seconds: float
    processor: float
    rss: int
    pss: int
    output: str


def run(command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> Ran:
    """Run a command, looking at all its processes ten times a second; raises RuntimeError when it fails."""
    before = os.times()
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    most = [0, 0]
    ended = threading.Event()

    def watch() -> None:
        looks = 0
        while not ended.wait(0.1):
            pids = family(process.pid)
            most[0] = max(most[0], held(pids))
            if looks % 20 == 0:
                most[1] = max(most[1], held_together(pids))
            looks += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    text = said.decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-4000:]}")
    return Ran(seconds, spent, most[0], most[1], text)


def free_bytes(folder: Path) -> int:
    """Bytes free where a folder lies."""
    return shutil.disk_usage(folder).free


def folder_bytes(folder: Path) -> int:
    """Bytes of the files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
