"""What families are told of work: once an evening for a child, at once of the next day's, nothing in the night."""

import datetime as dt
from typing import Any

from django.urls import reverse

from diary.conftest import NEXT_TUESDAY, PARENT, PUPIL, TEACHER, TODAY, TUESDAY, Clock, Diary
from diary.test_pages import typed
from preau.diary.services import HIDDEN, remove_work
from preau.directory.models import GroupHomeroom, GroupMembership, Section
from preau.directory.services import create_group
from preau.kernel import jobs
from preau.notifications.kinds import kind_of
from preau.notifications.models import Notice
from preau.timetable.public import span_of

WEDNESDAY = TODAY + dt.timedelta(days=2)


def at(moment: Clock, day: dt.date, hour: float) -> None:
    """The clock of the school shows that hour, and what was due is done."""
    moment.now = span_of(day, int(hour * 60), int(hour * 60) + 1, "Europe/Paris")[0]
    jobs.sweep()
    jobs.settle()


def bell(diary: Diary, who: str) -> list[str]:
    """What stands in somebody's bell of work, in the words of the page of notices."""
    rows = Notice.objects.filter(person=diary.academy[who].person, ended_at=None, matter__kind__startswith="diary.")
    found = rows.select_related("matter").order_by("matter__raised_at", "pk")
    return [str(kind_of(one.matter.kind).text(one.matter.data)).replace("\u00a0", " ") for one in found]


def test_what_was_given_in_a_day_is_told_once_in_the_evening(diary: Diary, moment: Clock) -> None:
    first = diary.give(diary.given())
    diary.give(diary.given(subject="Anglais", text="Vocabulaire", due={diary.homeroom().pk: WEDNESDAY}))
    diary.give(diary.given(subject="Dessin", text="Croquis"), publication=HIDDEN)
    gone = diary.give(diary.given(subject="Musique", text="Chant"))
    remove_work(**diary.doing(TEACHER), work_id=gone.pk, version=gone.version)
    at(moment, TODAY, 17.9)
    assert bell(diary, PUPIL) == bell(diary, PARENT) == []
    at(moment, TODAY, 18.1)
    told = ["2 travaux à faire, le premier pour mercredi 25 novembre : Anglais, Mathématiques"]
    assert bell(diary, PUPIL) == bell(diary, PARENT) == told
    # Written again, it appeared once; the same evening is told once, and the next tells what is new alone.
    diary.give(diary.given(text="Ex. 12, 14 et 15"), work_id=first.pk, version=first.version)
    at(moment, TODAY, 19)
    diary.give(diary.given(subject="Physique", text="Schéma", minutes=5))
    at(moment, TUESDAY, 9)
    assert bell(diary, PUPIL) == told
    at(moment, TUESDAY, 18.1)
    assert bell(diary, PARENT) == [*told, "Travail à faire pour mardi 1er décembre : Physique"]


def test_work_for_the_next_day_is_told_to_pupils_at_once_and_taken_back(diary: Diary, moment: Clock) -> None:
    tomorrow = {diary.homeroom().pk: TUESDAY}
    work = diary.give(diary.given(due=tomorrow))
    kept = diary.give(diary.given(subject="Anglais", text="Vocabulaire", due=tomorrow))
    jobs.settle()
    said = [f"Travail à faire pour mardi 24 novembre : {one}" for one in ("Mathématiques", "Anglais")]
    assert sorted(bell(diary, PUPIL)) == sorted(said) and bell(diary, PARENT) == []
    remove_work(**diary.doing(TEACHER), work_id=work.pk, version=work.version)
    assert bell(diary, PUPIL) == said[1:]
    at(moment, TODAY, 18.1)
    assert bell(diary, PUPIL) == said[1:] and bell(diary, PARENT) == said[1:]
    assert kept.appears_at is not None


def test_each_child_is_told_of_its_own_groups(diary: Diary, moment: Clock) -> None:
    pupil = diary.academy[PUPIL].person
    group = create_group(actor=diary.academy["helene-garnier"].actor, school_id=diary.school.pk, year=2026, label="LV2")
    GroupHomeroom.objects.create(school=diary.school, group=group, homeroom=diary.homeroom())
    GroupMembership.objects.create(school=diary.school, group=group, student=pupil)
    diary.give(diary.given())
    Section.objects.create(
        school=diary.school, school_year_id=2026, teacher=diary.academy[TEACHER].person, subject_code="", group=group
    )
    due = {group.pk: WEDNESDAY, diary.homeroom().pk: NEXT_TUESDAY}
    diary.give(diary.given(subject="Espagnol", text="Verbes", due=due))
    at(moment, TODAY, 18.1)
    (said,) = bell(diary, PUPIL)
    assert said.startswith("2 travaux à faire, le premier pour mercredi")
    mates = Notice.objects.filter(matter__kind="diary.work", profile="National_elv").exclude(person=pupil)
    assert mates.exists() and {one.matter.data["count"] for one in mates.select_related("matter")} == {2}
    assert {one.matter.data["due"] for one in mates.select_related("matter")} == {NEXT_TUESDAY.isoformat()}


def test_work_of_the_night_waits_and_its_teacher_is_warned(diary: Diary, moment: Clock, client_as: Any) -> None:
    at(moment, TODAY, 21)
    client, lesson = client_as(TEACHER), diary.lesson(diary.slot())
    address = reverse("diary:lesson", args=[lesson.pk])
    room = diary.homeroom()
    sent = typed(client.get(address)) | {"work": "Ex. 12", f"le_{room.pk.hex}": TUESDAY.isoformat()}
    page = client.post(address, sent, follow=True).content.decode()
    assert "publié après 18 h la veille" in page
    at(moment, TUESDAY, 18.1)
    assert bell(diary, PUPIL) == bell(diary, PARENT) == []  # it was due that very day
    sent = typed(client.get(address)) | {"work": "Ex. 13", f"le_{room.pk.hex}": NEXT_TUESDAY.isoformat()}
    assert "la veille" not in client.post(address, sent, follow=True).content.decode()
