"""Accounts and sessions. An account belongs to a person, never to a school."""

from collections.abc import Iterator
from typing import ClassVar

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


# Tables of a package of the room; Django looks for them here.
from preau.identity.external import ExternalKey, FederatedSession, SpentAnswer  # noqa: E402, F401
