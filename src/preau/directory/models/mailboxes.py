"""Mailboxes that the directory held of somebody until it was given another."""

from django.db import models
from django.db.models.functions import Lower

from preau.directory.models.people import Person
from preau.kernel.ids import new_id


class FormerMailbox(models.Model):
    """An address that a person had until `changed_at`, kept three days: who really has the account reads it there.

    `told_at`: when it was told of the change; None until the room of accounts has looked at it. `disputed_at`: when
    whoever reads it said that the change was not theirs; such a row stays until the address on file changes again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    changed_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["email"], name="former_mailbox_untold", condition=models.Q(told_at__isnull=True)),
            models.Index(Lower("email"), name="former_mailbox_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
