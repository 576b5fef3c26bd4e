"""PostgreSQL and Redis, started from the machine's own binaries on free ports, in a temporary folder."""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from harness.ports import free_ports

POSTGRESQL_MISSING = "PostgreSQL's server is not on this machine: apt-get install postgresql"
REDIS_MISSING = "Redis' server is not on this machine: apt-get install redis-server"


class Missing(RuntimeError):
    """The machine has not what is needed; the message says the command that installs it."""


def postgresql_folder() -> Path | None:
    """The folder of the newest `postgres` binary, from PATH or from Debian's folders; None when there is none."""
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb", path=str(Path(on_path).parent)):
        return Path(on_path).parent
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if (p.parent / "postgres").exists()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def unprivileged_user() -> str:
    """Whom servers run as: "-" (ourselves) unless we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return "-"
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise Missing("PostgreSQL does not run as root, and this machine has no other user: adduser --system preau")


def _owned_folder(folder: Path, user: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if user != "-":
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.parent.chmod(0o711)
    folder.chmod(0o700)
    return folder


def _run_as(user: str, command: list[str]) -> None:
    as_other: dict[str, object] = {"user": user, "group": user, "extra_groups": []} if user != "-" else {}
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **as_other)  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file among processes for the block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL; `url` opens its maintenance database as its superuser."""

    url: str
    keeper: int

    def database(self, name: str) -> str:
        """The address of one of its databases."""
        return self.url.rsplit("/", 1)[0] + "/" + name


_keepers: list[subprocess.Popen[bytes]] = []
"""Held on to, because they outlive the call that starts them, and maybe the process."""


def _keep(session: int, user: str, command: list[str], log: Path) -> int:
    with open(log, "ab") as out:
        keeper = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("keeper.py")), str(session), user, "--", *command],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, cwd="/",
        )  # fmt: skip
    _keepers.append(keeper)
    return keeper.pid


def start_postgresql(folder: Path, *, durable: bool, session: int, settings: dict[str, str] | None = None) -> Cluster:
    """Make a cluster in `folder` and start it; raises Missing when the machine has no server.

    `durable` keeps fsync on. The server stops when the process `session` is gone, or by `stop`.
    """
    binaries = postgresql_folder()
    if binaries is None:
        raise Missing(POSTGRESQL_MISSING)
    user = unprivileged_user()
    data = _owned_folder(folder, user) / "data"
    password = "preau"
    secret = folder / "password"
    secret.write_text(password)
    if user != "-":
        os.chown(secret, pwd.getpwnam(user).pw_uid, -1)
    _run_as(user, [
        str(binaries / "initdb"), "--pgdata", str(data), "--username", "preau", "--pwfile", str(secret),
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions", "--no-sync",
    ])  # fmt: skip
    given = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60",
        "shared_buffers": "128MB", "jit": "off", "log_min_messages": "fatal", "log_min_error_statement": "panic",
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
                               "autovacuum": "off", "max_wal_size": "512MB"}),
        **(settings or {}),
    }  # fmt: skip
    for _attempt in range(5):
        port = free_ports()
        options = [piece for name, value in given.items() for piece in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), *options]
        keeper = _keep(session, user, command, folder.parent / f"{folder.name}.log")
        cluster = Cluster(f"postgresql://preau:{password}@127.0.0.1:{port}/postgres", keeper)
        if _answers(cluster, keeper):
            return cluster
    raise RuntimeError(f"PostgreSQL did not start; its log is {folder.parent / f'{folder.name}.log'}")


def _answers(cluster: Cluster, keeper: int) -> bool:
    for _wait in range(300):
        try:
            with psycopg.connect(cluster.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(keeper, os.WNOHANG)[0]:
                    return False
            time.sleep(0.1)
    return False


def start_redis(folder: Path, *, session: int) -> tuple[str, int]:
    """Start a Redis that keeps nothing; its address and its keeper's process id. Raises Missing."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        raise Missing(REDIS_MISSING)
    user = unprivileged_user()
    _owned_folder(folder, user)
    for _attempt in range(5):
        port = free_ports()
        command = [
            binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--dir", str(folder), "--daemonize", "no",
        ]  # fmt: skip
        keeper = _keep(session, user, command, folder.parent / f"{folder.name}.log")
        for _wait in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as one:
                one.sendall(b"PING\r\n")
                if one.recv(16).startswith(b"+PONG"):
                    return f"redis://127.0.0.1:{port}/0", keeper
            time.sleep(0.05)
    raise RuntimeError("Redis did not start")


def start_objects(folder: Path, *, session: int) -> tuple[str, int]:
    """Start moto's server, which speaks S3 and forgets all when it stops; its address and its keeper's process id."""
    folder.mkdir(parents=True, exist_ok=True)
    for _attempt in range(5):
        port = free_ports()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        keeper = _keep(session, "-", command, folder / "objects.log")
        for _wait in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return f"http://127.0.0.1:{port}", keeper
            time.sleep(0.05)
    raise RuntimeError("moto's server did not start")


def stop(keeper: int, wait: float = 20) -> None:
    """Stop a server through its keeper."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(keeper, signal.SIGTERM)
    until = time.monotonic() + wait
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(keeper, os.WNOHANG)
        try:
            os.kill(keeper, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


class Servers:
    """The servers of one test session, shared by its processes: started by whoever first needs one."""

    def __init__(self, folder: Path, session: int) -> None:
        self.folder = folder
        self.session = session

    def _shared(self, name: str, start: object) -> dict[str, object]:
        note = self.folder / f"{name}.json"
        with locked(self.folder / f"{name}.lock"):
            if note.exists():
                return dict(json.loads(note.read_text()))
            try:
                made = start()  # type: ignore[operator]
            except Missing as missing:
                made = {"missing": str(missing)}
            note.write_text(json.dumps(made))
            return dict(made)

    def postgresql(self, *, durable: bool = False) -> Cluster:
        """The session's cluster (the one given by TEST_DATABASE_URL, unless `durable`); raises Missing."""
        given = os.environ.get("TEST_DATABASE_URL", "")
        if given:
            if durable:
                raise Missing("TEST_DATABASE_URL names a server of one's own: tests that kill refuse it")
            return Cluster(given, 0)
        name = "postgresql-durable" if durable else "postgresql"

        def start() -> dict[str, object]:
            cluster = start_postgresql(self.folder / name, durable=durable, session=self.session)
            return {"url": cluster.url, "keeper": cluster.keeper}

        made = self._shared(name, start)
        if "missing" in made:
            raise Missing(str(made["missing"]))
        return Cluster(str(made["url"]), int(str(made["keeper"])))

    def redis(self, *, own: bool = False) -> str:
        """The address of the session's Redis (TEST_CACHE_URL when given, unless `own`); raises Missing."""
        given = os.environ.get("TEST_CACHE_URL", "")
        if given:
            if own:
                raise Missing("TEST_CACHE_URL names a server of one's own: tests that kill or flush refuse it")
            return given

        def start() -> dict[str, object]:
            url, keeper = start_redis(self.folder / "redis", session=self.session)
            return {"url": url, "keeper": keeper}

        made = self._shared("redis", start)
        if "missing" in made:
            raise Missing(str(made["missing"]))
        return str(made["url"])

    def objects(self) -> str:
        """The address (`http://…`) of the session's store of objects: moto's server, which speaks S3."""

        def start() -> dict[str, object]:
            url, keeper = start_objects(self.folder, session=self.session)
            return {"url": url, "keeper": keeper}

        return str(self._shared("objects", start)["url"])

    def stop_all(self) -> None:
        """Stop what the session started and remove its folder."""
        for note in self.folder.glob("*.json"):
            made = json.loads(note.read_text())
            if made.get("keeper"):
                stop(int(made["keeper"]))
        shutil.rmtree(self.folder, ignore_errors=True)
