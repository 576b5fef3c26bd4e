"""S8, played: at 23:00 somebody comes in with a stolen password, from a new device, to send to many.

What no room sends yet is played by a room that asks what every room that sends must ask (`require_may_write_now`), and
by the stand-in of test_theft.py, whose pending sendings "ce n'est pas moi" recalls. Every act below is one request of a
page: it holds from the answer on, for no cache stands between.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from console.worn import number_in
from identity.test_theft import PHONE, THIEF, enter, rooms, sent  # noqa: F401 (fixtures)
from preau.access.public import hats_of, require_may_write_now
from preau.identity.models import AccountSession, DeviceNotice, Lock
from preau.identity.selectors import account_by_id
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry

NEW = "/console/suspensions/nouvelle/"


@pytest.fixture
def tonight(monkeypatch):
    """23:00 in Paris."""
    at = clock.now().astimezone(dt.timezone(dt.timedelta(hours=1))).replace(hour=23, minute=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def sends_to_many(academy, name: str) -> bool:
    """Whether a room that writes to people lets this person write to a group now."""

    class Request:
        user = account_by_id(academy[name].account.pk)
        hat = next(iter(hats_of(user)), None)

    if Request.hat is None:
        return False
    with scope.use(scope.Scope.of(Request.hat.school_ids)):
        try:
            require_may_write_now(Request(), many=True)
        except PermissionDenied:
            return False
    return True


def test_the_play(academy, sent, rooms, tonight):  # noqa: F811
    own = enter(academy, "claire-roux", PHONE)
    thief = enter(academy, "claire-roux", THIEF)
    assert thief.get("/").status_code == 200 and sends_to_many(academy, "claire-roux")
    # Told at once, by mail and on the home page.
    assert academy["claire-roux"].person.email in {to for to, _key in sent}
    notice = DeviceNotice.objects.get(recipient=academy["claire-roux"].person)

    # The head is called at home: one act for the account, one for the whole school.
    head = academy.client("helene-garnier")
    freeze = {"person": academy["claire-roux"].person.pk, "kind": "sign_in", "reason": "compte volé"}
    assert head.post(NEW, freeze).status_code == 302
    assert thief.get("/").status_code == 302 and not sends_to_many(academy, "claire-roux")
    assert not AccountSession.objects.filter(account_id=academy["claire-roux"].account.pk).exists()
    assert sends_to_many(academy, "nadia-leroy")
    whole = {"target": "school", "kind": "write_many", "reason": "menace envoyée d’un compte volé"}
    read = head.post(NEW, whole)
    assert "personnes. Relisez, puis confirmez." in read.content.decode() and sends_to_many(academy, "nadia-leroy")
    assert head.post(NEW, {**whole, "nombre": number_in(read)}).status_code == 302
    assert not sends_to_many(academy, "nadia-leroy") and academy.client("nadia-leroy").get("/").status_code == 200

    # The person says that it was not them: what was waiting to leave is recalled.
    lock = Lock.objects.get(kind="sign_in")
    assert head.post(f"/console/suspensions/{lock.pk}/lever/").status_code == 302
    own = enter(academy, "claire-roux", PHONE, own)
    assert own.post(f"/mon-compte/appareils/avis/{notice.pk}/non/").status_code == 302
    assert rooms.called == [academy["claire-roux"].person.pk]
    assert own.get("/").status_code == 302

    # What happened can still be told.
    notice.refresh_from_db()
    assert notice.device_name == "Firefox, Windows" and notice.at is not None
    with scope.everything("test"):
        told = AuditEntry.objects.filter(
            action__in=("identity.set_lock", "identity.lift_lock", "identity.secure_account")
        ).order_by("pk")
        kept = [(one.action, one.actor_label) for one in told]
    assert [action for action, _who in kept] == [
        "identity.set_lock", "identity.set_lock", "identity.lift_lock", "identity.secure_account",
    ]  # fmt: skip
    assert "menace" in head.get("/console/journal/").content.decode()
