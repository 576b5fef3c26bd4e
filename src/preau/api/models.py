"""What the API remembers: answers to writes, so that one sent again is answered again and not done again."""

from django.db import models

from preau.kernel.ids import new_id


class IdempotentAnswer(models.Model):
    """The answer given to a write that carried a key. `owner`: the token or the account that sent it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField()
    person_id = models.UUIDField(null=True, db_index=True)
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=80, default="", blank=True)
    etag = models.CharField(max_length=80, default="", blank=True)
    content = models.BinaryField(default=b"")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "api_idempotent_answer"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.key} ({self.status})"
