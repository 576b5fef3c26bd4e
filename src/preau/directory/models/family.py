"""Who answers for a pupil, how far, and what a judge decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import DecisionKind, Reach
from preau.directory.models.base import SchoolOwned
from preau.directory.models.people import Person
from preau.kernel.ids import new_id


class Guardianship(SchoolOwned):
    """A person's responsibility for a pupil, as one school holds it.

    `source_reach` is what the directory says; `head_reach` what the head chose beside it (IN_CHARGE, or nothing);
    `reach` is what holds today, after the head's and the judge's decisions (preau.directory.reach).
    """

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source_reach = models.CharField(max_length=10, choices=Reach)
    # The database knows the default: a bulk insert that leaves the column out stays right.
    head_reach = models.CharField(
        max_length=10, blank=True, default="", db_default="", choices=[(Reach.IN_CHARGE.value, Reach.IN_CHARGE.label)]
    )
    reach = models.CharField(max_length=10, choices=Reach)
    relation_code = models.CharField(max_length=3, blank=True)
    contact_rank = models.PositiveSmallIntegerField(default=9)
    pays_fees = models.BooleanField(default=False)
    receives_aid = models.BooleanField(default=False)
    shares_address = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "student", "guardian"], name="guardianship_once_per_pair"),
            models.CheckConstraint(condition=~Q(student=models.F("guardian")), name="guardianship_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.student_id} ({self.reach})"


class CourtDecision(models.Model):
    """A judge's decision or protection order between a person and a pupil. Wins over every import while it runs.

    Belongs to the two persons, not to a school: it follows the pupil. `recorded_by_school` is the school whose head
    recorded it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("décision"), max_length=16, choices=DecisionKind)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    recorded_by_school = models.ForeignKey("directory.School", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="decision_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.guardian_id} → {self.student_id}"
