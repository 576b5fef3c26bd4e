"""Every pair of people that the rules keep apart, by every way of addressing: draft, forward, group, answer, through
the pages and through the API."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from api.test_link_files import joined, receipt_of
from api.test_messages import api_of, draft_to, write
from api.test_messages import send as send_by_api
from messaging.conftest import PARENT, PUPIL, TEACHER, Clock, Post
from messaging.test_pages import begin
from preau.access.enums import GroupKind
from preau.access.public import GroupRef, may_write, may_write_to_group, members_in_school, writable_people
from preau.api import limits
from preau.messaging.enums import Kind, State
from preau.messaging.models import Delivery, Message, Recipient
from preau.messaging.selectors.recipients import group_of, offered, reach_of
from preau.messaging.services import Draft, Refused, begin_answer, begin_forward, save_draft, send

WHO = (
    PUPIL, "theo-marchand", PARENT, "karim-benali", "sophie-martin-lycee", "brigitte-marchand", TEACHER, "nadia-leroy",
    "helene-garnier", "jean-royer",
)  # fmt: skip
OUTSIDE = ("adam-benali", "ines-lopes", "yves-caron")


def _reaches(post: Post, who: str, row: Message) -> bool:
    """Whether the draft leaves as it is."""
    hat = post.hat(who)
    count = reach_of(hat, row, children=False).count
    try:
        sent = send(actor=post.academy[who].actor, hat=hat, message_id=row.pk, version=row.version, count=count)
    except Refused:
        return False
    return bool(sent.state == State.WAITING)


@pytest.mark.parametrize("who", WHO)
def test_each_pair_by_a_draft_and_by_a_forward(post: Post, who: str) -> None:
    received = post.draft(who, post.person(TEACHER if who != TEACHER else "nadia-leroy"))
    Delivery.objects.create(
        message=received, person=post.academy[who].person, box=post.draft(who).box, folder="inbox",
        thread=received.thread, kind=Kind.TO, profile="x",
    )  # fmt: skip
    for other in (*WHO, *OUTSIDE):
        if other == who:
            continue
        allowed = may_write(post.hat(who), post.academy[other].person.pk)
        assert _reaches(post, who, post.draft(who, post.person(other))) is allowed, f"{who} → {other}"
        begun = begin_forward(actor=post.academy[who].actor, hat=post.hat(who), message_id=received.pk)
        Recipient.objects.create(message=begun, kind=Kind.CC, person=post.academy[other].person)  # past any form
        assert _reaches(post, who, begun) is allowed, f"{who} forwards to {other}"
        names = {one.key for one in offered(post.hat(who), post.academy[other].person.family_name, limit=50)}
        assert allowed or post.person(other) not in names


@pytest.mark.parametrize("who", WHO)
def test_each_pair_by_the_pages(post: Post, who: str) -> None:
    """Written, read over and sent as a browser does, whatever the page offers."""
    client = post.academy.client(who)
    for other in (*WHO, *OUTSIDE):
        if other == who:
            continue
        allowed = may_write(post.hat(who), post.academy[other].person.pk)
        address, form = begin(client)
        typed = {"subject": "Sortie", "text": "Bonjour", "q": "", "comme": "to", "ajouter": post.person(other)}
        assert client.post(address, {**form, **typed}).status_code == 303, f"{who} → {other}"
        review = client.get(f"{address}verifier/").content.decode()
        assert ("ne pouvez pas écrire" in review.replace("\xa0", " ")) is not allowed, f"{who} → {other}"
        sent = client.post(f"{address}verifier/", {"version": "1", "nombre": "1"})
        assert sent.status_code == (303 if allowed else 422), f"{who} → {other}"
        row = Message.objects.get(pk=address.split("/")[-2])
        assert (row.state == State.WAITING) is allowed, f"{who} → {other}"


@pytest.mark.parametrize("who", WHO)
def test_each_group_of_a_class(post: Post, who: str) -> None:
    for kind in GroupKind:
        if not kind.value.startswith("class_"):
            continue
        key = post.group(kind)
        group = group_of(key)
        assert group is not None
        allowed = may_write_to_group(post.hat(who), group)
        row = post.draft(who)
        Recipient.objects.create(message=row, kind=Kind.TO, group=key, title="x")  # past any form
        reach = reach_of(post.hat(who), row, children=False)
        assert bool(reach.refused) is not allowed
        assert allowed or not _reaches(post, who, row)
        if not allowed:
            with pytest.raises(Refused):
                save_draft(
                    actor=post.academy[who].actor, hat=post.hat(who), message_id=uuid.uuid4(), version=0,
                    draft=Draft("a", "b"), add=[("to", key)],
                )  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_whoever_may_write_to_a_group_may_write_to_each_of_its_members(post: Post, who: str) -> None:
    writable = writable_people(post.hat(who)) | {post.academy[who].person.pk}
    written = 0
    for group, people in members_in_school(post.academy.school("1001").pk).items():
        if may_write_to_group(post.hat(who), group):
            written += 1
            assert people <= writable, f"{who} → {group.kind}"
    assert written or who in (PUPIL, "theo-marchand")


def test_an_answer_follows_the_right_to_answer_and_not_to_write(post: Post, moment: Clock) -> None:
    """The head may write to pupils, who may only answer."""
    head = "helene-garnier"
    assert not may_write(post.hat(PUPIL), post.academy[head].person.pk)
    sent = post.send(head, post.person(PUPIL))
    moment.on(seconds=10)
    draft = begin_answer(actor=post.academy[PUPIL].actor, hat=post.hat(PUPIL), message_id=sent.pk, to_all=False)
    draft = _typed(post, draft)
    assert _reaches(post, PUPIL, draft)
    forged = post.draft(PUPIL, post.person(head))
    forged.answers = post.draft(TEACHER)
    forged.save()
    assert not _reaches(post, PUPIL, forged)


def _typed(post: Post, row: Message) -> Message:
    typed: dict[str, Any] = {"actor": post.academy[PUPIL].actor, "hat": post.hat(PUPIL)}
    return save_draft(**typed, message_id=row.pk, version=row.version, draft=Draft("Re", "Oui"))


def test_a_closed_answer_is_refused(post: Post, moment: Clock) -> None:
    from preau.access.public import close_reply

    head, pupil = "helene-garnier", post.academy[PUPIL]
    sent = post.send(head, post.person(PUPIL))
    moment.on(seconds=10)
    close_reply(
        actor=post.academy[head].actor, school_id=post.academy.school("1001").pk, towards_id=pupil.person.pk,
        thread_id=sent.thread,
    )  # fmt: skip
    with pytest.raises(Refused):
        begin_answer(actor=pupil.actor, hat=post.hat(PUPIL), message_id=sent.pk, to_all=False)


def test_a_familys_answer_takes_no_other_family_along_even_one_it_may_write_to(post: Post, moment: Clock) -> None:
    mate = next(
        one for one in members_in_school(post.academy.school("1001").pk, [GroupKind.CLASS_STUDENTS])[
            GroupRef(post.homeroom().school_id, GroupKind.CLASS_STUDENTS, post.homeroom().pk)
        ]
        if may_write(post.hat(PUPIL), one)
    )  # fmt: skip
    assert _reaches(post, PUPIL, post.draft(PUPIL, str(mate)))
    sent = post.send(TEACHER, post.person(PUPIL))
    moment.on(seconds=10)
    draft = begin_answer(actor=post.academy[PUPIL].actor, hat=post.hat(PUPIL), message_id=sent.pk, to_all=True)
    draft = _typed(post, draft)
    Recipient.objects.create(message=draft, kind=Kind.CC, person_id=mate)
    assert not _reaches(post, PUPIL, draft)


@pytest.fixture
def any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool may ask and send as often as it likes."""
    for name in ("REQUESTS", "SENDINGS"):
        monkeypatch.setattr(limits, name, (10**9, 60))


@pytest.mark.parametrize("who", WHO)
def test_each_pair_and_each_group_by_the_api(post: Post, who: str, any_number: None) -> None:
    """A draft, a forward, an old draft whose addressee was put past any door, a name that is looked for."""
    api, hat = api_of(post.academy, who), post.hat(who)
    received = post.draft(who, post.person(TEACHER if who != TEACHER else "nadia-leroy"))
    Delivery.objects.create(
        message=received, person=post.academy[who].person, box=received.box, folder="inbox",
        thread=received.thread, kind=Kind.TO, profile="x",
    )  # fmt: skip
    for other in (*WHO, *OUTSIDE):
        if other == who:
            continue
        key, allowed = post.person(other), may_write(hat, post.academy[other].person.pk)
        told = send_by_api(api, draft_to(api, key), 200 if allowed else 422, **({} if allowed else {"people": 1}))
        assert allowed or told["type"].endswith("refused-recipients"), f"{who} → {other}"
        begun = write(api, f"/messages/{received.pk}/forward")
        Recipient.objects.create(message_id=begun["id"], kind=Kind.CC, person=post.academy[other].person)
        send_by_api(api, begun, 200 if allowed else 422, **({} if allowed else {"people": 1}))
        found = api.get(f"/messages/recipients?q={post.academy[other].person.family_name}").json()["items"]
        assert allowed or key not in {one["key"] for one in found}
    for kind in GroupKind:
        if not kind.value.startswith("class_"):
            continue
        group = group_of(post.group(kind))
        assert group is not None
        allowed = may_write_to_group(hat, group)
        write(api, "/messages/drafts", {"to": [{"key": post.group(kind)}]}, 200 if allowed else 422)


def test_what_was_sent_to_one_is_found_and_its_file_opened_by_no_third_one(
    post: Post, moment: Clock, any_number: None, settings: Any, tmp_path: Path
) -> None:
    """Each pair that may write: by the API's search and its addresses of files, the two alone."""
    settings.DATA_DIR, settings.HOLD_FIRST_FILE = tmp_path, False
    apis = {one: api_of(post.academy, one) for one in WHO}
    sent = []
    for number, who in enumerate(WHO):
        other = next(one for one in WHO if one != who and may_write(post.hat(who), post.academy[one].person.pk))
        draft = draft_to(apis[who], post.person(other), subject=f"Canari{number}")
        file = joined(apis[who], draft, receipt_of(post, who))["joined"][0]["id"]
        assert send_by_api(apis[who], draft)["state"] == State.WAITING
        sent.append((f"canari{number}", file, {who, other}))
    moment.on(seconds=30)
    for word, file, pair in sent:
        found = {one for one in WHO if apis[one].get(f"/messages/search?q={word}").json()["items"]}
        opens = {one for one in WHO if apis[one].get(f"/messages/files/{file}").status_code == 200}
        assert found == opens == pair, word


def test_an_answer_by_the_api_follows_the_right_to_answer(post: Post, moment: Clock, any_number: None) -> None:
    head, api = "helene-garnier", api_of(post.academy, PUPIL)
    sent = post.send(head, post.person(PUPIL))
    moment.on(seconds=10)
    begun = write(api, f"/messages/{sent.pk}/answer", {"to_all": True})
    typed = {"subject": "Re", "text": "Oui", "to": [{"key": post.person(head)}]}
    etag = api.get(f"/messages/drafts/{begun['id']}")["ETag"]
    assert api.ask("put", f"/messages/drafts/{begun['id']}", typed, If_Match=etag).status_code == 200
    assert send_by_api(api, begun)["people"] == 1
    send_by_api(api, draft_to(api, post.person(head)), 422, people=1)
