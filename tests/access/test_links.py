"""Links between two schools: said by both, in one direction; nobody opens another school's people alone.

The draw of tests/access/small_world.py has links too: rows, lists and the oracle agree over them (test_contacts.py).
"""

import itertools
import uuid

import pytest

from access.small_world import worn
from access.test_replies import Received
from cast import COLLEGE, LYCEE
from preau.access import contacts, links
from preau.access.enums import GroupKind
from preau.access.errors import Refused, Unknown
from preau.access.finding import search_contacts
from preau.access.groups import GroupRef
from preau.access.links import LINKABLE, CrossLink, seen_across, written_across
from preau.access.models import SchoolLink, SchoolSetting
from preau.access.policy import Entry, Policy
from preau.access.services import declare_link, withdraw_link
from preau.directory.enums import Profile
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry

US = system("tests")
HERE, THERE, FAR = (uuid.UUID(int=number) for number in range(1, 4))


def says(academy, here, there, direction, own, other):
    with scope.use(academy.scope_of(here)):
        return declare_link(
            actor=US, school_id=academy.school(here).pk, other_school_id=academy.school(there).pk,
            direction=direction, own_kind=own, other_kind=other,
        )  # fmt: skip


def both_say(academy, sender, receiver, writer=LYCEE, reader=COLLEGE):
    one = says(academy, writer, reader, "out", sender, receiver)
    return one, says(academy, reader, writer, "in", receiver, sender)


def setting(academy, school, subject, key, value):
    with scope.use(academy.scope_of(school)):
        SchoolSetting.objects.create(
            school=academy.school(school), subject=subject, key=key, value=value, changed_by="x", changed_at=clock.now()
        )


def hat_of(academy, who, profile):
    return worn(academy[who].person, profile)


@pytest.fixture
def heads(academy):
    """The heads of the lycée and of the collège, who have nothing in common."""
    with scope.everything("test"):
        yield hat_of(academy, "helene-garnier", Profile.HEAD), hat_of(academy, "yves-caron", Profile.HEAD)


# --- pure: all combinations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", [("heads", "heads"), ("teachers", "guardians"), ("staff", "students")], ids=str)
def test_all_combinations_of_directions_across_two_schools(kinds):
    """Out, back, both or neither; who may write, who is reached: writing and seeing, both sides, and a stranger."""
    sender, receiver = kinds
    mine, theirs, others = {GroupRef(HERE, sender)}, {GroupRef(THERE, receiver)}, {GroupRef(FAR, receiver)}
    there, back = CrossLink(*mine, *theirs), CrossLink(*theirs, *mine)
    for out, returns in itertools.product((True, False), repeat=2):
        for writes, reached, writes_too, reached_too in itertools.product((True, False), repeat=4):
            policies = {
                HERE: policy(HERE, sender, writes, reached), THERE: policy(THERE, receiver, writes_too, reached_too),
                FAR: policy(FAR, receiver, writes_too, reached_too),
            }  # fmt: skip
            held = {link for link, on in ((there, out), (back, returns)) if on}
            may, is_written = out and writes and reached_too, returns and writes_too and reached
            assert (written_across(mine, held, policies) == theirs) is may
            assert (written_across(theirs, held, policies) == mine) is is_written
            assert (seen_across(mine, held, policies) == theirs) is (may or is_written)
            assert (seen_across(theirs, held, policies) == mine) is (may or is_written)
            assert seen_across(others, held, policies) == set()


def policy(school, kind, writes, reached):
    entries = {("writes", kind): Entry("yes" if writes else "no"), ("reached", kind): Entry("yes" if reached else "no")}
    return Policy("lower_secondary", school, {}, entries)


# --- said by both -------------------------------------------------------------------------------------------------

WORDS = (("lycée, out", LYCEE, "out"), ("lycée, in", LYCEE, "in"), ("collège, out", COLLEGE, "out"),
         ("collège, in", COLLEGE, "in"))  # fmt: skip


@pytest.mark.parametrize("said", range(16), ids=lambda n: f"{n:04b}")
def test_a_link_holds_while_both_say_it_and_in_that_direction(academy, heads, said):
    """Every set of the four words that two schools may say about one pair of groups."""
    helene, yves = heads
    words = [one for number, one in enumerate(WORDS) if said >> number & 1]
    for _name, school, direction in words:
        says(academy, school, COLLEGE if school == LYCEE else LYCEE, direction, "heads", "heads")
    given = {(school, direction) for _name, school, direction in words}
    there = {(LYCEE, "out"), (COLLEGE, "in")} <= given
    back = {(COLLEGE, "out"), (LYCEE, "in")} <= given
    assert contacts.may_write(helene, yves.person_id) is there
    assert contacts.may_write(yves, helene.person_id) is back
    assert bool(contacts.judge_write(helene, yves.person_id)) is there
    assert (yves.person_id in contacts.writable_people(helene)) is there
    assert contacts.refused_recipients(helene, [yves.person_id]) == (set() if there else {yves.person_id})
    group = GroupRef(academy.school(COLLEGE).pk, "heads")
    assert contacts.may_write_to_group(helene, group) is there
    for one, other in ((helene, yves), (yves, helene)):
        assert contacts.may_see(one, other.person_id) is (there or back)
        assert (other.person_id in contacts.visible_people(one)) is (there or back)


def test_other_groups_and_a_third_school_stay_where_they_were(academy, heads):
    helene, yves = heads
    before = contacts.visible_people(hat_of(academy, "lina-benali", Profile.STUDENT))
    nadia = hat_of(academy, "nadia-leroy", Profile.STUDENT_LIFE)
    seen = contacts.visible_people(helene)
    both_say(academy, "heads", "heads")
    assert contacts.visible_people(hat_of(academy, "lina-benali", Profile.STUDENT)) == before
    assert not contacts.may_see(nadia, yves.person_id)
    assert contacts.visible_people(helene) - seen == contacts.people_in(
        contacts.Targets(frozenset({GroupRef(academy.school(COLLEGE).pk, "heads")}), frozenset(), helene.person_id)
    )


def test_either_side_takes_it_back_alone(academy, heads):
    helene, yves = heads
    for side, school in ((0, LYCEE), (1, COLLEGE)):
        made = both_say(academy, "heads", "heads")
        assert contacts.may_write(helene, yves.person_id)
        with scope.use(academy.scope_of(school)):
            withdraw_link(actor=US, school_id=academy.school(school).pk, link_id=made[side].pk)
        assert not contacts.may_see(helene, yves.person_id)
        assert not contacts.may_see(yves, helene.person_id)


def test_what_a_school_forbids_its_group_holds_across(academy, heads):
    helene, yves = heads
    both_say(academy, "heads", "heads")
    setting(academy, LYCEE, "writes", "heads", "no")
    assert not contacts.may_write(helene, yves.person_id)
    assert contacts.judge_write(helene, yves.person_id).ground == "no_rule"


def test_a_message_across_is_answered_until_a_school_takes_its_word_back(academy, heads):
    helene, yves = heads
    made = both_say(academy, "heads", "heads")
    receipt = Received(helene.person_id, yves.person_id, academy.school(COLLEGE).pk)
    assert not contacts.may_write(yves, helene.person_id)
    assert contacts.may_reply(yves, receipt).ground == "reply"
    with scope.use(academy.scope_of(LYCEE)):
        withdraw_link(actor=US, school_id=academy.school(LYCEE).pk, link_id=made[0].pk)
    assert contacts.may_reply(yves, receipt).ground == "no_school"


def test_a_contact_of_another_school_is_found_with_its_name(academy, heads):
    helene, _yves = heads
    assert not search_contacts(helene, "caron").contacts
    both_say(academy, "heads", "heads")
    (found,) = search_contacts(helene, "caron").contacts
    assert academy.school(COLLEGE).name in found.detail
    assert not search_contacts(helene, "emma lopes").contacts, "its pupils are not"


def test_the_same_word_twice_is_one_and_only_groups_of_the_school_are_linked(academy):
    first = says(academy, LYCEE, COLLEGE, "out", "heads", "heads")
    assert says(academy, LYCEE, COLLEGE, "out", "heads", "heads") == first
    assert AuditEntry.objects.filter(action="access.declare_link").count() == 1
    assert set(LINKABLE) == {kind for kind in GroupKind if not kind.startswith(("class_", "group_"))}
    with pytest.raises(Unknown):
        says(academy, LYCEE, COLLEGE, "out", "class_students", "heads")
    with pytest.raises(Refused):
        says(academy, LYCEE, LYCEE, "out", "heads", "heads")


# --- the pages ------------------------------------------------------------------------------------------------------

HERE_PAGE = "/console/regles/liens/"


def test_two_heads_declare_a_link_and_one_takes_it_back(academy, client_as):
    helene, yves = client_as("helene-garnier"), client_as("yves-caron")
    uai = academy.school(COLLEGE).uai
    form = {"uai": uai.lower(), "sens": "out", "nous": "heads", "eux": "heads"}
    recap = helene.get(HERE_PAGE, form).content.decode()
    assert "Qui écrit : la direction, chez nous." in recap.replace("\u00a0", " ")
    assert academy.school(COLLEGE).name in recap
    with scope.everything("test"):
        assert not SchoolLink.objects.exists(), "reading writes nothing"
    assert helene.post(HERE_PAGE, form).status_code == 302
    assert "l’autre établissement pas encore" in helene.get(HERE_PAGE).content.decode()
    waiting = yves.get(HERE_PAGE).content.decode()
    assert "nous pas encore" in waiting
    back = f"{HERE_PAGE}{academy.school(LYCEE).pk}/in/heads/heads/"
    assert back in waiting
    assert helene.post(back).status_code == 404, "not waiting for them"
    assert yves.post(back).status_code == 302
    with scope.everything("test"):
        links_held = links.links_of([academy.school(LYCEE).pk])
        mine = SchoolLink.objects.get(school=academy.school(LYCEE))
    assert len(links_held) == 1
    assert yves.post(f"{HERE_PAGE}{mine.pk}/retirer/").status_code == 404, "each takes back their own word"
    assert helene.post(f"{HERE_PAGE}{mine.pk}/retirer/").status_code == 302
    with scope.everything("test"):
        assert not links.links_of([academy.school(LYCEE).pk])


@pytest.mark.parametrize("uai", ["", "9999999Z", "lycee"])
def test_a_school_that_is_not_there_is_said(academy, client_as, uai):
    typed = academy.school(LYCEE).uai if uai == "lycee" else uai
    answer = client_as("helene-garnier").post(HERE_PAGE, {"uai": typed, "sens": "out", "nous": "heads", "eux": "heads"})
    assert answer.status_code == 422
    with scope.everything("test"):
        assert not SchoolLink.objects.exists()


# --- each defence removed -----------------------------------------------------------------------------------------


def _one_word_is_enough(patch):
    patch.setattr(links, "_HOLDING", links._HOLDING.partition("JOIN")[0] + "WHERE a.school_id IN ({schools})")


def _both_ways(patch):
    """A link opens both directions."""
    patch.setattr(links, "_HOLDING", links._HOLDING.replace("AND b.direction <> a.direction", ""))


def _no_condition(patch):
    patch.setattr(CrossLink, "passes", lambda link, policies: True)


@pytest.mark.parametrize(
    ("mutation", "test", "more"),
    [
        (_one_word_is_enough, test_a_link_holds_while_both_say_it_and_in_that_direction, (0b0001,)),
        (_both_ways, test_a_link_holds_while_both_say_it_and_in_that_direction, (0b0101,)),
        (_no_condition, test_what_a_school_forbids_its_group_holds_across, ()),
    ],
)
def test_a_link_without_its_defence_is_found(academy, heads, monkeypatch, mutation, test, more):
    mutation(monkeypatch)
    with pytest.raises(AssertionError):
        test(academy, heads, *more)
