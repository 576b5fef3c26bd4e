"""Keeps one server for as long as a test session lives: `python keeper.py PID USER -- command…`.

The session may be killed at any moment; then its servers must not stay behind.
"""

import os
import signal
import subprocess
import sys
import time


def alive(pid: int) -> bool:
    """True while a process of that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(arguments: list[str]) -> int:
    """Run the command until it ends, we are told to stop, or the session's process is gone."""
    session, user = int(arguments[0]), arguments[1]
    command = arguments[arguments.index("--") + 1 :]
    stop = False

    def ask(*_: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    as_other: dict[str, object] = {"user": user, "group": user, "extra_groups": []} if user != "-" else {}
    child = subprocess.Popen(command, **as_other)  # type: ignore[call-overload]
    while child.poll() is None:
        if stop or not alive(session):
            child.send_signal(signal.SIGINT)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
            break
        time.sleep(0.3)
    return int(child.wait())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
