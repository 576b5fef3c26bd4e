"""What opens an account, or gives it a new password: slips, one-time codes, and counts of tries."""

from django.db import models

from preau.directory.models import Person, SchoolOwned
from preau.identity.enums import Road, SlipKind
from preau.kernel.ids import new_id


class Slip(SchoolOwned):
    """A printed code that opens the account of one person: one use, thirty days, void when printed again.

    Only digests are kept, keyed by the installation's secret: what is printed is read on paper and nowhere else.
    `batch` is one printing. `student` is the child a guardian's slip is about. A slip of kind LETTER opens nothing by
    itself: it is the posted proof that completes a guardian's slip.
    """

    batch = models.UUIDField()
    kind = models.CharField(max_length=8, choices=SlipKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    code_digest = models.CharField(max_length=64, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)
    printed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    letter_asked_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "batch"], name="slip_by_printing"),
            models.Index(fields=["school", "letter_asked_at"], name="slip_letters_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class OneTimeCode(models.Model):
    """A secret of minutes that lets one person choose a password, or proves who holds a slip.

    `road` says how it reached them; `maker_id` and `maker_label` who showed it, facing the person. Digest only.
    `used_at`: when it was typed; `spent_at`: when the password it allowed was chosen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    road = models.CharField(max_length=8, choices=Road)
    digest = models.CharField(max_length=64, unique=True)
    slip_id = models.UUIDField(null=True)
    maker_id = models.UUIDField(null=True)
    maker_label = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["slip_id"], name="one_time_code_of_slip")]

    def __str__(self) -> str:
        return f"{self.road} {self.person_id}"


class Tries(models.Model):
    """How often something was tried, and from when it may be tried again (preau.identity.throttle).

    `key` is a keyed digest of what is counted: an account as typed, an address, a password. `until` is in seconds since
    the epoch, real time.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.FloatField(db_index=True)

    class Meta:
        db_table = "identity_tries"

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"
