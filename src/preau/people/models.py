"""What this room keeps: copies of one's data on their way, requests for correction, who answers for personal data."""

from django.db import models
from django.db.models import Q

from preau.directory.models import LocalAuthority, Person, School, SchoolOwned
from preau.kernel.ids import new_id
from preau.people.enums import CorrectableField, CorrectionState, ExportState


class PrivacyNotice(models.Model):
    """Who answers for personal data, and the data protection officer: one version among those of its place.

    Of a school, of a collectivity (for its schools that have none), or of the platform when both are empty. A change
    is a new version: what people were told last year can still be read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    controller = models.CharField(max_length=200)
    controller_address = models.CharField(max_length=250, blank=True)
    dpo_name = models.CharField(max_length=120)
    dpo_email = models.EmailField(blank=True)
    dpo_phone = models.CharField(max_length=32, blank=True)
    dpo_address = models.CharField(max_length=250, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "version"], condition=Q(school__isnull=False), name="notice_version_of_school"
            ),
            models.UniqueConstraint(
                fields=["local_authority", "version"],
                condition=Q(local_authority__isnull=False),
                name="notice_version_of_authority",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(school__isnull=True, local_authority__isnull=True),
                name="notice_version_of_platform",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=True) | Q(local_authority__isnull=True), name="notice_of_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.controller} ({self.version})"


class DataExport(models.Model):
    """The copy of somebody's data that one person asked for. One at a time for the two; its file goes with its row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=ExportState, default=ExportState.WAITING)
    language = models.CharField(max_length=2, default="fr")
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "asked_by"], name="export_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.state}"


class CorrectionRequest(SchoolOwned):
    """That a field of somebody's record is wrong, as that person or who answers for them says; the school decides."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=12, choices=CorrectableField)
    proposed = models.CharField(max_length=250)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=CorrectionState, default=CorrectionState.WAITING)
    answer = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person", "field"],
                condition=Q(state=CorrectionState.WAITING),
                name="correction_waits_once",
            )
        ]
        indexes = [models.Index(fields=["school", "state", "asked_at"], name="correction_by_state")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.field} {self.state}"
