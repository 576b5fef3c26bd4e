"""Second factors: what proves a second time who signs in, or who does a grave act."""

from django.db import models

from preau.identity.enums import FactorKind
from preau.identity.models.accounts import Account
from preau.kernel.ids import new_id


class SecondFactor(models.Model):
    """A passkey or an application of codes. Counts from `confirmed_at` on: before, it was never shown to work.

    - `credential_key`: digest of a passkey's id, to find it by; `credential`: its id and public key, as it gave them.
    - `sign_count`: how often the passkey says it was used: a copy of it would say less.
    - `secret`: the code application's key, sealed with the installation's; `last_step`: the last code taken, once each.
    - `device_id`: the known device on which it was added, so that what a thief added goes with the thief.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=FactorKind)
    name = models.CharField(max_length=80)
    credential_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique where there is one)
    credential = models.BinaryField(null=True)
    sign_count = models.PositiveBigIntegerField(default=0)
    secret = models.CharField(max_length=255, blank=True)
    last_step = models.BigIntegerField(default=0)
    device_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes on paper, for the day the second factor is lost. Its digest alone is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.id)
