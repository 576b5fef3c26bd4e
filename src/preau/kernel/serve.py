"""`preau serve`: one light parent that keeps three children (pages, streams, worker) and stops with them.

It starts without Django. A child that dies is started again, later each time; one that keeps dying at once stops the
whole, for a server that half works is worse than one whose service manager says that it failed. Children never
outlive the parent, even when it is killed.
"""

import argparse
import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from preau.kernel.process import PARENT, follow_parent, open_many_files

PAGES = "pages"
QUICK = 10.0  # seconds; a child that lived less did not really start
QUICK_DEATHS = 5  # in a row, then all stops
STOP_WITHIN = 20.0  # seconds that children get to finish what they do
LOOK_EACH = 2.0  # seconds, at children and at the files that a demonstration watches
_WATCHED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Connections that wait, and that are held at a time. Kept-alive connections of browsers count: beyond the second
# figure granian lets them wait without a word.
_BACKLOG = 4096
_HELD = 8192


@dataclass(slots=True)
class Child:
    """One process that is kept alive."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_again: float | None = None
    quick_deaths: int = 0


@dataclass(slots=True)
class Supervisor:
    """Keeps children until it is told to stop or one of them keeps dying."""

    children: list[Child]
    environ: Mapping[str, str]
    first_delay: float = 0.5
    stopping: bool = False
    told: list[str] = field(default_factory=list)
    watched: Path | None = None  # the manifest of built assets, read once by each process that makes pages
    _seen: int = 0

    def start(self, child: Child) -> None:
        """Start one child in a process group of its own, so that Ctrl-C reaches the parent alone."""
        parent = os.getpid()

        def prepare() -> None:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
            follow_parent(parent)

        # preexec_fn is safe here: this process has one thread.
        child.process = subprocess.Popen(  # noqa: S603
            list(child.command),
            env=dict(self.environ) | {PARENT: str(parent)},
            preexec_fn=prepare,
            process_group=0,
        )
        child.started, child.start_again = time.monotonic(), None

    def look(self) -> bool:
        """Take note of dead children and start those whose time has come; False when one keeps dying."""
        present = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                lived = present - child.started
                code = child.process.returncode
                child.process = None
                child.quick_deaths = child.quick_deaths + 1 if lived < QUICK else 0
                if child.quick_deaths >= QUICK_DEATHS:
                    say(
                        f"Le processus « {child.name} » s’arrête aussitôt parti, {QUICK_DEATHS} fois de suite "
                        f"(code {code}) : Préau s’arrête. Ses messages sont ci-dessus."
                    )
                    return False
                delay = self.first_delay * 2**child.quick_deaths
                say(f"Le processus « {child.name} » s’est arrêté (code {code}) ; il repart dans {delay:g} s.")
                child.start_again = present + delay
            if child.start_again is not None and child.start_again <= present:
                self.start(child)
        return True

    def look_at_assets(self) -> None:
        """Start the pages again when their assets were built again: they serve the files known at their start."""
        if self.watched is None:
            return
        with contextlib.suppress(OSError):  # between two builds there is none
            now = self.watched.stat().st_mtime_ns
            if self._seen and now != self._seen:
                say("Les styles et les scripts ont été reconstruits : les pages repartent.")
                for child in self.children:
                    if child.name == PAGES and child.process is not None:
                        child.started = 0.0  # asked to stop: not a death to count
                        _signal_group(child, signal.SIGTERM)
            self._seen = now

    def next_look(self) -> float:
        """Seconds until a child has to be started again, LOOK_EACH at most.

        A death is told by a signal, which is lost when the process has another thread that does not hold it back.
        """
        times = [child.start_again for child in self.children if child.start_again is not None]
        return min(LOOK_EACH, max(0.05, min(times) - time.monotonic())) if times else LOOK_EACH

    def stop(self, within: float = STOP_WITHIN) -> None:
        """Ask all children to stop, and end those that have not after `within` seconds."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            _signal_group(child, signal.SIGTERM)
        limit = time.monotonic() + within
        for child in running:
            assert child.process is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, limit - time.monotonic()))
        for child in running:
            assert child.process is not None
            if child.process.poll() is None:
                say(f"Le processus « {child.name} » ne s’arrête pas : il est interrompu.")
            _signal_group(child, signal.SIGKILL)
            child.process.wait()

    def run(self, welcome: str, ready_at: tuple[str, int] | None) -> int:
        """Keep the children until a signal says stop; the exit code."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        code = 0
        try:
            for child in self.children:
                self.start(child)
            while True:
                if ready_at is not None and _answers(*ready_at):
                    say(welcome)
                    ready_at = None
                wait = self.next_look() if ready_at is None else 0.1
                received = signal.sigtimedwait(_WATCHED, wait)
                if received is not None and received.si_signo != signal.SIGCHLD:
                    break
                if not self.look():
                    code = 1
                    break
                self.look_at_assets()
        finally:
            self.stop()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        return code


def _signal_group(child: Child, number: int) -> None:
    assert child.process is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # The group too: a server killed by force must not leave its own children behind.
        os.killpg(child.process.pid, number)


def say(text: str) -> None:
    """One line for whoever looks at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def problem_with_port(host: str, port: int) -> str:
    """Why nothing could listen there, in one sentence; empty when something can."""
    if not 0 < port < 65_536:
        return f"Le port {port} n’existe pas : choisissez-en un entre 1 et 65534 (PORT=8010)."
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Le port {port} est déjà pris par un autre programme : arrêtez-le, ou choisissez un autre port "
                    f"(par exemple PORT={port + 10 if port < 65_000 else 8010})."
                )
            if error.errno == errno.EACCES:
                return f"Le port {port} est réservé à l’administrateur de la machine : choisissez-en un autre."
            return f"L’adresse {host} n’est pas celle de cette machine (PREAU_BIND)."
    return ""


def problem_with_ports(settings: Mapping[str, Any]) -> str:
    """The same for both ports that `preau serve` needs."""
    host = settings["PREAU_BIND"]
    return problem_with_port(host, settings["PORT"]) or problem_with_port(host, settings["PORT"] + 1)


def children_of(settings: Mapping[str, Any]) -> list[Child]:
    """The three children and their commands."""
    python = [sys.executable, "-m"]
    workers = max(1, settings["PREAU_WORKERS"])
    pages = [
        *python, "granian", "--interface", "wsgi", "--host", settings["PREAU_BIND"], "--port", str(settings["PORT"]),
        "--workers", str(workers), "--blocking-threads", str(max(1, settings["PREAU_THREADS"])),
        "--backlog", str(_BACKLOG), "--backpressure", str(_HELD), "--no-ws", "--http", "1",
        "--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "15",
        "--respawn-failed-workers", "--respawn-interval", "1",
        "preau.config.wsgi:application",
    ]  # fmt: skip
    return [
        Child(PAGES, pages),
        Child("flux", [*python, "preau.kernel.streams"]),
        Child("travaux", [*python, "preau", "worker"]),
    ]


def main(argv: list[str], read_settings: Callable[[], Mapping[str, Any]]) -> int:
    """Run `preau serve`: 0 when told to stop, 1 when a child keeps dying, 2 when it cannot start.

    `read_settings` gives the typed settings, or raises ValueError that names the bad one.
    """
    parser = argparse.ArgumentParser(
        prog="preau serve", description="Sert les pages, les flux et les travaux de fond ; tout s’arrête ensemble."
    )
    parser.parse_args(argv)
    try:
        settings = read_settings()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    problem = problem_with_ports(settings)
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    open_many_files()
    host, port = settings["PREAU_BIND"], settings["PORT"]
    address = settings["PREAU_PUBLIC_URL"] or f"http://127.0.0.1:{port}"
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    supervisor = Supervisor(children_of(settings), os.environ)
    if settings["PREAU_DEMO"]:
        supervisor.watched = Path(__file__).parents[1] / "static_built" / "manifest.json"
    return supervisor.run(f"Préau est prêt : {address} (Ctrl-C pour l’arrêter)", (reach, port))
