"""Classes (divisions), groups, and who is in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import GroupSource
from preau.directory.models.base import SchoolOwned
from preau.directory.models.people import Person
from preau.directory.models.years import SchoolYear


class Homeroom(SchoolOwned):
    """A class (division) of a school year, keyed by its code in the directory."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    label = models.CharField(_("nom"), max_length=80)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "school_year", "code"], name="homeroom_once_per_year")]

    def __str__(self) -> str:
        return self.label


class StudentGroup(SchoolOwned):
    """A group of pupils, with the source that alone may change it; of staff, for some of those made by a rule.

    `rule`: conditions, kept as preau.directory.rule_groups.Rule says them; null for every other source.
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    label = models.CharField(_("nom"), max_length=80)
    source = models.CharField(max_length=9, choices=GroupSource)
    rule = models.JSONField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "source", "code"], name="group_once_per_source")
        ]

    def __str__(self) -> str:
        return self.label


class GroupHomeroom(SchoolOwned):
    """A class that a group draws its pupils from."""

    group = models.ForeignKey(StudentGroup, on_delete=models.CASCADE, related_name="draws_from")
    homeroom = models.ForeignKey(Homeroom, on_delete=models.CASCADE, related_name="+")

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "group", "homeroom"], name="group_draws_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.homeroom_id}"


class GroupMembership(SchoolOwned):
    """A pupil in a group."""

    group = models.ForeignKey(StudentGroup, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "group", "student"], name="member_once_per_group")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.group_id}"


class GroupStaff(SchoolOwned):
    """A member of staff in a group that a rule makes."""

    group = models.ForeignKey(StudentGroup, on_delete=models.CASCADE, related_name="staff", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "group", "person"], name="staff_once_per_group")]
        indexes = [models.Index(fields=["school", "person"], name="staff_group_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group_id}"


class Enrollment(SchoolOwned):
    """A pupil's inscription in a school for a year; without a class when the directory gives none."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    homeroom = models.ForeignKey(
        Homeroom, null=True, on_delete=models.PROTECT, related_name="enrollments", db_index=False
    )
    ine = models.CharField(max_length=11, blank=True)
    mef_code = models.CharField(max_length=11, blank=True)
    level_label = models.CharField(max_length=80, blank=True)
    boarding_status = models.CharField(max_length=60, blank=True)
    entered_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "student"], name="enrolled_once_per_year")
        ]
        # Of those who are there: what is counted at each visit is counted within the index.
        indexes = [
            models.Index(
                fields=["school", "school_year", "homeroom"], name="enrollment_in_class", condition=Q(left_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.homeroom_id}"


class Section(SchoolOwned):
    """A teaching: one teacher, one subject, one class or one group."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject_code = models.CharField(max_length=6)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(StudentGroup, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "teacher", "subject_code", "homeroom"],
                condition=Q(group=None), name="section_once_per_class",
            ),
            models.UniqueConstraint(
                fields=["school", "school_year", "teacher", "subject_code", "group"],
                condition=Q(homeroom=None), name="section_once_per_group",
            ),
            models.CheckConstraint(
                condition=Q(homeroom=None, group__isnull=False) | Q(homeroom__isnull=False, group=None),
                name="section_of_a_class_or_a_group",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["school", "homeroom"], name="section_by_class"),
            models.Index(fields=["school", "group"], name="section_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher_id} {self.subject_code}"
