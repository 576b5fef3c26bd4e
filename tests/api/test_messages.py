"""Messages through the API: the services and guards of the pages, and nothing beside them."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from api.caller import Api, by_session, partner_secret, secret_of
from cast import COLLEGE, LYCEE
from messaging.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Post, moment, post  # noqa: F401 (fixtures)
from preau.access.enums import GroupKind
from preau.api import limits
from preau.identity.public import ApiToken
from preau.kernel import scope
from preau.messaging.enums import State
from preau.messaging.models import Delivery, Message


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of messages by the API"):
        yield


def api_of(academy: Any, who: str, *scopes: str) -> Api:
    """One of the cast, by a token that is not new."""
    token, secret = secret_of(academy, who, *scopes)
    ApiToken.objects.filter(pk=token.pk).update(created_at=token.created_at - dt.timedelta(days=3))
    return Api(secret)


def write(api: Api, path: str, body: Any = None, status: int = 200, key: str = "", **headers: str) -> Any:
    """What a write is answered."""
    body = {} if body is None else body
    told = api.ask("post", path, body, Idempotency_Key=key or uuid.uuid4().hex, **headers)
    assert told.status_code == status, told.content.decode()
    return told.json()


def draft_to(api: Api, *keys: str, kind: str = "to", **typed: Any) -> Any:
    """A draft to these people."""
    to = [{"kind": kind, "key": key} for key in keys]
    return write(api, "/messages/drafts", {"subject": "Sortie", "text": "Prenez un pique-nique.", "to": to, **typed})


def send(api: Api, draft: Any, status: int = 200, **more: Any) -> Any:
    """That draft, sent as it was read over."""
    read = api.get(f"/messages/drafts/{draft['id']}/review").json()
    body = {"version": read["version"], "people": read["people"], **more}
    return write(api, f"/messages/drafts/{draft['id']}/send", body, status)


def test_a_message_is_written_read_over_sent_read_answered_and_filed(post: Post, moment: Clock) -> None:  # noqa: F811
    teacher, parent = (api_of(post.academy, one) for one in (TEACHER, PARENT))
    found = teacher.get("/messages/recipients?q=samira").json()["items"]
    key = next(one["key"] for one in found if one["key"] == post.person(PARENT))
    draft = draft_to(teacher, key)
    assert teacher.get("/messages?folder=drafts").json()["items"][0]["id"] == draft["id"]
    read = teacher.get(f"/messages/drafts/{draft['id']}/review").json()
    assert (read["people"], read["parents"], read["refused"], read["lacking"]) == (1, 1, [], [])
    sent = send(teacher, draft)
    assert (sent["state"], sent["people"], sent["held_because"]) == (State.WAITING, 1, []) and sent["leaves_at"]
    assert parent.get("/messages").json()["items"] == []
    moment.on(seconds=30)
    [line] = parent.get("/messages").json()["items"]
    assert line["id"] == draft["id"] and line["is_new"] and "ROUX" in line["who"].upper()
    exchange = f"/exchanges/{line['exchange_id']}"
    assert parent.get(exchange).json()["messages"][0]["text"] == "Prenez un pique-nique."
    assert parent.get(exchange).json()["messages"][0]["readers"] is None
    assert parent.get("/messages/folders").json()["items"][0]["waiting"] == 1, "reading here marks nothing"
    assert write(parent, "/messages/filing", {"act": "read", "copies": [line["copy_id"]]}) == {"changed": 1}
    assert parent.get("/messages/folders").json()["items"][0]["waiting"] == 0
    assert teacher.get(exchange).json()["messages"][0]["read"] == 1
    answer = write(parent, f"/messages/{line['id']}/answer", {})
    assert [one["key"] for one in answer["to"]] == [post.person(TEACHER)]
    path = f"/messages/drafts/{answer['id']}"
    typed = {"subject": "Re", "text": "Merci", "to": [{"kind": "to", "key": post.person(TEACHER)}]}
    put = parent.ask("put", path, typed, If_Match=parent.get(path)["ETag"])
    assert put.status_code == 200, put.content
    assert send(parent, put.json())["people"] == 1
    assert write(parent, "/messages/filing", {"act": "archive", "copies": [line["copy_id"]]}) == {"changed": 1}
    assert parent.get("/messages").json()["items"] == []
    assert parent.get("/messages?folder=archive").json()["items"][0]["copy_id"] == line["copy_id"]


def test_the_guards_of_the_pages_are_told_as_problems(post: Post, moment: Clock) -> None:  # noqa: F811
    teacher, parent = (api_of(post.academy, one) for one in (TEACHER, PARENT))
    path = f"/messages/drafts/{draft_to(parent, post.person(OTHER_PARENT))['id']}"
    told = parent.get(f"{path}/review").json()
    assert len(told["refused"]) == 1 and told["people"] == 0
    body = {"version": told["version"], "people": 1}
    refused = write(parent, f"{path}/send", body, 422)
    assert refused["type"].endswith("refused-recipients") and refused["errors"][0]["field"] == "to"
    group = write(parent, "/messages/drafts", {"to": [{"key": post.group()}]}, 422)
    assert group["type"].endswith(":refused") and "groupe" in group["detail"]
    draft = draft_to(teacher, post.group())
    people = teacher.get(f"/messages/drafts/{draft['id']}/review").json()["people"]
    path = f"/messages/drafts/{draft['id']}/send"
    assert people > 10
    counted = write(teacher, path, {"version": draft["version"], "people": people - 1}, 409)
    assert counted["type"].endswith("recounted")
    write(teacher, path, {"version": draft["version"] + 1, "people": people}, 412)
    empty = draft_to(teacher, post.person(PARENT), subject="")
    assert "objet" in send(teacher, empty, 422)["detail"]
    assert send(teacher, draft)["state"] == State.WAITING
    undone = write(teacher, f"/messages/{draft['id']}/undo")
    assert undone["id"] == draft["id"] and Message.objects.get(pk=draft["id"]).state == State.DRAFT
    write(teacher, f"/messages/drafts/{draft['id']}/discard")
    assert not Message.objects.filter(pk=draft["id"]).exists()


def test_what_a_new_token_sends_is_held_kept_and_says_why(post: Post) -> None:  # noqa: F811
    """A token is a new device for a day. One person who writes to one of staff is never held."""
    teacher = Api(secret_of(post.academy, TEACHER)[1])
    held = send(teacher, draft_to(teacher, post.person(PARENT)))
    assert held["state"] == State.HELD and held["leaves_at"] is None and "nouvel appareil" in held["held_because"][0]
    assert teacher.get("/messages?folder=leaving").json()["items"][0]["state"] == State.HELD
    assert Message.objects.get(pk=held["id"]).state == State.HELD
    parent = Api(secret_of(post.academy, PARENT)[1])
    assert send(parent, draft_to(parent, post.person(TEACHER)))["state"] == State.WAITING


def test_unread_copies_are_taken_back_by_staff_alone(post: Post, moment: Clock) -> None:  # noqa: F811
    teacher, parent = (api_of(post.academy, one) for one in (TEACHER, PARENT))
    sent = send(teacher, draft_to(teacher, post.person(PARENT)))
    write(teacher, f"/messages/{sent['id']}/recall", status=422)
    moment.on(seconds=30)
    assert write(teacher, f"/messages/{sent['id']}/recall") == {"taken": 1, "left": 0}
    assert parent.get("/messages").json()["items"] == []
    theirs = send(parent, draft_to(parent, post.person(TEACHER)))
    moment.on(seconds=30)
    write(parent, f"/messages/{theirs['id']}/recall", status=404)


def test_a_draft_is_never_written_over_unseen(post: Post) -> None:  # noqa: F811
    teacher = api_of(post.academy, TEACHER)
    draft = draft_to(teacher, post.person(PARENT))
    path = f"/messages/drafts/{draft['id']}"
    etag = teacher.get(path)["ETag"]
    typed = {"subject": "Autre", "text": "Autre", "to": [{"kind": "cc", "key": post.person(PARENT)}]}
    changed = teacher.ask("put", path, typed, If_Match=etag)
    assert changed.status_code == 200 and [one["kind"] for one in changed.json()["to"]] == ["cc"]
    assert teacher.ask("put", path, typed, If_Match=etag).status_code == 412
    assert teacher.ask("put", path, typed).status_code == 428
    same = teacher.ask("put", path, {**typed, "html": "<p>Un <b>mot</b><script>x()</script></p>"},
                       If_Match=changed["ETag"]).json()  # fmt: skip
    assert "script" not in same["html"] and same["text"] == "Un mot"


def test_a_sending_repeated_with_its_key_is_done_once(post: Post) -> None:  # noqa: F811
    teacher = api_of(post.academy, TEACHER)
    body = {"subject": "Sortie", "text": "Texte", "to": [{"key": post.person(PARENT)}]}
    first = write(teacher, "/messages/drafts", body, key="k1")
    assert write(teacher, "/messages/drafts", body, key="k1") == first
    sending = {"version": first["version"], "people": 1}
    sent = write(teacher, f"/messages/drafts/{first['id']}/send", sending, key="k2")
    assert write(teacher, f"/messages/drafts/{first['id']}/send", sending, key="k2") == sent
    assert write(teacher, f"/messages/drafts/{first['id']}/send", sending, key="k3")["id"] == sent["id"]
    assert Message.objects.count() == 1


def test_what_is_another_s_looks_like_nothing(post: Post, moment: Clock) -> None:  # noqa: F811
    teacher, other = api_of(post.academy, TEACHER), api_of(post.academy, "nadia-leroy")
    sent = send(teacher, draft_to(teacher, post.person(PARENT)))
    draft = draft_to(teacher, post.person(PARENT))
    moment.on(seconds=30)
    copy = Delivery.objects.filter(message_id=sent["id"], person=post.academy[PARENT].person).get()
    for path in (f"/exchanges/{sent['exchange_id']}", f"/messages/drafts/{draft['id']}",
                 f"/messages/drafts/{draft['id']}/review", f"/messages?own={uuid.uuid4()}"):  # fmt: skip
        assert other.get(path).status_code == 404, path
    for act in ("answer", "forward", "undo", "recall"):
        write(other, f"/messages/{sent['id']}/{act}", status=404)
    for act in ("send", "discard"):
        write(other, f"/messages/drafts/{draft['id']}/{act}", {"version": 1, "people": 1} if act == "send" else {}, 404)
    for act in ("read", "bin", "archive", "star"):
        assert write(other, "/messages/filing", {"act": act, "copies": [str(copy.pk)]}) == {"changed": 0}
    write(other, "/messages/filing", {"act": "file", "copies": [str(copy.pk)], "own": str(uuid.uuid4())}, 404)


def test_a_folder_is_read_page_by_page_without_loss_nor_double(post: Post, moment: Clock) -> None:  # noqa: F811
    for number in range(7):
        post.send(TEACHER, post.person(PARENT), subject=f"n° {number}")
    moment.on(seconds=30)
    parent = api_of(post.academy, PARENT)
    found, cursor = [], ""
    while True:
        page = parent.get(f"/messages?limit=3&cursor={cursor}").json()
        found += page["items"]
        if (cursor := page["next"]) is None:
            break
    assert [one["subject"] for one in found] == [f"n° {number}" for number in range(6, -1, -1)]
    first = parent.get("/messages?limit=3").json()["next"]
    assert parent.get(f"/messages?folder=sent&cursor={first}").json()["type"].endswith("bad-cursor")


def test_scopes_narrow_and_partners_have_none(post: Post) -> None:  # noqa: F811
    reads = api_of(post.academy, TEACHER, "messages:read")
    assert reads.get("/messages").status_code == 200
    told = write(reads, "/messages/drafts", {"subject": "x"}, 403)
    assert told["type"].endswith("scope-missing")
    partner = Api(partner_secret(post.academy, LYCEE)[1])
    for path in ("/messages", "/news", "/words", "/notices"):
        assert partner.get(path).status_code == 403, path
    assert not Message.objects.exists()


def test_a_tool_sends_no_more_than_so_many_a_minute(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "SENDINGS", (2, 60))
    teacher = api_of(post.academy, TEACHER)
    drafts = [draft_to(teacher, post.person(PARENT)) for _ in range(3)]
    assert [send(teacher, one)["state"] for one in drafts[:2]] == [State.WAITING] * 2
    assert send(teacher, drafts[2], 429)["type"].endswith("many-messages")
    assert Message.objects.get(pk=drafts[2]["id"]).state == State.DRAFT


def test_an_urgency_says_why_and_only_who_may_sends_one(post: Post) -> None:  # noqa: F811
    pupil = api_of(post.academy, PARENT)
    told = send(pupil, draft_to(pupil, post.person(TEACHER)), 422, urgent_because="Il pleut")
    assert "urgence" in told["detail"]
    head = api_of(post.academy, "helene-garnier")
    sent = send(head, draft_to(head, post.group(GroupKind.CLASS_GUARDIANS)), urgent_because="Fuite de gaz")
    assert Message.objects.get(pk=sent["id"]).urgent_because == "Fuite de gaz"


def test_a_session_writes_as_its_pages_do(post: Post) -> None:  # noqa: F811
    teacher = by_session(post.academy, TEACHER)
    assert send(teacher, draft_to(teacher, post.person(PARENT)))["state"] == State.WAITING


@pytest.mark.parametrize("who", [TEACHER, PARENT, PUPIL])
def test_no_name_of_another_school_is_found(post: Post, who: str) -> None:  # noqa: F811
    stranger = post.academy["emma-lopes"].person
    assert post.academy.school(COLLEGE).pk
    told = api_of(post.academy, who).get("/messages/recipients?q=emma lopes")
    assert str(stranger.pk) not in json.dumps(told.json())
