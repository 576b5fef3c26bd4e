"""What follows an import: mail, decisions in the background, the card of the home page, the next delivery's day."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from console import worn
from directory import people_of
from harness.sql import queries
from imports.aaf_files import DAY, HEAD, TEACHER, Export, guardian, school, staff, student, take
from preau.directory.models import Affiliation, Person, School
from preau.identity.models import Account
from preau.imports import deciding, rhythm
from preau.imports.ending import tell_end
from preau.imports.enums import PendingKind, PendingState, RunKind, RunState
from preau.imports.models import ImportRun, PendingChange
from preau.kernel import clock, jobs, scope
from preau.kernel.actor import Actor
from preau.kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.MAIL_URL = "smtp://mail.example"
    settings.DEFAULT_FROM_EMAIL = "ent@example.fr"
    settings.PUBLIC_URL = "https://ent.example.fr"


def made_run(**fields: Any) -> ImportRun:
    return ImportRun.objects.create(
        kind=RunKind.FULL, source="Complet", actor_label="import AAF",
        **{"state": RunState.WAITING, "started_at": clock.now(), "finished_at": clock.now(), **fields},
    )  # fmt: skip


def waiting(run: ImportRun, at: School, **fields: Any) -> PendingChange:
    return PendingChange.objects.create(
        school=at, run=run,
        **{"created_at": clock.now(), "kind": PendingKind.THIRD_GUARDIAN, "payload": {"name": "Lina Moreau"}, **fields},
    )  # fmt: skip


def with_mail(person: Person, address: str) -> Person:
    person.email = address
    person.save(update_fields=["email"])
    return person


# Mail ------------------------------------------------------------------------


def test_whoever_asked_and_the_heads_of_schools_that_wait_are_written_to_once(tmp_path: Path) -> None:
    many = [student(f"e{number}") for number in range(40)]
    heads = [
        staff("p1", [HEAD.format("1")], mail="direction@lycee.example"),
        staff("p2", [HEAD.format("2")], mail="b@x.example"),
    ]
    first = Export().add(school("1"), school("2"), *many, *heads, student("f1", school="2"))
    take(first.write(tmp_path / "f1"), confirm=["all"])
    jobs.settle()
    mail.outbox.clear()
    with scope.everything("test"):
        asker = with_mail(people_of.person("Omar", "Haddad"), "omar@example.fr")
    later = Export(day=DAY + dt.timedelta(days=1)).add(
        school("1"), school("2"), *many[:20], *heads, student("f1", school="2")
    )
    run = take(later.write(tmp_path / "f2"), actor=Actor("Omar Haddad, exploitation", asker.pk))
    jobs.settle()
    with scope.everything("test"):
        tell_end(run.pk)
    jobs.settle()
    told = {one.to[0]: one for one in mail.outbox}
    assert sorted(one.to[0] for one in mail.outbox) == ["direction@lycee.example", "omar@example.fr"]
    head, asked = told["direction@lycee.example"], told["omar@example.fr"]
    assert "votre décision" in head.subject and "LYCEE 1\xa0: 1 changement attend une confirmation" in head.body
    assert "https://ent.example.fr/console/imports/a-valider/" in head.body
    assert asked.subject == "L’import est terminé" and f"/console/imports/{run.pk}/" in asked.body
    for one in mail.outbox:
        assert "ELEVE" not in one.body and "Omar" not in one.body


def test_a_reader_of_english_reads_english_and_a_failure_is_told() -> None:
    with scope.everything("test"):
        asker = with_mail(people_of.person("Omar", "Haddad"), "omar@example.fr")
        Account.objects.create(person=asker, login="omar", created_at=clock.now(), preferences={"language": "en"})
        run = made_run(state=RunState.FAILED, actor_id=asker.pk, message="Aucun fichier AAF.")
        assert tell_end(run.pk) == 1
    jobs.settle()
    assert mail.outbox[0].subject == "The import stopped" and "Aucun fichier AAF." in mail.outbox[0].body


def test_without_a_mail_server_no_work_is_kept(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_URL = ""
    take(Export().add(school("1"), student("e1")).write(tmp_path / "f"))
    assert not Job.objects.filter(name="imports.tell_end").exists()


# Decisions in the background -----------------------------------------------------


@pytest.fixture
def thirty() -> tuple[ImportRun, School]:
    with scope.everything("test"):
        here = people_of.school()
        run = made_run()
        for _number in range(30):
            waiting(run, here)
    return run, here


def test_a_second_click_asks_for_nothing_more_and_retries_change_nothing(thirty: tuple[ImportRun, School]) -> None:
    run, here = thirty
    with scope.everything("test"):
        head, operator = worn.staff(here), worn.operator()
    page = "/console/imports/a-valider/decision/"
    asked = {"choix": "refuser", "nature": "third_guardian", "nombre": "30"}
    first = head.post(page, asked)
    again = head.post(page, asked)
    assert again.url == first.url
    with scope.everything("test"):
        ids = list(PendingChange.objects.values_list("pk", flat=True))
        assert str(deciding.request_decision(actor=Actor("x"), pending_ids=ids, confirm=True)) in first.url
    assert Job.objects.filter(name=deciding.JOB).count() == 1
    assert "Décisions : 0 sur 30 changements" in worn.text_of(operator.get(f"/console/imports/{run.pk}/"))
    part = head.get(first.url, headers={"HX-Request": "true"}).content.decode()
    assert 'data-hx-trigger="every 2s"' in part and "<html" not in part
    jobs.settle()
    job = Job.objects.get(name=deciding.JOB)
    with scope.everything("test"):
        deciding.do_decision(actor=Actor("x"), batch=job.payload["batch"], confirm=True)
        assert set(PendingChange.objects.values_list("state", flat=True)) == {PendingState.REFUSED}
    end = head.get(first.url)
    assert "30 changements décidés." in worn.text_of(end) and "data-hx-trigger" not in end.content.decode()
    run.refresh_from_db()
    assert run.state == RunState.APPLIED


def test_one_that_cannot_be_decided_keeps_its_reason_and_the_others_go_on(thirty: tuple[ImportRun, School]) -> None:
    run = thirty[0]
    with scope.everything("test"):
        operator = worn.operator()
        person = Person.objects.get(given_name="Omar")
        ImportRun.objects.filter(pk=run.pk).update(actor_id=person.pk)
        rest = PendingChange.objects.exclude(pk=PendingChange.objects.order_by("pk")[0].pk)
        rest.update(kind=PendingKind.STUDENT_REMOVALS, payload={"affiliations": []})
        ids = [str(one) for one in PendingChange.objects.values_list("pk", flat=True)]
    answer = worn.confirmed(operator, "/console/imports/a-valider/decision/", {"choix": "confirmer", "id": ids})
    jobs.settle()
    text = worn.text_of(operator.get(answer.url))
    assert "29 changements décidés." in text and "Une seconde personne doit confirmer" in text
    assert "Une seconde personne doit confirmer" in worn.text_of(operator.get("/console/imports/a-valider/"))
    with scope.everything("test"):
        other = worn.staff(people_of.school("Lycée B"))
    assert other.get(answer.url).status_code == 404


# Home page, next delivery -----------------------------------------------------------


def test_the_home_page_tells_what_waits_since_when_in_one_read() -> None:
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        head, operator, teacher = worn.staff(here), worn.operator(), worn.staff(here, "National_ens", "Karim")
    quiet = head.get("/", follow=True)
    assert "Imports en attente" not in worn.text_of(quiet)
    with scope.everything("test"):
        run = made_run()
        waiting(run, here, created_at=dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC))
        waiting(run, here)
        waiting(run, there, created_at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC))
    with queries() as found:
        text = worn.text_of(head.get("/", follow=True))
    assert "2 changements de l’annuaire attendent votre décision. Le plus ancien date du 20 novembre" in text
    assert sum("imports_" in one for one in found.statements) == 1
    assert "3 changements de l’annuaire" in worn.text_of(operator.get("/", follow=True))
    assert "Imports en attente" not in worn.text_of(teacher.get("/", follow=True))


def test_the_next_delivery_is_told_by_the_rhythm_of_the_last_ones_or_said_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scope.everything("test"):
        head = worn.staff(people_of.school())
    assert rhythm.next_delivery() is None
    empty = worn.text_of(head.get("/console/imports/"))
    assert "La date de la prochaine n’est pas connue d’ici" in empty
    now = clock.now()
    for days in (21, 14, 7):
        made_run(started_at=now - dt.timedelta(days=days - 1), state=RunState.APPLIED)
    expected = rhythm.next_delivery()
    assert expected is not None and (expected - clock.today()).days == 1
    assert "Prochaine livraison attendue vers le" in worn.text_of(head.get("/console/imports/"))
    made_run(started_at=now, dry_run=True, state=RunState.REHEARSED)
    assert rhythm.next_delivery() == expected
    monkeypatch.setattr(clock, "today", lambda tz=None: expected + dt.timedelta(days=1))
    assert rhythm.next_delivery() is None


# Undoing, from the pages -------------------------------------------------------------


def test_a_head_undoes_the_school_s_part_and_reads_what_stayed(tmp_path: Path) -> None:
    first = Export().add(
        school("1"), school("2"), guardian("g1"), student("e1", links=["g1$10$1$1$1$0"]), student("f1", school="2")
    )
    take(first.write(tmp_path / "f1"), confirm=["all"])
    change = Export(day=DAY + dt.timedelta(days=1), mode="Delta").modify(
        "Eleve", "e1", ENTElevePersRelEleve="", ENTEleveClasses="1$2B"
    )
    run = take(change.add(student("f2", school="2")).write(tmp_path / "d"))
    with scope.everything("test"):
        here, there = School.objects.get(join_key="1"), School.objects.get(join_key="2")
        head, operator, other = worn.staff(here), worn.operator(), worn.staff(there)
    page = f"/console/imports/{run.pk}/annuler/"
    assert "Annuler cet import" in worn.text_of(head.get(f"/console/imports/{run.pk}/"))
    recap = worn.text_of(head.get(page))
    assert "Annuler l’import : LYCEE 1" in recap and "ne la rouvre jamais" in recap and "ELEVEe1" in recap
    assert "Annuler tout l’import" in worn.text_of(operator.get(page))
    assert head.get(page, {"etablissement": str(there.pk)}).status_code == 404
    assert head.post(page, {"etablissement": str(there.pk)}).status_code == 404
    head.post(page, {"etablissement": str(here.pk)})
    assert "Annulation : 0 sur 1 établissements" in worn.text_of(head.get(f"/console/imports/{run.pk}/"))
    jobs.settle()
    done = worn.text_of(head.get(f"/console/imports/{run.pk}/"))
    assert "Ce que l’annulation a laissé tel quel" in done and "ELEVEe1" in done
    assert "Il n’y a rien à annuler" in worn.text_of(head.get(page))
    with scope.everything("test"):
        assert Affiliation.objects.filter(source_key="f2", state="active").exists()
    other.post(page)
    jobs.settle()
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert "Import annulé" in worn.text_of(operator.get(f"/console/imports/{run.pk}/"))
    with scope.everything("test"):
        assert not Affiliation.objects.filter(source_key="f2").exists()


# Report --------------------------------------------------------------------------------


def test_the_report_counts_as_the_rule_says(tmp_path: Path) -> None:
    """A person of two schools counts once in the totals; an entry without a known school in the totals only."""
    both = staff("p1", [TEACHER.format("1"), TEACHER.format("2")], ENTPersonStructRattach="1")
    lost = student("e9", school="99")
    export = Export().add(
        school("1"), school("2"), both, student("e1"), lost, student("e8", ENTPersonDateNaissance="30/02/2010")
    )
    run = take(export.write(tmp_path / "f"), confirm=["all"])
    report = json.loads(json.dumps(run.report))
    kinds = {"students", "guardians", "staff", "schools", "homerooms", "groups"}
    operations = {"added", "changed", "moved", "left", "refused"}
    assert set(report["totals"]) == kinds
    assert all(set(of_kind) == operations for of_kind in report["totals"].values())
    assert all(kinds <= set(line) and line["uai"] for line in report["schools"])
    assert all(set(line[kind]) == operations for line in report["schools"] for kind in kinds)
    assert report["totals"]["staff"]["added"] == 1
    assert [line["staff"]["added"] for line in report["schools"]] == [1, 1]
    assert report["totals"]["students"]["refused"] >= 1
    assert sum(line["students"]["refused"] for line in report["schools"]) < report["totals"]["students"]["refused"]
