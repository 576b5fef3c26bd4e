"""What the console keeps: the files of names that left the platform, and who agreed to it."""

from django.db import models
from django.db.models import F, Q

from preau.console.enums import ExportFormat, ExportKind, ExportState, HeadState
from preau.directory.models import Person, SchoolOwned


class ListExport(SchoolOwned):
    """A list exported, or asked to be. `query` says which list, `count` how many people or lines it had when asked.

    `asked_by` asks and alone takes the file; `decided_by`, always somebody else, accepts or refuses.
    """

    kind = models.CharField(max_length=8, choices=ExportKind)
    format = models.CharField(max_length=4, choices=ExportFormat)
    query = models.JSONField(default=dict)
    count = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=ExportState)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "-asked_at"], name="export_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="export_decided_by_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count} ({self.state})"


class FirstHead(SchoolOwned):
    """The first head of a school outside the academy's directory: named by `asked_by`, agreed to by somebody else.

    `person` is there from the agreement on; one name at a time waits in a school.
    """

    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    state = models.CharField(max_length=8, choices=HeadState, default=HeadState.WAITING)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(state=HeadState.WAITING), name="first_head_one_waits_per_school"
            ),
            models.CheckConstraint(
                condition=~Q(state=HeadState.AGREED) | Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="first_head_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} ({self.state})"
