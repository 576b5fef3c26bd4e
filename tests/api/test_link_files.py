"""Files of messages and of news through the API, and what is found in a mailbox by words."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.caller import by_session, by_token
from api.test_messages import api_of, draft_to, everywhere, send, write  # noqa: F401 (fixtures)
from files import made
from files.served import Site, streams
from messaging.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Post, moment, post  # noqa: F401 (fixtures)
from news.conftest import published, written  # noqa: F401 (fixtures)
from preau.files import statements
from preau.files.models import StoredFile
from preau.files.public import arrivals, came_with
from preau.kernel import scope
from preau.messaging.models import Message
from preau.messaging.selectors.attachments import MESSAGE, school_of_files


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """The data folder of this test."""
    settings.DATA_DIR, settings.HOLD_FIRST_FILE = tmp_path / "var", False
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


def receipt_of(post: Post, who: str, name: str = "plan.pdf", body: bytes = made.PDF) -> str:  # noqa: F811
    """The receipt of a content that this person uploaded for a message."""
    hat = post.hat(who)
    place = school_of_files(hat)
    sent = [SimpleUploadedFile(name, body)]
    came = arrivals(hat=hat, kind=MESSAGE, school_id=place, receipts=[], sent=sent)
    return came_with(hat, MESSAGE, place, came)[0].receipt


def joined(api: Any, draft: Any, *receipts: str, stay: Any = (), status: int = 200) -> Any:
    """What a draft is once these joined it."""
    path = f"/messages/drafts/{draft['id']}"
    body = {"stay": list(stay), "receipts": list(receipts)}
    told = api.ask("put", f"{path}/files", body, If_Match=api.get(path)["ETag"])
    assert told.status_code == status, told.content.decode()
    return told.json()


def test_a_file_is_uploaded_joined_sent_listed_and_read_by_tokens_alone(
    post: Post, moment: Clock, settings: Any, copy_of: Callable[[str], str], tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    with streams(copy_of("blank"), tmp_path, settings.DATA_DIR) as site:
        settings.STREAMS_URL = f"http://127.0.0.1:{site.port}"
        teacher, parent = (api_of(post.academy, one) for one in (TEACHER, PARENT))
        place = write(teacher, "/messages/uploads")
        draft = joined(teacher, draft_to(teacher, post.person(PARENT)), _uploaded(site, place))
        assert (draft["files"], [one["name"] for one in draft["joined"]]) == (1, ["plan.pdf"])
        sent = send(teacher, draft)
        moment.on(seconds=30)
        [line] = parent.get("/messages").json()["items"]
        assert line["files"] == 1
        [file] = parent.get(f"/exchanges/{sent['exchange_id']}").json()["messages"][0]["files"]
        opened = parent.get(f"/messages/files/{file['id']}").json()
        assert (opened["name"], opened["size"]) == ("plan.pdf", len(made.PDF))
        assert 200 < (dt.datetime.fromisoformat(opened["until"]) - dt.datetime.now(dt.UTC)).total_seconds() <= 300
        path = urlsplit(opened["url"]).path
        assert site.ask("GET", path).body == made.PDF
        assert site.ask("GET", path, Range="bytes=0-3").body == made.PDF[:4]


def _uploaded(site: Site, place: Any) -> str:
    assert urlsplit(place["url"]).path == "/depots" and place["largest"] > len(made.PDF)
    done = site.tus(
        "POST", "/depots", made.PDF, Authorization=f"Bearer {place['ticket']}", Upload_Length=str(len(made.PDF)),
        Upload_Metadata="filename cGxhbi5wZGY=", Content_Type="application/offset+octet-stream",
    )  # fmt: skip
    assert done.status == 201, done
    return done.headers["preau-receipt"]


def test_files_of_a_draft_are_said_anew_and_only_those_uploaded_by_its_writer(post: Post) -> None:  # noqa: F811
    teacher, other = api_of(post.academy, TEACHER), api_of(post.academy, "nadia-leroy")
    draft = draft_to(teacher, post.person(PARENT))
    receipts = [receipt_of(post, TEACHER, name) for name in ("un.pdf", "deux.pdf")]
    two = joined(teacher, draft, *receipts)
    assert [one["name"] for one in two["joined"]] == ["un.pdf", "deux.pdf"]
    first = two["joined"][0]["id"]
    one = joined(teacher, draft, stay=[first])
    assert [each["id"] for each in one["joined"]] == [first] and one["files"] == 1
    assert StoredFile.objects.filter(kind=MESSAGE).count() == 1
    refused = joined(teacher, draft, receipt_of(post, "nadia-leroy"), stay=[first], status=422)
    assert "reconnu" in refused["detail"]
    joined(teacher, draft, stay=[str(uuid.uuid4())], status=404)
    assert "11" not in joined(teacher, draft, *[receipt_of(post, TEACHER)] * 11, stay=[first], status=422)["detail"]
    path = f"/messages/drafts/{draft['id']}"
    stale = teacher.ask("put", f"{path}/files", {"receipts": []}, If_Match='"0"')
    assert stale.status_code == 412 and teacher.ask("put", f"{path}/files", {}).status_code == 428
    assert other.ask("put", f"{path}/files", {}, If_Match="*").status_code == 404
    assert other.get(f"/messages/files/{first}").status_code == 404
    assert Message.objects.get(pk=draft["id"]).attached == 1
    typed = {"subject": "Sortie", "text": "Autre chose.", "to": []}
    put = teacher.ask("put", path, typed, If_Match=teacher.get(path)["ETag"])
    assert put.json()["files"] == 1, "what is typed anew keeps its files"


@pytest.mark.parametrize("way", [by_token, by_session])
def test_a_session_s_end_closes_what_it_opened_and_a_token_names_none(post: Post, moment: Clock, way: Any) -> None:  # noqa: F811
    api = way(post.academy, TEACHER)
    draft = joined(api, draft_to(api, post.person(PARENT)), receipt_of(post, TEACHER))
    opened = api.get(f"/messages/files/{draft['joined'][0]['id']}").json()
    told = statements.read(statements.Pass, urlsplit(opened["url"]).path.split("/")[2])
    ticket = statements.read(statements.UploadTicket, write(api, "/messages/uploads")["ticket"])
    assert told.person == ticket.person == str(post.academy[TEACHER].person.pk)
    assert bool(told.session) is bool(ticket.session) is (way is by_session)
    assert ticket.school == str(post.academy.school("1001").pk) and ticket.kind == MESSAGE


def test_a_file_taken_back_or_of_another_room_opens_by_no_address(
    post: Post, moment: Clock, published: Any, written: Any  # noqa: F811
) -> None:  # fmt: skip
    teacher, parent = (api_of(post.academy, one) for one in (TEACHER, PARENT))
    draft = joined(teacher, draft_to(teacher, post.person(PARENT)), receipt_of(post, TEACHER))
    file = draft["joined"][0]["id"]
    sent = send(teacher, draft)
    assert parent.get(f"/messages/files/{file}").status_code == 404, "it has not left"
    moment.on(seconds=30)
    assert parent.get(f"/messages/files/{file}").status_code == 200
    assert parent.get(f"/news/files/{file}").status_code == 404
    write(teacher, f"/messages/{sent['id']}/recall")
    assert [one.get(f"/messages/files/{file}").status_code for one in (parent, teacher)] == [404, 200]
    narrow = api_of(post.academy, TEACHER, "messages:read")
    assert narrow.get(f"/messages/files/{file}").status_code == 200
    assert write(narrow, "/messages/uploads", status=403)["type"].endswith("scope-missing")


def test_a_picture_of_news_opens_for_its_readers(academy: Any, written: Any) -> None:  # noqa: F811
    from news.test_joining import bring, published_now

    item = written("helene-garnier", "students", title="Le spectacle")
    assert bring(academy, item).status_code == 302
    pupil, parent = by_token(academy, PUPIL), by_token(academy, PARENT)
    assert pupil.get(f"/news/{item.pk}").status_code == 404
    published_now(academy, item)
    [picture] = pupil.get(f"/news/{item.pk}").json()["pictures"]
    path = f"/news/files/{picture['file']['id']}"
    assert "/contenus/" in pupil.get(path).json()["url"]
    colleague = by_token(academy, "nadia-leroy")
    assert [colleague.get(one).status_code for one in (path, path.replace("news", "messages"))] == [403, 404]
    assert parent.get(path).status_code == 404 and pupil.get(path.replace("news", "messages")).status_code == 404


def test_words_find_messages_of_one_s_own_mailbox_page_by_page(
    post: Post, moment: Clock, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    from preau.messaging.selectors import searching

    monkeypatch.setattr(searching, "PER_PAGE", 2)
    for number in range(5):
        post.send(TEACHER, post.person(PARENT), subject=f"Musée n° {number}")
    post.send(TEACHER, post.person(PARENT), subject="Cantine")
    moment.on(seconds=30)
    parent = api_of(post.academy, PARENT, "messages:read")
    found, cursor = [], ""
    while True:
        page = parent.get(f"/messages/search?q=musee du&cursor={cursor}").json()
        assert page["words"] == ["musee"] and not page["is_partial"]
        found += [one["subject"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert found == [f"Musée n° {number}" for number in range(4, -1, -1)]
    first = parent.get("/messages/search?q=musee").json()["next"]
    assert parent.get(f"/messages?cursor={first}").json()["type"].endswith("bad-cursor")
    assert parent.get("/messages/search?q=du").json()["words"] == []
    assert parent.get("/messages/search").status_code == 422
    for who in (OTHER_PARENT, PUPIL, "nadia-leroy"):
        assert api_of(post.academy, who).get("/messages/search?q=musee").json()["items"] == [], who
    assert len(api_of(post.academy, TEACHER).get("/messages/search?q=musee").json()["items"]) == 2
    assert write(by_token(post.academy, TEACHER, "news:read"), "/messages/uploads", status=403)
    with scope.everything("what was searched"):
        assert Message.objects.count() == 6
