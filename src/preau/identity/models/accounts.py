"""Accounts and sessions. An account belongs to a person, never to a school."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from preau.directory.models import Person
from preau.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its login."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """One account per person, for all schools and authorities.

    `demo_label` marks the demonstration's cast, `demo_group` says under which title the sign-in page shows it.
    `session_epoch` is part of what a session proves: raising it ends them all, wherever a copy of one is kept.
    `factor_failures` are wrong second factors since `factor_failed_at` (identity.attempts).
    `reset_asked_at`: the account was made safe, and opens again only with a new password, given after a verification.
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
    factor_failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    factor_failed_at = models.DateTimeField(null=True)
    reset_asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    # Told by the selector that loads an account for a page. `offices`: "none", "operator" (that office alone) or
    # "some"; `factors`: second factors that work.
    offices: str = "some"
    factors: int = 0
    # How many things wait for its person, as rooms above count them (`unread.py`).
    unread: int = 0
    # The same, by mailbox: read where a page is made.
    boxes: Mapping[str, int] = MappingProxyType({})
    # Its person's places with what pages show of their schools, as that selector reads them; None until it did.
    places: Sequence[tuple[Any, ...]] | None = None
    # Whether there is anything to look for: a guardianship, a new device to answer for, a lock to sign in. True until
    # that selector says no.
    may_be_guardian: bool = True
    may_have_notices: bool = True
    may_be_locked: bool = True
    # Noted by `admitting.admit` when this very object was let in; None before.
    found_professional: bool | None = None

    def __str__(self) -> str:
        return self.login

    @property
    def may_sign_in(self) -> bool:
        """True unless the account is closed or waits for a new password, or its person is suspended or erased."""
        person = self.person
        return (
            self.is_active and self.reset_asked_at is None and person.suspended_at is None and person.erased_at is None
        )

    @property
    def may_be_reset(self) -> bool:
        """True when its person may choose a new password: as for signing in, and when the account waits for one."""
        return self.is_active and self.person.suspended_at is None and self.person.erased_at is None

    def get_session_auth_hash(self) -> str:
        """What a session of this account must carry."""
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secret keys."""
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}.{self.session_epoch}"


class AccountSession(AbstractBaseSession):
    """A session, findable by account so that it can be ended; how long it lives is said by identity.lifetimes."""

    account_id = models.UUIDField(null=True, db_index=True)
    device_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=6, blank=True, default="", db_default="")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        db_table = "identity_session"

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from preau.identity.sessions import SessionStore

        return SessionStore


class Office(models.Model):
    """An office outside schools: an officer of a collectivity, or the operator of the platform (no collectivity).

    `is_support`: helps people and runs nothing; sees nothing but what a school opens.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    local_authority = models.ForeignKey(
        "directory.LocalAuthority", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=120)
    is_support = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "local_authority"], name="office_once_per_authority")]

    def __str__(self) -> str:
        return self.title
