"""A cast everyone knows: the people that every demonstration academy has, found by the name tests call them.

"Samira Benali has three children in three schools of two collectivities; Claire Roux teaches in two schools; two
guardians are called Sophie Martin and must never meet." The whole cast is in preau.imports.demo.cast.
"""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.test import Client

import strong
from preau.directory.models import DirectoryRecord, Person, School
from preau.imports.demo.cast import CAST, COLLEGE, ECOLE, LP, LYCEE, SCHOOLS, CastMember
from preau.kernel import scope
from preau.kernel.actor import Actor

__all__ = ["COLLEGE", "ECOLE", "LP", "LYCEE", "Academy", "Member"]


@dataclass(frozen=True)
class Member:
    """One of the cast, in the database of the present test."""

    member: CastMember

    @property
    def slug(self) -> str:
        """What tests call them."""
        return self.member.slug

    @cached_property
    def account(self) -> Any:
        """Their account; the seeds make one for each of the cast."""
        return apps.get_model("identity", "Account").objects.select_related("person").get(login=self.member.login)

    @cached_property
    def person(self) -> Person:
        """Who they are: by their record in the directory, or by their account for those no directory carries."""
        if self.member.join_key is None:
            return self.account.person  # type: ignore[no-any-return]
        record = DirectoryRecord.objects.select_related("person").get(
            kind=self.member.kind, join_key=self.member.join_key
        )
        return record.person

    @property
    def actor(self) -> Actor:
        """Them, acting."""
        return Actor(label=self.person.full_name, person_id=self.person.pk)


class Academy:
    """The demonstration academy, imported by the real importer and filled by the rooms' seeds."""

    def __init__(self) -> None:
        self._members = {one.slug: Member(one) for one in CAST}

    def __getitem__(self, name: str) -> Member:
        """By slug ("samira-benali"), or by given name when only one has it ("samira")."""
        if name in self._members:
            return self._members[name]
        found = [one for slug, one in self._members.items() if slug.startswith(f"{name}-")]
        if len(found) != 1:
            raise KeyError(f"{name!r} names {len(found)} of the cast")
        return found[0]

    def school(self, key: str) -> School:
        """A school of the cast by its key (LYCEE, LP, COLLEGE, ECOLE)."""
        uai = next(one.uai for one in SCHOOLS if one.key == key)
        return School.objects.get(uai=uai)

    def scope_of(self, *keys: str) -> scope.Scope:
        """The scope of these schools of the cast."""
        return scope.Scope.of(self.school(key).pk for key in keys)

    def client(self, name: str, **extra: Any) -> Client:
        """A browser signed in as one of the cast."""
        return self.client_for(self[name].account, **extra)

    @staticmethod
    def client_for(account: Any, *, proved: bool = True, **extra: Any) -> Client:
        """A browser signed in with this account; a professional one with its second factor given (see strong.py)."""
        client = Client(**extra)
        with scope.everything("signing in for a test"):
            client.force_login(account)
        if proved:
            strong.prove(client, account)
        return client

    @staticmethod
    def account_of(person: Person) -> Any:
        """The account of anyone of the academy, made when they have none yet."""
        from preau.kernel import clock

        Account = apps.get_model("identity", "Account")
        account, _ = Account.objects.get_or_create(
            person=person, defaults={"login": f"test.{uuid.uuid4().hex[:12]}", "created_at": clock.now()}
        )
        return account
