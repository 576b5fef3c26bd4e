"""Screen 26: a delivery rehearsed, read, applied, and what waits decided; each reader within their rights."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from console import worn
from directory import people_of
from preau.console.models import ListExport
from preau.directory.enums import Profile
from preau.directory.models import Affiliation, DirectoryRecord, School
from preau.imports.cures import CURES
from preau.imports.demo import DemoPlan, write_academy
from preau.imports.enums import PendingKind, PendingState, RefusalCause, RunKind, RunState
from preau.imports.models import ImportRefusal, ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import clock, jobs, scope
from preau.kernel.jobs import kind_of
from preau.kernel.models import Job
from preau.kernel.spreadsheets import csv_text, plain_cell

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 24)
COUNTS = {
    kind: {"added": number, "changed": 0, "moved": 0, "left": 0, "refused": 0}
    for number, kind in enumerate(("students", "guardians", "staff", "schools", "homerooms", "groups"), start=1)
}


def do_jobs() -> None:
    for job in Job.objects.filter(name="imports.run", state=Job.State.WAITING):
        with scope.everything("test"):
            kind_of(job.name).function(job)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


@pytest.fixture
def inbox(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "imports" / "in"
    folder.mkdir(parents=True)
    return folder


def made_run(*schools: School, **fields: Any) -> ImportRun:
    run = ImportRun.objects.create(
        kind=RunKind.FULL, source="Complet", actor_label="import AAF", started_at=clock.now(),
        **{"state": RunState.APPLIED, "finished_at": clock.now(), **fields},
    )  # fmt: skip
    for one in schools:
        ImportSchoolStep.objects.create(school=one, run=run, counts=COUNTS, state="applied")
    return run


def refused(run: ImportRun, school: School | None, reason: str, cause: str = RefusalCause.BAD_DATE) -> None:
    ImportRefusal.objects.create(
        run=run, school=school, cause=cause, file="ENT_10_Complet_Eleve_0001.xml", line=42, reason=reason,
        record_kind="student", join_key="77",
    )  # fmt: skip


def test_a_delivery_is_rehearsed_read_and_applied_from_the_console(inbox: Path) -> None:
    write_academy(DemoPlan(schools=4, students=200, date=DAY), inbox / "livraison")
    (inbox / ".partiel").mkdir()
    (inbox / "lien").symlink_to(inbox / "livraison")
    with scope.everything("test"):
        operator = worn.operator()
    first = worn.text_of(operator.get("/console/imports/"))
    assert "livraison" in first and ".partiel" not in first and ">lien<" not in first
    assert "La date de la prochaine n’est pas connue d’ici" in first

    answer = operator.post("/console/imports/nouveau/", {"source": "livraison", "dry_run": "on"})
    page = answer.url
    assert "En cours" in worn.text_of(operator.get(page))
    do_jobs()
    rehearsed = worn.text_of(operator.get(page))
    assert "Simulation terminée" in rehearsed and "Appliquer cette livraison" in rehearsed
    with scope.everything("test"):
        assert not Affiliation.objects.exclude(person__given_name="Omar").exists()

    recap = worn.text_of(operator.get(page + "appliquer/"))
    found = re.search(r"(\d+) personnes? créées?", recap)
    assert found and int(found.group(1)) > 200
    operator.post(page + "appliquer/")
    do_jobs()
    done = worn.text_of(operator.get(page))
    assert "Simulation terminée" not in done
    assert DirectoryRecord.objects.filter(kind="student").count() >= 190
    assert operator.get(page + "appliquer/").status_code == 404

    report = json.loads(operator.get(page + "rapport.json").content)
    assert set(report) == {"totals", "schools"} and len(report["schools"]) == 4
    assert report["totals"]["students"]["added"] >= 190
    assert report["schools"][0]["uai"] and set(report["schools"][0]["staff"]) == set(report["totals"]["staff"])


def test_only_what_lies_in_the_folder_may_be_started(inbox: Path) -> None:
    (inbox / "livraison").mkdir()
    (inbox.parent / "ailleurs").mkdir()
    with scope.everything("test"):
        operator, head = worn.operator(), worn.staff(people_of.school())
    for name in ("../ailleurs", "/etc", "lien", ""):
        assert operator.post("/console/imports/nouveau/", {"source": name}).status_code == 422
    assert head.post("/console/imports/nouveau/", {"source": "livraison"}).status_code in {403, 404}
    assert not ImportRun.objects.exists()


def test_a_school_reads_its_own_lines_only() -> None:
    with scope.everything("test"):
        region = worn.region()
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        School.objects.filter(pk=here.pk).update(local_authority=region)
        head, other_head, officer = worn.staff(here), worn.staff(there), worn.officer(region)
        teacher = worn.staff(here, Profile.TEACHER, "Karim")
        run = made_run(here)
        elsewhere = made_run(there)
        refused(run, here, "30 février pour Lina")
        refused(run, there, "31 juin pour Noé")
        refused(run, None, "établissement perdu", RefusalCause.UNKNOWN_SCHOOL)
    page = f"/console/imports/{run.pk}/"
    mine = worn.text_of(head.get(page))
    assert "30 février pour Lina" in mine and "31 juin" not in mine and "perdu" not in mine
    assert "ENT_10_Complet_Eleve_0001.xml" in mine and " ".join(str(CURES[RefusalCause.BAD_DATE].what).split()) in mine
    counted = worn.text_of(officer.get(page))
    assert "Date impossible (1)" in counted and "Lina" not in counted
    assert other_head.get(page).status_code == 404
    assert teacher.get(page).status_code == 403
    for reader, status in ((head, 200), (other_head, 404), (officer, 404), (teacher, 403)):
        assert reader.get(page + "refus.csv").status_code == status
    assert "31 juin" not in head.get(page + "refus.csv").content.decode()
    assert head.get(page + "rapport.json").status_code == 200
    for part in ("", "avancement/", "rapport.json", "refus.csv"):
        assert head.get(f"/console/imports/{elsewhere.pk}/{part}").status_code == 404
    assert head.get(page + "appliquer/").status_code in {403, 404}


def waiting(run: ImportRun, at: School, kind: str = PendingKind.STUDENT_REMOVALS, count: int = 12) -> PendingChange:
    payload = {"affiliations": [], "keys": [], "name": "Lina Moreau"}
    return PendingChange.objects.create(
        school=at, run=run, kind=kind, count=count, payload=payload, created_at=clock.now()
    )


def test_what_waits_is_decided_singly_or_by_list_with_the_number_said() -> None:
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        head, other_head = worn.staff(here), worn.staff(there)
        run = made_run(here, there, state=RunState.WAITING)
        one, other = waiting(run, here), waiting(run, here, PendingKind.THIRD_GUARDIAN, 1)
        foreign = waiting(run, there)
    listed = worn.text_of(head.get("/console/imports/a-valider/"))
    assert "12 élèves sortiraient" in listed and "Lina Moreau" in listed and "Lycée B" not in listed
    assert "2 changements à valider" in worn.text_of(head.get("/console/"))

    none = head.get("/console/imports/a-valider/decision/", {"choix": "refuser"}, follow=True)
    assert "Cochez au moins un changement" in worn.text_of(none)
    asked = {"choix": "refuser", "id": [str(one.pk), str(other.pk), str(foreign.pk)]}
    recap = worn.text_of(head.get("/console/imports/a-valider/decision/", asked))
    assert "Refuser 2 changements" in recap and "13 personnes sont concernées" in recap
    with scope.everything("test"):
        assert not PendingChange.objects.exclude(state=PendingState.WAITING).exists()
    assert "2 changements refusés." in worn.text_of(
        worn.confirmed(head, "/console/imports/a-valider/decision/", asked, follow=True)
    )
    with scope.everything("test"):
        states = dict(PendingChange.objects.values_list("pk", "state"))
    assert states == {one.pk: "refused", other.pk: "refused", foreign.pk: "waiting"}
    again = head.post("/console/imports/a-valider/decision/", asked)
    assert again.url == "/console/imports/a-valider/"
    for bad in ({"choix": "effacer"}, {"choix": "confirmer", "id": "x"}, {}):
        assert other_head.get("/console/imports/a-valider/decision/", bad).status_code == 404


def test_who_imported_a_head_does_not_confirm_it() -> None:
    with scope.everything("test"):
        here = people_of.school()
        operator = worn.operator()
        person = people_of.Person.objects.get(given_name="Omar")
        run = made_run(here, state=RunState.WAITING, actor_id=person.pk)
        one = waiting(run, here, PendingKind.HEAD, 1)
    asked = {"choix": "confirmer", "id": str(one.pk)}
    text = worn.text_of(worn.confirmed(operator, "/console/imports/a-valider/decision/", asked, follow=True))
    assert "Une seconde personne doit confirmer" in text and "confirmé." not in text
    with scope.everything("test"):
        assert PendingChange.objects.get().state == PendingState.WAITING


def test_progress_is_asked_again_only_while_the_run_goes_on() -> None:
    told = {"step": "Application", "unit": "établissements", "done": 3, "total": 12, "per_second": 0.5,
            "seconds_left": 18}  # fmt: skip
    with scope.everything("test"):
        operator = worn.operator()
        running = made_run(state=RunState.APPLYING, finished_at=None, report={"progress": told})
        failed = made_run(state=RunState.FAILED, message="Aucun fichier AAF dans ce dossier.")
        over = made_run(state=RunState.APPLIED)
    page = operator.get(f"/console/imports/{running.pk}/")
    text = worn.text_of(page)
    assert "Application : 3 sur 12 établissements" in text and "0 min 18 s" in text
    assert "0,5 établissements par seconde" in text
    assert 'data-hx-trigger="every 2s"' in page.content.decode() and "Actualiser l’avancement" in text
    for run in (failed, over):
        html = operator.get(f"/console/imports/{run.pk}/").content.decode()
        assert "data-hx-trigger" not in html and "htmx" not in html
    assert "Aucun fichier AAF dans ce dossier." in worn.text_of(operator.get(f"/console/imports/{failed.pk}/"))
    part = operator.get(f"/console/imports/{running.pk}/avancement/").content.decode()
    assert part.lstrip().startswith("<section") and "<html" not in part


def test_every_cause_has_its_cure() -> None:
    assert set(CURES) == set(RefusalCause.values)


@pytest.mark.parametrize("text", ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=cmd"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    [[read]] = list(csv.reader(io.StringIO(csv_text([[text]]).removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert read == "'" + text == plain_cell(text)


def test_plain_words_stay_as_they_are() -> None:
    assert plain_cell("D’Arçon = Durand") == "D’Arçon = Durand"


def test_a_whole_kind_is_decided_by_its_number() -> None:
    with scope.everything("test"):
        here = people_of.school()
        head = worn.staff(here)
        run = made_run(here, state=RunState.WAITING)
        for _number in range(60):
            waiting(run, here, PendingKind.THIRD_GUARDIAN, 1)
    page = "/console/imports/a-valider/"
    first, second = worn.text_of(head.get(page)), worn.text_of(head.get(page + "?page=2"))
    assert first.count('type="checkbox"') == 40 and second.count('type="checkbox"') == 20
    assert "refuser les 60 changements" in first
    asked = {"choix": "refuser", "nature": "third_guardian"}
    assert "Refuser 60 changements" in worn.text_of(head.get(page + "decision/", asked))
    with scope.everything("test"):
        waiting(run, here, PendingKind.THIRD_GUARDIAN, 1)
    again = head.post(page + "decision/", {**asked, "nombre": "60"})
    assert "Refuser 61 changements" in worn.text_of(again)
    going = head.post(page + "decision/", {**asked, "nombre": "61"}, follow=True)
    assert "En cours : 0 sur 61" in worn.text_of(going)
    jobs.settle()
    [(followed, _status)] = going.redirect_chain
    assert "61 changements décidés." in worn.text_of(head.get(followed))
    assert head.get(page + "decision/", {**asked, "nature": "autre"}).status_code == 404
    with scope.everything("test"):
        assert not PendingChange.objects.filter(state=PendingState.WAITING).exists()


def test_a_third_guardian_is_named() -> None:
    with scope.everything("test"):
        here = people_of.school()
        head = worn.staff(here)
        aunt = people_of.person("Rose", "Petit")
        one = waiting(made_run(here), here, PendingKind.THIRD_GUARDIAN, 1)
        PendingChange.objects.filter(pk=one.pk).update(payload={"name": "Lina Moreau", "guardian": aunt.pk.hex})
    assert "Rose Petit deviendrait responsable de Lina Moreau" in worn.text_of(head.get("/console/imports/a-valider/"))


def test_what_waits_is_searched_sorted_decided_as_found_and_taken_as_a_file() -> None:
    page, new = "/console/imports/a-valider/", "/console/exports/nouveau/"
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        head, foreign = worn.staff(here), worn.staff(there)
        run = made_run(here, there, state=RunState.WAITING)
        aunt = people_of.person("Rose", "Pétit")
        for number, name in enumerate(("Lina Moreau", "Tom =Cadet", "Zoé Abel")):
            one = waiting(run, here, PendingKind.THIRD_GUARDIAN, 1)
            PendingChange.objects.filter(pk=one.pk).update(
                payload={"name": name, "guardian": aunt.pk.hex}, created_at=clock.now() + dt.timedelta(hours=number)
            )
        waiting(run, here, PendingKind.STUDENT_REMOVALS, 12)
        waiting(run, there, PendingKind.THIRD_GUARDIAN, 1)

    def order(**asked: str) -> list[str]:
        text = worn.text_of(head.get(page, asked)).partition("<main")[2]  # a ticket above may spell a short name
        return sorted((one for one in ("Lina", "Tom", "Zoé", "12 élèves") if one in text), key=text.index)

    assert order() == ["12 élèves", "Lina", "Tom", "Zoé"]
    assert order(tri="recents") == ["12 élèves", "Zoé", "Tom", "Lina"]
    assert order(nature="third_guardian") == ["Lina", "Tom", "Zoé"]
    assert order(q="petit cadet") == ["Tom"]
    assert "Aucun changement trouvé" in worn.text_of(head.get(page, {"q": "personne"}))
    found = head.get(page, {"q": "moreau"}).content.decode()
    assert "nature=third_guardian" not in found, "one is ticked"
    both = head.get(page, {"q": "o"}).content.decode()
    assert "nature=third_guardian&amp;q=o" in both or "&amp;q=o" not in both
    asked = {"choix": "refuser", "nature": "third_guardian", "q": "petit"}
    assert "Refuser 3 changements" in worn.text_of(head.get(page + "decision/", asked))
    assert "Refuser 1 changement" in worn.text_of(head.get(page + "decision/", {**asked, "q": "abel"}))

    export = head.get(page, {"q": "petit", "tri": "anciens"}).content.decode()
    assert 'name="liste" value="pending"' in export and 'name="q" value="petit"' in export
    answer = head.post(new, {"liste": "pending", "q": "petit", "tri": "anciens", "format": "csv"})
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [
        f"Rose Pétit deviendrait responsable de {name}" for name in ("Lina Moreau", "Tom =Cadet", "Zoé Abel")
    ]
    assert "Lycée B" not in text
    with scope.everything("test"):
        kept = ListExport.objects.get()
        assert (kept.kind, kept.count, kept.query["text"]) == ("pending", 6, "petit"), "a guardian and a pupil a line"
        operator, office = worn.operator(), worn.staff(here, Profile.SCHOOL_STAFF, "Bob")
    for who, status in ((operator, 404), (office, 403)):
        assert who.post(new, {"liste": "pending", "format": "csv"}).status_code == status
    assert 'name="liste"' not in operator.get(page).content.decode()
    assert len(worn.text_of(foreign.get(page)).split("deviendrait")) == 2


def test_who_reads_no_list_takes_no_file_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file asks for the right of its page, besides that of exports."""
    from preau.access.enums import Right
    from preau.console.views import exports

    with scope.everything("test"):
        head = worn.staff(people_of.school())
    real = exports.can
    monkeypatch.setattr(
        exports, "can", lambda hat, right, thing: right != Right.DECIDE_IMPORTS and real(hat, right, thing)
    )
    assert head.post("/console/exports/nouveau/", {"liste": "pending", "format": "csv"}).status_code == 403


def test_runs_are_paged_and_found_by_their_source() -> None:
    with scope.everything("test"):
        operator = worn.operator()
        for number in range(55):
            run = made_run()
            at = clock.now() + dt.timedelta(minutes=number)
            ImportRun.objects.filter(pk=run.pk).update(source=f"Livraison{number:02}", started_at=at)
    first, second = (worn.text_of(operator.get("/console/imports/", {"page": n})) for n in ("1", "2"))
    assert "Page 1 sur 2" in first and "Livraison54" in first and "Livraison00" not in first
    assert "Livraison00" in second
    found = worn.text_of(operator.get("/console/imports/", {"q": "livraison07"}))
    assert "Livraison07" in found and "Livraison08" not in found
    ImportRun.objects.filter(source="Livraison08").update(source="Complément d’été")
    assert "Complément d’été" in worn.text_of(operator.get("/console/imports/", {"q": "ete complement"}))
    assert "Aucune livraison de ce nom" in worn.text_of(operator.get("/console/imports/", {"q": "rien"}))


def test_one_comes_back_to_the_list_one_decided_from_and_never_to_a_decision_on_something_else() -> None:
    page = "/console/imports/a-valider/"
    decide = f"{page}decision/"
    with scope.everything("test"):
        here = people_of.school()
        head, other = worn.staff(here), worn.staff(here, given="Irène")
        run = made_run(here, state=RunState.WAITING)
        for number in range(8):
            one = waiting(run, here, PendingKind.THIRD_GUARDIAN, 1)
            name = f"Tom Cadét{number}" if number < 5 else f"Zoé Abel{number}"
            PendingChange.objects.filter(pk=one.pk).update(payload={"name": name})
        abel = str(one.pk)
    whole = {"choix": "refuser", "nature": "third_guardian"}
    others = worn.confirmed(other, decide, {**whole, "q": "cadet"})
    assert "/decision/" in others.url, "five are decided in the background"
    # Nothing of what this person looked for is there any more, and nothing of it is being decided.
    gone = head.post(decide, {**whole, "q": "quidam", "nombre": "2"})
    assert gone.url == f"{page}?q=quidam"
    assert head.post(decide, {**whole, "q": "cadet", "nombre": "5"}).url == others.url, "the same, clicked again"
    listed = head.get(page, {"q": "abel", "nature": "third_guardian", "tri": "recents"}).content.decode()
    assert "nature=third_guardian&amp;q=abel&amp;parmi=third_guardian&amp;tri=recents" in listed
    from_list = {"q": "abel", "parmi": "third_guardian", "tri": "recents"}
    back = f"{page}?q=abel&nature=third_guardian&tri=recents"
    assert back.replace("&", "&amp;") in head.get(decide, {**whole, **from_list}).content.decode()
    assert worn.confirmed(head, decide, {"choix": "refuser", "id": abel, **from_list}).url == back
    stale = head.post(decide, {"choix": "refuser", "id": abel, **from_list, "nombre": "1"})
    assert stale.url == back
    assert worn.confirmed(head, decide, {**whole, **from_list, "parmi": "x"}).url == f"{page}?q=abel&tri=recents"


def test_changes_ticked_are_read_again_when_somebody_decided_one_of_them() -> None:
    decide = "/console/imports/a-valider/decision/"
    with scope.everything("test"):
        here = people_of.school()
        head, other = worn.staff(here), worn.staff(here, given="Irène")
        run = made_run(here, state=RunState.WAITING)
        ids = [str(waiting(run, here, PendingKind.THIRD_GUARDIAN, 1).pk) for _number in range(2)]
    asked = {"choix": "confirmer", "id": ids}
    read = worn.number_in(head.get(decide, asked))
    worn.confirmed(other, decide, {"choix": "refuser", "id": ids[0]})
    again = head.post(decide, {**asked, "nombre": read})
    assert "Le nombre a changé" in worn.text_of(again) and "Confirmer 1 changement" in worn.text_of(again)
    with scope.everything("test"):
        assert PendingChange.objects.filter(state=PendingState.WAITING).count() == 1
