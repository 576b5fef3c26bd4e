"""People, their keys, and their places in schools."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import OFFICE_LISTED, AffiliationState, MatchState, Profile, RecordKind
from preau.directory.models.base import SchoolOwned
from preau.directory.models.places import EducationAuthority, School
from preau.kernel.fields import PlainOrderField
from preau.kernel.ids import new_id
from preau.kernel.tenancy import TenantModel
from preau.kernel.text import NAME_LENGTH


class Person(models.Model):
    """Someone. Belongs to no school; seen only through a place in one, or a link to someone who has."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("civilité"), max_length=5, blank=True)
    family_name = models.CharField(_("nom"), max_length=100)
    birth_name = models.CharField(_("nom de naissance"), max_length=100, blank=True)
    given_name = models.CharField(_("prénom"), max_length=100)
    search_name = models.CharField(max_length=NAME_LENGTH)  # kernel.text.folded_name
    birth_date = models.DateField(null=True)
    email = models.CharField(max_length=254, blank=True)
    mobile = models.CharField(max_length=32, blank=True)
    home_phone = models.CharField(max_length=32, blank=True)
    work_phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=250, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=60, blank=True)
    shares_address = models.BooleanField(default=False)
    takes_over_signatures_on = models.DateField(null=True)
    closes_guardian_messages_on = models.DateField(null=True)
    suspended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["suspended_at"],
                name="person_suspended",
                condition=models.Q(suspended_at__isnull=False),
            ),
            models.Index(Lower("email"), name="person_by_mailbox", condition=~models.Q(email="")),
            models.Index(
                fields=["closes_guardian_messages_on"],
                name="person_closed_messages",
                condition=models.Q(closes_guardian_messages_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name then family name, as people are addressed."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def listed_name(self) -> str:
        """Family name then given name, as lists in the order of names show it: people type what they see."""
        return f"{self.family_name} {self.given_name}".strip()


class ListedPerson(TenantModel):
    """Somebody with a place in a school, as lists of that school read them: in the order of names, from an index.

    Says nothing of its own: made from places, guardianships and names by preau.directory.bulk.listing, which follows
    each write of theirs. `profiles`: the sum of LISTED of each profile.
    """

    tenant_field: ClassVar[str] = "school"

    pk = models.CompositePrimaryKey("school_id", "person_id")
    # No constraint of the database: each row is made from one of a table that has them.
    school = models.ForeignKey(School, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    search_name = PlainOrderField(max_length=NAME_LENGTH)
    profiles = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["school", "search_name", "person", "profiles"], name="listed_by_name"),
            # Whom collectivities find, of hundreds of schools: a fiftieth of all who are listed.
            models.Index(
                fields=["school", "search_name", "person"],
                condition=models.Q(profiles__gte=OFFICE_LISTED),
                name="listed_offices",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.school_id}"


class ListedCount(TenantModel):
    """How many people of a school are listed under the same profiles: what a list counts at each page, kept with it."""

    tenant_field: ClassVar[str] = "school"

    pk = models.CompositePrimaryKey("school_id", "profiles")
    school = models.ForeignKey(School, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    profiles = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.school_id} {self.profiles}: {self.people}"


class DirectoryRecord(models.Model):
    """One entry of an academy's directory; (academy, kind, join key) is its key. Several may be one person."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(EducationAuthority, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=RecordKind)
    join_key = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="records")
    digest = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "kind", "join_key"], name="record_one_per_key")]

    def __str__(self) -> str:
        return f"{self.authority_id}-{self.kind}-{self.join_key}"


class RecordMatch(models.Model):
    """Two persons that may be one: joined only on proof or by an administrator, undone within 30 days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=MatchState, default=MatchState.PROPOSED)
    proof = models.CharField(max_length=200, blank=True)
    moved = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kept", "merged"], name="match_once_per_pair"),
            models.CheckConstraint(condition=~models.Q(kept=models.F("merged")), name="match_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} + {self.merged_id} ({self.state})"


class Affiliation(SchoolOwned):
    """The place of a person in a school under one national profile. Guardians have theirs through guardianships."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliations")
    profile = models.CharField(_("profil"), max_length=12, choices=Profile)
    state = models.CharField(max_length=9, choices=AffiliationState, default=AffiliationState.ACTIVE)
    source_key = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(max_length=16, null=True)
    starts_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "person", "profile"], name="affiliation_once_per_profile")
        ]
        indexes = [models.Index(fields=["school", "profile", "state"], name="affiliation_by_profile")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.profile} {self.school_id}"


class StaffFunction(SchoolOwned):
    """A function of a member of staff in a school (ENTPersonFonctions), with its discipline."""

    affiliation = models.ForeignKey(Affiliation, on_delete=models.CASCADE, related_name="functions")
    code = models.CharField(max_length=8)
    label = models.CharField(max_length=120, blank=True)
    discipline_code = models.CharField(max_length=12, blank=True)
    discipline_label = models.CharField(max_length=120, blank=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "affiliation", "code", "discipline_code"],
                name="function_once_per_discipline",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.code


class HomeroomTeacher(SchoolOwned):
    """A professeur principal of a class."""

    homeroom = models.ForeignKey("directory.Homeroom", on_delete=models.CASCADE, related_name="head_teachers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "homeroom", "person"], name="head_teacher_once_per_class")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.homeroom_id}"
