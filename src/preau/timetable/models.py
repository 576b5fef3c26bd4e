"""What this room keeps: the regular week, the dated lessons it gives, and what differs from it.

Hours are minutes after midnight on the school's clock. A lesson says its slot and its day, and nothing twice: what is
different that day is its `Change`.
"""

from django.db import models
from django.db.models import F, Q

from preau.directory.models import Homeroom, Person, SchoolOwned, SchoolYear, StudentGroup
from preau.kernel.ids import new_id
from preau.timetable.enums import NameKind, ReceptionState, Source
from preau.timetable.weeks import EVERY_WEEK, MOST_WEEKS, Regular


class Room(SchoolOwned):
    """A place where lessons are held, keyed by its code in the school."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="room_once_per_code")]

    def __str__(self) -> str:
        return self.name


class WeekNames(SchoolOwned):
    """The letters of the weeks of one year in a school, one for each from school week 1 ("-": none)."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    letters = models.CharField(max_length=MOST_WEEKS)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "school_year"], name="week_names_once_per_year")]

    def __str__(self) -> str:
        return self.letters


class Slot(SchoolOwned):
    """A place in the regular week. A lesson outside of it is a slot of one day.

    `title`: what it is called when no subject of the nomenclature says it. `letters`: weeks of the cycle it is held in,
    none for all; `weeks`: the mask of its school weeks. `source_key`: which one it is in the file it came from.
    `made_until`: the day until which its lessons were made. `version`: raised at each writing.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_code = models.CharField(max_length=6, blank=True)
    title = models.CharField(max_length=80, blank=True)
    weekday = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    letters = models.CharField(max_length=8, blank=True)
    weeks = models.BigIntegerField(default=EVERY_WEEK)
    first_on = models.DateField()
    last_on = models.DateField()
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=4, choices=Source, default=Source.HAND)
    source_key = models.CharField(max_length=120, blank=True)
    made_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after_start"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="slot_last_after_first"),
        ]
        indexes = [
            models.Index(fields=["school", "school_year", "weekday"], name="slots_of_weekday"),
            models.Index(fields=["school", "room"], name="slots_of_room", condition=Q(room__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts} {self.subject_code}"

    @property
    def regular(self) -> Regular:
        """Its place in the week, as dates are worked out from it."""
        return Regular(
            self.weekday, self.starts, self.ends, self.first_on, self.last_on, self.letters, self.weeks
        )  # fmt: skip


class SlotPupils(SchoolOwned):
    """A class, or a group (half a class is one), that a slot teaches."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="taught", db_index=False)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(StudentGroup, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "slot", "homeroom"], name="slot_once_per_class"),
            models.UniqueConstraint(fields=["school", "slot", "group"], name="slot_once_per_group"),
            models.CheckConstraint(
                condition=Q(homeroom=None, group__isnull=False) | Q(homeroom__isnull=False, group=None),
                name="slot_of_a_class_or_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "homeroom"], name="slots_of_class"),
            models.Index(fields=["school", "group"], name="slots_of_group"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.homeroom_id or self.group_id}"


class SlotTeacher(SchoolOwned):
    """Who teaches a slot; several teach it together."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="teachers", db_index=False)
    teacher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "slot", "teacher"], name="slot_once_per_teacher")]
        indexes = [models.Index(fields=["school", "teacher"], name="slots_of_teacher")]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.teacher_id}"


class Lesson(SchoolOwned):
    """A slot on one day, made from the regular week."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="lessons", db_index=False)
    day = models.DateField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "slot", "day"], name="lesson_once_per_day")]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.day}"


class Replacement(SchoolOwned):
    """Somebody is absent from a day to a day: `teacher` stands in, or nobody does and the lessons are cancelled.

    `parts`: which of their lessons, as `stretches.part_of` writes them; none for all. `spared`: numbers of lessons that
    a hand put back since: they stay with whom the week has. `version`: raised at each writing.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    absent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    teacher = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    parts = models.JSONField(default=list)
    spared = models.JSONField(default=list)
    reason = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="replacement_last_after_first"),
        ]
        indexes = [models.Index(fields=["school", "last_on"], name="replacements_of_school")]

    def __str__(self) -> str:
        return f"{self.absent_id} {self.first_on} {self.last_on}"


class Change(SchoolOwned):
    """How one lesson differs from the regular week.

    `replacement`: the stretch of time that wrote it, until a hand writes it otherwise. `day`, `starts`, `ends`: where
    it was moved; none when it stays. `has_room`: it is held in `room` (null: in none) and not in that of its slot.
    `teacher` stands in for `absent`. `link` and `instructions`: of a lesson held at a distance. `reason`: for its
    readers.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="changes", db_index=False)
    is_cancelled = models.BooleanField(default=False)
    day = models.DateField(null=True)
    starts = models.PositiveSmallIntegerField(null=True)
    ends = models.PositiveSmallIntegerField(null=True)
    has_room = models.BooleanField(default=False)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    absent = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    teacher = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    is_remote = models.BooleanField(default=False)
    link = models.URLField(max_length=500, blank=True)
    instructions = models.TextField(blank=True)
    reason = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=4, choices=Source, default=Source.HAND)
    replacement = models.ForeignKey(
        Replacement, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "lesson"], name="change_once_per_lesson"),
            models.CheckConstraint(
                condition=Q(day=None, starts=None, ends=None)
                | Q(day__isnull=False, starts__isnull=False, ends__gt=F("starts")),
                name="change_moves_wholly",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "day"], name="changes_to_day", condition=Q(day__isnull=False)),
            models.Index(fields=["school", "teacher"], name="changes_to_teacher", condition=Q(teacher__isnull=False)),
            models.Index(fields=["school", "room"], name="changes_to_room", condition=Q(room__isnull=False)),
            models.Index(fields=["replacement"], name="changes_of_replacement", condition=Q(replacement__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.version}"


class TimetableFeed(models.Model):
    """A secret address where a calendar program reads the lessons of `about`: the digest of a drawn secret is kept.

    What it tells is asked anew each time, of whoever its person is that day: it dies with the right behind it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="timetable_feed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at}"


class MeantName(SchoolOwned):
    """What a name in files of lessons means in a school, as somebody said it; nothing when it is left out.

    `key`: the name without accents nor case; `spelling`: as the file writes it.
    """

    kind = models.CharField(max_length=7, choices=NameKind)
    key = models.CharField(max_length=100)
    spelling = models.CharField(max_length=100)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(StudentGroup, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    teacher = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "kind", "key"], name="name_meant_once")]
        indexes = [
            models.Index(fields=["school", "teacher"], name="names_of_teacher", condition=Q(teacher__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.spelling}"


class Reception(SchoolOwned):
    """A file of lessons that a school received: what it would do, then what it did.

    Its bytes lie in the data folder until it is applied, or forgotten. `since`: from which day it counts, null for the
    day it is applied on. `report`: counts, differences, what was not understood; it names no pupil.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    since = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=ReceptionState, default=ReceptionState.RECEIVED)
    report = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)
    brought_by = models.CharField(max_length=200)
    brought_by_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "-received_at"], name="receptions_of_school")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class FreshnessRule(SchoolOwned):
    """After how many days without a file the pages of a school warn that its timetable may have changed; 0: never."""

    days = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], name="freshness_once_per_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.days}"
