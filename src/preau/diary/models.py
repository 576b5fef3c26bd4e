"""What this room keeps: what was done in class, work to do, boxes ticked, tasks of one's own, visas of the head.

An entry or a piece of work says by itself the day, the hour, the subject and the classes: lessons and their slots go a
year after the school year, and a week that changes takes lessons away. `lesson`, `unit` are numbers without a key to
their table, for the same reason. `appears_at`: from when families read it; none while it is hidden.
"""

from django.db import models
from django.db.models import Q

from preau.diary.enums import Kind
from preau.directory.models import Person, SchoolOwned, SchoolYear


class Entry(SchoolOwned):
    """What was done in one lesson, or with classes on one day.

    `starts`: minutes after midnight; none without lesson. `subject`: as it was called. `published_at`: when it was
    first published, by which it is late or not. `attached`: how many files. `locked_at`: since when the head's visa
    holds it. `version`: raised at each writing.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    lesson = models.UUIDField(null=True)
    day = models.DateField()
    starts = models.PositiveSmallIntegerField(null=True)
    subject_code = models.CharField(max_length=6, blank=True)
    subject = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    appears_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    attached = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "lesson"], condition=Q(lesson__isnull=False), name="entry_once_per_lesson"
            ),
        ]
        indexes = [models.Index(fields=["school", "written_by_id", "day"], name="entries_of_writer")]

    def __str__(self) -> str:
        return f"{self.day} {self.subject}"


class EntryUnit(SchoolOwned):
    """A class or a group that an entry is of, by its number and as it was called; `day`: the entry's."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="units", db_index=False)
    unit = models.UUIDField()
    label = models.CharField(max_length=120)
    day = models.DateField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "entry", "unit"], name="entry_once_per_unit")]
        indexes = [models.Index(fields=["school", "unit", "day"], name="entries_of_unit")]

    def __str__(self) -> str:
        return f"{self.day} {self.label}"


class Work(SchoolOwned):
    """A piece of work to do, the same for several classes.

    `minutes`: as its teacher reckons; `told_minutes`: the median of what pupils told, from five of them on. `given_on`,
    `given_lesson`: when it was given.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_code = models.CharField(max_length=6, blank=True)
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.EXERCISE)
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField(null=True)
    told_minutes = models.PositiveSmallIntegerField(null=True)
    given_on = models.DateField()
    given_lesson = models.UUIDField(null=True)
    appears_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    attached = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(
                fields=["school", "given_lesson"], name="works_of_lesson", condition=Q(given_lesson__isnull=False)
            ),
            models.Index(fields=["school", "written_by_id", "given_on"], name="works_of_writer"),
        ]

    def __str__(self) -> str:
        return f"{self.given_on} {self.subject}"


class WorkUnit(SchoolOwned):
    """For which class or group, and when, work is due. `due_starts`, `due_lesson`: the lesson of that day."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="units", db_index=False)
    unit = models.UUIDField()
    label = models.CharField(max_length=120)
    due_on = models.DateField()
    due_starts = models.PositiveSmallIntegerField(null=True)
    due_lesson = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "work", "unit"], name="work_once_per_unit")]
        indexes = [models.Index(fields=["school", "unit", "due_on"], name="works_due_of_unit")]

    def __str__(self) -> str:
        return f"{self.due_on} {self.label}"


class Done(SchoolOwned):
    """A pupil ticked a piece of work: the row is the tick. `minutes`: how long it took, for who chose to tell."""

    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+", db_index=False)
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "pupil", "work"], name="done_once")]
        indexes = [models.Index(fields=["school", "work"], name="minutes_of_work", condition=Q(minutes__isnull=False))]

    def __str__(self) -> str:
        return f"{self.work_id}"


class OwnTask(SchoolOwned):
    """Something that a pupil noted for themself; their guardians read it."""

    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "pupil", "due_on"], name="own_tasks_of_pupil")]

    def __str__(self) -> str:
        return f"{self.due_on}"


class FormerText(SchoolOwned):
    """What an entry or a piece of work (`thing`) said before it was written again."""

    thing = models.UUIDField()
    text = models.TextField()
    at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "thing", "at"], name="former_texts")]

    def __str__(self) -> str:
        return f"{self.thing} {self.at}"


class DiaryRule(SchoolOwned):
    """What a school asks: how many minutes of work for one evening, how many tests for one day, before it warns."""

    evening_minutes = models.PositiveSmallIntegerField()
    tests_a_day = models.PositiveSmallIntegerField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], name="diary_rule_once")]

    def __str__(self) -> str:
        return f"{self.evening_minutes}"


class Endorsement(SchoolOwned):
    """The head's visa on what one teacher wrote until a day: what it covers is written no more."""

    teacher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    until = models.DateField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    endorsed_by = models.CharField(max_length=200)
    endorsed_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "teacher", "until"], name="endorsed_once")]

    def __str__(self) -> str:
        return f"{self.teacher_id} {self.until}"


class TeachingPlan(SchoolOwned):
    """What somebody means to teach of a subject, step by step (séquence). `is_shared`: colleagues who teach it read and
    copy it. `copied_from`: the number of the one it was made from.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_code = models.CharField(max_length=6, blank=True)
    subject = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    is_shared = models.BooleanField(default=False)
    copied_from = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "written_by_id", "school_year"], name="plans_of_writer"),
            models.Index(fields=["school", "subject_code"], name="plans_shared", condition=Q(is_shared=True)),
        ]

    def __str__(self) -> str:
        return self.title


class PlanStep(SchoolOwned):
    """One step of a plan, in its place: what a lesson would do, and the work it would give."""

    plan = models.ForeignKey(TeachingPlan, on_delete=models.CASCADE, related_name="steps", db_index=False)
    place = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    work = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "plan", "place"], name="plan_step_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.place}"
