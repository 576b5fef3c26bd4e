"""School years, terms, holidays, days without class; programmes and subjects of an academy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import HolidayZone
from preau.directory.models.base import SchoolOwned
from preau.directory.models.places import EducationAuthority
from preau.kernel.ids import new_id


class SchoolYear(models.Model):
    """A school year, named by the civil year it begins in (2026 is 2026-2027). It begins on 1 September."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.year}-{self.year + 1}"


class SchoolHoliday(models.Model):
    """Days without class for a zone: from the first to the last such day, both counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    zone = models.CharField(max_length=3, choices=HolidayZone)
    school_year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "school_year", "name"], name="holiday_once_per_zone_and_year"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="holiday_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"


class Closure(SchoolOwned):
    """Days on which a school holds no class beside week-ends and holidays: from one to another, both counted."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta(SchoolOwned.Meta):
        db_table = "news_closure"  # where it was first kept: moving its rows would lose what the former version writes
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_on", "ends_on"], name="closure_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="closure_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.ends_on}"


class GradingPeriod(SchoolOwned):
    """A term (trimestre or semestre) of one school."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("nom"), max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "position"], name="period_once_per_position"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="period_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StudyProgramme(models.Model):
    """A MEF of an academy: a level and a programme."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(EducationAuthority, on_delete=models.CASCADE, related_name="+", db_index=False)
    mef_code = models.CharField(max_length=11)
    label = models.CharField(max_length=120)
    parent_code = models.CharField(max_length=11, blank=True)
    mefstat11 = models.CharField(max_length=11, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "mef_code"], name="mef_once_per_academy")]

    def __str__(self) -> str:
        return self.label


class Subject(models.Model):
    """A matière of an academy's nomenclature."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(EducationAuthority, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=6)
    label = models.CharField(max_length=120)
    parent_code = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="subject_once_per_academy")]

    def __str__(self) -> str:
        return self.label
