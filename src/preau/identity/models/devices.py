"""Devices that accounts are used on, notices about new ones, and the family's phone.

A device is a browser that keeps our signed cookie; `device_key` is the digest of what the cookie holds.
"""

from django.db import models

from preau.directory.models import Person, SchoolOwned
from preau.identity.models.accounts import Account
from preau.kernel.ids import new_id


class KnownDevice(models.Model):
    """A device on which an account has signed in. Until `trusted_until`, it asks no second factor at sign-in.

    `at_school`: first seen at an address that a school of the person declared as its own computers'.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    device_key = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    trusted_until = models.DateTimeField(null=True)
    at_school = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "device_key"], name="known_device_once")]

    def __str__(self) -> str:
        return self.name


class DeviceNotice(models.Model):
    """What one person is told of a new device: the account's own person, and a pupil's guardians."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(KnownDevice, null=True, on_delete=models.SET_NULL, related_name="+")
    device_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.device_name


class FamilySeat(models.Model):
    """An account that a family's device opens by a short code. Few wrong codes and the seat is gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    device_key = models.CharField(max_length=64, db_index=True)
    code = models.CharField(max_length=128)
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device_key", "account"], name="family_seat_once")]

    def __str__(self) -> str:
        return str(self.account)


class SchoolNetwork(SchoolOwned):
    """Addresses of a school's own computers: who signs in from there is on a shared computer unless they say not."""

    network = models.CharField(max_length=43, db_index=True)
    label = models.CharField(max_length=80, blank=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "network"], name="school_network_once")]

    def __str__(self) -> str:
        return self.network
