"""Measures pages in a process of its own: `python -m bench.pages` reads orders on its input, answers on its output.

One such process per database lives through the whole run, so that two sizes are measured in turn.
"""

import io
import json
import re
import sys
import time
import zlib
from collections.abc import Callable
from typing import Any

Application = Callable[..., Any]


def _environ(address: str, cookie: str) -> dict[str, Any]:
    path, _sep, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": cookie, "HTTP_ACCEPT_LANGUAGE": "fr", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip


def _ask(application: Application, path: str, cookie: str) -> tuple[str, bytes]:
    met: list[str] = []
    answer = application(_environ(path, cookie), lambda status, headers, *_: met.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return met[0], body


class Bench:
    """The application, the yardstick beside it, and the people who are signed in."""

    def __init__(self) -> None:
        import django

        django.setup()
        from django.core.handlers.wsgi import WSGIHandler
        from django.test.utils import override_settings

        from bench.yardstick import MIDDLEWARE

        self.application: Application = WSGIHandler()
        self.bare = override_settings(MIDDLEWARE=MIDDLEWARE, ROOT_URLCONF="bench.yardstick")
        with self.bare:
            self.yardstick: Application = WSGIHandler()

    def sign_in(self, login: str) -> str:
        """The cookies of somebody signed in, as their browser sends them after a first page."""
        from django.test import Client

        from preau.identity.models import Account
        from preau.kernel import scope

        with scope.everything("signing in for a benchmark"):
            client = Client()
            client.force_login(Account.objects.get(login=login))
        client.get("/", headers={"host": "127.0.0.1"})
        return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())

    def path(self, pattern: str) -> str:
        """An address whose {login} is the identifier of the person who has that account."""
        from preau.identity.models import Account

        def person(found: re.Match[str]) -> str:
            return str(Account.objects.values_list("person_id", flat=True).get(login=found[1]))

        return re.sub(r"{([\w.]+)}", person, pattern)

    def look(self, path: str, cookie: str) -> dict[str, Any]:
        """Once: status, queries, bytes."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        _ask(self.application, path, cookie)
        with CaptureQueriesContext(connection) as captured:
            status, body = _ask(self.application, path, cookie)
        # 31: gzip's own header
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        packed = packer.compress(body) + packer.flush()
        return {"status": status, "queries": len(captured), "bytes": len(body), "gzip": len(packed)}

    def batch(self, path: str, cookie: str, count: int) -> float:
        """Seconds of this process's processor per page."""
        if path == "yardstick":
            with self.bare:
                return self._time(self.yardstick, "/", "", count)
        return self._time(self.application, path, cookie, count)

    def wait(self, path: str, cookie: str, count: int) -> float:
        """Seconds that somebody waits for a page, the database's work included."""
        started = time.perf_counter()
        for _ in range(count):
            _ask(self.application, path, cookie)
        return (time.perf_counter() - started) / count

    @staticmethod
    def _time(application: Application, path: str, cookie: str, count: int) -> float:
        started = time.process_time()
        for _ in range(count):
            status, _body = _ask(application, path, cookie)
            if not status.startswith("200"):
                raise RuntimeError(f"{path} answers {status}")
        return (time.process_time() - started) / count


def answer_orders(bench: Bench) -> int:
    """Do what each line of the input asks, until it ends."""
    for line in sys.stdin:
        order = json.loads(line)
        answer = getattr(bench, order.pop("do"))(**order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


def main() -> int:
    """Answer orders until the input ends."""
    return answer_orders(Bench())


if __name__ == "__main__":
    raise SystemExit(main())
