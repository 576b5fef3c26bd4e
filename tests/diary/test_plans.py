"""Teaching plans: written, shared with who teaches the subject, copied for this year, put on a lesson."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import COLLEGE
from diary.conftest import HEAD, PARENT, PUPIL, TEACHER, TODAY, Diary
from diary.test_pages import typed
from preau.diary.models import Entry, PlanStep, TeachingPlan, Work
from preau.diary.selectors import plans
from preau.diary.selectors.plans import plan_page
from preau.diary.services import Planned, Step, copy_plan, remove_plan, save_plan
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation, SchoolYear, Section
from preau.kernel import clock, scope
from preau.kernel.ids import new_id

Visit = Callable[[str], Any]
STEPS = (Step("Propriété de Thalès : $\\frac{a}{b}$", "Ex. 12", 25), Step("Réciproque"))


def subject_of(diary: Diary) -> str:
    rows = Section.objects.filter(school=diary.school, teacher=diary.academy[TEACHER].person)
    return str(rows.order_by("subject_code").values_list("subject_code", flat=True).first())


def plan(diary: Diary, who: str = TEACHER, **more: Any) -> TeachingPlan:
    told = {"plan_id": new_id(), "version": 0, **{key: more.pop(key) for key in ("plan_id", "version") if key in more}}
    planned = Planned(**{"title": "Thalès", "subject": "Maths", "steps": STEPS, "subject_code": "", **more})
    return save_plan(**diary.doing(who), school_id=diary.school.pk, planned=planned, **told)


def test_a_plan_is_written_once_and_never_overwritten_unseen(diary: Diary) -> None:
    key = new_id()
    first = plan(diary, plan_id=key)
    assert plan(diary, plan_id=key).version == 1
    with pytest.raises(Overtaken):
        plan(diary, plan_id=key, title="Autre")
    again = plan(diary, plan_id=key, version=1, steps=(*STEPS, Step(" "), Step("", "Lire")))
    assert (again.pk, again.version) == (first.pk, 2)
    assert [(one.place, one.text, one.work) for one in PlanStep.objects.order_by("place")] == [
        (0, STEPS[0].text, "Ex. 12"), (1, "Réciproque", ""), (2, "", "Lire"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="titre"):
        plan(diary, title=" ")
    with pytest.raises(PermissionDenied):
        plan(diary, "nadia-leroy")
    with pytest.raises(Unknown):
        plan(diary, PARENT)


def test_shared_it_is_read_and_copied_by_who_teaches_the_subject_alone(diary: Diary, client_as: Visit) -> None:
    code = subject_of(diary)
    head = diary.academy[HEAD]
    mine = plan(diary, subject_code=code)
    address = reverse("diary:plan", args=[mine.pk])
    assert client_as(HEAD).get(address).status_code == 404
    plan(diary, plan_id=mine.pk, version=1, subject_code=code, is_shared=True)
    assert client_as(HEAD).get(address).status_code == 404
    SchoolYear.objects.get_or_create(
        year=2025, defaults={"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2026, 8, 31)}
    )
    section = Section.objects.create(
        school=diary.school, school_year_id=2025, teacher=head.person, subject_code=code, homeroom=diary.homeroom()
    )
    assert client_as(HEAD).get(address).status_code == 404
    Section.objects.filter(pk=section.pk).update(school_year_id=2026)
    assert Affiliation.objects.filter(school=diary.school, person=head.person).exists()
    page = client_as(HEAD).get(address)
    assert page.status_code == 200 and "Réciproque" in page.content.decode()
    assert client_as(HEAD).post(address, {}).status_code == 422
    with pytest.raises(PermissionDenied):
        plan(diary, HEAD, plan_id=mine.pk, version=2)
    number = new_id()
    for _time in range(2):
        made = copy_plan(**diary.doing(HEAD), plan_id=mine.pk, new_id=number)
    assert (made.written_by_id, made.is_shared, made.school_year_id) == (head.person.pk, False, 2026)
    assert PlanStep.objects.filter(plan=made).count() == 2
    with pytest.raises(PermissionDenied):
        remove_plan(**diary.doing(HEAD), plan_id=mine.pk)
    for stranger in (PUPIL, PARENT):
        assert client_as(stranger).get(address).status_code == 404


def test_that_of_last_year_is_copied_for_this_one(diary: Diary, client_as: Visit) -> None:
    former = plan(diary)
    SchoolYear.objects.get_or_create(
        year=2025, defaults={"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2026, 8, 31)}
    )
    TeachingPlan.objects.filter(pk=former.pk).update(school_year_id=2025)
    client = client_as(TEACHER)
    assert "Années d’avant" in client.get(reverse("diary:plans")).content.decode()
    sent = {"nouvelle": str(new_id())}
    assert client.post(reverse("diary:copy", args=[former.pk]), sent).status_code == 302
    assert sorted(TeachingPlan.objects.values_list("school_year_id", flat=True)) == [2025, 2026]


def test_a_step_is_put_on_a_lesson_and_nothing_is_written_before_it_is_saved(diary: Diary, client_as: Visit) -> None:
    lesson = diary.lesson(diary.slot(), TODAY + dt.timedelta(days=1))
    made, client = plan(diary), client_as(TEACHER)
    step = PlanStep.objects.get(plan=made, place=0)
    shown = client.get(reverse("diary:plan", args=[made.pk])).content.decode()
    assert str(step.pk) in shown and str(lesson.pk) in shown
    opened = client.get(reverse("diary:send"), {"etape": str(step.pk), "cours": str(lesson.pk)}, follow=True)
    sent = typed(opened)
    assert (sent["text"], sent["work"], sent["minutes"]) == (STEPS[0].text, "Ex. 12", "25")
    assert not Entry.objects.exists()
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), sent).status_code == 302
    assert (Entry.objects.get().text, Work.objects.get().text) == (STEPS[0].text, "Ex. 12")
    other = plan(diary)
    TeachingPlan.objects.filter(pk=other.pk).update(written_by_id=None)
    hidden = PlanStep.objects.get(plan=other, place=1)
    unseen = client.get(reverse("diary:lesson", args=[lesson.pk]), {"etape": str(hidden.pk)})
    assert "Réciproque" not in unseen.content.decode()
    assert client.get(reverse("diary:lesson", args=[lesson.pk]), {"etape": "x"}).status_code == 200


def test_a_plan_is_written_by_its_form_with_room_for_more(diary: Diary, client_as: Visit) -> None:
    client, address = client_as(TEACHER), reverse("diary:plan", args=[new_id()])
    assert client.get(address).status_code == 404
    sent = {
        **typed(client.get(f"{address}?nouvelle=1")),
        "title": "Statistiques",
        "fait_0": "Moyennes",
        "fait_2": "Médianes",
    }
    assert client.post(address, sent).status_code == 302
    again = typed(client.get(address))
    assert (again["fait_0"], again["fait_1"]) == ("Moyennes", "Médianes")
    assert client.post(address, {**again, "fait_2": "Quartiles", "travail_3": "Ex. 4"}).status_code == 302
    assert PlanStep.objects.count() == 4
    assert client.post(address, {**again, "fait_0": "Autre"}).status_code == 409
    assert client.post(reverse("diary:remove_plan", args=[address.rstrip("/").split("/")[-1]])).status_code == 302
    assert not TeachingPlan.objects.exists()


def test_a_number_of_another_school_writes_nothing(diary: Diary, client_as: Visit) -> None:
    other = diary.academy.school(COLLEGE)
    theirs = TeachingPlan.objects.create(
        school=other, school_year_id=2026, subject="x", title="x", changed_at=clock.now(), written_by="Z"
    )
    work = Work.objects.create(
        school=other, school_year_id=2026, subject="x", text="x", given_on=TODAY, changed_at=clock.now()
    )
    with scope.use(scope.Scope.of([diary.school.pk])):
        with pytest.raises(Unknown):
            plan(diary, plan_id=theirs.pk)
        with pytest.raises(Unknown):
            diary.give(diary.given(None), work_id=work.pk)
        address = f"{reverse('diary:plan', args=[theirs.pk])}?nouvelle=1"
        sent = {**typed(client_as(TEACHER).get(address)), "title": "Statistiques", "fait_0": "Moyennes"}
        assert client_as(TEACHER).post(address, sent).status_code == 404


def test_beside_the_steps_stand_the_coming_lessons_of_the_subject_alone(diary: Diary, client_as: Visit) -> None:
    code = subject_of(diary)
    here, other = diary.lesson(diary.slot(subject_code=code)), diary.lesson(diary.slot(starts=600, ends=655))
    mine, any_subject = plan(diary, subject_code=code), plan(diary)
    hat = diary.hat(TEACHER)
    page = plan_page(hat, mine.pk)
    assert {one.lesson_id for one in page.lessons} >= {here.pk, other.pk}
    assert here.pk in {one.lesson_id for one in page.coming} and all(one.day >= TODAY for one in page.coming)
    assert other.pk not in {one.lesson_id for one in page.coming}
    assert {here.pk, other.pk} <= {one.lesson_id for one in plan_page(hat, any_subject.pk).coming}
    shown = client_as(TEACHER).get(reverse("diary:plan", args=[mine.pk])).content.decode()
    assert f'data-lesson="{here.pk}"' in shown and f'data-lesson="{other.pk}"' not in shown
    step = PlanStep.objects.filter(plan=mine).order_by("place")[0].pk
    assert f"?etape={step}&amp;cours={page.coming[0].lesson_id}" in shown, (
        "without a script the link opens the next one"
    )


def test_lessons_of_other_subjects_do_not_push_those_beside_the_steps_out(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_LESSONS", 1)
    code = subject_of(diary)
    sooner, own = diary.lesson(diary.slot()), diary.lesson(diary.slot(starts=600, ends=655, subject_code=code))
    page = plan_page(diary.hat(TEACHER), plan(diary, subject_code=code).pk)
    assert len(page.lessons) == len(page.coming) == 1
    assert page.coming[0].lesson_id == own.pk != sooner.pk
