"""Messages that look like a thief's wait until their own sender shows that it is them; ordinary ones never do."""

import datetime as dt
from typing import Any

import pytest

from messaging.conftest import PUPIL, TEACHER, Clock, Post, main_of
from preau.identity import stepping
from preau.identity.models import KnownDevice
from preau.kernel import clock
from preau.messaging.enums import State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.recipients import reach_of
from preau.messaging.services import end_pending, release

HEAD, CPE = "helene-garnier", "nadia-leroy"


def on_device(post: Post, who: str, *, hours: float, older: bool = True) -> Any:
    """A browser of theirs, on a device first seen so many hours ago."""
    client, account = post.academy.client(who), post.academy[who].account
    KnownDevice.objects.filter(account=account).delete()
    seen = [(hours, "b" * 32), *([(900, "a" * 32)] if older else [])]
    made = [
        KnownDevice.objects.create(
            account=account, device_key=key, name="Firefox", last_seen_at=clock.now(),
            first_seen_at=clock.now() - dt.timedelta(hours=ago),
        )
        for ago, key in seen
    ]  # fmt: skip
    session = client.session
    session["device"] = str(made[0].pk)
    session.save()
    return client


def sends(post: Post, client: Any, who: str, *to: str, **more: str) -> Message:
    """What they wrote, sent by the page that is read over."""
    row = post.draft(who, *to)
    count = reach_of(post.hat(who), row, children=False).count
    answer = client.post(f"/messages/ecrire/{row.pk}/verifier/", {"version": row.version, "nombre": count, **more})
    assert answer.status_code == 303, answer.content.decode()[:2000]
    row.refresh_from_db()
    return row


def prove(client: Any, at: float | None = None) -> None:
    session = client.session
    session[stepping.OWNER] = int(clock.real_now().timestamp() if at is None else at)
    session.save()


def test_a_new_device_holds_until_a_proof_given_since(post: Post, moment: Clock) -> None:
    client = on_device(post, TEACHER, hours=1)
    prove(client)  # whoever has the password has just typed it: that is no proof of what was sent after
    row = sends(post, client, TEACHER, post.group())
    assert (row.state, row.problem) == (State.HELD, "new")
    moment.on(days=3)
    row.refresh_from_db()
    assert row.state == State.HELD and not Delivery.objects.filter(message=row, folder="inbox").exists()
    page = main_of(client, f"/messages/fil/{row.thread}/")
    assert "il attend que vous confirmiez" in page and "À confirmer" in main_of(client, "/messages/envoyes/")
    moment.now = row.sent_at  # type: ignore[assignment]
    path = f"/messages/{row.pk}/confirmer/"
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 302 and "owner=1" in answer["Location"]
    row.refresh_from_db()
    assert row.state == State.HELD
    prove(client)
    moment.now += dt.timedelta(seconds=30)
    assert "il vient d’un nouvel appareil" in main_of(client, path)
    for _twice in range(2):
        assert client.post(path).status_code == 303
    moment.on(hours=1)
    row.refresh_from_db()
    assert row.state == State.SENT
    assert Delivery.objects.filter(message=row, folder="inbox").count() == row.readers > 1


@pytest.mark.parametrize(("hours", "older"), [(25, True), (1, False)])
def test_a_device_known_or_the_first_one_holds_nothing(post: Post, moment: Clock, hours: int, older: bool) -> None:
    row = sends(post, on_device(post, TEACHER, hours=hours, older=older), TEACHER, post.group())
    assert row.state == State.WAITING


def test_one_person_who_writes_to_one_of_staff_is_never_held(post: Post, moment: Clock, settings: Any) -> None:
    settings.HOLD_BURST = settings.HOLD_READERS = 0
    moment.now = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)
    row = sends(post, on_device(post, PUPIL, hours=1), PUPIL, post.person(TEACHER))
    assert row.state == State.WAITING
    row = sends(post, on_device(post, TEACHER, hours=1), TEACHER, post.person(PUPIL))
    assert row.state == State.HELD and row.problem == "new,many,burst"


def test_an_unusual_hour_holds_what_goes_to_many_alone(post: Post, moment: Clock, settings: Any) -> None:
    client = post.academy.client(TEACHER)
    moment.now = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)  # 23 h 30 in Paris
    assert sends(post, client, TEACHER, post.group()).problem == "hour"
    assert sends(post, client, TEACHER, post.person(PUPIL)).state == State.WAITING
    settings.HOLD_NIGHT = False
    assert sends(post, client, TEACHER, post.group()).state == State.WAITING
    settings.HOLD_NIGHT = True
    moment.now = dt.datetime(2026, 11, 23, 21, 30, tzinfo=dt.UTC)
    assert sends(post, client, TEACHER, post.group()).state == State.WAITING


def test_a_burst_and_very_many_readers(post: Post, moment: Clock, settings: Any) -> None:
    settings.HOLD_BURST = 2
    client = post.academy.client(TEACHER)
    states = [sends(post, client, TEACHER, post.person(PUPIL)).state for _ in range(3)]
    assert states == [State.WAITING, State.WAITING, State.HELD]
    moment.on(minutes=11)
    assert sends(post, client, TEACHER, post.person(PUPIL)).state == State.WAITING
    settings.HOLD_READERS = 5
    assert sends(post, client, TEACHER, post.group()).problem == "many"


def test_staff_see_who_how_many_and_why_never_the_text(post: Post, moment: Clock) -> None:
    row = sends(post, on_device(post, TEACHER, hours=1), TEACHER, post.group())
    page = main_of(post.academy.client(HEAD), "/envois-retenus/")
    assert row.sender in page and "nouvel appareil" in page and f"{row.readers}\u00a0personnes" in page
    assert row.subject not in page and row.text not in page
    assert post.academy.client(CPE).get("/envois-retenus/").status_code == 403
    assert row.sender not in main_of(post.academy.client("yves-caron"), "/envois-retenus/")


def test_what_is_held_may_be_taken_back_and_ends_with_the_account(post: Post, moment: Clock) -> None:
    client = on_device(post, TEACHER, hours=1)
    row = sends(post, client, TEACHER, post.group())
    assert client.post(f"/messages/{row.pk}/annuler/").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.problem, row.text) == (State.DRAFT, "", "Prenez un pique-nique.")
    other = sends(post, client, TEACHER, post.group())
    assert end_pending(actor=post.academy[TEACHER].actor, person_id=post.academy[TEACHER].person.pk) == 1
    other.refresh_from_db()
    assert other.state == State.DRAFT
    assert client.get(f"/messages/{row.pk}/confirmer/").status_code == 404


def test_another_cannot_release_it(post: Post, moment: Clock) -> None:
    row = sends(post, on_device(post, TEACHER, hours=1), TEACHER, post.group())
    head = post.academy.client(HEAD)
    prove(head)
    assert head.post(f"/messages/{row.pk}/confirmer/").status_code == 404
    row.refresh_from_db()
    assert row.state == State.HELD


def test_the_first_file_of_an_account_holds_and_the_next_do_not(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)

    def with_a_file(*to: str) -> Message:
        row = post.draft(TEACHER, *to)
        Message.objects.filter(pk=row.pk).update(attached=1)
        count = reach_of(post.hat(TEACHER), row, children=False).count
        client.post(f"/messages/ecrire/{row.pk}/verifier/", {"version": row.version, "nombre": count})
        row.refresh_from_db()
        return row

    alone = with_a_file(post.person(HEAD))  # one person to one of staff is never held
    assert alone.state == State.WAITING
    Message.objects.filter(pk=alone.pk).delete()
    first = with_a_file(post.group())
    assert (first.state, first.problem) == (State.HELD, "file")
    assert "première pièce jointe" in main_of(post.academy.client(HEAD), "/envois-retenus/")
    assert with_a_file(post.group()).problem == "file"  # what waits for a proof is no habit
    release(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=first.pk)
    assert with_a_file(post.group()).state == State.WAITING


def test_all_causes_at_once_are_kept_as_far_as_their_column_holds(
    post: Post, moment: Clock, settings: Any, monkeypatch: Any
) -> None:
    settings.HOLD_BURST = settings.HOLD_READERS = 0
    monkeypatch.setattr("preau.messaging.selectors.held._is_night", lambda school_id: True)
    row = post.draft(TEACHER, post.group())
    Message.objects.filter(pk=row.pk).update(attached=1)
    sent = post.send_draft(TEACHER, row, new_device=True)
    sent.refresh_from_db()
    assert (sent.state, sent.problem) == (State.HELD, "new,hour,many,burst")
