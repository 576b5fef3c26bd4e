"""What stands ready before somebody does a task of `make bench-tasks`; each runs inside `preau shell`."""

import datetime as dt

WEEK = dt.timedelta(days=7)


def lesson(before: int = 5, pupils: int = 35, classes: int = 3) -> str:
    """A lesson of the cast's teacher that began some minutes ago, with so many pupils at least, and so many classes to
    which she teaches its subject; its number. It is past noon where the school stands: nothing is held for the night.
    """
    from django.utils import timezone

    from preau.directory.calendar import year_of
    from preau.directory.models import Enrollment, Homeroom, Person, School, Section
    from preau.kernel import clock, scope
    from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
    from preau.timetable.weeks import clock_of

    with scope.everything("a lesson of a benchmark"):
        teacher = Person.objects.get(family_name__iexact="Roux", given_name="Claire")
        mine = Enrollment.objects.get(student__given_name="Lina", student__family_name__iexact="Benali", left_on=None)
        school = School.objects.get(pk=mine.school_id)
        here = timezone.localtime(clock.now())
        offset = here.utcoffset()
        assert offset is not None
        school.timezone = f"Etc/GMT{here.hour - 12 - round(offset.total_seconds() / 3600):+d}"
        school.save(update_fields=["timezone"])
        day, minutes = clock_of(clock.now(), school.timezone)
        year = year_of(day)
        Slot.objects.filter(school=school).delete()
        code = Section.objects.filter(school=school, teacher=teacher).values_list("subject_code", flat=True).first()
        slot = Slot.objects.create(
            school=school, school_year_id=year, weekday=day.isoweekday(), starts=minutes - before,
            ends=minutes - before + 55, first_on=day, last_on=day, subject_code=code or "", made_until=day,
        )  # fmt: skip
        SlotTeacher.objects.create(school=school, slot=slot, teacher=teacher)
        others = Homeroom.objects.filter(school=school, school_year_id=year).exclude(pk=mine.homeroom_id)
        rooms = [mine.homeroom_id, *others.order_by("label").values_list("pk", flat=True)[: classes - 1]]
        enrolled, count = Enrollment.objects.filter(school=school, school_year_id=year, left_on=None), 0
        for room in rooms:
            Section.objects.get_or_create(
                school=school, school_year_id=year, teacher=teacher, subject_code=code or "", homeroom_id=room,
                group=None,
            )  # fmt: skip
            again = Slot.objects.create(
                school=school, school_year_id=year, weekday=slot.weekday, starts=480, ends=535, subject_code=code or "",
                first_on=day + WEEK, last_on=day + WEEK, made_until=day + WEEK,
            )  # fmt: skip
            SlotTeacher.objects.create(school=school, slot=again, teacher=teacher)
            SlotPupils.objects.create(school=school, slot=again, homeroom_id=room)
            Lesson.objects.create(school=school, slot=again, day=day + WEEK)
            if count < pupils:
                SlotPupils.objects.create(school=school, slot=slot, homeroom_id=room)
                count += enrolled.filter(homeroom_id=room).count()
        return str(Lesson.objects.create(school=school, slot=slot, day=day).pk)


def due() -> None:
    """Two pieces of work for tomorrow, of the cast's pupil."""
    from preau.diary.models import Work, WorkUnit
    from preau.directory.models import Enrollment
    from preau.kernel import clock, scope

    with scope.everything("work of a benchmark"):
        rows = Enrollment.objects.filter(student__given_name="Lina", student__family_name__iexact="Benali")
        mine, today, at = rows.get(left_on=None), clock.today(), clock.now() - dt.timedelta(hours=1)
        tomorrow = today + dt.timedelta(days=1)
        for subject, text in (("Mathématiques", "Exercices 12 et 14"), ("Anglais", "Vocabulaire, page 40")):
            work = Work.objects.create(
                school_id=mine.school_id, school_year_id=mine.school_year_id, subject=subject, text=text, minutes=20,
                given_on=today, appears_at=at, published_at=at, changed_at=at, written_by="Mme Roux",
            )  # fmt: skip
            WorkUnit.objects.create(
                school_id=mine.school_id,
                work=work,
                unit=mine.homeroom_id,
                label="",
                due_on=tomorrow,
            )
