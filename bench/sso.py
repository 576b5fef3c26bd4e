"""`make bench-sso`: people come in by password, then enter linked services by CAS, OpenID Connect and SAML.

An academy of four schools is imported for real into a PostgreSQL that keeps fsync on; `make bench-access` asks the same
of the region's. Sign-ins go through the whole application, on a device that the account knows; the person was already
told what the service learns, as for every sign-in but the first. Rules: docs/benchmarks.md.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from bench.directory import BATCHES, ROOT, SIZES, Academy, academy_of, cluster_of
from bench.machine import family, free_bytes, processor_time
from bench.table import Table, say

from harness.databases import environment  # isort: skip

COUNT = 40
DISK = 0.6e9
ENTRY, CALLBACK = "https://exo.example/", "https://lti.example/callback"
SP = "https://sp.example/"
METADATA = (
    f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{SP}"><SPSSODescriptor '
    'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0" '
    f'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{SP}acs"/></SPSSODescriptor>'
    "</EntityDescriptor>"
)
ATTRIBUTES = ["given_name", "family_name", "profiles", "schools", "classes"]
VERIFIER = "v" * 64
LOGIN, PASSWORD = "lina.benali", "trois tortues lisent au grenier"
DOOR = "/connexion/"


class Hash:
    """What hashing a password takes, told apart: it is costly on purpose, and nothing of ours makes it faster."""

    def __init__(self) -> None:
        from preau.identity.hashers import BoundedArgon2Hasher

        self.process = self.waited = 0.0
        self.count = 0
        real = BoundedArgon2Hasher.verify

        def verify(hasher: Any, password: str, encoded: str) -> bool:
            process, waited = time.process_time(), time.perf_counter()
            try:
                return real(hasher, password, encoded)
            finally:
                self.process += time.process_time() - process
                self.waited += time.perf_counter() - waited
                self.count += 1

        BoundedArgon2Hasher.verify = verify  # type: ignore[method-assign]


class Entering:
    """The application, a pupil signed in, a service of each protocol linked."""

    def __init__(self) -> None:
        from bench.pages import Bench

        self.bench = Bench()  # sets Django up, before a model is imported
        from django.conf import settings

        from preau.federation.services.entering import note_told
        from preau.federation.services.register import Described, add_service, renew_secret
        from preau.identity.models import Account
        from preau.kernel import scope
        from preau.kernel.actor import system

        self.hash = Hash()
        us = system("bench")
        with scope.everything("bench"):
            self.account = Account.objects.select_related("person").get(login=LOGIN)
            self.account.set_password(PASSWORD)
            self.account.save(update_fields=["password"])
            self.cookie = self.bench.sign_in(LOGIN)  # a session holds while the password is the same
            cas = Described(name="CAS", start_url=ENTRY, urls={"entry": [ENTRY]}, attributes=ATTRIBUTES)
            oidc = Described(name="OIDC", start_url=CALLBACK, urls={"entry": [CALLBACK]}, attributes=ATTRIBUTES)
            self.cas = add_service(actor=us, protocol="cas", described=cas)
            self.oidc = add_service(actor=us, protocol="oidc", described=oidc)
            self.secret = renew_secret(actor=us, service_id=self.oidc.pk)
            saml = Described(name="SAML", start_url=SP, urls={}, metadata=METADATA, attributes=ATTRIBUTES)
            self.saml = add_service(actor=us, protocol="saml", described=saml)
            for one in (self.cas, self.oidc, self.saml):
                note_told(person_id=self.account.person_id, service=one)
        self.session_cookie, self.csrf_cookie = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
        self.jar: dict[str, str] = {}
        _status, _there, page = self.ask(DOOR, {}, jar=self.jar)
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if found is None:
            raise RuntimeError("the door has no form")
        self.form = {"csrfmiddlewaretoken": found[1].decode(), "login": LOGIN, "password": PASSWORD}
        self.password_sign_in()  # its device is known from here on

    def ask(
        self, path: str, query: dict[str, str], *, cookie: str = "", auth: str = "", body: str = "",
        jar: dict[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """Status, where it leads, body. `jar`: cookies that are sent and kept, as a browser does."""
        raw = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": path, "SCRIPT_NAME": "",
            "QUERY_STRING": urlencode(query), "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "fr", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(raw),
            "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        if cookie or jar:
            environ["HTTP_COOKIE"] = cookie or "; ".join(f"{name}={value}" for name, value in (jar or {}).items())
        if auth:
            environ["HTTP_AUTHORIZATION"] = auth
        if body:
            environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(raw))}
        met: list[Any] = []
        answer = self.bench.application(environ, lambda status, headers, *_: met.extend((status, headers)))
        text = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if jar is not None:
            for name, value in met[1]:
                if name == "Set-Cookie":
                    jar.update({one.key: one.value for one in SimpleCookie(value).values()})
        return met[0], dict(met[1]).get("Location", ""), text

    def password_sign_in(self) -> None:
        """The door's form, sent from a device that the account knows and where nobody is signed in."""
        jar, hashed = dict(self.jar), self.hash.count
        status, there, body = self.ask(DOOR, {}, body=urlencode(self.form), jar=jar)
        if not status.startswith("302") or there != "/" or self.hash.count != hashed + 1:
            raise RuntimeError(f"{status} {there} {body.decode()[:2000]}")
        # The browser keeps its marks; the session is left, and the form is the one that was opened.
        left = (self.session_cookie, self.csrf_cookie)
        self.jar |= {name: value for name, value in jar.items() if name not in left}

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

    def saml_sign_in(self) -> None:
        """The question, then the page that carries the signed answer."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        question = (
            f'<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q" Version="2.0" '
            f'IssueInstant="{at}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{SP}</saml:Issuer>'
            "</samlp:AuthnRequest>"
        )
        packed = base64.b64encode(zlib.compress(question.encode())[2:-4]).decode()
        _status, there, _body = self.ask("/saml/sso", {"SAMLRequest": packed}, cookie=self.cookie)
        asked = dict(parse_qsl(urlsplit(there).query))
        _status, _there, body = self.ask("/saml/entrer", asked, cookie=self.cookie)
        if b"SAMLResponse" not in body:
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

    def batch(self, what: str, count: int) -> tuple[float, float]:
        """Seconds for each, hashes of passwords apart: of this process's processor, and of whoever waits."""
        if what == "yardstick":
            return self.bench.batch("yardstick", "", count * 5), 0.0
        act: Callable[[], None] = getattr(self, what)
        hashed = self.hash.process, self.hash.waited
        process, waited = time.process_time(), time.perf_counter()
        for _ in range(count):
            act()
        process, waited = time.process_time() - process, time.perf_counter() - waited
        return (process - self.hash.process + hashed[0]) / count, (waited - self.hash.waited + hashed[1]) / count


def serve() -> int:
    """Answer orders until the input ends."""
    entering = Entering()
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(entering.batch(**order)) + "\n")
        sys.stdout.flush()
    return 0


PROMISES = {
    "password_sign_in": ("sign-in by password, the hash apart: process", 5.0),
    "cas_sign_in": ("CAS sign-in to a further service: process", 6.0),
    "oidc_sign_in": ("OpenID Connect sign-in to a further service: process", 6.0),
    "saml_sign_in": ("beside: SAML sign-in to a further service, its page included: process", None),
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
        with cluster_of(folder) as cluster:
            academy = academy_of(SIZES["small"], folder, cluster)
            academy.demo("--output", str(academy.files))
            academy.preau("import", "aaf", str(academy.files), "--confirm", "all")
            academy.preau("seed")
            measure(academy, cluster, table)
    kept = table.keep()
    say(f"{'All promises kept' if table.is_kept else 'A promise is broken'}; figures: {kept.relative_to(ROOT)}")
    return 0 if table.is_kept else 1


def measure(academy: Academy, cluster: Any, table: Table) -> None:
    """Ways in of a filled and seeded academy, batch by batch in turn."""
    settings = environment(academy.url, academy.folder / "var", PREAU_DEMO="1", PYTHONPATH=str(ROOT))
    with (
        open(academy.folder / "entering.log", "w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bench.sso", "--serve"], env=settings, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log,
        ) as process,
    ):  # fmt: skip

        def batch(what: str) -> tuple[float, float]:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({"what": what, "count": COUNT}) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError(f"the process ended:\n{(academy.folder / 'entering.log').read_text()[-3000:]}")
            spent, waited = json.loads(answer)
            return spent, waited

        batch("yardstick")
        bare: list[float] = []
        spent: dict[str, list[float]] = {name: [] for name in PROMISES}
        waited: dict[str, list[float]] = {name: [] for name in PROMISES}
        database: dict[str, list[float]] = {name: [] for name in PROMISES}
        for _batch in range(BATCHES):
            bare.append(batch("yardstick")[0])
            for name in PROMISES:
                before = processor_time(family(cluster.keeper))
                mine, whole = batch(name)
                spent[name].append(mine)
                waited[name].append(whole)
                database[name].append((processor_time(family(cluster.keeper)) - before) / COUNT)
        yard = min(bare)
        for name, (words, limit) in PROMISES.items():
            least = min(spent[name])
            note = (
                f"{least / yard:.1f} × the yardstick ({yard * 1e3:.3f} ms), spread {max(spent[name]) / least:.2f}, "
                f"database's processor {min(database[name]) * 1e3:.2f} ms, waited {min(waited[name]) * 1e3:.2f} ms"
            )
            table.add(words, least * 1e3, "ms", limit, note)
        assert process.stdin
        process.stdin.close()
        process.wait(20)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    raise SystemExit(main())
