"""What this room keeps: lessons released to pupils who missed them, and which of these they have done.

`lesson` is a number without a key to its table, as in the diary: a week that changes takes lessons away.
"""

from django.db import models

from preau.directory.models import Person, SchoolOwned


class Release(SchoolOwned):
    """A lesson that its teacher gives to catch up. `starts`: minutes after midnight; `note`: a word to the pupils;
    `version`: raised each time the note is written again. `released_at`, `released_by`: the last time it was given.
    """

    lesson = models.UUIDField()
    day = models.DateField()
    starts = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=200)
    released_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "lesson"], name="released_once_per_lesson")]

    def __str__(self) -> str:
        return f"{self.day} {self.subject}"


class CatchUp(SchoolOwned):
    """A released lesson, given to one pupil. `done_at`: when they said that it is done."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="given", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "pupil", "release"], name="catch_up_once_per_pupil")]
        indexes = [models.Index(fields=["school", "release"], name="catch_ups_of_release")]

    def __str__(self) -> str:
        return f"{self.release_id}"
