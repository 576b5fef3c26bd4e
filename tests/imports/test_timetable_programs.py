"""Files of lessons that programs bring: by a watched folder, or over HTTPS with a key that only deposits."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.caller import partner_secret, secret_of
from cast import LYCEE
from imports.test_timetable_pages import Desk, desk
from imports.timetable_files import CSV_HEADINGS, calendar, event
from preau.directory.models import School
from preau.imports import deposit_views
from preau.imports.tasks import watch_timetables
from preau.imports.timetables import programs, queue
from preau.imports.timetables.importing import days_of
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry
from preau.timetable.enums import ReceptionState
from preau.timetable.models import Reception, Slot
from preau.timetable.public import mean_names
from timetable.conftest import HEAD, MONDAY

__all__ = ["desk"]
DEPOSIT = "/agenda/depot/?nom=edt.csv"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of files of timetables"):
        yield


def text(desk: Desk, *lines: str) -> bytes:
    """EDT's text."""
    return "\r\n".join([CSV_HEADINGS, *(lines or (desk.line("7", day="mardi"),))]).encode("cp1252")


def put(desk: Desk, name: str, content: bytes, folder: str = "", age: int = 60) -> Path:
    """A file of the watched folder, written some seconds ago."""
    path = queue.area().parent / "timetables-in" / (folder or desk.school.uai) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = clock.real_now().timestamp() - age
    os.utime(path, (at, at))
    return path


def work(desk: Desk) -> None:
    """What the worker does: a file is read, then applied."""
    desk.work()
    desk.work()


def key(desk: Desk, *scopes: str) -> str:
    """A key of the lycée, that deposits."""
    return str(partner_secret(desk.academy, LYCEE, scopes=scopes or ("timetable:deposit",))[1])


def send(client: Any, secret: str, body: bytes, url: str = DEPOSIT, **more: Any) -> Any:
    """A deposit."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.post(url, body, content_type="application/octet-stream", headers=headers, **more)


# The watched folder ----------------------------------------------------------


def test_a_file_of_the_folder_is_taken_and_applied(desk: Desk) -> None:
    path = put(desk, "edt.csv", text(desk))
    watch_timetables()
    assert not path.exists()
    work(desk)
    assert Slot.objects.count() == 1
    row = Reception.objects.get()
    assert row.state == ReceptionState.APPLIED and row.brought_by == "dossier surveillé"
    assert AuditEntry.objects.filter(action="timetable.import_week").count() == 1
    assert not list(queue.area().iterdir())


def test_the_same_file_again_is_received_and_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, "edt.csv", text(desk))
    watch_timetables()
    work(desk)
    audited = AuditEntry.objects.count()
    later = MONDAY + dt.timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    put(desk, "edt.csv", text(desk))
    watch_timetables()
    work(desk)
    assert Reception.objects.get().received_at == later
    assert AuditEntry.objects.count() == audited and not list(queue.area().iterdir())


def test_a_file_being_written_a_link_or_a_stranger_is_left(desk: Desk, tmp_path: Path) -> None:
    left = [
        put(desk, "new.csv", text(desk), age=0), put(desk, "edt.part", text(desk)), put(desk, ".hidden", text(desk)),
        put(desk, "edt.csv", text(desk), folder="0000000X"), put(desk, "edt.csv", text(desk), folder="autre"),
    ]  # fmt: skip
    (left[0].parent / "link.csv").symlink_to(left[1])
    watch_timetables()
    assert all(one.exists() for one in left) and not Reception.objects.exists()


@pytest.mark.parametrize("fault", ["name", "link", "removed", "kept", "stat"])
def test_one_bad_entry_stops_no_other_school(desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    last = max(School.objects.all(), key=lambda one: one.uai)
    first = next(one for one in School.objects.order_by("uai") if one.pk != last.pk)
    name = os.fsdecode(b"edt-\xe9.csv") if fault == "name" else "edt.csv"
    bad = put(desk, name, text(desk), folder=first.uai)
    put(desk, name, text(desk), folder=os.fsdecode(b"\xe9234567A"))  # nor does a folder whose name is no text
    good = put(desk, "edt.csv", text(desk), folder=last.uai)
    if fault in ("link", "removed"):  # once it was looked at
        was_whole = programs._is_whole

        def whole(path: Path) -> bool:
            found = was_whole(path)
            if path == bad:
                path.unlink()
                if fault == "link":
                    path.symlink_to(good)
            return found

        monkeypatch.setattr(programs, "_is_whole", whole)
    for which, method in (("kept", "unlink"), ("stat", "is_file")):
        if fault == which:
            monkeypatch.setattr(Path, method, refusing(getattr(Path, method), bad))
    watch_timetables()
    assert not good.exists() and Reception.objects.filter(school=last).count() == 1
    assert Reception.objects.filter(school=first).count() == (1 if fault == "kept" else 0)


def refusing(real: Any, bad: Path) -> Any:
    """A method of paths that the system refuses for that one."""

    def called(path: Path, *told: Any, **more: Any) -> Any:
        if path == bad:
            raise PermissionError("refused")
        return real(path, *told, **more)

    return called


def test_a_file_that_would_end_much_waits_for_somebody(desk: Desk) -> None:
    hours = [f"{8 + one % 9}h{one // 9:02}" for one in range(30)]
    many = [desk.line(str(one), starts=hours[one], length="0h01", subject=f"ATELIER {one}") for one in range(30)]
    put(desk, "edt.csv", text(desk, *many))
    watch_timetables()
    work(desk)
    assert Slot.objects.count() == 30
    put(desk, "edt.csv", text(desk, *many[:2]))
    watch_timetables()
    work(desk)
    row = Reception.objects.latest("received_at", "pk")
    assert row.state == ReceptionState.READ
    assert Slot.objects.filter(last_on__gte=MONDAY.date()).count() == 30
    assert "1 fichier lu attend" in desk.text("/agenda/choisir/")
    put(desk, "edt.csv", text(desk, *many[:2]))  # ten minutes later, the same
    watch_timetables()
    assert Reception.objects.count() == 2
    desk.apply(f"/agenda/fichiers/{row.pk}/")
    assert Slot.objects.filter(last_on__gte=MONDAY.date()).count() == 2
    assert "attend d’être" not in desk.text("/agenda/choisir/")


def test_a_file_that_nobody_can_read_is_told_at_the_desk(desk: Desk) -> None:
    put(desk, "edt.ics", calendar(event(description="")).encode())
    watch_timetables()
    work(desk)
    row = Reception.objects.get()
    assert row.state == ReceptionState.FAILED and "ni classe ni groupe" in row.message
    assert "refusé" in desk.text("/agenda/fichiers/")


# The deposit -----------------------------------------------------------------


def test_a_key_deposits_and_reads_nothing(desk: Desk, client: Any) -> None:
    secret = key(desk)
    answer = send(client, secret, text(desk))
    assert answer.status_code == 202 and answer.json() == {"id": str(Reception.objects.get().pk)}
    work(desk)
    assert Slot.objects.count() == 1 and "Bibliothèque" in Reception.objects.get().brought_by
    for url in ("/api/v1/schools", "/api/v1/me", "/agenda/fichiers/", DEPOSIT):
        assert client.get(url, headers={"Authorization": f"Bearer {secret}"}).status_code in (302, 401, 403, 404, 405)


def test_the_name_of_a_deposit_keeps_the_letters_that_print(desk: Desk, client: Any) -> None:
    assert send(client, key(desk), text(desk), "/agenda/depot/?nom=%1Bedt%00%E2%80%AE.csv").status_code == 202
    assert Reception.objects.get().name == "edt.csv"


def test_a_deposit_in_a_year_that_is_not_open_is_refused_in_words(
    desk: Desk, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = key(desk)
    monkeypatch.setattr("preau.imports.timetables.queue.days_of", lambda *_told: days_of(dt.date.max, desk.school))
    answer = send(client, secret, text(desk))
    assert answer.status_code == 422 and "scolaire" in answer.json()["detail"]
    assert not Reception.objects.exists() and not list(queue.area().iterdir())


@pytest.mark.parametrize(
    ("scopes", "status"), [(("schools:read",), 403), (("schools:read", "timetable:deposit"), 202)]
)  # fmt: skip
def test_a_key_without_that_right_deposits_nothing(desk: Desk, client: Any, scopes: Any, status: int) -> None:
    assert send(client, key(desk, *scopes), text(desk)).status_code == status
    assert Reception.objects.exists() is (status == 202)


def test_a_person_s_token_a_wrong_one_or_none_deposits_nothing(desk: Desk, client: Any) -> None:
    assert send(client, "", text(desk)).status_code == 401
    assert send(client, "preau_" + "x" * 40, text(desk)).status_code == 401
    assert send(client, secret_of(desk.academy, HEAD)[1], text(desk)).status_code == 403
    assert desk.head.post(DEPOSIT, text(desk), content_type="text/csv").status_code == 401
    assert not Reception.objects.exists()


def test_a_key_that_is_revoked_opens_nothing(desk: Desk, client: Any) -> None:
    token, secret = partner_secret(desk.academy, LYCEE, scopes=("timetable:deposit",))
    token.revoked_at = MONDAY
    token.save(update_fields=["revoked_at"])
    assert send(client, secret, text(desk)).status_code == 401 and not Reception.objects.exists()


def test_a_deposit_too_large_or_too_often_is_refused(desk: Desk, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = key(desk)
    with monkeypatch.context() as patched:
        patched.setattr(deposit_views, "MOST_BYTES", 10)
        assert send(client, secret, text(desk)).status_code == 413
    with monkeypatch.context() as patched:
        patched.setattr(queue, "MOST_BYTES", 10)  # its length is told too late, or falsely
        assert send(client, secret, text(desk)).status_code == 413
    assert not Reception.objects.exists() and not list(queue.area().iterdir())
    monkeypatch.setattr(deposit_views, "AT_MOST", 2)
    answer = send(client, secret, text(desk))
    assert answer.status_code == 429 and answer["Retry-After"]
    assert not Reception.objects.exists()


# What is said of names after a file was applied ------------------------------


def come_again(desk: Desk, content: bytes) -> int:
    """The same bytes, ten minutes later; how many lines the history has."""
    put(desk, "edt.csv", content)
    watch_timetables()
    work(desk)
    return Reception.objects.count()


def test_a_name_said_since_is_understood_when_the_same_file_comes_again(desk: Desk) -> None:
    told = text(desk, desk.line("7", day="mardi"), desk.line("8", classes="2NDE-IV"), desk.line("9", classes="1RE-IX"))
    assert come_again(desk, told) == 1 and Slot.objects.count() == 1
    assert come_again(desk, told) == 1  # nobody said anything: no line every ten minutes
    unknown = {one["label"]: one["key"] for one in Reception.objects.get().report["unknown"]}
    meant = {("class", unknown["2NDE-IV"]): ("2NDE-IV", f"homeroom:{desk.homeroom.pk.hex}")}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    assert come_again(desk, told) == 2
    assert sorted(Slot.objects.values_list("source_key", flat=True)) == ["7", "8"]
    assert come_again(desk, told) == 2  # 1RE-IX is as unknown as before


def test_weeks_named_since_are_understood_when_the_same_file_comes_again(desk: Desk) -> None:
    told = text(desk, desk.line("7", day="mardi"), desk.line("8", weeks="B"))
    come_again(desk, told)
    row = Reception.objects.get()
    assert row.state == ReceptionState.APPLIED and row.report["needs_weeks"]
    names = f"/agenda/fichiers/{row.pk}/noms/"
    assert desk.head.post(names, {**desk.fields(names), "weeks": "alternate"}).status_code == 302
    assert AuditEntry.objects.filter(action="timetable.name_weeks").count() == 1
    assert come_again(desk, told) == 2
    assert set(Slot.objects.values_list("source_key", "letters")) == {("7", ""), ("8", "B")}
    assert come_again(desk, told) == 2
