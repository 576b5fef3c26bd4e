"""Ground-floor tables: the audit trail, the outbox of events, the jobs that must not be lost."""

from django.db import models

from preau.kernel.ids import new_id


class AuditHead(models.Model):
    """Last link of one chain; its row is locked while a link is added."""

    chain = models.CharField(max_length=36, primary_key=True)
    position = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32, default=b"")

    class Meta:
        db_table = "kernel_audit_head"

    def __str__(self) -> str:
        return f"{self.chain}@{self.position}"


class AuditEntry(models.Model):
    """One act, in a chain per tenant (or the platform's own): an altered row breaks the next one's digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=36)
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "kernel_audit_entry"
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="audit_one_entry_per_position")]
        indexes = [
            models.Index(fields=["chain", "-at"], name="audit_by_time"),
            models.Index(fields=["subject_id", "-at"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_id}"


class OutboxEvent(models.Model):
    """An event, written in the transaction that caused it; carried to subscribers and streams afterwards.

    `audience` holds the ids of the persons whose open pages hear of it (empty: subscribers only). One that its
    subscribers refuse is tried again from `next_try_at`, and parked after the last attempt.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    tenant = models.UUIDField(null=True)
    audience = models.JSONField(default=list)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_outbox"
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(dispatched_at=None))]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class Job(models.Model):
    """Work that must not be lost or doubled: taken under a lease, taken up again when the lease ends.

    `woken_at`: when the task library was last told of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    tenant = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_job"
        indexes = [
            models.Index(fields=["run_at"], name="job_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_leased", condition=models.Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key} ({self.state})"


class DueTime(models.Model):
    """When a regular task last ran, so that each due time runs once among all workers."""

    name = models.CharField(max_length=80, primary_key=True)
    last_due_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_due_time"

    def __str__(self) -> str:
        return self.name
