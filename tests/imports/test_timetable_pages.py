"""Files of lessons at the desk: brought, read by the worker, names said, applied; how old a timetable is."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import LYCEE
from console import worn
from harness.emptying import emptied
from imports.timetable_files import CSV_HEADINGS, csv_line
from preau.directory.models import SchoolYear
from preau.imports.tasks import forget
from preau.imports.timetables import queue
from preau.kernel import clock, scope
from preau.kernel.jobs import kind_of
from preau.kernel.models import Job
from preau.timetable.enums import ReceptionState
from preau.timetable.models import MeantName, Reception, Slot, SlotTeacher
from preau.timetable.selectors.received import forget_received
from timetable.conftest import HEAD, MONDAY, PARENT, PUPIL, TEACHER, Timetable

FILES = "/agenda/fichiers/"
AGENDA = "/agenda/?jour=2026-11-24"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of files of timetables"):
        yield


class Desk:
    """The desk of the lycée, and its worker."""

    def __init__(self, academy: Any, client_as: Any) -> None:
        self.table, self.academy, self.client_as = Timetable(academy), academy, client_as
        self.head = client_as(HEAD)
        self.school, self.homeroom = academy.school(LYCEE), self.table.homeroom()
        self.teacher = academy[TEACHER].person

    def line(self, number: str = "1", **more: str) -> str:
        """A lesson of the class and of the teacher."""
        told = {
            "classes": self.homeroom.label, "family": self.teacher.family_name, "given": self.teacher.given_name, **more
        }  # fmt: skip
        return csv_line(number, **told)

    def work(self) -> None:
        """What the worker does."""
        for job in Job.objects.filter(name__startswith="imports.", state=Job.State.WAITING):
            kind_of(job.name).function(job)
            Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)

    def bring(self, *lines: str, **more: str) -> str:
        """A file, brought and read; its page."""
        text = "\r\n".join([CSV_HEADINGS, *lines])
        file = SimpleUploadedFile("edt.csv", text.encode("cp1252"), "text/csv")
        answer = self.head.post(FILES, {"file": file, **more})
        assert answer.status_code == 302, worn.text_of(answer)
        self.work()
        return str(answer.url)

    def text(self, url: str, who: str = "") -> str:
        """What a page says."""
        return worn.text_of((self.client_as(who) if who else self.head).get(url))

    def apply(self, url: str) -> None:
        """ "Appliquer", then the worker."""
        assert self.head.post(url).status_code == 302
        self.work()

    def fields(self, url: str) -> dict[str, str]:
        """The form of names, as a browser would send it back."""
        page = self.head.get(url).content.decode()
        names = re.findall(r'<select[^>]* name="(n[0-9a-f]+)"', page)
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        assert seen is not None
        return {"seen": seen[1], **dict.fromkeys(names, "")}


@pytest.fixture
def desk(academy: Any, client_as: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    emptied(Slot)
    forget_received()
    return Desk(academy, client_as)


def test_a_file_is_read_then_applied(desk: Desk) -> None:
    url = desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi", starts="midi"))
    page = desk.text(url)
    assert "Rien n’est encore écrit" in page and "Cours ajoutés" in page and "midi" in page
    assert not Slot.objects.exists() and Reception.objects.get().state == ReceptionState.READ
    desk.apply(url)
    assert Slot.objects.count() == 1
    page = desk.text(url)
    assert "Appliqué le" in page and "Appliquer" not in re.findall(r"<button[^>]*>([^<]*)", page)
    assert not list(queue.area().iterdir())
    assert "edt.csv" in desk.text(FILES) and "appliqué" in desk.text(FILES)
    desk.apply(url)  # sent twice
    assert Slot.objects.count() == 1 and Reception.objects.count() == 1


def test_a_page_reads_while_the_worker_has_not_come(desk: Desk) -> None:
    file = SimpleUploadedFile("edt.csv", f"{CSV_HEADINGS}\n{desk.line()}".encode("cp1252"))
    url = desk.head.post(FILES, {"file": file}).url
    assert "en cours de lecture" in desk.text(url)
    desk.work()
    assert desk.head.post(url).status_code == 302
    assert "en cours d’écriture" in desk.text(url)


def test_names_are_said_once_for_all(desk: Desk) -> None:
    other = desk.academy["nadia-leroy"].person
    url = desk.bring(desk.line("7", family="PLANCHE", given="Dessin"), desk.line("8", classes="2NDE-IV"))
    page = desk.text(url)
    assert "2 noms ne sont pas compris" in page and "PLANCHE" in page
    told = desk.fields(f"{url}noms/")
    teacher, unit = "", ""
    html = desk.head.get(f"{url}noms/").content.decode()
    for name in told:
        if name != "seen":
            label = re.search(rf'<label[^>]*for="id_{name}"[^>]*>(.*?)</label>', html, re.DOTALL)
            assert label is not None
            teacher, unit = (name, unit) if "PLANCHE" in label[1] else (teacher, name)
    told[teacher], told[unit] = f"teacher:{other.pk.hex}", f"homeroom:{desk.homeroom.pk.hex}"
    assert desk.head.post(f"{url}noms/", told).status_code == 302
    desk.work()
    assert "ne sont pas compris" not in desk.text(url)
    desk.apply(url)
    assert Slot.objects.count() == 2
    assert SlotTeacher.objects.filter(teacher=other).count() == 1
    again = desk.bring(desk.line("7", family="PLANCHE", given="Dessin"), desk.line("8", classes="2NDE-IV"))
    assert "Cours inchangés" in desk.text(again) and "pas compris" not in desk.text(again)
    # What was said may be said otherwise; two people never overwrite each other unseen.
    told = desk.fields(f"{again}noms/")
    late = desk.fields(f"{again}noms/")
    told |= {teacher: "-", unit: f"homeroom:{desk.homeroom.pk.hex}"}
    assert desk.head.post(f"{again}noms/", told).status_code == 302
    answer = desk.head.post(f"{again}noms/", {**late, teacher: f"teacher:{desk.teacher.pk.hex}", unit: told[unit]})
    assert answer.status_code == 409 and MeantName.objects.get(kind="teacher").teacher is None


def test_somebody_of_another_school_is_refused(desk: Desk) -> None:
    url = desk.bring(desk.line("7", family="PLANCHE", given="Dessin"))
    told = desk.fields(f"{url}noms/")
    name = next(one for one in told if one != "seen")
    stranger = desk.academy["yves-caron"].person
    assert desk.head.post(f"{url}noms/", {**told, name: f"teacher:{stranger.pk.hex}"}).status_code == 422
    assert not MeantName.objects.exists()


def test_weeks_are_named_at_the_desk(desk: Desk) -> None:
    url = desk.bring(desk.line("7", weeks="A"))
    assert "Semaines A et B" in desk.text(url)
    assert desk.head.post(f"{url}noms/", {**desk.fields(f"{url}noms/"), "weeks": "alternate"}).status_code == 302
    desk.work()
    desk.apply(url)
    assert Slot.objects.get().letters == "A"


def test_a_file_that_nobody_reads_is_refused_in_words(desk: Desk) -> None:
    answer = desk.head.post(FILES, {"file": SimpleUploadedFile("a.xml", b"<E><CLES><PARTENAIRE/></CLES></E>")})
    desk.work()
    page = desk.text(answer.url)
    assert "chiffré" in page and "Rien n’a été écrit" in page and not list(queue.area().iterdir())
    assert desk.head.post(answer.url).status_code == 302
    desk.work()
    assert Reception.objects.get().state == ReceptionState.FAILED
    assert desk.head.post(FILES, {}).status_code == 422


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "2025-08-31", "2027-09-02", "2028-09-01"])
def test_a_day_of_no_school_year_is_refused_in_words(desk: Desk, since: str) -> None:
    SchoolYear.objects.filter(year=2027).delete()
    file = SimpleUploadedFile("edt.csv", b"NUMERO")
    answer = desk.head.post(FILES, {"file": file, "since": since})
    assert answer.status_code == 422
    assert re.search(r"(?s)id=\"id_since_error\".{,600}?scolaire", answer.content.decode())
    assert not Reception.objects.exists() and not list(queue.area().glob("*"))


def test_what_nobody_applied_and_what_a_kill_left_open_goes(desk: Desk) -> None:
    desk.bring(desk.line("7"))
    (fresh,) = queue.area().iterdir()
    ages = {fresh.name: 0, "old.bin": 8, "cut.coming": 8, "edt-old": 2, "week.bin": 6, "edt-new": 0}
    for name, days in ages.items():
        path = queue.area() / name
        if name.startswith("edt-"):
            path.mkdir()
            (path / "emp_sts.xml").write_text("<EDT_STS/>")
        else:
            path.write_bytes(b"x")
        at = MONDAY.timestamp() - days * 86400
        os.utime(path, (at, at))
    forget()
    assert {one.name for one in queue.area().iterdir()} == {fresh.name, "week.bin", "edt-new"}


def test_a_file_that_is_gone_says_so(desk: Desk) -> None:
    url = desk.bring(desk.line("7"))
    for path in queue.area().iterdir():
        path.unlink()
    desk.apply(url)
    assert "déposez-le de nouveau" in desk.text(url) and not Slot.objects.exists()


def test_a_file_that_cannot_be_reckoned_is_refused_and_not_read_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(**_more: Any) -> None:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(queue, "rehearse", lost)
    url = desk.bring(desk.line("7"))
    assert Reception.objects.get().state == ReceptionState.FAILED and not list(queue.area().iterdir())
    assert "ne se lit pas" in desk.text(url)


def test_a_worker_killed_while_writing_writes_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    url = desk.bring(desk.line("7"))
    desk.head.post(url)

    def cut(**_more: Any) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(queue, "note_report", cut)
        with pytest.raises(OSError, match="killed"):
            desk.work()
    assert not Slot.objects.exists()
    desk.work()
    assert Slot.objects.count() == 1 and Reception.objects.get().state == ReceptionState.APPLIED


@pytest.mark.parametrize("who", [PUPIL, PARENT, TEACHER])
def test_every_page_says_when_its_timetable_came(desk: Desk, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Emploi du temps reçu" not in desk.text(AGENDA, who)
    desk.apply(desk.bring(desk.line("7", day="mardi")))
    page = desk.text(AGENDA, who)
    assert "Emploi du temps reçu le" in page and "a pu changer" not in page
    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(days=15))
    forget_received()
    assert "il a pu changer depuis" in desk.text(AGENDA, who)


def test_the_school_says_when_a_timetable_is_old(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.apply(desk.bring(desk.line("7", day="mardi")))
    page = desk.head.get(FILES).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen is not None
    sent = {"days": "2", "seen": seen[1]}
    assert desk.head.post(f"{FILES}anciennete/", sent).status_code == 302
    assert desk.head.post(f"{FILES}anciennete/", sent).status_code == 302  # sent twice
    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(days=3))
    assert "il a pu changer depuis" in desk.text(AGENDA, PUPIL)
    assert desk.head.post(f"{FILES}anciennete/", {"days": "5", "seen": seen[1]}).status_code == 409
    assert desk.head.post(f"{FILES}anciennete/", {"days": "-1", "seen": seen[1]}).status_code == 422


def test_the_way_in_is_shown_to_who_writes_the_timetable(desk: Desk) -> None:
    assert FILES in desk.head.get("/agenda/choisir/").content.decode()
    assert FILES not in desk.client_as(TEACHER).get("/agenda/choisir/").content.decode()
    assert desk.client_as(TEACHER).get(FILES).status_code == 403
