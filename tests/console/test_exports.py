"""Lists that leave as files: what is in them, and the second person beyond 200 (row A9)."""

import csv
import datetime as dt
import io
import threading

import pytest
from django.db import connection
from django.test import Client

from console import worn
from directory import people_of
from preau.console.enums import ExportState
from preau.console.models import ListExport
from preau.console.services import decide_export, take_export
from preau.directory.enums import Profile
from preau.directory.errors import Refused
from preau.directory.models import School
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW, ALL = "/console/exports/nouveau/", "/console/exports/"
PEOPLE = {"liste": "people", "format": "csv"}


@pytest.fixture
def here() -> School:
    with scope.everything("test"):
        at = people_of.school("Lycée des Tilleuls")
        people_of.enrolled(people_of.pupil("=cmd()", "Béranger", at), at, "2A")
    return at


@pytest.fixture
def head(here) -> Client:
    with scope.everything("test"):
        return worn.staff(here)


@pytest.fixture
def deputy(here) -> Client:
    with scope.everything("test"):
        return worn.staff(here, given="Denis")


def _filled(at: School, many: int) -> None:
    with scope.everything("test"):
        for number in range(many):
            people_of.place(people_of.person("Ève", f"Suite{number:03}"), at, Profile.TEACHER)


def _rows(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def _exports() -> list[ListExport]:
    with scope.everything("test"):
        return list(ListExport.objects.order_by("pk"))


def _told(action: str) -> list[str]:
    return [audit.sentence_of(one) for one in AuditEntry.objects.filter(action=f"console.{action}")]


def test_a_short_list_leaves_at_once_and_is_audited(here, head) -> None:
    answer = head.post(NEW, {**PEOPLE, "q": "beranger"})
    assert answer["Content-Disposition"].startswith('attachment; filename="annuaire-')
    assert _rows(answer) == [
        ["Nom", "Prénom", "Profil", "Classe", "Identifiant", "Compte"],
        ["Béranger", "'=cmd()", "Élève", "2A", "", "aucun compte"],
    ]
    assert [one.count for one in _exports()] == [1]
    assert "a emporté une liste (Annuaire, lignes\xa0: 1)" in _told("take_export")[0]


def test_a_workbook_leaves_too(here, head) -> None:
    answer = head.post(NEW, {**PEOPLE, "format": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_beyond_200_a_reason_and_a_second_person(here, head, deputy) -> None:
    _filled(here, 205)
    page = head.post(NEW, PEOPLE)
    assert "Rien n’est encore sorti" in worn.text_of(page) and not _exports()
    assert head.post(NEW, {**PEOPLE, "motif": "oui"}).status_code == 422
    reason = "Élections au conseil d’administration"
    for _ in range(2):  # sent twice, asked once
        head.post(NEW, {**PEOPLE, "motif": reason})
    [asked] = _exports()
    assert (asked.state, asked.count, asked.reason) == (ExportState.WAITING, 208, reason)
    accept, take = f"{ALL}{asked.pk}/accepter/", f"{ALL}{asked.pk}/emporter/"
    assert "Personne n’a encore accepté" in worn.text_of(head.post(take, follow=True))
    assert "Une autre personne que vous" in worn.text_of(head.post(accept, follow=True))
    assert reason in worn.text_of(deputy.get(ALL)) and reason in worn.text_of(deputy.get(accept))
    deputy.post(accept)
    assert deputy.post(take).status_code == 404
    assert len(_rows(head.post(take))) == 209
    assert reason in _told("accept_export")[0] and "208" in _told("take_accepted_export")[0]


def test_past_exports_are_found_by_their_reason_or_who_asked_without_regard_to_accents(here, head, deputy) -> None:
    _filled(here, 205)
    head.post(NEW, {**PEOPLE, "motif": "Élections au conseil d’administration"})
    [asked] = _exports()
    deputy.post(f"{ALL}{asked.pk}/refuser/")
    for text in ("elections", "conseil ELECTIONS", "d administration", "garnier elections"):
        assert "Élections" in worn.text_of(head.get(ALL, {"q": text})), text
    for text in ("cantine", "elections cantine"):
        assert "Élections" not in worn.text_of(head.get(ALL, {"q": text})), text


def test_a_refused_list_stays(here, head, deputy) -> None:
    _filled(here, 205)
    head.post(NEW, {**PEOPLE, "motif": "Pour la kermesse du quartier"})
    [asked] = _exports()
    deputy.post(f"{ALL}{asked.pk}/refuser/")
    assert "Personne n’a encore accepté" in worn.text_of(head.post(f"{ALL}{asked.pk}/emporter/", follow=True))
    assert "n’attend plus" in worn.text_of(deputy.post(f"{ALL}{asked.pk}/accepter/", follow=True))


def test_an_agreement_lasts_a_day_and_a_request_a_week(here, head, deputy) -> None:
    _filled(here, 205)
    head.post(NEW, {**PEOPLE, "motif": "Élections des parents"})
    [asked] = _exports()
    with scope.everything("test"):
        ListExport.objects.update(asked_at=clock.now() - dt.timedelta(days=8))
    assert "n’attend plus" in worn.text_of(deputy.post(f"{ALL}{asked.pk}/accepter/", follow=True))
    with scope.everything("test"):
        ListExport.objects.update(asked_at=clock.now())
    deputy.post(f"{ALL}{asked.pk}/accepter/")
    with scope.everything("test"):
        ListExport.objects.update(decided_at=clock.now() - dt.timedelta(hours=25))
    assert "sont passées" in worn.text_of(head.post(f"{ALL}{asked.pk}/emporter/", follow=True))


def test_small_parts_count_together(here, head) -> None:
    _filled(here, 120)
    teachers = {**PEOPLE, "profil": Profile.TEACHER}
    assert len(_rows(head.post(NEW, teachers))) == 121
    assert "Rien n’est encore sorti" in worn.text_of(head.post(NEW, teachers))
    with scope.everything("test"):
        ListExport.objects.update(asked_at=clock.now() - dt.timedelta(hours=25))
    assert len(_rows(head.post(NEW, teachers))) == 121


@pytest.mark.django_db(transaction=True)
def test_two_halves_sent_at_once_are_counted_together(here) -> None:
    with scope.everything("test"):
        who = people_of.person("Hélène", "Garnier")
    met: list[str] = []

    def half() -> None:
        try:
            with scope.use(scope.Scope.of([here.pk])):
                take_export(
                    actor=Actor("Hélène Garnier", who.pk), school_id=here.pk, kind="people", format="csv", query={},
                    count=150,
                )  # fmt: skip
            met.append("taken")
        except Refused:
            met.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=half) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(met) == ["refused", "taken"]


def test_a_foreign_school_is_not_reached(here, head) -> None:
    with scope.everything("test"):
        there = people_of.school("Lycée voisin")
        people_of.pupil("Canari", "Dailleurs", there)
        other = worn.staff(there, given="Yves")
    _filled(here, 205)
    head.post(NEW, {**PEOPLE, "motif": "Élections des parents"})
    [asked] = _exports()
    assert other.get(f"{ALL}{asked.pk}/accepter/").status_code == 404
    assert other.post(f"{ALL}{asked.pk}/accepter/").status_code == 404
    assert "Dailleurs" not in str(_rows(head.post(NEW, {**PEOPLE, "q": "d"})))
    with scope.use(scope.Scope.of([there.pk])), pytest.raises(LookupError):
        decide_export(actor=worn.US, export_id=asked.pk, accept=True)


def test_the_journal_is_searched_and_leaves_as_a_file(here, head) -> None:
    with scope.everything("test"):
        lina = people_of.pupil("Lina", "Moreau", here)
        record = audit.record
        record(actor=worn.US, action="directory.adult_signatures_taken", tenant=here.pk, subject="student",
               subject_id=lina.pk)  # fmt: skip
        record(actor=Actor("Karim Roux"), action="directory.create_group", tenant=here.pk, data={"group": "+Chorale"})
    today = f"{clock.today():%Y-%m-%d}"
    journal = "/console/journal/"

    def found(**asked: str) -> str:
        return worn.text_of(head.get(journal, asked)).split("Exporter")[0].split("Tout afficher")[-1]

    assert "Chorale" in found(qui="karim") and "signe désormais" not in found(qui="karim")
    assert "Lina Moreau" in found(sujet="moreau") and "Chorale" not in found(sujet="moreau")
    assert "Chorale" in found(acte="directory.create_group")
    assert "Chorale" in found(du=today, au=today) and "Chorale" not in found(au="2020-01-01")
    assert head.get(journal, {"du": "2026-99-99", "acte": "no.such"}).status_code == 200
    whole = _rows(head.post(NEW, {"liste": "journal", "format": "csv"}))
    assert len(whole) - 1 == _exports()[-1].count, "an export does not tell of itself"
    rows = _rows(head.post(NEW, {"liste": "journal", "format": "csv", "acte": "directory.create_group"}))
    assert rows[0] == ["Date et heure", "Qui", "Quoi", "À propos de"]
    assert [row[1:3] for row in rows[1:]] == [["Karim Roux", "Karim Roux a créé le groupe «\xa0+Chorale\xa0»"]]
