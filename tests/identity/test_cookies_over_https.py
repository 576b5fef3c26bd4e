"""Row S6: over https every cookie of ours is bound to this very host, travels encrypted, and scripts read none that
says who one is. Settings are read when a process starts: a process of its own starts under an https address."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from preau.directory.models import Person
from preau.identity.models import Account, Office
from preau.identity.federation import leaving, states
from preau.kernel import clock, scope
settings.ALLOWED_HOSTS = ["*"]
with scope.everything("a person who signs in"):
    person = Person.objects.create(given_name="Alex", family_name="Brun")
    account = Account(person=person, login="alex.brun", created_at=clock.now())
    account.set_password("un préau sous la pluie")
    account.save()
    Office.objects.create(person=person, title="Exploitation")
client = Client(enforce_csrf_checks=True, secure=False)
over = {"secure": True, "headers": {"host": "ent.example", "referer": "https://ent.example/connexion/"}}
client.get("/connexion/", **over)
token = client.cookies[settings.CSRF_COOKIE_NAME].value
given = {"login": "alex.brun", "password": "un préau sous la pluie", "csrfmiddlewaretoken": token}
answer = client.post("/connexion/", given, **over)
assert answer.status_code == 302, answer.content.decode()
client.get("/", **over)
told = {name: dict(one) for name, one in client.cookies.items()}
print(json.dumps({"cookies": told, "constants": [leaving.COOKIE, states.PREFIX],
                  "session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME,
                  "device": settings.DEVICE_COOKIE_NAME, "hsts": settings.SECURE_HSTS_SECONDS}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: Any) -> dict[str, Any]:
    """What a browser keeps after a sign-in over https."""
    folder: Path = tmp_path_factory.mktemp("https")
    ours = ("PREAU_", "DJANGO_", "DATABASE_", "REDIS_")  # no other process's database: one of its own, in its folder
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env = {
        **kept, "DJANGO_SETTINGS_MODULE": "preau.config.settings", "PREAU_DATA_DIR": str(folder),
        "PREAU_PUBLIC_URL": "https://ent.example", "PREAU_SECRET_KEY": "x" * 60,
    }  # fmt: skip
    for command in ([sys.executable, "-m", "preau", "migrate"], [sys.executable, "-c", SCRIPT]):
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_who_one_is_is_read_by_no_script_and_sent_to_this_host_alone(told: dict[str, Any]) -> None:
    for name in (told["session"], told["device"]):
        one = told["cookies"][name]
        assert name.startswith("__Host-"), "the browser itself refuses it from another host, or in clear"
        assert one["secure"] is True and one["httponly"] is True
        assert one["path"] == "/" and not one["domain"] and one["samesite"] == "Lax"


def test_the_token_of_forms_is_bound_to_the_host(told: dict[str, Any]) -> None:
    one = told["cookies"][told["csrf"]]
    assert told["csrf"].startswith("__Host-") and one["secure"] is True and one["path"] == "/" and not one["domain"]


def test_nothing_of_ours_travels_in_clear(told: dict[str, Any]) -> None:
    assert [name for name, one in told["cookies"].items() if not one["secure"]] == []
    assert all(name.startswith("__Host-") for name in told["constants"])
    assert told["hsts"] >= 31_536_000
