"""What this room keeps: reports, whom each is about and what was done with them; accounts that were contained."""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, SchoolOwned
from preau.safety.enums import Act, Climbed, Standing, State


class Report(SchoolOwned):
    """What somebody reported, as they wrote it, with the exchange that they were shown, frozen.

    `frozen` is that exchange as one text, and `digest` its SHA-256, which the trail holds too: it is proven unchanged,
    whatever becomes of the messages. `message_id`: the one it was made from. `climbs_at`: when it climbs unless
    somebody opened it; `climbed`: to whom it did. `outcome`: what the reporter reads at the end.
    """

    state = models.CharField(max_length=6, choices=State, default=State.SENT)
    standing = models.CharField(max_length=7, choices=Standing)
    text = models.TextField(blank=True)
    message_id = models.UUIDField(null=True)
    frozen = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=200)
    reported_by_id = models.UUIDField(null=True)
    climbs_at = models.DateTimeField()
    climbed = models.CharField(max_length=9, choices=Climbed, blank=True, default="")
    climbed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "-reported_at"], name="report_of_school"),
            models.Index(fields=["reported_by_id"], name="report_of_person"),
            models.Index(fields=["climbs_at"], name="report_unopened", condition=Q(state="sent", climbed="")),
            models.Index(fields=["closed_at"], name="report_closed", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Involved(SchoolOwned):
    """Somebody whom a report is about: they never see that there is one. `is_sender`: they wrote the message."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="involved", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_sender = models.BooleanField(default=False)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "report", "person"], name="involved_once")]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.person_id}"


class Step(SchoolOwned):
    """What one of those in charge did with a report: opened it, read the exchange, noted something, closed it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps", db_index=False)
    act = models.CharField(max_length=7, choices=Act)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "report", "at"], name="step_of_report")]

    def __str__(self) -> str:
        return f"{self.act} {self.report_id}"


class Containment(SchoolOwned):
    """An account that was stolen, and is closed until its person was seen: what was taken away, and what is known.

    `frozen`: the messages taken away, as one text, and `digest` its SHA-256, which the trail holds too. `ended`: what
    opened the account and ended, by kind. `mailed`: people told of these messages by mail.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    made_by_id = models.UUIDField(null=True)
    lock_id = models.UUIDField(null=True)
    frozen = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    messages = models.PositiveIntegerField(default=0)
    readers = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    mailed = models.PositiveIntegerField(default=0)
    ended = models.JSONField(default=dict)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=200, blank=True)
    reopened_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "person"], condition=Q(reopened_at=None), name="contained_once")
        ]
        indexes = [models.Index(fields=["school", "-made_at"], name="containment_of_school")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at}"
