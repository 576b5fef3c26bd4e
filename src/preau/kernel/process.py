"""What a child process does so that it never outlives its parent, and takes as many connections as allowed."""

import contextlib
import ctypes
import os
import resource
import signal

_PR_SET_PDEATHSIG = 1  # prctl(2)
PARENT = "PREAU_PARENT"


def follow_parent(parent: int | None = None, with_signal: int = signal.SIGTERM) -> None:
    """Have this process told to stop when its parent dies, however the parent dies (Linux only; elsewhere nothing).

    `parent` is the id the parent had when it started us: if it is gone already, this process stops at once.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), with_signal)


def follow_server() -> None:
    """Called by processes that a server of ours starts by itself: they stop with it when `preau serve` keeps it."""
    if os.environ.get(PARENT):
        follow_parent(with_signal=signal.SIGKILL)


def open_many_files(wanted: int = 65_536) -> None:
    """Raise this process' limit of open files as far as the machine lets it, up to `wanted`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    aim = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= aim:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (aim, hard))
