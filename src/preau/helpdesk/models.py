"""What this room keeps: requests for help, and their answers."""

from django.db import models
from django.db.models import Q

from preau.directory.models import SchoolOwned
from preau.helpdesk.enums import Matter, State, Step


class HelpRequest(SchoolOwned):
    """What somebody asked a school, signed in or not, and what was answered.

    `asked_by`: their name; of a stranger, what they typed, with `reach`: the telephone or mail where to answer.
    `profile`: under which they hear of the answer. `page`: the name of the page they came from. `climbs_at`: when it
    climbs one step more, unless it was answered.
    """

    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    matter = models.CharField(max_length=6, choices=Matter)
    text = models.TextField()
    page = models.CharField(max_length=80, blank=True)
    reach = models.CharField(max_length=254, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_by_id = models.UUIDField(null=True)
    profile = models.CharField(max_length=32, blank=True)
    step = models.CharField(max_length=9, choices=Step, blank=True, default="")
    climbs_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "-asked_at"], name="help_of_school"),
            models.Index(fields=["asked_by_id"], name="help_of_person"),
            models.Index(fields=["climbs_at"], name="help_unanswered", condition=Q(state="sent")),
            models.Index(fields=["asked_at"], name="help_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def is_of_stranger(self) -> bool:
        """Whether it was asked without signing in: it is answered by telephone or mail."""
        return bool(self.reach)
