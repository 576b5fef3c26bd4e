"""Records that are one person: never on names, joined on proof, parted to exactly what was there."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from directory import listed, people_of
from preau.directory.bulk import relist
from preau.directory.enums import AffiliationState, MatchState, Profile, Reach, RecordKind
from preau.directory.errors import Refused, Unknown
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    Person,
    RecordMatch,
    School,
    Section,
)
from preau.directory.services import (
    confirm_match,
    find_matches,
    join_by_assertion,
    propose_match,
    refuse_match,
    undo_match,
)
from preau.directory.services.matches import RecordKey
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import Lock, ViewOpening
from preau.identity.services import ask_view, set_lock
from preau.kernel import clock, duties, scope
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, OutboxEvent
from preau.kernel.signatures import unsign

BORN = dt.date(1980, 5, 4)


def everything_there() -> dict[str, list[dict[str, Any]]]:
    """All rows of the directory, but for pairs themselves and the digests that returned records forget."""
    rows = {}
    for model in apps.get_app_config("directory").get_models():
        if model is RecordMatch:
            continue
        found = [dict(row) for row in model._default_manager.values()]
        for row in found:
            row.pop("digest", None)
        rows[model.__name__] = sorted(found, key=repr)
    return rows


def teacher(given: str, family: str, at: School, key: str, **fields: object) -> Person:
    who = people_of.person(given, family, **fields)
    people_of.record(who, RecordKind.STAFF, key, at.authority_id)
    people_of.place(who, at, Profile.TEACHER)
    return who


@pytest.fixture
def everywhere(db: None) -> Any:
    with scope.everything("test"):
        yield


@pytest.mark.usefixtures("everywhere")
def test_two_guardians_of_the_same_name_never_meet() -> None:
    here = people_of.school()
    lina, noe = people_of.pupil("Lina", "Martin", here), people_of.pupil("Noé", "Martin", here)
    one = people_of.guardian("Sophie", "Martin", lina, here)
    other = people_of.guardian("Sophie", "Martin", noe, here)
    before = everything_there()

    assert find_matches(actor=people_of.HEAD) == []
    with pytest.raises(Refused):
        propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    # Not even with the same private address, which couples and twins share.
    Person.objects.filter(pk__in=[one.pk, other.pk]).update(email="famille@exemple.fr", birth_date=BORN)
    assert find_matches(actor=people_of.HEAD) == []
    with pytest.raises(Refused):
        propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    Person.objects.filter(pk__in=[one.pk, other.pk]).update(email="", birth_date=None)
    # Nor by an assertion that carries the key of one and anything else of the other.
    key = DirectoryRecord.objects.get(person=one)
    actor = Actor("Sophie Martin", one.pk)
    assert join_by_assertion(
        actor=actor, keys=[RecordKey("10", RecordKind.GUARDIAN, key.join_key)], assertion="essai 1"
    ) == []  # fmt: skip
    assert not RecordMatch.objects.exists()
    assert everything_there() == before


@pytest.mark.usefixtures("everywhere")
def test_twins_at_one_address_are_not_proposed() -> None:
    here = people_of.school()
    for given in ("Léa", "Zoé"):
        people_of.pupil(given, "Roux", here, email="roux@exemple.fr", birth_date=dt.date(2010, 1, 1))
    assert find_matches(actor=people_of.HEAD) == []


@pytest.mark.usefixtures("everywhere")
def test_a_proposal_joins_nothing_and_a_person_must_confirm_it() -> None:
    here, there = people_of.school("A"), people_of.school("B", code="08")
    one = teacher("Karim", "Benali", here, "t1", email="karim@academie.fr", birth_date=BORN)
    other = teacher("K.", "Benali", there, "t2", email="karim@academie.fr", birth_date=BORN)
    [match] = find_matches(actor=system("vérification"))
    assert match.state == MatchState.PROPOSED
    assert Affiliation.objects.filter(person=other).count() == 1
    with pytest.raises(Refused):
        confirm_match(actor=system("vérification"), match_id=match.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    assert set(Affiliation.objects.filter(person=one).values_list("school_id", flat=True)) == {here.pk, there.pk}
    assert set(DirectoryRecord.objects.values_list("person_id", flat=True)) == {one.pk}
    assert Person.objects.get(pk=other.pk).suspended_at is not None
    event = OutboxEvent.objects.get(topic="directory.persons_joined")
    assert event.payload == {"match_id": str(match.pk), "kept_id": str(one.pk), "merged_id": str(other.pk)}
    assert {e.chain for e in AuditEntry.objects.filter(action="directory.confirm_match")} == {
        str(here.pk), str(there.pk),
    }  # fmt: skip


@pytest.mark.usefixtures("everywhere")
def test_a_refused_pair_is_not_proposed_again() -> None:
    here = people_of.school()
    teacher("Karim", "Benali", here, "t1", email="k@academie.fr", birth_date=BORN)
    teacher("Kamel", "Benali", here, "t2", email="k@academie.fr", birth_date=BORN)
    [match] = find_matches(actor=people_of.HEAD)
    refuse_match(actor=people_of.HEAD, match_id=match.pk)
    assert find_matches(actor=people_of.HEAD) == []
    with pytest.raises(Unknown):
        confirm_match(actor=people_of.HEAD, match_id=match.pk)


@pytest.mark.django_db
def test_who_has_rights_over_one_only_can_neither_propose_nor_confirm() -> None:
    with scope.everything("test"):
        here, there = people_of.school("A"), people_of.school("B")
        one = teacher("Karim", "Benali", here, "t1", email="k@academie.fr", birth_date=BORN)
        other = teacher("Karim", "Benali", there, "t2", email="k@academie.fr", birth_date=BORN)
    with scope.use(scope.Scope.of([here.pk])), pytest.raises(Unknown):
        propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    with scope.everything("test"):
        match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    with scope.use(scope.Scope.of([here.pk])), pytest.raises(Unknown):
        confirm_match(actor=people_of.HEAD, match_id=match.pk)


def _tangled() -> tuple[Person, Person]:
    """Two records of one teacher-guardian whose places meet in every way they can."""
    here, there = people_of.school("A"), people_of.school("B")
    one = teacher("Karim", "Benali", here, "t1", email="k@academie.fr", birth_date=BORN)
    other = teacher("Karim", "Benali", here, "t2", email="k@academie.fr", birth_date=BORN)
    people_of.place(other, there, Profile.TEACHER)
    Affiliation.objects.filter(person=one).update(state=AffiliationState.SUSPENDED, left_on=dt.date(2026, 7, 1))
    lina = people_of.pupil("Lina", "Benali", here)
    noe = people_of.pupil("Noé", "Benali", there)
    people_of.link(one, lina, here, Reach.SUPERVISES)
    Guardianship.objects.filter(guardian=one).update(ended_at=clock.now())
    people_of.link(other, lina, here, Reach.AUTHORITY)
    people_of.link(other, noe, there)
    people_of.enrolled(lina, here)
    room = Homeroom.objects.get()
    for who in (one, other):
        Section.objects.create(school=here, school_year_id=2026, teacher=who, subject_code="030201", homeroom=room)
        HomeroomTeacher.objects.create(school=here, homeroom=room, person=who)
    relist(here.pk.hex)
    return one, other


@pytest.mark.usefixtures("everywhere")
def test_places_that_meet_become_one_and_come_back_exactly() -> None:
    one, other = _tangled()
    before = everything_there()
    match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)

    live = Affiliation.objects.filter(profile=Profile.TEACHER, state=AffiliationState.ACTIVE)
    assert {place.person_id for place in live} == {one.pk} and len(live) == 2
    links = Guardianship.objects.filter(ended_at=None)
    assert {link.guardian_id for link in links} == {one.pk} and len(links) == 2
    assert {link.reach for link in links} == {Reach.AUTHORITY}
    assert Section.objects.get().teacher_id == HomeroomTeacher.objects.get().person_id == one.pk

    listed.assert_true()
    undo_match(actor=people_of.HEAD, match_id=match.pk)
    listed.assert_true()
    assert everything_there() == before
    assert OutboxEvent.objects.filter(topic="directory.persons_parted").count() == 1


@pytest.mark.usefixtures("everywhere")
def test_a_judges_decision_follows_the_person() -> None:
    from preau.directory.services import record_court_decision

    one, other = _tangled()
    link = Guardianship.objects.get(guardian=other, ended_at=None, student__given_name="Noé")
    record_court_decision(
        actor=people_of.HEAD, school_id=link.school_id, student_id=link.student_id, guardian_id=other.pk,
        kind="protection_order", starts_on=clock.today(),
    )  # fmt: skip
    match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    assert Guardianship.objects.get(guardian=one, student_id=link.student_id).reach == Reach.BARRED
    undo_match(actor=people_of.HEAD, match_id=match.pk)
    assert Guardianship.objects.get(guardian=other, student_id=link.student_id).reach == Reach.BARRED


@pytest.mark.usefixtures("everywhere")
def test_thirty_days_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = _tangled()
    match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    late = clock.now() + dt.timedelta(days=30, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(Refused):
        undo_match(actor=people_of.HEAD, match_id=match.pk)


@pytest.mark.usefixtures("everywhere")
def test_the_later_joining_is_undone_first() -> None:
    here = people_of.school()
    people = [teacher("Karim", "B", here, f"t{n}", email="k@academie.fr", birth_date=BORN) for n in range(3)]
    first = propose_match(actor=people_of.HEAD, first_id=people[1].pk, second_id=people[2].pk)
    confirm_match(actor=people_of.HEAD, match_id=first.pk)
    second = propose_match(actor=people_of.HEAD, first_id=people[0].pk, second_id=people[1].pk)
    confirm_match(actor=people_of.HEAD, match_id=second.pk)
    with pytest.raises(Refused):
        undo_match(actor=people_of.HEAD, match_id=first.pk)
    undo_match(actor=people_of.HEAD, match_id=second.pk)
    undo_match(actor=people_of.HEAD, match_id=first.pk)


@pytest.mark.usefixtures("everywhere")
def test_one_assertion_with_both_keys_joins() -> None:
    here, there = people_of.school("A"), people_of.school("B", code="08")
    lina, noe = people_of.pupil("Lina", "Martin", here), people_of.pupil("Noé", "Martin", there)
    one = people_of.guardian("Sophie", "Martin", lina, here)
    other = people_of.guardian("Sophie", "Martin-Roy", noe, there)
    stranger = people_of.guardian("Anne", "Petit", noe, there)
    keys = [
        RecordKey(row.authority_id, row.kind, row.join_key)
        for row in DirectoryRecord.objects.filter(person__in=[one, other])
    ]
    with pytest.raises(Refused):
        join_by_assertion(actor=Actor("Anne Petit", stranger.pk), keys=keys, assertion="educonnect 1")
    with pytest.raises(Refused):
        join_by_assertion(actor=system("essai"), keys=keys, assertion="educonnect 1")
    [match] = join_by_assertion(actor=Actor("Sophie Martin", one.pk), keys=keys, assertion="educonnect 1")
    assert (match.kept_id, match.merged_id, match.state) == (one.pk, other.pk, MatchState.JOINED)
    assert Guardianship.objects.filter(guardian=one).count() == 2
    again = join_by_assertion(actor=Actor("Sophie Martin", one.pk), keys=keys, assertion="educonnect 2")
    assert again == []


@pytest.mark.usefixtures("everywhere")
def test_a_guardian_is_never_joined_to_the_pupil() -> None:
    here = people_of.school()
    lina = people_of.pupil("Lina", "Martin", here)
    mother = people_of.guardian("Sophie", "Martin", lina, here)
    keys = [
        RecordKey(row.authority_id, row.kind, row.join_key)
        for row in DirectoryRecord.objects.filter(person__in=[lina, mother])
    ]
    with pytest.raises(Refused):
        join_by_assertion(actor=Actor("Sophie Martin", mother.pk), keys=keys, assertion="educonnect 1")
    assert not RecordMatch.objects.filter(state=MatchState.JOINED).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_confirm_at_once_and_one_joining_happens() -> None:
    with scope.everything("test"):
        one, other = _tangled()
        match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def confirm() -> None:
        try:
            start.wait()
            with scope.everything("test"):
                confirm_match(actor=people_of.HEAD, match_id=match.pk)
            outcomes.append("joined")
        except Unknown:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "too late"]
    assert OutboxEvent.objects.filter(topic="directory.persons_joined").count() == 1


@pytest.mark.usefixtures("everywhere")
def test_what_either_signed_follows_the_person_kept_and_comes_back_when_they_are_parted() -> None:
    """A name beside a setting, a lock or an answer would else go with the row that is erased at its term."""
    here = people_of.school()
    kept = teacher("Anne", "Roche", here, "1", email="anne@ac.example", birth_date=BORN)
    merged = teacher("Anna", "Roche", here, "2", email="anne@ac.example", birth_date=BORN)
    rows = {}
    for who in (kept, merged):
        actor = Actor(label=who.full_name, person_id=who.pk)
        rows[who.pk] = set_lock(
            actor=actor, kind=LockKind.WRITE, target=LockTarget.SCHOOL if who == kept else LockTarget.PROFILE,
            profile="" if who == kept else Profile.STUDENT, reason="Essai", school=here,
        )  # fmt: skip
    ask_view(actor=Actor(label=merged.full_name, person_id=merged.pk), school=here, reason="Page blanche")
    match = propose_match(actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)

    def signers() -> list[tuple[str, Any]]:
        views = ViewOpening.objects.values_list("asked_label", "asked_by")
        return [*Lock.objects.order_by("pk").values_list("set_by", "set_by_id"), *views]

    assert signers() == [("Anne Roche", kept.pk), ("Anna Roche", kept.pk), ("Anna Roche", kept.pk)]
    assert len(duties.export_of(kept.pk)["identity"]["locks_set"]) == 2, "told to the person kept"
    unsign(duties.signatures(), [merged.pk])
    assert signers()[1] == ("Anna Roche", kept.pk), "the erasure of the empty row takes nothing away"
    undo_match(actor=people_of.HEAD, match_id=match.pk)
    assert signers() == [("Anne Roche", kept.pk), ("Anna Roche", merged.pk), ("Anna Roche", merged.pk)]
    confirm_match(actor=people_of.HEAD, match_id=propose_match(
        actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk).pk)  # fmt: skip
    # What was signed anew meanwhile stays with whoever did it.
    sofia = people_of.person("Sofia", "Neuf")
    Lock.objects.filter(pk=rows[merged.pk].pk).update(set_by="Sofia Neuf", set_by_id=sofia.pk)
    undo_match(actor=people_of.HEAD, match_id=match.pk)
    assert ("Sofia Neuf", sofia.pk) in signers() and ("Anna Roche", merged.pk) in signers()
