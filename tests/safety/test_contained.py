"""A stolen account: closed in one act from one message, its messages taken away from everybody, opened by a reset."""

import datetime as dt
import json
import re
from typing import Any

import pytest

from messaging.conftest import Clock, Post, main_of
from preau.access import switches
from preau.access.enums import GroupKind, Right
from preau.access.models import Delegation
from preau.identity.models import Account, AccountSession, Lock
from preau.identity.public import secure_account
from preau.identity.services import finish_reset
from preau.kernel import jobs
from preau.kernel import outbox as queue
from preau.kernel.duties import export_of
from preau.kernel.models import AuditEntry
from preau.messaging.enums import State
from preau.messaging.models import Message
from preau.messaging.services import begin_forward
from preau.notifications.models import Notice
from preau.safety.models import Containment
from safety.conftest import HEAD, PARENT, PUPIL, TEACHER

BAIT = "Cliquez ici et donnez votre mot de passe."


@pytest.fixture
def stolen(post: Post, moment: Clock) -> Message:
    """An ordinary message, then a bait to a whole class and to the head, then one that waits."""
    Containment.objects.all().delete()
    post.send(TEACHER, post.group(), subject="Sortie", text="Prenez un pique-nique.")
    moment.on(hours=3)
    row = post.send(TEACHER, post.group(), post.person(HEAD), post.person(PUPIL), subject="URGENT", text=BAIT)
    moment.on(minutes=5)
    parent = post.academy.client(PARENT)
    assert BAIT in main_of(parent, f"/messages/fil/{row.thread}/")
    post.send(TEACHER, post.group(GroupKind.CLASS_STUDENTS), subject="ENCORE", text=BAIT)
    row.refresh_from_db()
    return row


def choices(page: str) -> list[str]:
    return re.findall(r'name="depuis" value="([^"]+)"', page)


def contain(post: Post, row: Message, which: int = 0) -> Any:
    head = post.academy.client(HEAD)
    path = f"/comptes-voles/message/{row.pk}/"
    return head.post(path, {"depuis": choices(main_of(head, path))[which]})


def test_whoever_was_confided_the_right_is_offered_the_act_from_a_message(post: Post, moment: Clock) -> None:
    row = post.send(HEAD, post.person(TEACHER), subject="Réunion", text="Mardi.")
    moment.on(seconds=11)
    jobs.settle()
    teacher, way = post.academy.client(TEACHER), f"/comptes-voles/message/{row.pk}/"
    assert way not in main_of(teacher, f"/messages/fil/{row.thread}/")
    Delegation.objects.create(
        person=post.academy[TEACHER].person, school=post.academy.school("1001"), right=Right.CONTAIN,
        starts_on=moment.now.date(), ends_on=moment.now.date(), reason="Remplacement", given_at=moment.now,
    )  # fmt: skip
    switches.forget()
    assert way in main_of(teacher, f"/messages/fil/{row.thread}/")


def test_one_act_closes_the_account_and_takes_its_messages_away(stolen: Message, post: Post, moment: Clock) -> None:
    thief, head = post.academy.client(TEACHER), post.academy.client(HEAD)
    assert f"/comptes-voles/message/{stolen.pk}/" in main_of(head, f"/messages/fil/{stolen.thread}/")
    review = main_of(head, f"/comptes-voles/message/{stolen.pk}/")
    assert re.search(
        r"1 message, \d+ personnes, dont \d+ l’ont? ouvert|1 message, \d+ personnes, dont 1 l’a ouvert", review
    )
    answer = contain(post, stolen)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    made = Containment.objects.get()
    assert (made.messages, made.read) == (1, 2) and made.readers > 10
    # closed: the session that was open, the password, the sending that waited
    assert thief.get("/").status_code == 302 and not AccountSession.objects.filter(
        account_id=post.academy[TEACHER].account.pk
    )
    account = Account.objects.get(pk=post.academy[TEACHER].account.pk)
    assert not account.has_usable_password() and account.reset_asked_at is not None
    assert not Message.objects.filter(state=State.WAITING).exists()
    moment.on(days=1)
    assert not Message.objects.filter(subject="ENCORE", state=State.SENT).exists()
    # taken away, read or not, wherever it stood
    for who in (PARENT, PUPIL, HEAD):
        page = main_of(post.academy.client(who), f"/messages/fil/{stolen.thread}/")
        assert BAIT not in page and "URGENT" not in page and "a été retiré" in page
        assert "URGENT" not in main_of(post.academy.client(who), "/messages/")
    assert not Message.objects.filter(text=BAIT, state=State.SENT).exists()
    assert "Prenez un pique-nique." in " ".join(Message.objects.values_list("text", flat=True))
    queue.dispatch()
    jobs.settle()
    told = Notice.objects.filter(matter__kind="safety.withdrawn")
    assert told.values("person").distinct().count() == made.readers
    bell = post.academy.client(PARENT).get("/avis/").content.decode()
    assert "N’ouvrez pas ses liens" in bell and "URGENT" not in bell
    # what is known, and what is not
    page = main_of(head, answer["Location"])
    assert "Ce qui n’est pas connu" in page and BAIT not in page
    evidence = main_of(head, f"{answer['Location']}messages/")
    assert BAIT in evidence and "l’empreinte est la même" in evidence and "Prenez un pique-nique." not in evidence
    assert AuditEntry.objects.filter(action="safety.read_withdrawn").count() == 1
    assert AuditEntry.objects.get(action="safety.contain").data["digest"] == made.digest
    told_owner = json.dumps(export_of(made.person_id), default=str)
    assert '"containments"' in told_owner


def test_what_was_forwarded_shows_nothing_either(stolen: Message, post: Post, moment: Clock) -> None:
    draft = begin_forward(actor=post.academy[HEAD].actor, hat=post.hat(HEAD), message_id=stolen.pk)
    contain(post, stolen)
    assert BAIT not in main_of(post.academy.client(HEAD), f"/messages/ecrire/{draft.pk}/")
    assert BAIT not in main_of(post.academy.client(HEAD), f"/messages/ecrire/{draft.pk}/verifier/")


def test_a_longer_time_takes_more_away(stolen: Message, post: Post, moment: Clock) -> None:
    assert contain(post, stolen, 1).status_code == 303
    assert Containment.objects.get().messages == 2
    assert not Message.objects.filter(text="Prenez un pique-nique.").exists()


def test_twice_is_once_and_another_number_is_read_again(stolen: Message, post: Post, moment: Clock) -> None:
    head, path = post.academy.client(HEAD), f"/comptes-voles/message/{stolen.pk}/"
    value = choices(main_of(head, path))[0]
    assert head.post(path, {"depuis": "message.7.7"}).status_code == 409
    assert head.post(path, {"depuis": "toujours"}).status_code == 422
    assert not Containment.objects.exists() and not Lock.objects.exists()
    first = head.post(path, {"depuis": value})
    assert first.status_code == 303
    page = main_of(head, path)
    assert "déjà à l’abri" in page
    again = head.post(path, {"depuis": choices(page)[0]})
    assert again["Location"] == first["Location"]
    assert Containment.objects.count() == Lock.objects.count() == 1


def test_the_second_factor_is_asked_and_strangers_find_nothing(stolen: Message, post: Post, moment: Clock) -> None:
    path = f"/comptes-voles/message/{stolen.pk}/"
    value = choices(main_of(post.academy.client(HEAD), path))[0]
    weak = post.academy.client_for(post.academy[HEAD].account, proved=False)
    assert weak.post(path, {"depuis": value}).status_code == 403
    for who, status in ((PARENT, 404), (PUPIL, 404), ("nadia-leroy", 403), (TEACHER, 403), ("yves-caron", 404)):
        assert post.academy.client(who).post(path, {"depuis": value}).status_code == status
    assert not Containment.objects.exists()


def test_it_opens_again_after_a_verified_reset_alone(stolen: Message, post: Post, moment: Clock) -> None:
    address = contain(post, stolen)["Location"]
    head, account = post.academy.client(HEAD), post.academy[TEACHER].account
    assert "choisit d’abord un nouveau mot de passe" in main_of(head, address)
    head.post(f"{address}rouvrir/")
    assert Containment.objects.get().reopened_at is None and Lock.objects.filter(closed_at=None).exists()
    finish_reset(actor=post.academy[HEAD].actor, account_id=account.pk, encoded="!x")
    # a new password alone does not open it: whoever reads the mails might have chosen it
    assert post.academy.client_for(Account.objects.get(pk=account.pk)).get("/").status_code == 302
    assert "Rouvrir le compte" in main_of(head, address)
    assert head.post(f"{address}rouvrir/").status_code == 303
    assert not Lock.objects.filter(closed_at=None).exists()
    assert post.academy.client_for(Account.objects.get(pk=account.pk)).get("/").status_code == 200
    assert Containment.objects.get().reopened_at is not None
    moment.on(hours=1)
    later = post.send(TEACHER, post.person(HEAD), subject="Merci", text="C’est réparé.")
    moment.on(hours=1)
    assert contain(post, later).status_code == 303  # and may be contained again


def test_all_of_it_or_nothing(stolen: Message, post: Post, moment: Clock, monkeypatch: Any) -> None:
    def breaks(**given: Any) -> None:
        raise RuntimeError("the line is cut")

    monkeypatch.setattr("preau.safety.services.containing.notify", breaks)
    with pytest.raises(RuntimeError, match="cut"):
        contain(post, stolen)
    stolen.refresh_from_db()
    assert stolen.text == BAIT and not Containment.objects.exists() and not Lock.objects.exists()
    assert Account.objects.get(pk=post.academy[TEACHER].account.pk).reset_asked_at is None


def test_an_account_made_safe_by_its_person_may_be_contained(stolen: Message, post: Post, moment: Clock) -> None:
    secure_account(actor=post.academy[TEACHER].actor, account_id=post.academy[TEACHER].account.pk)
    assert contain(post, stolen).status_code == 303
    assert Containment.objects.get().messages == 1
    assert stolen.sent_at and Containment.objects.get().since <= stolen.sent_at + dt.timedelta(seconds=1)
