"""In charge by the head's decision: a mere contact gains an account for a pupil, and loses it again."""

import uuid

import pytest

from directory import people_of
from preau.directory.enums import DecisionKind, Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, Guardianship, Person, School
from preau.directory.services import (
    put_in_charge,
    record_court_decision,
    refresh_reaches,
    take_back_charge,
    withdraw_court_decision,
)
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db
Family = tuple[School, Person, Person]


@pytest.fixture
def family() -> Family:
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        return here, lina, people_of.guardian("Rose", "Moreau", lina, here, Reach.CONTACT)


def named(family: Family) -> dict[str, uuid.UUID]:
    here, lina, aunt = family
    return {"school_id": here.pk, "student_id": lina.pk, "guardian_id": aunt.pk}


def reach() -> str:
    with scope.everything("test"):
        return str(Guardianship.objects.get().reach)


def told() -> list[tuple[str, str, bool]]:
    """(before, after, narrows) of the events published."""
    found = OutboxEvent.objects.filter(topic="directory.guardianship_changed").order_by("pk")
    return [(one.payload["before"], one.payload["after"], one.payload["narrows"]) for one in found]


def test_a_contact_is_put_in_charge_once_stays_so_at_night_and_is_taken_back_once(family: Family) -> None:
    with scope.use(scope.Scope.of([family[0].pk])):
        for _twice in range(2):
            assert put_in_charge(actor=people_of.HEAD, **named(family)).reach == Reach.IN_CHARGE
    assert refresh_reaches(full=True) == []
    assert reach() == Reach.IN_CHARGE
    with scope.use(scope.Scope.of([family[0].pk])):
        for _twice in range(2):
            assert take_back_charge(actor=people_of.HEAD, **named(family)).reach == Reach.CONTACT
    assert refresh_reaches(full=True) == []
    assert told() == [("contact", "in_charge", False), ("in_charge", "contact", True)]
    entries = list(AuditEntry.objects.filter(action__endswith="_charge").order_by("pk"))
    assert [one.action for one in entries] == ["directory.put_in_charge", "directory.take_back_charge"]
    for entry in entries:
        assert entry.chain == str(family[0].pk) and entry.subject_id == str(family[1].pk)
        assert audit.sentence_of(entry).startswith("Hélène Garnier, direction")
        assert "Moreau" not in str(entry.data)


def test_a_judge_wins_over_the_head_and_the_end_gives_the_charge_back(family: Family) -> None:
    with scope.use(scope.Scope.of([family[0].pk])):
        put_in_charge(actor=people_of.HEAD, **named(family))
        decision = record_court_decision(
            actor=people_of.HEAD, **named(family), kind=DecisionKind.PROTECTION_ORDER, starts_on=clock.today()
        )
        assert reach() == Reach.BARRED
        with pytest.raises(Refused, match="écarte"):
            put_in_charge(actor=people_of.HEAD, **named(family))
        refresh_reaches(full=True)
        assert reach() == Reach.BARRED
        withdraw_court_decision(actor=people_of.HEAD, school_id=family[0].pk, decision_id=decision.pk)
    assert reach() == Reach.IN_CHARGE


def test_what_is_taken_back_while_a_judge_bars_does_not_come_back(family: Family) -> None:
    with scope.use(scope.Scope.of([family[0].pk])):
        put_in_charge(actor=people_of.HEAD, **named(family))
        decision = record_court_decision(
            actor=people_of.HEAD, **named(family), kind=DecisionKind.NO_AUTHORITY, starts_on=clock.today()
        )
        assert take_back_charge(actor=people_of.HEAD, **named(family)).reach == Reach.BARRED
        withdraw_court_decision(actor=people_of.HEAD, school_id=family[0].pk, decision_id=decision.pk)
    assert reach() == Reach.CONTACT


@pytest.mark.parametrize("kind", [DecisionKind.SUPERVISES, DecisionKind.AUTHORITY])
def test_no_head_chooses_over_a_decision_in_force(family: Family, kind: str) -> None:
    with scope.use(scope.Scope.of([family[0].pk])):
        record_court_decision(actor=people_of.HEAD, **named(family), kind=kind, starts_on=clock.today())
        with pytest.raises(Refused, match="décision de justice"):
            put_in_charge(actor=people_of.HEAD, **named(family))
        assert Guardianship.objects.get().head_reach == ""


@pytest.mark.parametrize("source", [Reach.AUTHORITY, Reach.IN_CHARGE, Reach.SUPERVISES])
def test_only_a_mere_contact_is_put_in_charge(family: Family, source: str) -> None:
    with scope.use(scope.Scope.of([family[0].pk])):
        Guardianship.objects.update(source_reach=source, reach=source)
        with pytest.raises(Refused):
            put_in_charge(actor=people_of.HEAD, **named(family))
        link = take_back_charge(actor=people_of.HEAD, **named(family))
        assert (link.reach, link.head_reach) == (source, "")
    assert told() == [] and not AuditEntry.objects.exists()


def test_a_head_names_only_open_links_of_present_pupils_of_the_school(family: Family) -> None:
    with scope.everything("test"):
        there = people_of.school("Lycée B")
    for service in (put_in_charge, take_back_charge):
        with scope.use(scope.Scope.of([there.pk])):
            for school_id in (family[0].pk, there.pk):
                with pytest.raises(Unknown):
                    service(actor=people_of.HEAD, **{**named(family), "school_id": school_id})
    with scope.use(scope.Scope.of([family[0].pk])):
        Affiliation.objects.update(state="suspended")
        with pytest.raises(Unknown):
            put_in_charge(actor=people_of.HEAD, **named(family))
        Affiliation.objects.update(state="active")
        Guardianship.objects.update(ended_at=clock.now())
        for service in (put_in_charge, take_back_charge):
            with pytest.raises(Unknown):
                service(actor=people_of.HEAD, **named(family))


def test_the_choice_is_the_school_s_own(family: Family) -> None:
    """Another school of the pupil has its own head."""
    with scope.everything("test"):
        there = people_of.school("Lycée B")
        people_of.link(family[2], family[1], there, Reach.CONTACT)
    with scope.use(scope.Scope.of([family[0].pk])):
        put_in_charge(actor=people_of.HEAD, **named(family))
    with scope.everything("test"):
        held = dict(Guardianship.objects.values_list("school_id", "reach"))
    assert held == {family[0].pk: Reach.IN_CHARGE, there.pk: Reach.CONTACT}
