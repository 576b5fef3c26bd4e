"""What an import did, school by school: counts, refusals, differences, and what waits for a confirmation."""

from django.db import models

from preau.directory.models import EducationAuthority, School, SchoolOwned
from preau.imports.enums import CsvKind, PendingKind, PendingState, RefusalCause, RunKind, RunState, SchoolStepState
from preau.kernel.ids import new_id


class ImportRun(models.Model):
    """One import of one directory export. Resumable: `state` and its school steps say what is left.

    `confirmed`: UAIs whose waiting changes the one who started the run confirmed beforehand ("all" for every school).
    `report`: the finished run's report, as `preau import --report` writes it. `actor_id`: the person who started it,
    who may not be the second person that confirms. `refusals_beyond`: what was refused beyond the lines kept, counted:
    [school id or "", cause, is a warning, kind of record, how many].
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(EducationAuthority, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=RunKind)
    state = models.CharField(max_length=9, choices=RunState, default=RunState.RECEIVED)
    dry_run = models.BooleanField(default=False)
    source = models.CharField(max_length=250)
    source_digest = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=list)
    kinds_complete = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    refusal_count = models.PositiveIntegerField(default=0)
    refusals_beyond = models.JSONField(null=True)
    actor_label = models.CharField(max_length=200)
    actor_id = models.UUIDField(null=True)
    confirmed = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="import_run_by_time")]

    def __str__(self) -> str:
        return f"{self.source} ({self.state})"


class ImportSharedStep(models.Model):
    """What one run wrote of people of several schools, batch by batch: only what undoing the whole run needs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    undo = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.run_id} #{self.pk}"


class ImportSchoolStep(SchoolOwned):
    """What one run did, or would do, to one school; `differences` keeps the list (compressed JSON).

    `undo`: the journals of what was written, null once undone, or too old for it (preau.imports.rollback).
    `conflicts`: what an undoing left as it was, by table and reason, with the persons.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=SchoolStepState, default=SchoolStepState.WAITING)
    counts = models.JSONField(default=dict)
    differences = models.BinaryField(default=b"")
    applied_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    undo = models.BinaryField(null=True)
    undone_at = models.DateTimeField(null=True)
    conflicts = models.JSONField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "run"], name="import_step_once_per_school")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.school_id} ({self.state})"


class ImportRefusal(models.Model):
    """An entry refused, or taken with a warning: file, line and reason, in French. School null: known to no school.

    Not a SchoolOwned table because an entry may belong to no known school; selectors narrow it to the scope.
    """

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=20, choices=RefusalCause)
    is_warning = models.BooleanField(default=False)
    record_kind = models.CharField(max_length=12, blank=True)
    join_key = models.CharField(max_length=40, blank=True)
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["run", "cause"], name="refusal_by_cause")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.cause}"


class CsvFile(SchoolOwned):
    """A list that a school brought: how it is written, and what each column was said to be ("" for one left aside).

    Its bytes lie in the data folder until it is rehearsed; what was said of its columns is offered the next time.
    `whole`: whoever it does not name has left.
    """

    kind = models.CharField(max_length=8, choices=CsvKind)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    encoding = models.CharField(max_length=12, blank=True)
    separator = models.CharField(max_length=1, blank=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    whole = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    taken_by = models.CharField(max_length=200)
    taken_by_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "kind", "taken_at"], name="list_of_school")]

    def __str__(self) -> str:
        return f"{self.name} {self.school_id}"


class PendingChange(SchoolOwned):
    """A change of an import that waits for a person: too many removals, a new head, wide rights, a guardian.

    `batch`: the decision that is being carried out on it in the background; `obstacle`: why the last one was not.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=PendingKind)
    state = models.CharField(max_length=10, choices=PendingState, default=PendingState.WAITING)
    count = models.PositiveIntegerField(default=1)
    subject_key = models.CharField(max_length=90, blank=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    batch = models.UUIDField(null=True)
    obstacle = models.CharField(max_length=300, blank=True, db_default="")

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "state"], name="pending_by_school"),
            # Read by every home page of a head: the oldest one and their number, from the index alone.
            models.Index(fields=["school", "created_at"], name="pending_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.school_id} ({self.state})"
