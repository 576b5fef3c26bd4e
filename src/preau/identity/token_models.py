"""Tokens of the API: a person's own, or a partner's, which a school or a collectivity lends to a tool of its choice."""

from django.db import models
from django.db.models import Q

from preau.directory.models import LocalAuthority, School
from preau.kernel.ids import new_id


class ApiToken(models.Model):
    """What opens the API without a session. Its secret is shown once; only its SHA-256 is kept.

    Exactly one owner: an account (personal), a school or a collectivity (partner). `ending` is the last characters of
    the secret, by which people tell their tokens apart. `last_used_at` is written at most every ten minutes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, null=True, on_delete=models.CASCADE, related_name="+")
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    ending = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_api_token"
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, school=None, local_authority=None)
                | Q(account=None, school__isnull=False, local_authority=None)
                | Q(account=None, school=None, local_authority__isnull=False),
                name="api_token_of_one_owner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} …{self.ending}"
