"""The documented table is the program's, and the program's is the sentence's: all combinations, by an oracle."""

import itertools
import re
import uuid

import pytest

from access.small_world import KINDS, linkable
from preau.access.communication import judge, meets, reply_closed, seen, written_to
from preau.access.defaults import LINKS, may_be_linked, opened, pairs
from preau.access.enums import GroupKind, Right, Subject
from preau.access.groups import GROUPS, GroupRef
from preau.access.policy import Entry, Policy, values_of
from preau.access.roles import RIGHTS, ROLES, allowed_extents
from preau.directory.enums import SchoolKind
from quality import access_page
from quality.tools import ROOT

HERE, THERE, A, B = (uuid.UUID(int=number) for number in range(1, 5))
# Within a group, and from one group to another: of the school, of a class, from a class to the school and back.
PLACES = {
    "own group of the school": ("students", None, "students", None),
    "own group of a class": ("class_students", A, "class_students", A),
    "own group, another class": ("class_students", A, "class_students", B),
    "two groups of the school": ("guardians", None, "heads", None),
    "two groups of one class": ("class_guardians", A, "class_teachers", A),
    "two groups of two classes": ("class_guardians", A, "class_teachers", B),
    "from a class to the school": ("class_delegates", A, "heads", None),
    "from the school to a class": ("heads", None, "class_delegates", B),
}


def policy(links: dict, writes: dict, reached: dict) -> Policy:
    """A policy in which all that is not given is closed to first messages."""
    entries = {(Subject.LINK.value, f"{a}>{b}"): Entry("reply") for a, b in pairs()}
    entries |= {(Subject.LINK.value, f"{a}>{b}"): Entry(value) for (a, b), value in links.items()}
    entries |= {(Subject.WRITES.value, kind): Entry("yes" if value else "no") for kind, value in writes.items()}
    entries |= {(Subject.REACHED.value, kind): Entry("yes" if value else "no") for kind, value in reached.items()}
    return Policy("lower_secondary", HERE, {}, entries)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("across", [False, True], ids=["one school", "two schools"])
def test_all_combinations_of_directions(place: str, across: bool) -> None:
    sender, unit, receiver, other_unit = PLACES[place]
    mine = {GroupRef(HERE, sender, unit)}
    theirs = {GroupRef(THERE if across else HERE, receiver, other_unit)}
    same_unit = unit is None or other_unit is None or unit == other_unit
    for flags in itertools.product((True, False), repeat=4):
        for there, back in itertools.product(("open", "reply", "closed"), repeat=2):
            if sender == receiver and (there != back or flags[0] != flags[2] or flags[1] != flags[3]):
                continue  # one group has one link with itself
            rules = policy(
                {(sender, receiver): there, (receiver, sender): back},
                {sender: flags[0], receiver: flags[2]}, {sender: flags[1], receiver: flags[3]},
            )  # fmt: skip
            policies = {HERE: rules, THERE: rules}
            near = same_unit and not across
            writes = near and there == "open" and flags[0] and flags[3]
            is_written = near and back == "open" and flags[2] and flags[1]
            assert bool(judge(mine, theirs, policies)) is writes
            assert bool(judge(theirs, mine, policies)) is is_written
            assert (meets(written_to(mine, policies), theirs) is not None) is writes
            sees = meets(seen(mine, policies), theirs) is not None
            assert sees is (meets(seen(theirs, policies), mine) is not None) is (writes or is_written)
            assert (reply_closed(mine, theirs, policies) is not None) is (near and there == "closed")


def test_the_page_of_the_documentation_is_what_the_program_says() -> None:
    assert (ROOT / "docs" / "access.md").read_text() == access_page.text(), "make docs writes it"


def test_the_documented_combinations_are_the_sentence() -> None:
    lines = (ROOT / "docs" / "access.md").read_text().splitlines()
    table = [re.findall(r"yes|no", line) for line in lines if re.fullmatch(r"\|( (yes|no) \|){9}", line)]
    assert len(table) == 64
    for row in table:
        writes, reached, writes_too, reached_too, there, back, p, q, see = (cell == "yes" for cell in row)
        assert p is (writes and reached_too and there)
        assert q is (writes_too and reached and back)
        assert see is (p or q)


def test_kinds_and_pairs_are_those_of_the_oracle() -> None:
    assert set(GroupKind.values) == set(KINDS) == set(GROUPS)
    assert all(may_be_linked(a, b) is linkable(a, b) for a, b in itertools.product(KINDS, KINDS))


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_defaults_are_of_pairs_that_have_a_meaning(kind: str) -> None:
    assert kind in LINKS
    assert opened(kind) <= set(pairs())
    families = {"students", "guardians", "class_guardians"}
    assert not [pair for pair in opened(kind) if set(pair) <= families], "no family writes to a whole school of them"


def test_every_right_is_declared_with_roles_that_exist_and_a_place_for_its_risks() -> None:
    assert set(RIGHTS) == set(Right.values)
    for right, spec in RIGHTS.items():
        assert {*spec.roles, *spec.changes} <= set(ROLES)
        assert isinstance(spec.risks, frozenset)
        for role in ROLES:
            values = values_of(Subject.RIGHT, f"{role}:{right}")
            assert values == tuple(one.value for one in allowed_extents(role, right))
            assert "platform" not in values and "territory" not in values
