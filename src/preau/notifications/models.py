"""What is told (Matter), to whom (Notice), and how people want to be told."""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, School, SchoolOwned
from preau.kernel.ids import new_id
from preau.notifications.enums import Channel, Pace


class Matter(models.Model):
    """One thing that is told, to one person or to thousands: written once, withdrawn and purged as one.

    `key` makes it one: the same act told again tells nobody. `data` is what its kind makes a sentence of, `link` the
    page where it is read. `urgent_because`: why it passed calm hours, when it did. It runs until `expires_at`, or is
    withdrawn before: `ended_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=180, unique=True)
    kind = models.CharField(max_length=80)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    urgent_because = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="matter_running", condition=Q(ended_at=None)),
            models.Index(fields=["ended_at"], name="matter_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Notice(models.Model):
    """A matter told to one person, under a profile ("" for the account itself), about one child.

    `about` is the child that it concerns, or the person alone. Open while neither read nor ended; it ends when its
    sender withdraws it, its term passes, or the person no longer answers for the child. `rings_at`: when it may
    disturb, after calm hours; `delivered_at`: when its ways out were chosen and taken. `by_mail`: waits for the
    digest, or went.
    """

    class Mail(models.TextChoices):
        NONE = ""
        WAITS = "waits"
        SENT = "sent"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    profile = models.CharField(max_length=24, blank=True)
    rings_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by_mail = models.CharField(max_length=5, choices=Mail.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "person", "about"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_open", condition=Q(read_at=None, ended_at=None)),
            models.Index(fields=["person"], name="notice_for_digest", condition=Q(by_mail="waits")),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} → {self.person_id}"


class Choice(models.Model):
    """What somebody chose for a kind and a way. `about`: for that child alone; the person themself: for all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    pace = models.CharField(max_length=7, choices=Pace.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "about", "kind", "channel"], name="choice_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}: {self.pace}"


class Habits(models.Model):
    """When somebody wants to be told: the hour of the digest, calm hours added to the school's, content in mails.

    `digest_off`: what would wait for the digest does not leave, but for what may not be refused, which leaves at once.
    `night_from` and `night_to` None: the school's night is enough. `digest_on`: the day of the last digest;
    `digest_due`: until when that day's was put off, because its hour was calm.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    digest_at = models.TimeField(null=True)
    digest_off = models.BooleanField(default=False)
    with_content = models.BooleanField(default=False)
    night_from = models.TimeField(null=True)
    night_to = models.TimeField(null=True)
    weekend = models.BooleanField(default=False)
    digest_on = models.DateField(null=True)
    digest_due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class SchoolCalm(SchoolOwned):
    """The calm hours of a school that set its own; the defaults are in `quiet`."""

    night_from = models.TimeField()
    night_to = models.TimeField()
    weekend = models.BooleanField()
    weekend_from = models.TimeField()
    timetable_from = models.TimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    changed_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], name="calm_once_per_school")]

    def __str__(self) -> str:
        return f"{self.school_id}"


class PushDevice(models.Model):
    """A browser that agreed to be told while Préau is closed: where its service of push takes what is for it.

    `session` is the mark of the session in which it was said, `device_id` the known device that it was on: signed out
    of the one or on the other, later, it hears no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    endpoint = models.CharField(max_length=600)
    endpoint_digest = models.CharField(max_length=64)
    public_key = models.CharField(max_length=100)
    auth_secret = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    session = models.CharField(max_length=24, blank=True)
    device_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "endpoint_digest"], name="push_device_once")]
        indexes = [models.Index(fields=["session"], name="push_device_of_session")]

    def __str__(self) -> str:
        return self.name


class DeadAddress(models.Model):
    """A mail address that refused what we sent: nothing more than codes is sent there until it is tried again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=12)
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="dead_address_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"
