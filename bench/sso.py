"""`make bench-sso`: people enter linked services by CAS and OpenID Connect. Rules: docs/benchmarks.md.

An academy of four schools is imported for real into a PostgreSQL that keeps fsync on. Sign-ins go through the whole
application; the person was already told what the service learns, as for every sign-in but the first.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.directory import BATCHES, ROOT, SIZES, _academy, _cluster
from bench.machine import family, free_bytes, processor_time
from bench.table import Table, say

from harness.databases import environment  # isort: skip

COUNT = 40
DISK = 0.6e9
ENTRY, CALLBACK = "https://exo.example/", "https://lti.example/callback"
ATTRIBUTES = ["given_name", "family_name", "profiles", "schools", "classes"]
VERIFIER = "v" * 64


class Entering:
    """The application, a pupil signed in, two services linked."""

    def __init__(self) -> None:
        from bench.pages import Bench
        from preau.federation.services.entering import note_told
        from preau.federation.services.register import Described, add_service, renew_secret
        from preau.identity.models import Account
        from preau.kernel import scope
        from preau.kernel.actor import system

        self.bench = Bench()
        self.cookie = self.bench.sign_in("lina.benali")
        us = system("bench")
        with scope.everything("bench"):
            self.account = Account.objects.select_related("person").get(login="lina.benali")
            cas = Described(name="CAS", start_url=ENTRY, urls={"entry": [ENTRY]}, attributes=ATTRIBUTES)
            oidc = Described(name="OIDC", start_url=CALLBACK, urls={"entry": [CALLBACK]}, attributes=ATTRIBUTES)
            self.cas = add_service(actor=us, protocol="cas", described=cas)
            self.oidc = add_service(actor=us, protocol="oidc", described=oidc)
            self.secret = renew_secret(actor=us, service_id=self.oidc.pk)
            for one in (self.cas, self.oidc):
                note_told(person_id=self.account.person_id, service=one)

    def ask(self, path: str, query: dict[str, str], *, cookie: str = "", auth: str = "", body: str = "") -> Any:
        """Status, where it leads, body."""
        raw = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": path, "SCRIPT_NAME": "",
            "QUERY_STRING": urlencode(query), "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "fr", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(raw),
            "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        if auth:
            environ["HTTP_AUTHORIZATION"] = auth
        if body:
            environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(raw))}
        met: list[Any] = []
        answer = self.bench.application(environ, lambda status, headers, *_: met.extend((status, dict(headers))))
        text = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return met[0], met[1].get("Location", ""), text

    def cas_sign_in(self) -> None:
        """The browser's part and the service's."""
        _status, there, _body = self.ask("/cas/login", {"service": ENTRY}, cookie=self.cookie)
        ticket = parse_qs(urlsplit(there).query)["ticket"][0]
        _status, _there, body = self.ask("/cas/p3/serviceValidate", {"service": ENTRY, "ticket": ticket})
        if b"authenticationSuccess" not in body:
            raise RuntimeError(body.decode())

    def oidc_sign_in(self) -> None:
        """Code, tokens, userinfo."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": self.oidc.pk.hex, "redirect_uri": CALLBACK, "state": "s",
            "scope": "openid profile ent", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        _status, there, _body = self.ask("/oidc/authorize", asked, cookie=self.cookie)
        code = parse_qs(urlsplit(there).query)["code"][0]
        basic = "Basic " + base64.b64encode(f"{self.oidc.pk.hex}:{self.secret}".encode()).decode()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        _status, _there, body = self.ask("/oidc/token", {}, auth=basic, body=urlencode(form))
        token = json.loads(body)["access_token"]
        status, _there, body = self.ask("/oidc/userinfo", {}, auth=f"Bearer {token}")
        if not status.startswith("200"):
            raise RuntimeError(body.decode())

    def ticket(self) -> None:
        """A ticket given and used up, its bearer named to the service; without HTTP."""
        from preau.federation import cas, tickets
        from preau.federation.services.entering import give_ticket

        ticket = give_ticket(
            kind=tickets.SERVICE, service=self.cas, account_id=self.account.pk, session="s" * 32, address=ENTRY,
            data={"at": 0, "fresh": False},
        )  # fmt: skip
        cas.validate(ticket=ticket, asked=ENTRY, renew=False, proxied=False, callback="").as_xml()

    def bare_ticket(self) -> None:
        """A ticket kept and taken; nothing else."""
        from preau.federation import tickets

        ticket = tickets.keep(
            tickets.draw(tickets.SERVICE), service_id=self.cas.pk, account_id=self.account.pk, session="s",
            address=ENTRY,
        )  # fmt: skip
        if tickets.take(ticket, [tickets.SERVICE]) is None:
            raise RuntimeError("a ticket is lost")

    def batch(self, what: str, count: int) -> float:
        """Seconds of this process's processor for each."""
        if what == "yardstick":
            return self.bench.batch("yardstick", "", count * 5)
        act: Callable[[], None] = getattr(self, what)
        started = time.process_time()
        for _ in range(count):
            act()
        return (time.process_time() - started) / count


def serve() -> int:
    """Answer orders until the input ends."""
    entering = Entering()
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(entering.batch(**order)) + "\n")
        sys.stdout.flush()
    return 0


PROMISES = {
    "cas_sign_in": ("CAS sign-in to a further service: process", 6.0),
    "oidc_sign_in": ("OpenID Connect sign-in to a further service: process", 6.0),
    "ticket": ("CAS ticket given, used up, its bearer named: process (500/s)", 2.0),
    "bare_ticket": ("beside: a ticket kept and taken alone", None),
}


def main() -> int:
    """Measure; 1 when a promise is broken, 2 when there is no room."""
    parser = argparse.ArgumentParser(prog="make bench-sso", description=__doc__)
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where its database and files lie meanwhile")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        return serve()
    say(f"4 schools. Takes at most 4 min and {DISK / 1e9:.1f} GB.")
    if free_bytes(Path(asked.folder)) < 1.5 * DISK:
        say(f"Stopped: {1.5 * DISK / 1e9:.1f} GB must be free (--folder names another place).")
        return 2
    table = Table("sso", "small")
    with tempfile.TemporaryDirectory(prefix="preau-bench-", dir=asked.folder) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _cluster(folder) as cluster:
            _measure(folder, cluster, table)
    kept = table.keep()
    say(f"{'All promises kept' if table.is_kept else 'A promise is broken'}; figures: {kept.relative_to(ROOT)}")
    return 0 if table.is_kept else 1


def _measure(folder: Path, cluster: Any, table: Table) -> None:
    academy = _academy(SIZES["small"], folder, cluster)
    academy.demo("--output", str(academy.files))
    academy.preau("import", "aaf", str(academy.files), "--confirm", "all")
    academy.preau("seed")
    settings = environment(academy.url, academy.folder / "var", PREAU_DEMO="1", PYTHONPATH=str(ROOT))
    with (
        open(academy.folder / "pages.log", "w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bench.sso", "--serve"], env=settings, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log,
        ) as process,
    ):  # fmt: skip

        def batch(what: str) -> float:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({"what": what, "count": COUNT}) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError(f"the process ended:\n{(academy.folder / 'pages.log').read_text()[-3000:]}")
            return float(json.loads(answer))

        batch("yardstick")
        spent: dict[str, list[float]] = {name: [] for name in (*PROMISES, "yardstick")}
        database: dict[str, list[float]] = {name: [] for name in PROMISES}
        for _batch in range(BATCHES):
            spent["yardstick"].append(batch("yardstick"))
            for name in PROMISES:
                before = processor_time(family(cluster.keeper))
                spent[name].append(batch(name))
                database[name].append((processor_time(family(cluster.keeper)) - before) / COUNT)
        yard = min(spent["yardstick"])
        for name, (words, limit) in PROMISES.items():
            least = min(spent[name])
            note = (
                f"{least / yard:.1f} × the yardstick ({yard * 1e3:.3f} ms), spread {max(spent[name]) / least:.2f}, "
                f"database's processor {min(database[name]) * 1e3:.2f} ms"
            )
            table.add(words, least * 1e3, "ms", limit, note)
        assert process.stdin
        process.stdin.close()
        process.wait(20)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    raise SystemExit(main())
