"""What schools and collectivities changed of the declared policy, and rights given with dates.

A policy is declared in code (access/defaults.py, access/roles.py); only what differs from it is a row. `version` is
another value at each writing: who saves says which one they read, so that two people never overwrite each other.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.access.enums import CrisisKind, Direction, GroupKind, MandateKind, OpeningState, Right, Subject
from preau.directory.enums import SchoolKind
from preau.directory.models import Homeroom, LocalAuthority, Person, School, SchoolOwned, SchoolYear
from preau.kernel.fields import NamedField
from preau.kernel.ids import new_id


class SchoolSetting(SchoolOwned):
    """One entry that a school set otherwise than its collectivity, or the default, does."""

    subject = models.CharField(max_length=8, choices=Subject)
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=12)
    version = models.UUIDField(default=new_id)
    changed_by = models.CharField(max_length=200)
    changed_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "subject", "key"], name="school_setting_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} = {self.value}"


class AuthoritySetting(models.Model):
    """One entry that a collectivity set for its schools of one kind (all kinds when blank).

    `locked`: its schools may not set it otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="+", db_index=False)
    school_kind = models.CharField(max_length=16, choices=SchoolKind, blank=True)
    subject = models.CharField(max_length=8, choices=Subject)
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=12)
    locked = models.BooleanField(default=False)
    version = models.UUIDField(default=new_id)
    changed_by = models.CharField(max_length=200)
    changed_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["local_authority", "school_kind", "subject", "key"], name="authority_setting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} = {self.value}"


class SpaceOpening(SchoolOwned):
    """The day from which pupils and guardians enter: of the school, of one level, or of one class; the nearest wins.

    Before it they meet a page that says the day; staff enter always. No row: open.
    """

    level_label = models.CharField(max_length=80, blank=True)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    opens_on = models.DateField(_("ouvre le"))
    version = models.UUIDField(default=new_id)
    changed_by = models.CharField(max_length=200)
    changed_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "homeroom"], condition=Q(homeroom__isnull=False), name="space_opens_once_per_class"
            ),
            models.UniqueConstraint(
                fields=["school", "level_label"], condition=Q(homeroom=None), name="space_opens_once_per_level"
            ),
            models.CheckConstraint(condition=Q(homeroom=None) | Q(level_label=""), name="space_opens_of_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.opens_on}"


class SchoolLink(SchoolOwned):
    """One school's word that members of a group of one school may write to a group of the other.

    It holds while the other school says the same, the other way round: nobody opens another school's people alone.
    """

    other_school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction)
    own_kind = models.CharField(max_length=24, choices=GroupKind)
    other_kind = models.CharField(max_length=24, choices=GroupKind)
    declared_by = models.CharField(max_length=200)
    declared_by_id = models.UUIDField(null=True)
    declared_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "other_school", "direction", "own_kind", "other_kind"], name="school_link_once"
            ),
            models.CheckConstraint(condition=~Q(school=models.F("other_school")), name="school_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.own_kind} {self.direction} {self.other_kind}"


class Delegation(SchoolOwned):
    """A right confided to a member of staff, from the first to the last day, both counted; in one class when named."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    right = NamedField(_("droit"), max_length=20, choices=Right)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"))
    reason = models.CharField(_("motif"), max_length=200)
    given_by = models.CharField(max_length=200)
    given_by_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="delegation_ends_after_start")
        ]
        indexes = [models.Index(fields=["school", "person", "ends_on"], name="delegation_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.right}"


class Mandate(SchoolOwned):
    """An elected place of a pupil or a guardian: in a class, or in the school's council when no class is named."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=MandateKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    homeroom = models.ForeignKey(Homeroom, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "kind", "person", "homeroom"],
                condition=Q(ended_at=None), name="mandate_once_per_class",
            ),
            models.UniqueConstraint(
                fields=["school", "school_year", "kind", "person"],
                condition=Q(ended_at=None, homeroom=None), name="mandate_once_per_school",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class ElectedConsent(SchoolOwned):
    """A guardian accepts that elected parents of a child's class write to them, through a group that names nobody.

    There is no row before they say so, and none once they take it back.
    """

    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    homeroom = models.ForeignKey(Homeroom, on_delete=models.CASCADE, related_name="+", db_index=False)
    given_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "homeroom", "guardian"], name="elected_consent_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.guardian_id} {self.homeroom_id}"


class ReplyClosing(SchoolOwned):
    """A person's word that what they wrote is not to be answered: by `towards`, in `thread`, or by them in that thread.

    `towards` empty: by nobody in the thread; `thread` empty: in no thread with that person. It holds until
    `reopened_at`, in that school. First messages that a rule lets them write are not stopped by it.
    """

    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    towards = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    thread = models.UUIDField(null=True)
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(towards__isnull=False) | Q(thread__isnull=False), name="reply_closing_names_something"
            ),
            models.UniqueConstraint(
                fields=["school", "closed_by", "towards", "thread"],
                condition=Q(reopened_at=None), name="reply_closed_once",
            ),
            models.UniqueConstraint(
                fields=["school", "closed_by", "towards"],
                condition=Q(reopened_at=None, thread=None), name="reply_closed_once_to_person",
            ),
            models.UniqueConstraint(
                fields=["school", "closed_by", "thread"],
                condition=Q(reopened_at=None, towards=None), name="reply_closed_once_in_thread",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.closed_by_id} {self.towards_id} {self.thread}"


class NameOpening(SchoolOwned):
    """A dated request of an officer or the operator to see names of one school, and what the school answered."""

    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_as = models.CharField(max_length=200)
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(_("motif"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("durée en heures"))
    state = models.CharField(max_length=7, choices=OpeningState, default=OpeningState.ASKED)
    asked_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200, blank=True)
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    looks = models.PositiveIntegerField(default=0)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "state", "asked_at"], name="opening_by_state"),
            models.Index(fields=["school", "asked_by", "state"], name="opening_by_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_as} {self.state}"


class Crisis(models.Model):
    """What is closed for a time in a school, in a collectivity's schools, or everywhere (neither named).

    `notice`: what people read of it; `reason`: what the trail says. It holds nothing after `ends_at`, nor once it was
    ended (`closed_at`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.CASCADE, related_name="+")
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=CrisisKind)
    notice = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=200)
    set_by_id = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(school=None) | Q(local_authority=None), name="crisis_in_one_place",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["ends_at"], name="crisis_standing", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
