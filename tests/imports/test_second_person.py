"""What an import may not open by itself: a head, vie scolaire, one more person who sees a pupil."""

import datetime as dt
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import HEAD, LEGAL, TEACHER, Export, dump, guardian, school, staff, student, take
from preau.directory.models import Affiliation, CourtDecision, DirectoryRecord, Guardianship
from preau.imports.enums import PendingState
from preau.imports.models import PendingChange
from preau.imports.public import confirm_pending, refuse_pending
from preau.kernel import clock, scope
from preau.kernel.actor import system

pytestmark = pytest.mark.django_db
CONTACT, IN_CHARGE = "{}$90$0$3$0$0", "{}$39$0$2$0$0"
CPE = "{}$CPE$CONSEILLER PRINCIPAL D'EDUCATION$E0030$EDUCATION"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: dt.date(2026, 11, 24))
    with scope.everything("test"):
        yield


def family(*links: str) -> Export:
    keys = [link.split("$")[0] for link in links]
    return Export().add(school("1"), student("e1", links=list(links)), *(guardian(key) for key in keys))


def held() -> set[tuple[str, str]]:
    """(guardian, reach) of the open guardianships."""
    rows = Guardianship.objects.filter(ended_at=None)
    return {(DirectoryRecord.objects.get(person=one.guardian_id, kind="guardian").join_key, one.reach) for one in rows}


def waiting() -> set[str]:
    return set(PendingChange.objects.filter(state=PendingState.WAITING).values_list("subject_key", flat=True))


def places(profile: str) -> set[str]:
    rows = Affiliation.objects.filter(profile=profile, state="active")
    return set(rows.values_list("source_key", flat=True))


def kept_away(key: str) -> None:
    link = Guardianship.objects.get(guardian__records__join_key=key)
    CourtDecision.objects.create(
        student=link.student, guardian=link.guardian, kind="protection_order", starts_on=dt.date(2026, 11, 1),
        recorded_by_school=link.school, recorded_at=clock.now(),
    )  # fmt: skip


# One more person who sees a pupil -------------------------------------------------


@pytest.mark.parametrize("other", ["g0", "g9"])
def test_whom_a_judge_keeps_away_does_not_come_back_under_another_key(tmp_path: Path, other: str) -> None:
    """Whatever the order of the keys, and though the pupil has one guardian left."""
    take(family(LEGAL.format("g1"), LEGAL.format("g2")).write(tmp_path / "a"))
    kept_away("g1")
    take(family(LEGAL.format(other), LEGAL.format("g2")).write(tmp_path / "b"))
    assert held() == {("g2", "authority")}
    assert waiting() == {f"e1/{other}/a"}


def test_the_one_guardian_kept_away_does_not_come_back_either(tmp_path: Path) -> None:
    take(family(LEGAL.format("g1")).write(tmp_path / "a"))
    kept_away("g1")
    take(family(LEGAL.format("g9")).write(tmp_path / "b"))
    assert held() == set()
    assert waiting() == {"e1/g9/a"}


def test_a_contact_who_becomes_a_third_with_access_waits(tmp_path: Path) -> None:
    both = [LEGAL.format("g1"), LEGAL.format("g2")]
    take(family(*both, CONTACT.format("g3")).write(tmp_path / "a"))
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"))
    assert held() == {("g1", "authority"), ("g2", "authority"), ("g3", "contact")}
    assert waiting() == {"e1/g3/a"}
    confirm_pending(actor=system("test"), pending_id=PendingChange.objects.get().pk)
    assert ("g3", "authority") in held()
    before = dump()
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"))
    assert dump() == before


def test_a_second_with_authority_and_one_in_charge_are_two(tmp_path: Path) -> None:
    two = [LEGAL.format("g1"), IN_CHARGE.format("g2")]
    take(family(*two).write(tmp_path / "a"))
    take(family(*two, LEGAL.format("g3")).write(tmp_path / "b"))
    assert held() == {("g1", "authority"), ("g2", "in_charge")}
    assert waiting() == {"e1/g3/a"}


@pytest.mark.parametrize("order", list(permutations(["g1", "g2", "g3"])))
def test_who_waits_does_not_hang_on_the_order_of_keys(tmp_path: Path, order: tuple[str, str, str]) -> None:
    first, second, third = order
    take(family(LEGAL.format(first)).write(tmp_path / "a"))
    take(family(LEGAL.format(first), LEGAL.format(second), IN_CHARGE.format(third)).write(tmp_path / "b"))
    assert held() == {(first, "authority"), (second, "authority")}
    assert waiting() == {f"e1/{third}/i"}


def test_what_the_academy_no_longer_says_cannot_be_confirmed(tmp_path: Path) -> None:
    both = [LEGAL.format("g1"), LEGAL.format("g2")]
    take(family(*both).write(tmp_path / "a"))
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"))
    take(family(*both, IN_CHARGE.format("g3")).write(tmp_path / "c"))
    assert waiting() == {"e1/g3/i"}
    take(family(*both).write(tmp_path / "d"))
    assert waiting() == set()
    assert set(PendingChange.objects.values_list("state", flat=True)) == {PendingState.SUPERSEDED}


def test_what_was_refused_stays_refused_while_the_academy_says_the_same(tmp_path: Path) -> None:
    both = [LEGAL.format("g1"), LEGAL.format("g2")]
    take(family(*both).write(tmp_path / "a"))
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"))
    refuse_pending(actor=system("test"), pending_id=PendingChange.objects.get().pk)
    take(family(*both, LEGAL.format("g3"), CONTACT.format("g4")).write(tmp_path / "c"))
    assert waiting() == set()
    assert ("g4", "contact") in held() and ("g3", "authority") not in held()


def test_no_word_of_the_command_opens_a_pupil_to_a_third(tmp_path: Path) -> None:
    both = [LEGAL.format("g1"), LEGAL.format("g2")]
    take(family(*both).write(tmp_path / "a"), confirm=["all"])
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"), confirm=["all"])
    take(family(*both, LEGAL.format("g3")).write(tmp_path / "b"), confirm=["all"])
    assert waiting() == {"e1/g3/a"} and len(held()) == 2


# Heads and vie scolaire -------------------------------------------------------------


def team(*members: tuple[str, str]) -> Export:
    rows = [staff(key, [function.format("1")]) for key, function in members]
    return Export().add(school("1"), student("e1"), *rows)


def test_who_opens_a_school_confirms_its_heads_and_no_later_command_does(tmp_path: Path) -> None:
    take(team(("d1", HEAD), ("d2", HEAD)).write(tmp_path / "a"), confirm=["all"])
    assert places("National_dir") == {"d1", "d2"}
    take(team(("d1", HEAD), ("d2", HEAD), ("d3", HEAD)).write(tmp_path / "b"), confirm=["all"])
    take(team(("d1", HEAD), ("d2", HEAD), ("d3", HEAD)).write(tmp_path / "b"), confirm=["0699001J"])
    assert places("National_dir") == {"d1", "d2"} and waiting() == {"d3"}
    confirm_pending(actor=system("test"), pending_id=PendingChange.objects.get().pk)
    assert places("National_dir") == {"d1", "d2", "d3"}


def test_a_head_who_is_no_longer_one_waits_no_more(tmp_path: Path) -> None:
    take(team(("d1", HEAD)).write(tmp_path / "a"), confirm=["all"])
    take(team(("d1", HEAD), ("d2", HEAD)).write(tmp_path / "b"))
    assert waiting() == {"d2"}
    take(team(("d1", HEAD), ("d2", TEACHER)).write(tmp_path / "c"))
    assert waiting() == set() and places("National_dir") == {"d1"}


def test_vie_scolaire_comes_with_a_school_and_waits_in_one_that_is_led(tmp_path: Path) -> None:
    take(team(("d1", HEAD), ("c1", CPE)).write(tmp_path / "a"), confirm=["all"])
    assert places("National_evs") == {"c1"}
    take(team(("d1", HEAD), ("c1", CPE), ("c2", CPE)).write(tmp_path / "b"), confirm=["all"])
    assert places("National_evs") == {"c1"} and waiting() == {"c2"}
    pending = PendingChange.objects.get()
    assert pending.kind == "wide_rights"
    confirm_pending(actor=system("test"), pending_id=pending.pk)
    assert places("National_evs") == {"c1", "c2"}
    before = dump()
    take(team(("d1", HEAD), ("c1", CPE), ("c2", CPE)).write(tmp_path / "b"))
    assert dump() == before


def test_a_head_who_becomes_vie_scolaire_opens_nothing_new(tmp_path: Path) -> None:
    take(team(("d1", HEAD), ("d2", HEAD)).write(tmp_path / "a"), confirm=["all"])
    take(team(("d1", HEAD), ("d2", CPE)).write(tmp_path / "b"))
    assert places("National_evs") == {"d2"} and places("National_dir") == {"d1"} and waiting() == set()
