"""Whoever inspects reads the diaries of a school, what is shown alone, on the days that its head confided it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diary.conftest import HEAD, MONDAY, TEACHER, TODAY, TUESDAY, Clock, Diary
from diary.test_pages import sheet
from preau.access.enums import Right
from preau.access.errors import Refused, Unknown
from preau.access.models import Delegation
from preau.access.public import ServiceReach, hats_of, rights_held, schools_served, wide_rights
from preau.access.services import end_delegation, entrust, entrust_visitor
from preau.access.tasks import end_places_of_visitors
from preau.diary.models import Entry, Work
from preau.diary.services import HIDDEN
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, LocalAuthority, Person
from preau.files.models import StoredFile
from preau.identity.models import Office
from preau.identity.public import account_by_id
from preau.kernel.models import AuditEntry

Visit = Callable[[str], Any]
INSPECTOR = {"family_name": "Vidal", "given_name": "Agathe", "email": "agathe.vidal@ac-demo.example"}
CLASSES = "/cahier/"
HERE = "/console/droits/confies/inspection/"


def confide(diary: Diary, since: dt.date = TODAY, until: dt.date = TUESDAY, **more: Any) -> Delegation:
    told = {**INSPECTOR, "right": Right.SEE_DIARIES, "reason": "Visite", "starts_on": since, "ends_on": until, **more}
    return entrust_visitor(actor=diary.academy[HEAD].actor, school_id=diary.school.pk, **told)


def account_of(diary: Diary, row: Delegation) -> Any:
    """The account that her slip would open."""
    return diary.academy.account_of(row.person)


def client_of(diary: Diary, row: Delegation) -> Any:
    return diary.academy.client_for(account_of(diary, row))


def test_she_reads_what_is_shown_and_nothing_that_is_hidden(diary: Diary) -> None:
    lesson, slot = diary.lesson(diary.slot()), diary.slot(starts=600, ends=655)
    diary.write(lesson, "Thalès montré")
    diary.give(diary.given(lesson, text="Exercice donné"))
    diary.write(diary.lesson(slot), "Brouillon de Claire", publication=HIDDEN)
    diary.give(diary.given(lesson, text="Travail caché"), publication=HIDDEN)
    inspector = client_of(diary, confide(diary))
    assert CLASSES in inspector.get("/").content.decode()
    assert diary.homeroom().label in inspector.get(CLASSES).content.decode()
    address = reverse("diary:of_class", args=[diary.homeroom().pk]) + f"?jour={TUESDAY}"
    page = inspector.get(address).content.decode()
    assert "Thalès montré" in page and "Exercice donné" in page
    assert "Brouillon de Claire" not in page and "Travail caché" not in page
    assert "Donner du travail" not in page and "Modifier" not in page
    year = inspector.get(reverse("diary:archive", args=[diary.homeroom().pk, "json"]))
    assert year.status_code == 200 and "caché" not in year.content.decode()


def test_nothing_else_of_the_school_is_hers(diary: Diary, client_as: Visit) -> None:
    lesson = diary.lesson(diary.slot())
    work, row = diary.give(diary.given(lesson)), confide(diary)
    inspector = client_of(diary, row)
    room = diary.homeroom().pk
    addresses = (
        "/etablissement/", "/classes/", f"/classes/{room}/", "/eleves/", "/appels/", "/console/", "/cahier/visas/",
        "/cahier/sequences/", "/cahier/reglage/", "/agenda/choisir/", "/annuaire/", "/messages/", "/actualites/",
        "/carnet/bureau/", "/console/annuaire/", "/signalements/", reverse("diary:lesson", args=[lesson.pk]),
        reverse("diary:work", args=[work.pk]),
    )  # fmt: skip
    head = client_as(HEAD)
    for address in addresses:
        assert inspector.get(address).status_code == 404, address
        assert head.get(address).status_code != 404, "there is such a page"
    tool = ServiceReach(diary.school.pk, None, (), ())
    (worn,) = hats_of(account_by_id(account_of(diary, row).pk))  # type: ignore[arg-type]
    assert schools_served(worn, tool) == () and schools_served(diary.hat(HEAD), tool) == (diary.school.pk,)
    sent = inspector.post(reverse("diary:lesson", args=[lesson.pk]), {"text": "Inspection"})
    assert sent.status_code == 404 and not Entry.objects.exists()
    assert Work.objects.get().text == work.text


def test_it_is_there_on_its_days_alone(diary: Diary, moment: Clock) -> None:
    row = confide(diary, TUESDAY, TUESDAY)
    account = account_of(diary, row)

    def hats() -> tuple[Any, ...]:
        return hats_of(account_by_id(account.pk))  # type: ignore[arg-type]

    assert hats() == ()
    moment.now = MONDAY + dt.timedelta(days=1)
    assert [hat.profile for hat in hats()] == [Profile.ACADEMY]
    assert diary.academy.client_for(account).get(CLASSES).status_code == 200
    moment.now = MONDAY + dt.timedelta(days=2)
    assert hats() == ()
    assert diary.academy.client_for(account).get(CLASSES).status_code == 302
    end_places_of_visitors()
    place = Affiliation.objects.get(person=row.person, profile=Profile.ACADEMY)
    assert (place.state, place.left_on) == (AffiliationState.SUSPENDED, TODAY + dt.timedelta(days=2))
    assert Person.objects.get(pk=row.person_id).suspended_at is not None


def test_taken_back_it_is_gone_at_once_and_another_stretch_keeps_the_place(diary: Diary) -> None:
    first, second = confide(diary), confide(diary, TUESDAY, TUESDAY + dt.timedelta(days=9))
    inspector = client_of(diary, first)
    assert inspector.get(CLASSES).status_code == 200
    doing = {"actor": diary.academy[HEAD].actor, "school_id": diary.school.pk}
    end_delegation(**doing, delegation_id=first.pk)
    assert inspector.get(CLASSES).status_code == 302
    assert Affiliation.objects.get(person=first.person).state == AffiliationState.ACTIVE
    end_delegation(**doing, delegation_id=second.pk)
    assert Affiliation.objects.get(person=first.person).state == AffiliationState.SUSPENDED
    told = set(AuditEntry.objects.filter(subject_id=str(first.person_id)).values_list("action", flat=True))
    assert told >= {"directory.open_visit", "directory.end_visit", "access.entrust", "access.end_delegation"}


def test_one_class_alone(diary: Diary) -> None:
    other = diary.others_class()
    inspector = client_of(diary, confide(diary, homeroom_id=diary.homeroom().pk))
    assert inspector.get(reverse("diary:of_class", args=[diary.homeroom().pk])).status_code == 200
    assert inspector.get(reverse("diary:of_class", args=[other.pk])).status_code == 404
    assert inspector.get(reverse("diary:archive", args=[other.pk, "pdf"])).status_code == 404
    assert other.label not in inspector.get(CLASSES).content.decode()


def test_files_are_read_once_shown(diary: Diary, client_as: Visit, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    lesson, client = diary.lesson(diary.slot()), client_as(TEACHER)
    sent: dict[str, Any] = {**sheet(client, lesson), "text": "Thalès", "shown": "hidden"}
    sent["fichiers"] = [SimpleUploadedFile("cours.txt", b"Cours de ce jour.")]
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), sent).status_code == 302
    address = f"/fichiers/{StoredFile.objects.get(kind='diary.entry').pk}/"
    inspector = client_of(diary, confide(diary))
    assert inspector.get(address).status_code == 404
    Entry.objects.update(appears_at=MONDAY - dt.timedelta(hours=1))
    assert inspector.get(address).status_code in (200, 302)


def test_the_same_person_is_one_whoever_confides_and_however_often(diary: Diary) -> None:
    first = confide(diary)
    assert confide(diary).pk == first.pk
    third = confide(diary, until=TUESDAY + dt.timedelta(days=1), email="Agathe.Vidal@AC-demo.example")
    assert third.person_id == first.person_id and Person.objects.filter(family_name="Vidal").count() == 1
    namesake = confide(diary, email="a.vidal@autre.example")
    assert namesake.person_id != first.person_id


def test_somebody_the_house_knows_keeps_their_account_and_their_other_hats(diary: Diary) -> None:
    known = diary.academy["paul-faure"]
    Person.objects.filter(pk=known.person.pk).update(email="paul.faure@region.example")
    before = [hat.key for hat in hats_of(account_by_id(known.account.pk))]  # type: ignore[arg-type]
    assert before and Office.objects.filter(person=known.person).exists() and LocalAuthority.objects.exists()
    told = {
        "family_name": known.person.family_name, "given_name": known.person.given_name,
        "email": "Paul.Faure@region.example",
    }  # fmt: skip
    row = confide(diary, **told)
    assert row.person_id == known.person.pk
    worn = [hat.key for hat in hats_of(account_by_id(known.account.pk))]  # type: ignore[arg-type]
    assert set(worn) == {*before, f"aca-{diary.school.uai}"}
    end_delegation(actor=diary.academy[HEAD].actor, school_id=diary.school.pk, delegation_id=row.pk)
    assert Person.objects.get(pk=known.person.pk).suspended_at is None
    assert [hat.key for hat in hats_of(account_by_id(known.account.pk))] == before  # type: ignore[arg-type]


def test_what_was_confided_to_a_colleague_does_not_follow_them_as_a_visitor(diary: Diary) -> None:
    row = confide(diary)
    Delegation.objects.create(
        school=diary.school, person=row.person, right=Right.SEE_PUPIL, starts_on=TODAY, ends_on=TUESDAY, reason="Z",
        given_at=MONDAY, given_by="Z",
    )  # fmt: skip
    inspector = client_of(diary, row)
    (hat,) = hats_of(account_by_id(account_of(diary, row).pk))  # type: ignore[arg-type]
    assert rights_held(replace(hat, person_id=row.person_id)) == {Right.SEE_DIARIES}
    assert inspector.get(CLASSES).status_code == 200
    pupil = diary.academy["lina-benali"].person.pk
    assert inspector.get(f"/eleves/{pupil}/").status_code == 404
    assert Right.SEE_DIARIES not in wide_rights(), "no second factor is asked of colleagues either"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": TODAY - dt.timedelta(days=1)},
        {"ends_on": TODAY + dt.timedelta(days=400)},
        {"reason": " "},
    ],
)
def test_there_is_always_an_end_and_a_reason(diary: Diary, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        confide(diary, **wrong)
    assert not Affiliation.objects.filter(profile=Profile.ACADEMY).exists()


def test_no_other_right_leaves_the_school_and_a_colleague_is_no_visitor(diary: Diary) -> None:
    for right in (Right.WRITE_DIARY, Right.SEE_PUPIL, Right.SET_RIGHTS):
        with pytest.raises(Unknown):
            confide(diary, right=right)
    teacher = diary.academy[TEACHER].person
    Person.objects.filter(pk=teacher.pk).update(email="claire@lycee.example")
    own = {"family_name": teacher.family_name, "given_name": teacher.given_name, "email": "claire@lycee.example"}
    with pytest.raises(Refused):
        confide(diary, **own)
    assert not Affiliation.objects.filter(profile=Profile.ACADEMY).exists()
    row = confide(diary)
    with pytest.raises(Unknown):
        entrust(
            actor=diary.academy[HEAD].actor, school_id=diary.school.pk, person_id=row.person_id,
            right=Right.SEE_PUPIL, starts_on=TODAY, ends_on=TUESDAY, reason="Essai",
        )  # fmt: skip


def test_the_head_does_it_by_a_form_and_prints_the_slip(diary: Diary, client_as: Visit) -> None:
    head = client_as(HEAD)
    assert HERE in head.get("/console/droits/confies/").content.decode()
    assert head.get(HERE).status_code == 200
    told = {**INSPECTOR, "starts_on": TODAY.isoformat(), "ends_on": TUESDAY.isoformat(), "reason": "Visite"}
    assert head.post(HERE, {**told, "ends_on": ""}).status_code == 422
    assert head.post(HERE, {**told, "email": "agathe"}).status_code == 422
    for _time in range(2):
        assert head.post(HERE, told).status_code == 302
    row = Delegation.objects.get(right=Right.SEE_DIARIES)
    assert (row.homeroom_id, row.starts_on, row.ends_on) == (None, TODAY, TUESDAY)
    assert "Agathe Vidal" in head.get("/console/droits/confies/").content.decode()
    assert "Agathe Vidal" in head.get("/console/activation/personnels/").content.decode()
    for colleague in (TEACHER, "nadia-leroy", "jean-royer"):
        assert client_as(colleague).get(HERE).status_code == 403
        assert client_as(colleague).post(HERE, told).status_code == 403
    for stranger in ("lina-benali", "samira-benali"):
        assert client_as(stranger).get(HERE).status_code == 404
    assert client_of(diary, row).get(HERE).status_code == 404
