"""What this room keeps: figures of schools counted ahead, and what visitors wrote to the accessibility contact."""

from django.db import models

from preau.directory.models import LocalAuthority, Person, SchoolOwned
from preau.kernel.ids import new_id


class SchoolFigures(SchoolOwned):
    """Headcounts of a school as of `computed_at`, so that an officer's page does not count a whole territory."""

    students = models.PositiveIntegerField(default=0)
    guardians = models.PositiveIntegerField(default=0)
    staff = models.PositiveIntegerField(default=0)
    homerooms = models.PositiveIntegerField(default=0)
    without_homeroom = models.PositiveIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)
    accounts_used = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], name="figures_once_per_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.computed_at:%Y-%m-%d}"

    @property
    def people(self) -> int:
        """All people with a place."""
        return self.students + self.guardians + self.staff


class AdultChoice(SchoolOwned):
    """A pupil of 18 who decided something of late, as the school is told; what they decided is read from the person."""

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    told_on = models.DateField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "student"], name="adult_choice_once_per_school")]
        indexes = [models.Index(fields=["school", "told_on"], name="adult_choice_lately")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.told_on}"


class ContactRequest(models.Model):
    """A difficulty of access that somebody told, signed in or not; answered by the collectivity's named person.

    Without a collectivity when nobody was signed in: the operator of the platform answers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reply_to = models.CharField(max_length=254, blank=True)
    page = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["local_authority", "created_at"],
                name="contact_waiting",
                condition=models.Q(answered_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.page}"
