"""Whoever visits a school to inspect it is none of its people: their account stays the business of their own school."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from markupsafe import Markup

from cast import COLLEGE, LP
from diary.conftest import HEAD, MONDAY, TODAY, TUESDAY, Clock, Diary
from diary.test_inspection import INSPECTOR, account_of, client_of, confide
from preau.access.enums import Right
from preau.access.errors import Refused
from preau.access.models import Delegation
from preau.access.public import hats_of, rights_held
from preau.access.services import end_delegation, entrust_visitor
from preau.access.tasks import end_places_of_visitors
from preau.directory.bulk import relist
from preau.directory.enums import AffiliationState, Profile, Reach, RecordKind
from preau.directory.errors import Unknown
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    Guardianship,
    HomeroomTeacher,
    Person,
    School,
    StaffFunction,
)
from preau.identity.public import account_by_id, has_wide_rights
from preau.kernel.text import folded_name
from preau.safety.selectors import contained
from preau.ui import slots

Visit = Callable[[str], Any]
OTHER_HEAD = "yves-caron"
STAFF = "/console/activation/personnels/"


def named(person: Person) -> dict[str, str]:
    """What a head writes of them."""
    return {"family_name": person.family_name, "given_name": person.given_name, "email": person.email}


def of_college(diary: Diary, profile: str) -> Person:
    """Somebody whose one place is in the collège, with an account and a mailbox on file."""
    college = diary.academy.school(COLLEGE)
    places = Affiliation.objects.filter(profile=profile, state=AffiliationState.ACTIVE)
    for place in places.filter(school=college).order_by("pk").select_related("person"):
        if Affiliation.objects.filter(person=place.person).count() == 1:
            place.person.email = f"{profile}@college.example"
            place.person.save(update_fields=["email"])
            diary.academy.account_of(place.person)
            return place.person
    raise AssertionError("nobody of the collège alone")


def said(answer: Any) -> str:
    """The words of a page."""
    return answer.content.decode().replace("\xa0", " ")  # type: ignore[no-any-return]


def reached(client: Any, person: Person) -> set[str]:
    """Of all that a head does to somebody's account, what these pages give."""
    one = {"person": str(person.pk)}
    found = {
        "lock": client.get(reverse("console:set_lock"), one).status_code == 200,
        "rescue": client.get(reverse("console:rescue", args=[person.pk])).status_code == 200,
        "page": client.get(reverse("console:person", args=[person.pk])).status_code == 200,
    }
    address = reverse("console:person", args=[person.pk])
    found["list"] = address in client.get("/console/annuaire/", {"q": person.family_name}).content.decode()
    chosen = client.get(reverse("console:lock_chosen"), {"id": str(person.pk)})
    found["chosen"] = chosen.status_code == 200 and "1 personne choisie" in said(chosen)
    told = {"liste": "people", "format": "csv", "q": person.family_name}
    text = b"".join(client.post("/console/exports/nouveau/", told).streaming_content).decode()
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    found["export"] = any(row[:2] == [person.family_name, person.given_name] for row in rows)
    for word, page in (("slips", STAFF), ("print", f"{STAFF}fiches/")):
        found[word] = person.full_name in client.get(page, {"q": person.family_name}).content.decode()
    return {word for word, is_so in found.items() if is_so}


@pytest.mark.parametrize("profile", [Profile.TEACHER, Profile.HEAD])
def test_a_visiting_place_puts_nobody_in_the_reach_of_who_gave_it(
    diary: Diary, client_as: Visit, moment: Clock, profile: str
) -> None:
    person = of_college(diary, profile)
    there = client_as(OTHER_HEAD) if profile != Profile.HEAD else None
    before = reached(there, person) if there else set()
    assert before >= {"lock", "rescue", "page", "list", "chosen", "export", "slips"} or there is None
    row = confide(diary, **named(person))
    assert row.person_id == person.pk
    assert reached(client_as(HEAD), person) == set()
    if there:
        assert reached(there, person) == before, "their own school still has all that it had"
    end_delegation(actor=diary.academy[HEAD].actor, school_id=diary.school.pk, delegation_id=row.pk)
    assert Affiliation.objects.get(person=person, school=diary.school).state == AffiliationState.SUSPENDED
    assert reached(client_as(HEAD), person) == set()
    if there:
        assert reached(there, person) == before


def test_no_school_of_strangers_makes_a_teacher_s_rights_wide(diary: Diary, client_as: Visit) -> None:
    person = of_college(diary, Profile.TEACHER)
    assert not has_wide_rights(person.pk)
    confide(diary, **named(person))
    assert not has_wide_rights(person.pk)
    code = client_as(OTHER_HEAD).post(reverse("console:staff_code", args=[person.pk]))
    assert code.status_code == 200, "who heads their own school shows them a code still"
    assert client_as(HEAD).post(reverse("console:staff_code", args=[person.pk])).status_code == 404
    assert has_wide_rights(confide(diary).person_id), "who has nothing else chooses a long password"


def test_a_stolen_account_of_who_visits_is_contained_by_their_own_school(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = of_college(diary, Profile.TEACHER)
    confide(diary, **named(person))
    said = SimpleNamespace(sender_id=person.pk, sender=person.full_name, at=MONDAY)
    monkeypatch.setattr(contained, "exchange_of", lambda *_: said)
    monkeypatch.setattr(contained, "writing_of", lambda *_: said)
    with pytest.raises(Unknown):
        contained.stolen_of(diary.hat(HEAD), person.pk)
    assert contained.stolen_of(diary.hat(OTHER_HEAD, COLLEGE), person.pk).person_id == person.pk


def elsewhere(diary: Diary, **more: Any) -> Delegation:
    """The same inspector, of the collège too."""
    told = {"starts_on": TODAY, "ends_on": TUESDAY, "reason": "Visite", "right": Right.SEE_DIARIES, **INSPECTOR}
    college = diary.academy.school(COLLEGE)
    return entrust_visitor(actor=diary.academy[OTHER_HEAD].actor, school_id=college.pk, **{**told, **more})


def test_the_school_that_brought_somebody_to_the_house_lets_them_in_once(diary: Diary, client_as: Visit) -> None:
    row = confide(diary)
    account = account_of(diary, row)
    account.set_unusable_password()
    account.save()
    assert row.person_id == elsewhere(diary).person_id
    head, other = client_as(HEAD), client_as(OTHER_HEAD)
    assert reached(head, row.person) == {"slips"}
    assert reached(other, row.person) == set()
    account.set_password("quatre mouettes sur un vélo")
    account.save()
    assert reached(head, row.person) == set(), "who came in is nobody's to let in"


@pytest.mark.parametrize("more", ["guardian", "teacher", "record"])
def test_nobody_else_s_account_is_let_in_by_a_visit(diary: Diary, client_as: Visit, more: str) -> None:
    row = confide(diary)
    assert "slips" in reached(client_as(HEAD), row.person)
    college = diary.academy.school(COLLEGE)
    if more == "record":
        DirectoryRecord.objects.create(
            person=row.person, authority_id=college.authority_id, kind=RecordKind.STAFF, join_key="777777"
        )
    elif more == "teacher":
        Affiliation.objects.create(
            school=college, person=row.person, profile=Profile.TEACHER, state=AffiliationState.SUSPENDED
        )
    else:
        pupil = Affiliation.objects.filter(school=college, profile=Profile.STUDENT).latest("pk").person
        Guardianship.objects.create(school=college, guardian=row.person, student=pupil, reach=Reach.AUTHORITY)
    assert "slips" not in reached(client_as(HEAD), row.person)


def typed_in(diary: Diary, school: School) -> Person:
    """Somebody whom a school's own list says to be the inspector."""
    person = Person.objects.create(
        **INSPECTOR, search_name=folded_name(INSPECTOR["family_name"], INSPECTOR["given_name"])
    )
    DirectoryRecord.objects.create(
        person=person, authority_id=school.authority_id, kind=RecordKind.STAFF, join_key=f"csv:{school.uai}:m0123"
    )
    Affiliation.objects.create(school=school, person=person, profile=Profile.TEACHER, source_key=f"csv:{school.uai}:m0")
    relist(school.pk.hex, [person.pk.hex])
    return person


def test_a_name_and_address_that_another_school_typed_are_not_the_inspector(diary: Diary) -> None:
    typed = typed_in(diary, diary.academy.school(COLLEGE))
    row = confide(diary)
    assert row.person_id != typed.pk
    assert confide(diary).pk == row.pk and elsewhere_is(diary, row, typed)
    profiles = [hat.profile for hat in hats_of(account_by_id(diary.academy.account_of(typed).pk))]  # type: ignore[arg-type]
    assert Profile.ACADEMY not in profiles


def elsewhere_is(diary: Diary, row: Delegation, typed: Person) -> bool:
    """Whether another school meets the same inspector, and not whom a list of it made."""
    lp = diary.academy.school(LP)
    told = {"starts_on": TODAY, "ends_on": TUESDAY, "reason": "Visite", "right": Right.SEE_DIARIES, **INSPECTOR}
    other = entrust_visitor(actor=diary.academy[HEAD].actor, school_id=lp.pk, **told)
    return other.person_id == row.person_id != typed.pk


def test_a_colleague_whom_the_school_s_own_list_made_is_still_no_visitor(diary: Diary) -> None:
    typed_in(diary, diary.school)
    with pytest.raises(Refused):
        confide(diary)
    assert not Affiliation.objects.filter(profile=Profile.ACADEMY).exists()


def test_neither_a_class_nor_a_function_follows_them_under_the_hat_of_a_visitor(diary: Diary) -> None:
    row = confide(diary)
    HomeroomTeacher.objects.create(school=diary.school, homeroom=diary.homeroom(), person=row.person)
    place = Affiliation.objects.get(school=diary.school, person=row.person)
    StaffFunction.objects.create(school=diary.school, affiliation=place, code="DIR")
    inspector = client_of(diary, row)
    (hat,) = hats_of(account_by_id(account_of(diary, row).pk))  # type: ignore[arg-type]
    assert rights_held(replace(hat, person_id=row.person_id)) == {Right.SEE_DIARIES}
    assert inspector.get(f"/eleves/{diary.academy['lina-benali'].person.pk}/").status_code == 404


def test_days_are_those_of_the_school(diary: Diary, moment: Clock) -> None:
    School.objects.filter(pk=diary.school.pk).update(timezone="Pacific/Noumea")
    row = confide(diary, TUESDAY, TUESDAY)
    account = account_of(diary, row)

    def reads() -> bool:
        hats = hats_of(account_by_id(account.pk))  # type: ignore[arg-type]
        return bool(hats) and diary.academy.client_for(account).get("/cahier/").status_code == 200

    assert not reads(), "it is Monday evening in Nouméa"
    moment.now = MONDAY + dt.timedelta(hours=5)
    assert reads(), "Tuesday in Nouméa, Monday in Paris"
    moment.now = MONDAY + dt.timedelta(hours=29)
    assert not reads(), "Wednesday in Nouméa, Tuesday in Paris"
    with pytest.raises(Refused):
        confide(diary, TUESDAY, TUESDAY, reason="Trop tard")
    end_places_of_visitors()
    place = Affiliation.objects.get(person=row.person, profile=Profile.ACADEMY)
    assert (place.state, place.left_on) == (AffiliationState.SUSPENDED, TUESDAY + dt.timedelta(days=1))


def test_their_home_has_a_place_of_its_own(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    said = SimpleNamespace(order=1, make=lambda _request: Markup("<p>Pour qui intervient</p>"))
    monkeypatch.setitem(slots._places, "home.external", [said])
    page = client_of(diary, confide(diary)).get("/").content.decode()
    assert "/cahier/" in page and "C’est lu" in page
    assert "Pour qui intervient" not in page
