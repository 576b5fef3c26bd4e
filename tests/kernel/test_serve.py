"""`preau serve`: three children that come back when they die, stop with their parent, and never outlive it."""

import io
import os
import signal
import socket
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from harness.databases import environment
from harness.ports import free_ports
from kernel.runtime_helpers import eventually, get, process
from preau.config.environment import read_all
from preau.kernel import serve
from preau.kernel.serve import Child, Supervisor

SERVE = ["-m", "preau", "serve"]


def family(parent: int) -> dict[int, str]:
    """Processes below this one, with their commands."""
    children: dict[int, list[int]] = {}
    commands: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if stat.rpartition(")")[2].split()[0] == "Z":
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
            commands[int(entry.name)] = command
    found, todo = {}, [parent]
    while todo:
        for child in children.get(todo.pop(), []):
            found[child] = commands[child]
            todo.append(child)
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def one(pids: dict[int, str], words: str) -> int:
    """The first process whose command holds these words."""
    return min(pid for pid, command in pids.items() if words in command)


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_serve_keeps_its_children_and_stops_with_them(tmp_path: Path) -> None:
    port = free_ports(2)
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PORT=str(port))
    log = tmp_path / "serve.log"
    with process(SERVE, env, log) as parent:
        eventually(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, within=40)
        eventually(lambda: get(f"http://127.0.0.1:{port + 1}/healthz") == 200)
        eventually(lambda: "Préau est prêt" in log.read_text())
        eventually(lambda: get(f"http://127.0.0.1:{port}/readyz") == 200)
        before = family(parent.pid)
        streams = one(before, "kernel.streams")
        os.kill(streams, signal.SIGKILL)
        eventually(lambda: not alive(streams))
        eventually(lambda: get(f"http://127.0.0.1:{port + 1}/healthz") == 200)
        assert get(f"http://127.0.0.1:{port}/healthz") == 200
        everyone = family(parent.pid)
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(25) == 0
        assert not [pid for pid in everyone if alive(pid)]


@pytest.mark.kill
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_no_child_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    port = free_ports(2)
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PORT=str(port))
    with process(SERVE, env, tmp_path / "serve.log") as parent:
        eventually(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, within=40)
        everyone = family(parent.pid)
        assert len(everyone) >= 4
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        eventually(lambda: not [pid for pid in everyone if alive(pid)], within=25)


@pytest.mark.kill
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_pages_killed_by_force_leave_no_worker_and_come_back(tmp_path: Path) -> None:
    port = free_ports(2)
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PORT=str(port))
    with process(SERVE, env, tmp_path / "serve.log") as parent:
        eventually(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, within=40)
        pages = {pid: command for pid, command in family(parent.pid).items() if "granian" in command}
        assert len(pages) == 2
        os.kill(min(pages), signal.SIGKILL)
        eventually(lambda: not [pid for pid in pages if alive(pid)])
        eventually(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, within=40)


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    port = free_ports(2)
    env = environment("", tmp_path / "var", PORT=str(port))
    for taken in (port, port + 1):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", taken))
            other.listen()
            log = tmp_path / "serve.log"
            with process(SERVE, env, log) as parent:
                assert parent.wait(20) == 2
            assert f"Le port {taken} est déjà pris" in log.read_text()
            assert "Traceback" not in log.read_text()
            assert len(log.read_text().splitlines()) == 1


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    env = environment("", tmp_path / "var", PORT="huit-mille")
    log = tmp_path / "serve.log"
    with process(SERVE, env, log) as parent:
        assert parent.wait(20) == 2
    assert log.read_text().startswith("PORT=")


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_said(port: int) -> None:
    assert "n’existe pas" in serve.problem_with_port("127.0.0.1", port)
    assert "PREAU_BIND" in serve.problem_with_port("192.0.2.1", 8000)


def test_a_child_that_keeps_dying_stops_the_whole() -> None:
    said = io.StringIO()
    steady = Child("durable", [sys.executable, "-c", "import time; time.sleep(60)"])
    dying = Child("fragile", [sys.executable, "-c", "raise SystemExit(3)"])
    supervisor = Supervisor([steady, dying], os.environ, first_delay=0.01)
    began = time.monotonic()
    with redirect_stdout(said):
        assert supervisor.run("", None) == 1
    assert time.monotonic() - began < 15
    assert "« fragile » s’arrête aussitôt parti, 5 fois de suite (code 3)" in said.getvalue()
    assert steady.process is not None
    assert steady.process.returncode is not None


def test_the_parent_is_light() -> None:
    import subprocess

    program = (
        "import sys, preau.kernel.serve, preau.config.environment;"
        "assert not [m for m in sys.modules if m.split('.')[0] in {'django', 'structlog', 'granian'}]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_settings_give_the_commands() -> None:
    settings = read_all({"PORT": "8123", "PREAU_WORKERS": "3", "PREAU_THREADS": "4"})
    pages, streams, worker = serve.children_of(settings)
    assert pages.command[pages.command.index("--port") + 1] == "8123"
    assert pages.command[pages.command.index("--workers") + 1] == "3"
    assert pages.command[pages.command.index("--blocking-threads") + 1] == "4"
    assert "--no-access-log" in pages.command
    assert streams.command[-1] == "preau.kernel.streams"
    assert worker.command[-1] == "worker"


def test_pages_start_again_when_their_assets_were_built_again(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text("{}")
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    supervisor = Supervisor([Child("pages", sleep), Child("flux", sleep)], os.environ, watched=manifest)
    pages, streams = supervisor.children
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            for child in supervisor.children:
                supervisor.start(child)
            first, kept = pages.process, streams.process
            supervisor.look_at_assets()
            supervisor.look_at_assets()
            assert first.poll() is None
            manifest.unlink()
            supervisor.look_at_assets()
            manifest.write_text('{"files": {}}')
            os.utime(manifest, (1, 1))
            supervisor.look_at_assets()
            assert first.wait(10) is not None
            eventually(lambda: supervisor.look() and pages.process not in (None, first))
            assert streams.process is kept
            assert pages.quick_deaths == 0
        assert "reconstruits" in said.getvalue()
    finally:
        with redirect_stdout(io.StringIO()):
            supervisor.stop()
