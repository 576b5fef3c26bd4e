"""Two administrators at one act: the second is told in words, nothing is done twice, strangers still read 404.

And of each act of the console, how it withstands two people is said here: a new one has its line.
"""

import datetime as dt
import re
import uuid

import pytest

from console import worn
from directory import people_of
from preau.access.enums import Direction, GroupKind, MandateKind, Right
from preau.access.public import ask_opening, declare_link, entrust, give_mandate
from preau.access.risks import act_of
from preau.console.urls import urlpatterns
from preau.directory.enums import DecisionKind, Profile
from preau.directory.models import School
from preau.directory.services import record_court_decision
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import add_network, ask_view, set_lock
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
TOLD = "Quelqu’un d’autre s’en est occupé avant vous"

SEEN = "the form carries what its page showed; 409 with both people's words"
COUNTED = "the number that was read is sent back; another one is read again"
ADDS = "a new row; the same again is the same, or refused in words"
SETTLED = "the second is told that it was done"
ONE_STATE = "sets one state, whoever asks; the second changes nothing"
WITHSTANDS = {
    "assign": SEEN, "look": SEEN, "logo": SEEN, "notice_platform": SEEN, "notice_authority": SEEN,
    "notice_school": SEEN, "terms": SEEN, "rule": SEEN, "service": SEEN, "right": SEEN, "space": SEEN, "group": SEEN,
    "group_rule": SEEN, "end_group": SEEN, "copy": SEEN,
    "activation_remind_classes": COUNTED, "activation_absent_remind": COUNTED, "activation_staff_remind": COUNTED,
    "activation_remind": COUNTED, "remind_chosen": COUNTED, "group_chosen": COUNTED, "lock_chosen": COUNTED,
    "unlock_chosen": COUNTED, "change_group": COUNTED, "dismiss_pairs": COUNTED, "set_lock": COUNTED,
    "add_school": ADDS, "ask_head": ADDS, "calendar": ADDS, "activation_print": ADDS, "activation_staff_print": ADDS,
    "print_head": ADDS, "print_chosen": ADDS, "staff_code": ADDS, "desk_code": ADDS, "tokens": ADDS, "decide": ADDS,
    "visit": ADDS,
    "links": ADDS, "delegations": ADDS, "mandates": ADDS, "openings": ADDS, "opened_names": ADDS, "export": ADDS,
    "groups": ADDS, "new_rule": ADDS, "find_pairs": ADDS, "support": ADDS, "view_as": ADDS, "take_export": ADDS,
    "decide_head": SETTLED, "decide_export": SETTLED, "withdraw": SETTLED, "withdraw_link": SETTLED,
    "answer_link": SETTLED, "take_back": SETTLED, "end_mandate": SETTLED, "answer_opening": SETTLED, "pair": SETTLED,
    "lift_lock": SETTLED, "networks": SETTLED, "open_view": SETTLED, "close_view": SETTLED,
    "adult": ONE_STATE, "charge": ONE_STATE, "rescue": ONE_STATE, "stop_viewing": ONE_STATE,
}  # fmt: skip


def test_each_act_of_the_console_says_how_it_withstands_two_people():
    acts = {one.name for one in urlpatterns if act_of(one.callback) is not None}
    assert acts == set(WITHSTANDS)


@pytest.fixture
def place():
    with scope.everything("test"):
        at, region = people_of.school("Lycée des Tilleuls"), worn.region()
        School.objects.update(local_authority=region)
        return at, region


def _somebody() -> Actor:
    who = people_of.person("Odile", "Région")
    return Actor(who.full_name, who.pk)


def _delegation(at, region):
    colleague = people_of.person("Claire", "Roux")
    people_of.place(colleague, at, Profile.TEACHER)
    today = clock.today()
    row = entrust(
        actor=worn.US, school_id=at.pk, person_id=colleague.pk, right=Right.SET_GROUPS, starts_on=today,
        ends_on=today + dt.timedelta(days=9), reason="Congé",
    )  # fmt: skip
    return f"/console/droits/confies/{row.pk}/reprendre/", {}, "access.end_delegation"


def _mandate(at, region):
    lina = people_of.pupil("Lina", "Moreau", at)
    people_of.enrolled(lina, at, "2A")
    row = give_mandate(actor=worn.US, school_id=at.pk, person_id=lina.pk, kind=MandateKind.DELEGATE)
    return f"/console/elus/{row.pk}/terminer/", {}, "access.end_mandate"


def _kinds(at, other):
    return {
        "direction": Direction.OUT.value, "own_kind": GroupKind.TEACHERS.value, "other_kind": GroupKind.TEACHERS.value
    }  # fmt: skip


def _link(at, region):
    other = people_of.school("Collège voisin")
    row = declare_link(actor=worn.US, school_id=at.pk, other_school_id=other.pk, **_kinds(at, other))
    return f"/console/regles/liens/{row.pk}/retirer/", {}, "access.withdraw_link"


def _names_asked(at, region):
    row = ask_opening(actor=_somebody(), school_id=at.pk, local_authority_id=region.pk, reason="Recherche", hours=2)
    return f"/console/noms/{row.pk}/refuser/", {}, "access.refuse_names"


def _decision(at, region):
    lina = people_of.pupil("Lina", "Moreau", at)
    father = people_of.guardian("Paul", "Moreau", lina, at)
    row = record_court_decision(
        actor=worn.US, school_id=at.pk, student_id=lina.pk, guardian_id=father.pk, kind=DecisionKind.values[0],
        starts_on=clock.today(), ends_on=None, reference="",
    )  # fmt: skip
    return f"/console/decisions/{row.pk}/lever/", {}, "directory.withdraw_court_decision"


def _lock(at, region):
    lina = people_of.pupil("Lina", "Moreau", at)
    row = set_lock(
        actor=worn.US, school=at, kind=LockKind.WRITE, target=LockTarget.PERSON, person=lina, reason="Essai",
    )  # fmt: skip
    return f"/console/suspensions/{row.pk}/lever/", {}, "identity.lift_lock"


def _network(at, region):
    row = add_network(actor=worn.US, school=at, network="192.0.2.0/24", label="Salle 12")
    return "/console/reseaux/", {"retirer": str(row.pk)}, "identity.remove_network"


def _support(at, region):
    row = ask_view(actor=_somebody(), school=at, reason="Page vide")
    return f"/console/assistance/demandes/{row.pk}/fermer/", {}, "identity.close_view"


ACTS = {
    "take_back": _delegation, "end_mandate": _mandate, "withdraw_link": _link, "answer_opening": _names_asked,
    "withdraw": _decision, "lift_lock": _lock, "networks": _network, "close_view": _support,
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_the_second_of_two_heads_is_told_and_nothing_is_done_twice(place, name):
    with scope.everything("test"):
        page, data, action = ACTS[name](*place)
        head, deputy = worn.staff(place[0]), worn.staff(place[0], given="Jean")
    assert deputy.post(page, data).status_code == 302
    late = head.post(page, data, follow=True)
    assert late.status_code == 200 and TOLD in worn.text_of(late)
    assert AuditEntry.objects.filter(action=action).count() == 1
    assert TOLD not in worn.text_of(deputy.get("/console/")), "told to who asked, once"


@pytest.mark.parametrize("name", ACTS)
def test_of_another_school_it_does_not_exist_before_or_after(place, name):
    with scope.everything("test"):
        page, data, _action = ACTS[name](*place)
        mine, stranger = worn.staff(place[0]), worn.staff(people_of.school("Lycée d’ailleurs"), given="Anne")
    assert stranger.post(page, data).status_code == 404
    assert mine.post(page, data).status_code == 302
    assert stranger.post(page, data).status_code == 404
    nobody = re.sub(r"[0-9a-f-]{36}", str(uuid.uuid4()), page)
    unknown = {key: str(uuid.uuid4()) for key in data}
    assert mine.post(nobody, unknown).status_code == 404
