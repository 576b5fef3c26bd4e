"""What comes to its term is told before: metadata, certificates, key sets of sources, and the key that we sign with."""

import base64
import datetime as dt
import os
from io import StringIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from joserfc.jwk import RSAKey

from identity.federation import forge
from identity.federation.conftest import declare_oidc, declare_saml
from preau.directory.models import Person
from preau.federation import keys
from preau.federation.models import SigningKey
from preau.identity.federation.tasks import watch_sources
from preau.identity.federation.watch import findings
from preau.identity.models import Office
from preau.kernel import clock
from preau.kernel.actor import system
from preau.kernel.models import Job

pytestmark = pytest.mark.django_db
DAY = 86_400


def key_set(certificate: bytes = b"") -> dict:
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=False)
    if certificate:
        der = x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
        key["x5c"] = [base64.b64encode(der).decode()]
    return {"keys": [key]}


def put_days_ago(path, days: int) -> None:
    at = clock.real_now().timestamp() - days * DAY
    os.utime(path, (at, at))


def checked() -> tuple[bool, str]:
    """Whether `preau sources check` is content, and what it says."""
    said = StringIO()
    try:
        call_command("sources", "check", stdout=said)
    except CommandError:
        return False, said.getvalue()
    return True, said.getvalue()


@pytest.mark.parametrize(("days", "content"), [(0, True), (330, True), (340, False), (400, False)])
def test_a_key_set_kept_as_a_file_is_to_be_compared_after_a_year(folder, days, content):
    declare_oidc(folder, "https://guichet.example", keys=key_set())
    put_days_ago(folder / "keys.json", days)
    fine, said = checked()
    assert fine is content
    assert ("! guichet · clés" in said) is not content
    assert "à renouveler depuis" in said if days == 400 else "à renouveler avant" in said


@pytest.mark.parametrize(("days", "content"), [(3650, True), (20, False)])
def test_a_certificate_that_a_key_set_carries_is_watched(folder, days, content):
    declare_oidc(folder, "https://guichet.example", keys=key_set(forge.pair(f"jwks{days}", days).certificate_pem))
    assert checked()[0] is content
    assert [one.what for one in findings()] == ["clés", "certificat de la source"]


def test_a_key_set_that_cannot_be_read_is_broken(folder):
    declare_oidc(folder, "https://guichet.example", keys={"keys": []})
    assert [one.is_broken for one in findings()] == [True]


def test_keys_read_at_the_source_have_no_term_here(folder):
    declare_oidc(folder, "https://guichet.example")
    assert checked()[0]


def test_metadata_of_a_source_are_told_as_before(folder, xmlsec):
    declare_saml(folder)
    assert checked()[0]
    assert {one.source for one in findings()} == {"educonnect"}


@pytest.mark.parametrize(("days", "content"), [(0, True), (330, True), (340, False), (400, False)])
def test_our_signing_key_is_to_be_renewed_after_a_year(settings, days, content):
    settings.SSO_DIR = ""
    assert findings() == []  # no OpenID Connect service, no key
    keys.rotate_keys(actor=system("test"))
    SigningKey.objects.update(created_at=clock.now() - dt.timedelta(days=days))
    fine, said = checked()
    assert fine is content
    assert "preau sso rotate-keys" in said
    call_command("sso", "rotate-keys", stdout=StringIO())
    assert checked()[0]


def test_operators_are_told_of_our_key_at_night(academy, settings):
    settings.SSO_DIR, settings.MAIL_URL = "", "memory:"
    operators = Office.objects.filter(local_authority=None, ended_at=None).values("person_id")
    Person.objects.filter(pk__in=operators).update(email="exploitation@preau.example")
    keys.rotate_keys(actor=system("test"))
    watch_sources()
    assert _mails() == 0
    SigningKey.objects.update(created_at=clock.now() - dt.timedelta(days=350))
    watch_sources()
    told = _mails()
    assert told > 0
    watch_sources()  # once a week
    assert _mails() == told


def _mails() -> int:
    mails = Job.objects.filter(key__startswith="mail/sso-watch/")
    assert all("preau sso rotate-keys" in one.payload["text"] for one in mails)
    return mails.count()
