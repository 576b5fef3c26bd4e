"""What is taken away from accounts, and what a school opens of them to support. Both with reason, end and trace."""

from django.db import models

from preau.directory.models import Homeroom, Person, School, SchoolOwned
from preau.identity.enums import LockKind, LockTarget
from preau.kernel.ids import new_id


class Lock(models.Model):
    """One thing taken away from a person, a profile, a class or a whole school, until `ends_at` or until it is lifted.

    A person's lock holds wherever the account is used; the others in their school. No school: set by the platform.
    `closed_at`: lifted, or ended and seen so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=LockKind)
    target = models.CharField(max_length=8, choices=LockTarget)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=12, blank=True)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=250)
    set_by_id = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "closed_at"], name="lock_by_school")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class ViewOpening(SchoolOwned):
    """Support asks to see what one person of a school sees; the school says whom, and for how long (two hours at most).

    Nothing is seen before `opened_at`, after `ends_at` or after `closed_at`.
    """

    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_label = models.CharField(max_length=250)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    subject = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opened_label = models.CharField(max_length=250, blank=True)
    opened_by_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "asked_at"], name="view_opening_by_school")]

    def __str__(self) -> str:
        return str(self.id)
