"""What this room keeps: the roll call of each lesson, who was not simply present, absences and why.

Hours are minutes after midnight on the school's clock. A roll call keeps the day and hours of its lesson as it was
held: the timetable may be written again, what was seen may not.
"""

from django.db import models
from django.db.models import Q

from preau.attendance.enums import Origin, Reason, State
from preau.directory.models import Person, SchoolOwned
from preau.kernel.behalf import OnBehalf


class RollCall(SchoolOwned):
    """The roll call of one lesson. `called_at`: when the class was first looked at; `version`: raised at each writing;
    `last_key`: of the last writing, so that one sent twice is done once. `expected`: pupils called.
    """

    lesson = models.OneToOneField("timetable.Lesson", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    called_by = models.CharField(max_length=200, blank=True)
    called_by_id = models.UUIDField(null=True)
    expected = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    last_key = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "day"], name="roll_calls_of_day")]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.version}"


class Absence(SchoolOwned):
    """A stretch of time during which a pupil is away, and its explanation; none when `reason` is empty.

    `is_over`: they were seen again after it. `is_void`: they were there after all. `told`: how many times the family
    was asked why. `version`: raised at each explanation.
    """

    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    starts = models.PositiveSmallIntegerField()
    last_on = models.DateField()
    ends = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=4, choices=Origin)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    is_over = models.BooleanField(default=False)
    is_void = models.BooleanField(default=False)
    told = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gt=models.F("first_on"))
                | Q(last_on=models.F("first_on"), ends__gt=models.F("starts")),
                name="absence_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "last_on"], name="absences_until_day"),
            models.Index(
                fields=["school", "pupil"],
                name="absences_waiting",
                condition=Q(reason="", is_void=False, origin="seen"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.first_on} {self.starts}"


class Mark(SchoolOwned):
    """A pupil who was not simply present in a lesson. `observed_at`: when they were seen so; `minutes`: how late;
    `absence`: what it is part of.
    """

    roll_call = models.ForeignKey(RollCall, on_delete=models.CASCADE, related_name="marks", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=7, choices=State)
    minutes = models.PositiveSmallIntegerField(default=0)
    absence = models.ForeignKey(Absence, null=True, on_delete=models.SET_NULL, related_name="marks", db_index=False)
    observed_at = models.DateTimeField()
    observed_by = models.CharField(max_length=200, blank=True)
    observed_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["roll_call", "pupil"], name="mark_once_per_pupil"),
            models.CheckConstraint(condition=Q(state="absent") | Q(absence=None), name="mark_absent_with_absence"),
        ]
        indexes = [
            models.Index(fields=["school", "day", "state"], name="marks_of_day"),
            models.Index(fields=["absence"], name="marks_of_absence", condition=Q(absence__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.state}"


class Justification(SchoolOwned, OnBehalf):
    """What somebody said of an absence; never written over: the last that stands holds.

    `by`: a guardian, or the pupil of age; none when the school knows by itself.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="justifications")
    by = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.absence_id} {self.reason}"

    @property
    def reason_words(self) -> str:
        """Why, in words."""
        return str(Reason(self.reason).label)
