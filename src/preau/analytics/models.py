"""Counts without names: one row per school, day, profile and service."""

from django.db import models

from preau.directory.models import SchoolOwned


class DailyCount(SchoolOwned):
    """Visits, distinct users and seconds of one profile on one service of one school on one day.

    A visit is a session that ends after 30 minutes of idleness (national audience measure, DNMA).
    """

    day = models.DateField()
    profile = models.CharField(max_length=24)
    service = models.CharField(max_length=40)
    device = models.CharField(max_length=10, default="other")
    visits = models.PositiveIntegerField(default=0)
    users = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "day", "profile", "service", "device"], name="count_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.profile} {self.service}"
