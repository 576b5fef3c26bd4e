"""`preau check --deploy` fails on each unsafe setting, and on nothing else."""

import contextlib
import inspect
import io
import os
import re

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from preau.directory.models import Person
from preau.identity.models import Account
from preau.kernel import checks, clock
from preau.notifications import webpush

SAFE = {
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "q7Zx-4fT_9mB2kLw8RhN5yVc1JdPs6GuAe3XoQiYtMzKbWnH0CgD",
    "SECRET_KEY_IS_OWN": True,
    "PUBLIC_URL": "https://ent.example.fr",
    "STREAMS_URL": "https://ent.example.fr",
    "ALLOWED_HOSTS": ["ent.example.fr"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "BACKUP_KEY": "k",
    "METRICS_TOKEN": "t",
    "MAIL_URL": "smtp://mail.example.fr",
    "DEFAULT_FROM_EMAIL": "Préau <ent@example.fr>",
    "EMAIL_HOST": "mail.example.fr",
    "EMAIL_USE_TLS": True,
    "ACCESSIBILITY_CONTACT": "Noé Vidal",
    "ACCESSIBILITY_EMAIL": "noe@exploitant.example",
    "LOG_DAYS": 365,
    "LOG_FILE": "/var/log/preau/preau.log",
    "LEAVER_DAYS": 89,
    "PUSH_KEY": webpush.new_key(),
    "BOUNCES_URL": "maildir:///var/mail/ent",
}


class Saying:
    """A database that tells how careful it is."""

    def __init__(self, vendor: str, *told: object) -> None:
        self.vendor, self.told = vendor, told

    def cursor(self) -> contextlib.AbstractContextManager["Saying"]:
        return contextlib.nullcontext(self)

    def execute(self, sql: str) -> None:
        assert "synchronous" in sql

    def fetchone(self) -> tuple[object, ...]:
        return self.told


@pytest.fixture
def safe(db, settings, monkeypatch):
    for name, value in SAFE.items():
        setattr(settings, name, value)
    # Ordinary test databases are quick and careless on purpose.
    monkeypatch.setattr(checks, "connection", Saying("sqlite", 2))
    # A browser that this process drove for another test left it; Django's own check would name it.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    return settings


def found() -> set[str]:
    return {str(one.id) for one in run_checks(include_deployment_checks=True) if not one.is_silenced()}


def test_a_safe_installation_passes(safe) -> None:
    assert found() == set()
    call_command("check", "--deploy", "--fail-level", "WARNING", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "preau.E001"),
        ("DEMO", True, "preau.E002"),
        ("SECRET_KEY_IS_OWN", False, "preau.E003"),
        ("SECRET_KEY", "q7Zx4fT9mB2kLw8RhN5yVc1JdPs6Gu", "preau.E004"),
        ("SECRET_KEY", "a" * 80, "preau.E004"),
        ("METRICS_TOKEN", "", "preau.E013"),
        ("PUBLIC_URL", "http://ent.example.fr", "preau.E005"),
        ("STREAMS_URL", "http://ent.example.fr:8001", "preau.E006"),
        ("STREAMS_URL", "", "preau.E006"),
        ("ALLOWED_HOSTS", ["*"], "preau.E007"),
        ("ALLOWED_HOSTS", [".example.fr"], "preau.E007"),
        ("ALLOWED_HOSTS", [], "preau.E007"),
        ("SESSION_COOKIE_SECURE", False, "preau.E009"),
        ("LOG_DAYS", 366, "preau.E011"),
        ("LOG_DAYS", 30, "preau.E011"),
        ("LEAVER_DAYS", 90, "preau.E012"),
        ("DEFAULT_FROM_EMAIL", "preau@localhost", "preau.E015"),
        ("EMAIL_USE_TLS", False, "preau.E014"),
    ],
)
def test_each_unsafe_setting_fails(safe, name: str, value: object, code: str) -> None:
    setattr(safe, name, value)
    assert code in found()
    with pytest.raises(SystemCheckError):
        call_command("check", "--deploy", stderr=io.StringIO())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("BACKUP_KEY", "preau.W001"),
        ("MAIL_URL", "preau.W003"),
        ("LOG_FILE", "preau.W005"),
        ("ACCESSIBILITY_CONTACT", "preau.W004"),
        ("ACCESSIBILITY_EMAIL", "preau.W004"),
    ],
)
def test_what_is_missing_warns(safe, name: str, code: str) -> None:
    setattr(safe, name, "")
    assert found() == {code}


def test_one_demonstration_account_fails(safe) -> None:
    person = Person.objects.create(family_name="Démo", given_name="Lina", search_name="lina demo")
    account = Account.objects.create(person=person, login="lina", created_at=clock.now())
    assert found() == set()
    account.demo_label = "Élève"
    account.save()
    assert found() == {"preau.E020"}


@pytest.mark.parametrize(
    ("vendor", "told", "expected"),
    [
        ("sqlite", [2], set()),
        ("sqlite", [1], {"preau.E008"}),
        ("sqlite", [0], {"preau.E008"}),
        ("postgresql", ["on", "on"], set()),
        ("postgresql", ["off", "on"], {"preau.E010"}),
        ("postgresql", ["on", "off"], {"preau.E016"}),
    ],
)
def test_a_database_that_may_lose_writes_fails(safe, monkeypatch, vendor, told, expected) -> None:
    monkeypatch.setattr(checks, "connection", Saying(vendor, *told))
    assert found() == expected


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="how careful a server of one's own is, is its affair")
def test_the_careless_server_of_ordinary_tests_fails(safe, monkeypatch) -> None:
    monkeypatch.setattr(checks, "connection", connection)
    careless = {"sqlite": {"preau.E008"}, "postgresql": {"preau.E010", "preau.E016"}}
    assert found() == careless[connection.vendor]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO on")
        assert found() == {"preau.E016"}


@pytest.mark.kill
def test_the_careful_server_of_kill_tests_passes(safe, monkeypatch) -> None:
    monkeypatch.setattr(checks, "connection", connection)
    assert found() == set()


def test_each_code_says_one_thing() -> None:
    codes = re.findall(r"preau\.[EW]\d{3}", inspect.getsource(checks))
    assert len(codes) == len(set(codes)) > 15
