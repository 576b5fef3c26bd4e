"""Who of the staff looked at a pupil's file."""

from django.db import models

from preau.directory.enums import Profile
from preau.directory.models.base import SchoolOwned
from preau.directory.models.people import Person


class FileReading(SchoolOwned):
    """That somebody opened a pupil's file on a day, the first and the last time. `profile`: of the hat then worn."""

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=12, choices=Profile)
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "student", "day", "reader"], name="reading_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.student_id} {self.day}"
