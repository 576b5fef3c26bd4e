"""Keys linked to accounts, what was already used once, and sessions that a source opened."""

from django.db import models

from preau.kernel.ids import new_id


class ExternalKey(models.Model):
    """A key of a source that opens an account; an account has several, a key opens one account.

    `key` is as `keys.Key.stored` writes it. `how`: "directory" (the records say so) or "proof" (the person showed it by
    signing in another way). `former`: the account it opened before the records of both persons were joined.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=250, unique=True)
    source = models.CharField(max_length=40)
    how = models.CharField(max_length=10)
    linked_at = models.DateTimeField()
    former = models.UUIDField(null=True)

    class Meta:
        db_table = "identity_external_key"

    def __str__(self) -> str:
        return self.key


class SpentAnswer(models.Model):
    """An answer, or a question answered, that may not serve again; kept until it would have expired anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_spent_answer"

    def __str__(self) -> str:
        return self.digest[:12]


class FederatedSession(models.Model):
    """A session opened by a source, so that the source can end it. Subject and index are digests of its own names."""

    session_key = models.CharField(max_length=40, primary_key=True)
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    index = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "identity_federated_session"
        indexes = [models.Index(fields=["source", "subject"], name="federated_by_subject")]

    def __str__(self) -> str:
        return f"{self.source} {self.account_id}"
