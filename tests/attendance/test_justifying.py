"""Why a pupil is away: told at once to who is entitled, explained by who signs, never over what another said."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied

from attendance.conftest import CPE, FATHER, MONDAY, PARENT, PUPIL, TEACHER, TODAY, Register
from preau.attendance.enums import Reason
from preau.attendance.models import Absence, Justification
from preau.attendance.services import Seen, Stretch, contest, explain, plan_reminders, remind, tell_again, tell_families
from preau.attendance.services.telling import REMIND_JOB
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Person
from preau.kernel import outbox
from preau.kernel.actor import system
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry, Job


def work() -> None:
    """What waits is done."""
    outbox.dispatch()


def missed(register: Register) -> Absence:
    """The pupil of the cast misses a lesson, and their family is asked."""
    lesson = register.lesson()
    register.call(lesson, register.away(register.pupils()[0]))
    work()
    return register.absence()


def test_entitled_guardians_are_told_at_once_and_once(register: Register) -> None:
    absence = missed(register)
    assert absence.told == 1
    assert register.told(PARENT) == register.told(FATHER) == ["attendance.absent"]
    assert tell_families(actor=system("appel"), absence_ids=[absence.pk]) == 0
    register.later(60)
    register.call(register.lesson(540, 595), register.away(register.pupils()[0]))
    work()
    assert register.told(PARENT) == ["attendance.absent"]


def test_a_mistake_is_taken_back(register: Register) -> None:
    lesson, one = register.lesson(), register.pupils()[0]
    register.call(lesson, register.away(one))
    work()
    register.later(1)
    register.call(lesson, {one.pk: Seen("present", register.now)}, version=1)
    assert register.told(PARENT) == []


def test_a_guardian_explains_and_the_other_sees_who_did(register: Register) -> None:
    absence = missed(register)
    register.explain(absence, text="Fièvre")
    absence.refresh_from_db()
    assert absence.reason == Reason.ILLNESS
    said = Justification.objects.get(absence=absence)
    assert (said.by_id, said.means) == (register.academy[PARENT].person.pk, "own")
    with pytest.raises(Overtaken):
        register.explain(absence, FATHER, Reason.FAMILY, version=0)
    register.explain(absence, FATHER, Reason.FAMILY)
    assert Justification.objects.filter(absence=absence).count() == 2


def test_the_same_said_twice_is_said_once(register: Register) -> None:
    absence = missed(register)
    register.explain(absence)
    register.explain(absence)
    assert Justification.objects.count() == 1


@pytest.mark.parametrize("reach", ["supervises"])
def test_who_does_not_sign_is_told_and_explains_nothing(register: Register, reach: str) -> None:
    register.reach(FATHER, reach)
    absence = missed(register)
    assert register.told(FATHER) == ["attendance.absent"]
    with pytest.raises(PermissionDenied):
        register.explain(absence, FATHER)
    with pytest.raises(PermissionDenied):
        register.announce(FATHER)
    with pytest.raises(Refused, match="ne peut pas expliquer"):
        register.explain_for(absence, family=FATHER)
    assert not Justification.objects.exists()


@pytest.mark.parametrize("reach", ["contact", "barred"])
def test_who_is_not_entitled_learns_nothing(register: Register, reach: str) -> None:
    former = register.doing(FATHER)
    register.reach(FATHER, reach)
    absence = missed(register)
    assert register.told(FATHER) == []
    with pytest.raises(Unknown):
        explain(**former, absence_id=absence.pk, reason=Reason.ILLNESS, version=0)


def test_a_pupil_of_age_who_signs_explains_and_guardians_do_not(register: Register) -> None:
    Person.objects.filter(pk=register.academy[PUPIL].person.pk).update(
        birth_date=dt.date(2008, 1, 1), takes_over_signatures_on=TODAY
    )
    absence = missed(register)
    assert register.told(PUPIL) == register.told(PARENT) == ["attendance.absent"]
    with pytest.raises(PermissionDenied):
        register.explain(absence, PARENT)
    register.explain(absence, PUPIL)
    assert register.absence().reason == Reason.ILLNESS


def test_a_minor_explains_nothing(register: Register) -> None:
    Person.objects.filter(pk=register.academy[PUPIL].person.pk).update(takes_over_signatures_on=TODAY)
    absence = missed(register)
    with pytest.raises(Unknown):
        register.explain(absence, PUPIL)


def test_a_reason_of_the_house_alone_is_not_given_by_families(register: Register) -> None:
    absence = missed(register)
    with pytest.raises(Refused, match="raisons proposées"):
        register.explain(absence, reason=Reason.OUTING)
    register.explain_for(absence, reason=Reason.OUTING)
    assert register.absence().reason == Reason.OUTING


def test_what_was_said_by_telephone_is_told_to_who_said_it_and_may_be_contested(register: Register) -> None:
    absence = missed(register)
    made = register.explain_for(absence, family=PARENT)
    assert "attendance.done_for" in register.told(PARENT)
    assert made.entered_by
    contest(**register.doing(PARENT), justification_id=made.pk)
    assert register.absence().reason == ""
    with pytest.raises(Unknown):
        contest(**register.doing(FATHER), justification_id=made.pk)


def test_a_teacher_notes_no_telephone_answer(register: Register) -> None:
    absence = missed(register)
    with pytest.raises(PermissionDenied):
        register.explain_for(absence, TEACHER)


def test_an_announcement_sent_twice_is_one_and_explains_what_was_seen(register: Register) -> None:
    absence = missed(register)
    number = new_id()
    register.announce(absence_id=number)
    register.announce(absence_id=number)
    assert Absence.objects.filter(origin="told").count() == 1
    absence.refresh_from_db()
    assert absence.reason == Reason.MEDICAL


def test_the_same_announced_from_a_page_opened_again_is_one_absence(register: Register) -> None:
    first = register.announce(absence_id=new_id())
    again = register.announce(absence_id=new_id())
    assert first.pk == again.pk and Absence.objects.filter(origin="told").count() == 1
    assert Justification.objects.filter(absence=first).count() == 1
    other = register.announce(absence_id=new_id(), reason=Reason.FAMILY)
    assert other.pk == first.pk and Justification.objects.filter(absence=first).count() == 2, "all words are kept"
    later = register.announce(
        absence_id=new_id(), stretch=Stretch(TODAY + dt.timedelta(days=5), 480, TODAY + dt.timedelta(days=5), 540)
    )
    assert later.pk != first.pk


@pytest.mark.parametrize(
    ("stretch", "said"),
    [
        (Stretch(TODAY, 600, TODAY, 540), "avant de commencer"),
        (Stretch(TODAY - dt.timedelta(days=2), 480, TODAY - dt.timedelta(days=1), 540), "est passée"),
        (Stretch(TODAY, 480, TODAY + dt.timedelta(days=90), 540), "aussi longue"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(register: Register, stretch: Stretch, said: str) -> None:
    with pytest.raises(Refused, match=said):
        register.announce(stretch=stretch)


def test_vie_scolaire_asks_again_and_what_is_explained_is_left_out(register: Register) -> None:
    absence = missed(register)
    who = {"school_id": register.school.pk, "shown": {absence.pk: 1}}
    assert tell_again(**register.doing(CPE), **who).families == 1
    absence.refresh_from_db()
    assert absence.told == 2
    who["shown"] = {absence.pk: 2}
    assert register.told(PARENT) == ["attendance.absent"]
    register.explain(absence)
    assert tell_again(**register.doing(CPE), **who).families == 0
    assert register.told(PARENT) == []
    with pytest.raises(PermissionDenied):
        tell_again(**register.doing(TEACHER), **who)


def test_the_button_pressed_twice_asks_once_and_a_colleague_s_asking_is_said(register: Register) -> None:
    absence = missed(register)
    client = register.academy.client(CPE)
    value = re.findall(r'name="absence" value="([^"]+)"', client.get("/appels/").content.decode())
    first, second = (
        client.post("/appels/prevenir/", {"absence": value}, follow=True).content.decode() for _time in range(2)
    )
    assert "1 famille prévenue." in first.replace("\xa0", " ")
    assert "1 famille a été prévenue entre-temps" in second.replace("\xa0", " ")
    absence.refresh_from_db()
    assert absence.told == 2
    assert AuditEntry.objects.filter(action="attendance.tell").count() == 1
    again = re.findall(r'name="absence" value="([^"]+)"', second)
    assert client.post("/appels/prevenir/", {"absence": again}).status_code == 302
    absence.refresh_from_db()
    assert absence.told == 3


def test_nobody_to_tell_is_nobody_told(register: Register) -> None:
    for one in (PARENT, FATHER):
        register.reach(one, "contact")
    absence = missed(register)
    assert (absence.told, absence.told_at) == (0, None)
    client = register.academy.client(CPE)
    page = client.get("/appels/").content.decode()
    assert "famille prévenue" not in page
    value = re.findall(r'name="absence" value="([^"]+)"', page)
    answer = client.post("/appels/prevenir/", {"absence": value}, follow=True).content.decode()
    assert "0 famille prévenue. 1 élève n’a personne à prévenir." in answer.replace("\xa0", " ")
    absence.refresh_from_db()
    assert absence.told == 0
    register.reach(PARENT, "authority")
    assert tell_again(**register.doing(CPE), school_id=register.school.pk, shown={absence.pk: 0}).families == 1


def test_a_roll_call_not_done_is_reminded_once_after_ten_minutes(register: Register) -> None:
    register.lesson()
    robot = {"actor": system("appel"), "school_id": register.school.pk}
    register.now = MONDAY - dt.timedelta(minutes=1)
    assert remind(**robot) == 0
    register.later(2)
    assert remind(**robot) == 1
    assert remind(**robot) == 0
    assert register.told(TEACHER) == ["attendance.roll_due"]
    register.now = register.at(9, 5)
    register.call(register.lesson(540, 595))
    register.later(10)
    assert remind(**robot) == 0


def test_a_lesson_that_is_over_is_reminded_no_more(register: Register) -> None:
    register.lesson()
    register.now = register.at(9, 0)
    assert remind(actor=system("appel"), school_id=register.school.pk) == 0


def test_reminders_are_planned_where_rolls_are_called(register: Register) -> None:
    lesson = register.lesson()
    assert plan_reminders() == 0
    register.call(lesson)
    register.lesson(540, 595)
    assert plan_reminders() == 2
    assert plan_reminders() == 2
    planned = Job.objects.filter(name=REMIND_JOB).order_by("run_at")
    assert [one.run_at for one in planned] == [register.at(8, 10), register.at(9, 10)]


@pytest.mark.parametrize(
    ("zone", "hours_behind"), [("Pacific/Tahiti", 10), ("America/Martinique", 4), ("Indian/Reunion", -4)]
)
def test_reminders_are_planned_for_the_day_of_the_school_wherever_it_is(
    register: Register, zone: str, hours_behind: int
) -> None:
    register.call(register.lesson())
    week = {"last_on": TODAY + dt.timedelta(days=3)}
    for starts in (540, 960):
        for day in (2, 3):
            register.lesson(starts, starts + 55, weekday=day, first_on=TODAY + dt.timedelta(days=day - 1), **week)
    type(register.school).objects.filter(pk=register.school.pk).update(timezone=zone)
    utc = [
        dt.datetime(2026, 11, day, hour, 10, tzinfo=dt.UTC) + dt.timedelta(hours=hours_behind)
        for day in (24, 25) for hour in (9, 16)
    ]  # fmt: skip
    for day in (24, 25):  # at ten past five in Paris
        register.now = dt.datetime(2026, 11, day, 4, 10, tzinfo=dt.UTC)
        plan_reminders()
        due = {one for one in utc if register.now <= one < register.now + dt.timedelta(days=1)}
        planned = set(Job.objects.filter(name=REMIND_JOB).values_list("run_at", flat=True))
        assert due and due <= planned
        assert {one for one in planned if one > register.now + dt.timedelta(hours=25)} == set()
