"""What this room keeps: contents, each once; files, which are names for them; what is counted against quotas."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, School
from preau.files.enums import Drawing, Scan
from preau.kernel.fields import PlainOrderField
from preau.kernel.ids import new_id
from preau.kernel.tenancy import TenantModel


class Blob(models.Model):
    """A content, kept once whoever has it; the store holds it under its SHA-256 before this row says so.

    `unused_since`: when the night first found that no file has it; it goes some days later.
    """

    digest = PlainOrderField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    content = models.CharField(max_length=100)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField()
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.NEVER)
    threat = models.CharField(max_length=120, blank=True)
    drawing = models.CharField(max_length=7, choices=Drawing, default=Drawing.NONE)
    preview = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    unused_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kept_at"], name="blob_by_day"),
            models.Index(fields=["unused_since"], name="blob_unused", condition=Q(unused_since__isnull=False)),
            models.Index(fields=["scan", "kept_at"], name="blob_unscanned", condition=Q(scan__in=["waiting", "never"])),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.content} {self.size}"


class StoredFile(TenantModel):
    """A name for a content, attached to one thing of one room (`kind`, `thing`), or to nothing yet.

    Its identifier is that of the upload it came by, so that a form sent twice keeps it once. No `school`: it belongs to
    a collectivity, or to the platform. `size` is the content's, as quotas count it.
    """

    tenant_field: ClassVar[str] = "school"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    thing = models.UUIDField(null=True)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    counted = models.BooleanField(default=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="files")
    kept_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["school", "kind", "thing"], name="file_by_thing"),
            models.Index(fields=["school", "kept_at"], name="file_unattached", condition=Q(thing__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Usage(models.Model):
    """Bytes that a person keeps over all schools, or that all people keep in one school."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="+")
    school = models.OneToOneField(School, null=True, on_delete=models.PROTECT, related_name="+")
    used = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(school__isnull=True), name="usage_of_one")
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.school_id} {self.used}"
