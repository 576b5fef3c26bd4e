"""Who opens a file: the room that attached it says so; how it is sent on; what the antivirus keeps back."""

import datetime as dt
import hashlib
import json
import re
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import COLLEGE, LYCEE
from files import attached, made
from files.attached import KIND, THING
from files.brought import arrived, bring, hat_of
from preau.directory.errors import Refused
from preau.files import attaching, statements
from preau.files.enums import Scan
from preau.files.models import Blob
from preau.files.public import arrivals, files_of_things, place_of
from preau.files.services import scan_waiting
from preau.files.stores import store
from preau.kernel import clock, jobs, scope
from preau.kernel.models import AuditEntry, OutboxEvent


@pytest.fixture
def everywhere():
    with scope.everything("tests of files"):
        yield


def _passed(answer: Any) -> statements.Pass:
    assert answer.status_code == 302, answer
    return statements.read(statements.Pass, answer["Location"].rstrip("/").rsplit("/", 1)[1])


WHO = {
    "claire-roux": 302,  # teaches there
    "helene-garnier": 403,  # a colleague
    "lina-benali": 404,  # a pupil
    "sophie-martin-lycee": 404,
    "yves-caron": 404,  # heads another school
    "paul-faure": 404,
    "alex-brun": 404,
}


@pytest.mark.parametrize("who", WHO)
def test_the_room_that_attached_a_file_says_who_reads_it(who: str, academy):
    with scope.everything("a test"):
        (file,) = bring(academy["claire-roux"], academy.school(LYCEE), made.png(), name="dessin.png")
        jobs.settle()
    client = academy.client(who)
    for address in (f"/fichiers/{file.pk}/", f"/fichiers/{file.pk}/apercu/"):
        assert client.get(address).status_code == WHO[who], address


def test_a_file_that_is_attached_to_nothing_is_its_holder_s_alone(academy):
    with scope.everything("a test"):
        (file,) = bring(academy["lina-benali"], academy.school(LYCEE), b"draft", thing=None)
    assert academy.client("lina-benali").get(f"/fichiers/{file.pk}/").status_code == 302
    assert academy.client("claire-roux").get(f"/fichiers/{file.pk}/").status_code == 404


def test_a_kind_that_no_room_has_any_more_is_nobody_s(academy):
    with scope.everything("a test"):
        (file,) = bring(academy["claire-roux"], academy.school(LYCEE), b"old")
    attached.forget()
    assert academy.client("claire-roux").get(f"/fichiers/{file.pk}/").status_code == 404


def test_a_page_gives_a_pass_of_this_person_and_session(academy):
    with scope.everything("a test"):
        (file,) = bring(academy["claire-roux"], academy.school(LYCEE), made.png(), name="dessin.png")
        jobs.settle()
    client = academy.client("claire-roux")
    given = _passed(client.get(f"/fichiers/{file.pk}/"))
    assert (given.digest, given.name, given.shown) == (file.blob_id, "dessin.png", False)
    assert given.person == str(academy["claire-roux"].person.pk) and given.session
    assert _passed(client.get(f"/fichiers/{file.pk}/?voir")).shown
    small = _passed(client.get(f"/fichiers/{file.pk}/apercu/"))
    assert small.content == "image/webp" and small.shown and small.digest != file.blob_id


@pytest.mark.parametrize("header", ["X-Accel-Redirect", "X-Sendfile"])
def test_a_proxy_sends_it_when_the_setting_says_so(header: str, academy, settings):
    settings.FILES_SERVED = "nginx" if header.startswith("X-A") else "sendfile"
    with scope.everything("a test"):
        (file,) = bring(academy["claire-roux"], academy.school(LYCEE), made.HTML, name="page.html")
    answer = academy.client("claire-roux").get(f"/fichiers/{file.pk}/")
    assert answer.status_code == 200 and answer.content == b""
    assert answer[header].endswith(f"/{file.blob_id[:2]}/{file.blob_id[2:4]}/{file.blob_id}")
    assert answer[header].startswith("/_contenus/") is (header == "X-Accel-Redirect")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


# --- tickets and receipts ----------------------------------------------------------------------------------------


def test_a_ticket_is_given_for_a_place_that_a_page_showed_to_this_person(academy, settings):
    settings.QUOTA_STAFF = 1000
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    with scope.everything("a test"):
        bring(claire, lycee, b"x" * 400)
        place = place_of(hat_of(claire), KIND, lycee.pk).place
        theirs = place_of(hat_of(academy["lina-benali"]), KIND, lycee.pk).place
        elsewhere = place_of(hat_of(claire), KIND, academy.school(COLLEGE).pk).place
    client = academy.client("claire-roux")
    told = statements.read(
        statements.UploadTicket, client.post("/fichiers/billets/", {"place": place}).json()["ticket"]
    )
    assert (told.kind, told.school, told.most, told.left) == (KIND, str(lycee.pk), 8 << 20, 600)
    for wrong in (theirs, elsewhere, place[:-1], ""):
        assert client.post("/fichiers/billets/", {"place": wrong}).status_code == 404


def _receipt(person: Any, school: Any, **more: Any) -> str:
    came = arrived(b"uploaded")
    told = {
        "person": str(person.pk), "upload": str(came.id), "kind": KIND, "school": str(school.pk),
        "digest": came.digest, "size": came.size, "content": came.content, "name": "devoir.txt", **more,
    }  # fmt: skip
    return statements.Receipt(**told).signed()


def test_a_receipt_is_kept_once_by_who_uploaded_where_they_did(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    receipt = _receipt(claire.person, lycee)
    (file,) = bring(claire, lycee, receipts=(receipt,))
    (again,) = bring(claire, lycee, receipts=(receipt,))
    assert file.pk == again.pk and file.name == "devoir.txt"
    for wrong in (
        _receipt(academy["lina-benali"].person, lycee), _receipt(claire.person, academy.school(COLLEGE)),
        _receipt(claire.person, lycee, kind="tests.kept"), receipt[:-2] + "xx", "x",
    ):  # fmt: skip
        with pytest.raises(Refused, match="plus reconnu"):
            bring(claire, lycee, receipts=(wrong,))


def test_a_receipt_whose_content_is_gone_is_refused_while_its_sender_can_send_it_again(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    receipt = _receipt(claire.person, lycee)
    store().path_of(hashlib.sha256(b"uploaded").hexdigest()).unlink()
    with pytest.raises(Refused, match="plus reconnu"):
        bring(claire, lycee, receipts=(receipt,))


def test_files_of_a_thing_are_told_as_a_list_shows_them(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    bring(claire, lycee, b"<b>gras</b>", name="<b>nom</b>.txt")
    (line,) = files_of_things(KIND, [THING, uuid.uuid4()])[THING]
    assert (line.name, line.size, line.family, line.held) == ("b-.txt", "1\u00a0Ko", "text", "")


def test_a_form_larger_than_anything_that_is_kept_is_stopped_in_words(academy, settings):
    settings.ATTACHMENT_BYTES = settings.DOCUMENT_BYTES = 1000
    sent = SimpleUploadedFile("a.bin", b"x" * 20_000)
    answer = academy.client("claire-roux").post("/fichiers/billets/", {"place": "x", "file": sent})
    assert answer.status_code == 400 and "trop gros pour un seul envoi" in answer.content.decode()


def test_500_files_in_one_form_are_refused(academy):
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(1001)]
    answer = academy.client("claire-roux").post("/fichiers/billets/", {"place": "x", "file": many})
    assert answer.status_code == 400
    answer = academy.client("claire-roux").post("/fichiers/billets/", {"place": "x", "file": many[:500]})
    assert len(answer.wsgi_request.FILES.getlist("file")) == 50  # the rest is left unread
    with scope.everything("a test"), pytest.raises(Refused, match="au plus"):
        hat = hat_of(academy["claire-roux"])
        arrivals(hat=hat, kind=KIND, school_id=academy.school(LYCEE).pk, receipts=["x"] * 500, sent=[])


# --- the antivirus -----------------------------------------------------------------------------------------------


@contextmanager
def clamd(answer: bytes = b"stream: OK\0", *, deaf: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A server that speaks clamd's protocol on a socket, and says this of all it is shown, but of the word EICAR;
    it breaks on "breaks"."""
    heard: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _address = door.accept()
            except OSError:
                return
            with line:
                if deaf:
                    continue
                file = line.makefile("rb")
                assert file.read(10) == b"zINSTREAM\0"
                body = b""
                while size := int.from_bytes(head := file.read(4)):
                    body += file.read(size)
                if not head or b"breaks" in body:  # whoever showed it hung up
                    continue
                heard.append(body)
                line.sendall(b"stream: Eicar-Test FOUND\0" if b"EICAR" in body else answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{door.getsockname()[1]}", heard
    finally:
        door.close()


def _scans() -> list[str]:
    return list(Blob.objects.order_by("kept_at").values_list("scan", flat=True))


def test_what_the_antivirus_finds_is_served_to_nobody_and_its_sender_is_told(academy, settings, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    settings.MAIL_URL = "console:"
    claire.person.email = "claire@lycee.example"
    claire.person.save()
    with clamd() as (address, heard):
        settings.FILES_CLAMD = address
        (bad,) = bring(claire, lycee, b"EICAR in a text", name="devoir.txt")
        (good,) = bring(claire, lycee, b"a text", thing=uuid.uuid4())
        client = academy.client("claire-roux")
        waiting = client.get(f"/fichiers/{good.pk}/")
        assert waiting.status_code == 403 and "examine ce fichier" in waiting.content.decode()
        jobs.settle()
    assert heard == [b"EICAR in a text", b"a text"]
    assert sorted(_scans()) == [Scan.CLEAN, Scan.INFECTED]
    refused = client.get(f"/fichiers/{bad.pk}/")
    assert refused.status_code == 403 and "programme dangereux" in refused.content.decode()
    assert client.get(f"/fichiers/{good.pk}/").status_code == 302
    (letter,) = outbox.outbox
    assert letter.to == ["claire@lycee.example"] and "devoir.txt" in letter.body and "Eicar" not in letter.body
    told = OutboxEvent.objects.get(topic="files.infected")
    assert told.payload == {"file_id": str(bad.pk)} and told.audience == [str(claire.person.pk)]
    assert AuditEntry.objects.filter(action="files.infected", subject_id=str(bad.pk)).count() == 1
    assert "dangereux" in files_of_things(KIND, [THING])[THING][0].held
    with pytest.raises(Refused, match="dangereux"):
        bring(claire, lycee, b"EICAR in a text", thing=uuid.uuid4())


def test_an_antivirus_that_is_deaf_keeps_files_waiting_and_comes_back_to_them(academy, settings, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    with clamd(deaf=True) as (address, _heard):
        settings.FILES_CLAMD, settings.FILES_TIMEOUT = address, 1
        (file,) = bring(claire, lycee, b"a text")
        jobs.settle()
        assert _scans() == [Scan.WAITING] and scan_waiting() == 0
    client = academy.client("claire-roux")
    assert client.get(f"/fichiers/{file.pk}/").status_code == 403
    settings.FILES_UNSCANNED = "serve"
    assert client.get(f"/fichiers/{file.pk}/").status_code == 302, "the setting says to serve them"
    settings.FILES_UNSCANNED = "wait"
    with clamd() as (address, _heard):
        settings.FILES_CLAMD = address
        assert scan_waiting() == 1
    assert client.get(f"/fichiers/{file.pk}/").status_code == 302


def test_a_content_that_gets_no_verdict_keeps_no_other_waiting(academy, settings, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    (lost,) = bring(claire, lycee, b"a text that is lost")
    (breaking,) = bring(claire, lycee, b"what clamd breaks on")
    (file,) = bring(claire, lycee, b"a later text")
    Blob.objects.filter(pk__in=[lost.blob_id, breaking.blob_id]).update(kept_at=clock.now() - dt.timedelta(days=1))
    store().path_of(lost.blob_id).unlink()
    with clamd() as (address, _heard):
        settings.FILES_CLAMD = address
        scan_waiting()
    assert academy.client("claire-roux").get(f"/fichiers/{file.pk}/").status_code == 302


def test_a_content_too_large_for_the_antivirus_is_told_so(academy, settings, everywhere):
    with clamd(b"INSTREAM size limit exceeded. ERROR\0") as (address, _heard):
        settings.FILES_CLAMD = address
        (file,) = bring(academy["claire-roux"], academy.school(LYCEE), b"x" * 100_000)
        jobs.settle()
    answer = academy.client("claire-roux").get(f"/fichiers/{file.pk}/")
    assert answer.status_code == 403 and "trop gros pour l" in answer.content.decode()


def test_what_came_before_there_was_an_antivirus_is_shown_to_it(academy, settings, everywhere):
    (file,) = bring(academy["claire-roux"], academy.school(LYCEE), b"EICAR")
    assert academy.client("claire-roux").get(f"/fichiers/{file.pk}/").status_code == 302
    with clamd() as (address, _heard):
        settings.FILES_CLAMD = address
        assert scan_waiting() == 1
    assert academy.client("claire-roux").get(f"/fichiers/{file.pk}/").status_code == 403


# --- one's own data ----------------------------------------------------------------------------------------------


def test_one_s_own_files_are_in_one_s_own_data(academy, everywhere, tmp_path):
    import zipfile

    from preau.people.archive import write

    lina, lycee = academy["lina-benali"], academy.school(LYCEE)
    bring(lina, lycee, b"Mon devoir", name="devoir.txt")
    for for_guardian in (False, True):
        with (tmp_path / f"a{for_guardian}.zip").open("wb") as file:
            write(file, lina.person.pk, for_guardian=for_guardian)
    with zipfile.ZipFile(tmp_path / "aFalse.zip") as archive:
        assert archive.read("files/files/devoir.txt") == b"Mon devoir"
        told = json.loads(archive.read("data.json"))["files"]
        assert told["space_used"] == 10 and told["own_files"][0]["name"] == "devoir.txt"
        page = archive.read("index.html").decode()
        assert "devoir.txt" in page and "Vos fichiers" in page and "10" in re.sub(r"\s", "", page)
    with zipfile.ZipFile(tmp_path / "aTrue.zip") as archive:
        assert not [one for one in archive.namelist() if one.startswith("files/")]


def test_who_leaves_takes_their_files_but_not_the_school_s(academy, everywhere):
    from django.db import transaction

    from preau.files.models import StoredFile, Usage
    from preau.kernel import duties

    lina, lycee = academy["lina-benali"], academy.school(LYCEE)
    bring(lina, lycee, b"mine")
    (kept,) = bring(lina, lycee, b"the school's", kind="tests.kept")
    with transaction.atomic():
        duties.erase([lina.person.pk])
    (left,) = StoredFile.objects.all()
    assert left.pk == kept.pk and left.holder_id is None
    assert Usage.objects.get(school=lycee).used == 12 and not Usage.objects.filter(person=lina.person).exists()


def test_files_follow_who_turns_out_to_be_the_same_person_and_come_back(academy, everywhere):
    from directory import people_of
    from identity.test_joining import teachers
    from preau.directory.services import confirm_match, propose_match, undo_match
    from preau.files.models import StoredFile, Usage
    from preau.files.services.keeping import counted_again
    from preau.kernel import outbox as events

    lycee = academy.school(LYCEE)
    kept, merged = teachers(people_of.school())
    for who, body in ((kept, b"123"), (merged, b"12345")):
        claire = academy["claire-roux"]
        actor = replace(claire.actor, person_id=who.pk)
        bring(SimpleNamespace(account=claire.account, person=who, actor=actor), lycee, body)
    before = list(StoredFile.objects.order_by("pk").values("pk", "holder_id"))

    match = propose_match(actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    for _twice in range(2):
        events.dispatch()
        assert set(StoredFile.objects.values_list("holder_id", flat=True)) == {kept.pk}
        assert Usage.objects.get(person=kept).used == 8 and counted_again() == []

    undo_match(actor=people_of.HEAD, match_id=match.pk)
    events.dispatch()
    assert list(StoredFile.objects.order_by("pk").values("pk", "holder_id")) == before
    assert Usage.objects.get(person=merged).used == 5 and counted_again() == []


# --- each defence, taken away ------------------------------------------------------------------------------------


def test_a_room_that_is_not_asked_is_found(academy, monkeypatch):
    from preau.files.enums import Reading

    known: Any = attaching.attachables()
    monkeypatch.setitem(known, KIND, replace(known[KIND], may_read=lambda hat, file: Reading.OPEN))
    with pytest.raises(AssertionError):
        test_the_room_that_attached_a_file_says_who_reads_it("lina-benali", academy)


def test_a_content_that_is_served_whatever_was_found_in_it_is_found(academy, settings, everywhere, monkeypatch):
    from preau.files import selectors

    monkeypatch.setattr(selectors, "held_words", lambda blob: "")
    with pytest.raises(AssertionError):
        test_what_came_before_there_was_an_antivirus_is_shown_to_it(academy, settings, everywhere)
