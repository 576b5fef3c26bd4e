"""Leavers go on their day, not before; what stays of them is what the school signed with their name."""

import datetime as dt
import random
import uuid

import pytest
from django.db.models import CharField

from preau.directory import retention
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    DirectoryRecord,
    EducationAuthority,
    Guardianship,
    Person,
    RecordMatch,
    School,
)
from preau.identity.models import Account, AccountSession, Office
from preau.kernel import audit, clock, duties, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry

NIGHT = system("conservation")
DAY = dt.timedelta(days=1)


class Calendar:
    """A clock that tests move."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
        self.day = day
        monkeypatch.setattr(clock, "now", lambda: dt.datetime.combine(self.day, dt.time(3), tzinfo=dt.UTC))


@pytest.fixture
def calendar(monkeypatch) -> Calendar:
    return Calendar(monkeypatch, dt.date(2026, 9, 1))


@pytest.fixture
def school(db) -> School:
    academy = EducationAuthority.objects.create(code="99", name="Essai")
    return School.objects.create(uai="0999999X", name="Lycée d’essai", authority=academy, join_key="1")


@pytest.fixture(autouse=True)
def all_schools():
    with scope.everything("tests of retention"):
        yield


def someone(school: School, number: int, profile: str = "National_elv") -> Person:
    person = Person.objects.create(
        family_name="Canari", given_name=f"Lina {number}", birth_name="Serin", search_name=f"lina {number} canari",
        title="Mme", birth_date=dt.date(2010, 1, 2), email=f"canari{number}@example.fr", mobile="0600000000",
        home_phone="01", work_phone="02", address="1 rue Canari", postal_code="69001", city="Lyon", country="France",
        shares_address=True,
    )  # fmt: skip
    Affiliation.objects.create(school=school, person=person, profile=profile, source_key=f"k{number}")
    DirectoryRecord.objects.create(
        authority=school.authority, kind="student", join_key=f"{number}-{uuid.uuid4().hex[:8]}", person=person
    )
    account = Account.objects.create(person=person, login=f"lina.{uuid.uuid4().hex[:12]}", created_at=clock.now())
    AccountSession.objects.create(
        session_key=uuid.uuid4().hex, session_data="x", expire_date=clock.now() + 9999 * DAY, account_id=account.pk
    )
    return person


def leave(person: Person, on: dt.date | None = None) -> None:
    person.affiliations.update(state="suspended", left_on=on or clock.today())
    Person.objects.filter(pk=person.pk).update(suspended_at=clock.now())


def come_back(person: Person) -> None:
    person.affiliations.update(state="active", left_on=None)
    Person.objects.filter(pk=person.pk).update(suspended_at=None)


def is_erased(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).erased_at is not None


def night(calendar: Calendar, days: int) -> None:
    calendar.day += days * DAY
    retention.erase_leavers(actor=NIGHT)


def test_a_leaver_goes_on_the_day_and_not_before(school, calendar) -> None:
    leaver, present = someone(school, 1), someone(school, 2)
    leave(leaver)
    night(calendar, 88)
    assert not is_erased(leaver)
    night(calendar, 1)
    assert is_erased(leaver)
    assert not is_erased(present)
    left = Person.objects.get(pk=leaver.pk)
    for field in Person._meta.concrete_fields:
        if isinstance(field, CharField):
            assert getattr(left, field.name) == "", field.name
    assert left.birth_date is None
    assert not left.shares_address
    for model in (Account, DirectoryRecord, Affiliation):
        assert model.objects.filter(person=leaver).count() == 0, model
        assert model.objects.filter(person=present).count() == 1, model
    assert AccountSession.objects.count() == 1


def test_three_months_are_never_passed_whatever_the_setting(school, calendar, settings) -> None:
    settings.LEAVER_DAYS = 400
    calendar.day = dt.date(2027, 2, 1)
    leaver = someone(school, 1)
    leave(leaver)
    night(calendar, (dt.date(2027, 5, 1) - dt.date(2027, 2, 1)).days)
    assert is_erased(leaver)


def test_the_leaving_date_counts_not_the_day_it_was_told(school, calendar) -> None:
    leaver = someone(school, 1)
    leave(leaver, on=calendar.day - 80 * DAY)
    night(calendar, 8)
    assert not is_erased(leaver)
    night(calendar, 1)
    assert is_erased(leaver)


def test_an_old_place_does_not_hasten_a_guardian(school, calendar) -> None:
    guardian, child = someone(school, 1, "National_ens"), someone(school, 2)
    guardian.affiliations.update(state="suspended", left_on=calendar.day - 900 * DAY)
    link = Guardianship.objects.create(
        school=school, student=child, guardian=guardian, source_reach="authority", reach="authority"
    )
    night(calendar, 1)
    assert not is_erased(guardian)
    Guardianship.objects.filter(pk=link.pk).update(ended_at=clock.now())
    Person.objects.filter(pk=guardian.pk).update(suspended_at=clock.now())
    night(calendar, 88)
    assert not is_erased(guardian)
    night(calendar, 1)
    assert is_erased(guardian)


def test_who_returns_in_time_keeps_the_account(school, calendar) -> None:
    person = someone(school, 1)
    login = Account.objects.get(person=person).login
    leave(person)
    night(calendar, 80)
    come_back(person)
    night(calendar, 300)
    assert not is_erased(person)
    assert Account.objects.get(person=person).login == login


def test_who_holds_an_office_or_a_place_stays(school, calendar) -> None:
    officer, teacher = someone(school, 1), someone(school, 2)
    for one in (officer, teacher):
        leave(one)
    Office.objects.create(person=officer, title="Chargée de mission")
    teacher.affiliations.update(state="active", left_on=None)  # a place the suspension does not know of
    night(calendar, 200)
    assert not is_erased(officer)
    assert not is_erased(teacher)


def test_a_barred_person_is_remembered_while_the_pupil_is_there(school, calendar) -> None:
    pupil, barred = someone(school, 1), someone(school, 2)
    CourtDecision.objects.create(
        student=pupil, guardian=barred, kind="protection_order", starts_on=calendar.day, recorded_by_school=school,
        recorded_at=clock.now(),
    )  # fmt: skip
    leave(barred)
    night(calendar, 400)
    assert not is_erased(barred)
    leave(pupil)
    night(calendar, 89)
    assert is_erased(barred)
    assert is_erased(pupil)
    assert not CourtDecision.objects.exists()


def test_a_room_may_keep_the_name_of_an_author(school, calendar, monkeypatch) -> None:
    author, other = someone(school, 1), someone(school, 2)
    for one in (author, other):
        leave(one)
    known = {**duties.duties(), "diary": duties.Duty({}, keeps_name_of=lambda ids: {author.pk} & set(ids))}
    monkeypatch.setattr(duties, "duties", lambda: known)
    night(calendar, 89)
    author, other = Person.objects.get(pk=author.pk), Person.objects.get(pk=other.pk)
    assert author.full_name == "Lina 1 Canari"
    assert (author.email, author.birth_date, author.birth_name, author.search_name) == ("", None, "", "")
    assert other.full_name == ""
    assert not Account.objects.exists()


def test_erasure_is_told_once_per_school_without_names(school, calendar) -> None:
    for number in range(3):
        leave(someone(school, number))
    night(calendar, 100)
    (entry,) = AuditEntry.objects.filter(action="directory.erase_leavers")
    assert entry.chain == str(school.pk)
    assert entry.data == {"count": 3}
    assert "3" in audit.sentence_of(entry)
    night(calendar, 1)
    assert AuditEntry.objects.filter(action="directory.erase_leavers").count() == 1


def test_a_broken_room_erases_nothing(school, calendar, monkeypatch) -> None:
    leaver = someone(school, 1)
    leave(leaver)

    def broken(ids: object, names: object) -> dict[str, int]:
        raise RuntimeError("broken room")

    known = {"broken": duties.Duty({}, erase=broken), **duties.duties()}
    monkeypatch.setattr(duties, "duties", lambda: known)
    with pytest.raises(RuntimeError):
        night(calendar, 100)
    assert not is_erased(leaver)
    assert Account.objects.filter(person=leaver).exists()


def test_lists_of_joined_records_go_when_joining_cannot_be_undone(school, calendar) -> None:
    one, two = someone(school, 1), someone(school, 2)
    match = RecordMatch.objects.create(
        kept=one, merged=two, state="joined", moved={"email": "canari@example.fr"}, created_at=clock.now(),
        joined_at=clock.now(),
    )  # fmt: skip
    calendar.day += 30 * DAY
    duties.expire()
    assert RecordMatch.objects.get(pk=match.pk).moved != {}
    calendar.day += DAY
    duties.expire()
    assert RecordMatch.objects.get(pk=match.pk).moved == {}


@pytest.mark.parametrize("seed", range(6))
def test_five_years_of_comings_and_goings(school, calendar, seed: int) -> None:
    """Against a plain reference: erased from the 89th day of an absence on, and only then."""
    chance = random.Random(seed)
    people = [someone(school, number) for number in range(8)]
    left: dict[uuid.UUID, dt.date] = {}
    gone: set[uuid.UUID] = set()
    end = calendar.day + 5 * 365 * DAY
    while calendar.day < end:
        for person in people:
            if person.pk in gone or chance.random() > 0.08:
                continue
            if person.pk in left:
                del left[person.pk]
                come_back(person)
            else:
                left[person.pk] = calendar.day
                leave(person)
        night(calendar, chance.choice([1, 1, 5, 20, 44, 88, 89]))
        gone |= {pk for pk, day in left.items() if calendar.day - day >= 89 * DAY}
        erased = set(Person.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))
        assert erased == gone
        assert set(Account.objects.values_list("person_id", flat=True)) == {one.pk for one in people} - gone
    assert audit.verify() == []
