"""Accounts and sessions. An account belongs to a person, never to a school."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from preau.directory.models import Person, SchoolOwned
from preau.identity.enums import Road, SlipKind
from preau.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its login."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """One account per person, for all schools and authorities.

    `demo_label` marks the demonstration's cast, `demo_group` says under which title the sign-in page shows it.
    `session_epoch` is part of what a session proves: raising it ends them all, wherever a copy of one is kept.
    `joining` is the joining of two records that closed this account or gave it to the person kept, until it is undone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    login = models.CharField(max_length=120, unique=True)
    is_active = models.BooleanField(default=True)
    demo_label = models.CharField(max_length=200, blank=True)
    demo_group = models.CharField(max_length=40, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    joining = models.UUIDField(null=True)
    preferences = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    # "none", "operator" (that office alone) or "some": told by the selector that loads an account for a page.
    offices: str = "some"
    # Whether there is anything to look for: a place in a school, a guardianship. True until that selector says no.
    may_have_places: bool = True
    may_be_guardian: bool = True

    def __str__(self) -> str:
        return self.login

    @property
    def may_sign_in(self) -> bool:
        """True unless the account is closed or its person suspended or erased."""
        person = self.person
        return self.is_active and person.suspended_at is None and person.erased_at is None

    def get_session_auth_hash(self) -> str:
        """What a session of this account must carry."""
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secret keys."""
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}.{self.session_epoch}"


class AccountSession(AbstractBaseSession):
    """A session, findable by account so that it can be ended."""

    account_id = models.UUIDField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        db_table = "identity_session"

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from preau.identity.sessions import SessionStore

        return SessionStore


class Office(models.Model):
    """An office outside schools: an officer of a collectivity, or the operator of the platform (no collectivity)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    local_authority = models.ForeignKey(
        "directory.LocalAuthority", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "local_authority"], name="office_once_per_authority")]

    def __str__(self) -> str:
        return self.title


class Slip(SchoolOwned):
    """A printed code that opens the account of one person: one use, thirty days, void when printed again.

    Only digests are kept, keyed by the installation's secret: what is printed is read on paper and nowhere else.
    `batch` is one printing. `student` is the child a guardian's slip is about. A slip of kind LETTER opens nothing by
    itself: it is the posted proof that completes a guardian's slip.
    """

    batch = models.UUIDField()
    kind = models.CharField(max_length=8, choices=SlipKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    code_digest = models.CharField(max_length=64, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)
    printed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    letter_asked_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [
            models.Index(fields=["school", "batch"], name="slip_by_printing"),
            models.Index(fields=["school", "letter_asked_at"], name="slip_letters_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class OneTimeCode(models.Model):
    """A secret of minutes that lets one person choose a password, or proves who holds a slip.

    `road` says how it reached them; `maker_id` and `maker_label` who showed it, facing the person. Digest only.
    `used_at`: when it was typed; `spent_at`: when the password it allowed was chosen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    road = models.CharField(max_length=8, choices=Road)
    digest = models.CharField(max_length=64, unique=True)
    slip_id = models.UUIDField(null=True)
    maker_id = models.UUIDField(null=True)
    maker_label = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["slip_id"], name="one_time_code_of_slip")]

    def __str__(self) -> str:
        return f"{self.road} {self.person_id}"


class Tries(models.Model):
    """How often something was tried, and from when it may be tried again (preau.identity.throttle).

    `key` is a keyed digest of what is counted: an account as typed, an address, a password. `until` is in seconds since
    the epoch, real time.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.FloatField(db_index=True)

    class Meta:
        db_table = "identity_tries"

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"


# Tables with files of their own; Django looks for them here.
from preau.identity.external import ExternalKey, FederatedSession, SpentAnswer  # noqa: E402, F401
from preau.identity.token_models import ApiToken as ApiToken  # noqa: E402
