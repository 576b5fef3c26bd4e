"""Writes: an account opened for a known person, keys linked to it, by the directory or by the person's own proof."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.directory.errors import Refused as DirectoryRefused
from preau.directory.models import Person
from preau.directory.services import join_by_assertion
from preau.identity import telling
from preau.identity.admitting import may_enter
from preau.identity.external import ExternalKey
from preau.identity.federation import matching
from preau.identity.federation.keys import Key
from preau.identity.federation.sources import Source
from preau.identity.models import Account
from preau.identity.opening import proposed_login
from preau.identity.services import Refused, open_account
from preau.kernel import audit, clock, mail
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id


class NoPlace(Refused):
    """The person is known and has no place today: nothing opens."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a believed answer carries: its source, its keys, and its name for the trail."""

    source: Source
    keys: tuple[Key, ...]
    identifier: str


def _first(persons: Sequence[uuid.UUID]) -> uuid.UUID:
    """Of several records of one person, the one whose account they use; else the first the keys name."""
    accounts = {one.person_id: one for one in Account.objects.filter(person_id__in=persons, is_active=True)}
    used = [(one.last_login, one.person_id) for one in accounts.values() if one.last_login is not None]
    if used:
        return max(used)[1]
    return next((person for person in persons if person in accounts), persons[0])


@transaction.atomic
def enter(*, assertion: Assertion) -> Account | None:
    """The account that a believed answer opens; None when its keys name nobody for sure: the person must prove it.

    Records whose keys one answer carries are one person: they are joined into the one whose account is used. Keys are
    linked. A person of the directory who had no account gets one, without a password. Raises NoPlace.
    """
    found = matching.find(assertion.keys, assertion.source.name)
    if not found.persons:
        return None
    person = Person.objects.select_for_update(of=("self",)).get(pk=_first(found.persons))
    account = Account.objects.select_related("person").filter(person=person).first()
    if not may_enter(account or Account(person=person)):
        raise NoPlace(
            _("Ce compte n’ouvre plus rien : la personne n’a plus de place, ou une décision de justice l’écarte.")
        )
    actor = Actor(person.full_name, person.pk)
    if len(found.persons) > 1:
        _join(actor, assertion, found)
    if account is None:
        account = open_account(actor=actor, person=person, login=proposed_login(person))
        telling.account_opened(person=person, login=account.login, account_id=account.pk, road=assertion.source.name)
    if not found.linked:
        _link(actor, account, assertion, "directory")
    return account


def _join(actor: Actor, assertion: Assertion, found: matching.Found) -> None:
    name = f"{assertion.source.name} {assertion.identifier}"
    try:
        with transaction.atomic():
            join_by_assertion(actor=actor, keys=found.records, assertion=name, parted_too=False)
    except DirectoryRefused:
        return  # one of them is joined elsewhere, or one answers for the other: the first enters alone


def _link(actor: Actor, account: Account, assertion: Assertion, how: str) -> int:
    """Link the keys that are not this account's yet; how many. The directory takes a key away from another account."""
    source = assertion.source.name
    names = [key.stored(source) for key in assertion.keys]
    kept = {one.key: one for one in ExternalKey.objects.select_for_update(of=("self",)).filter(key__in=names)}
    fresh = [name for name in names if name not in kept]
    moved = [one for one in kept.values() if one.account_id != account.pk]
    if moved and how == "proof":
        raise Refused(_("Cette identité est déjà reliée à un autre compte. L’établissement peut les réunir."))
    if not fresh and not moved:
        return 0
    ExternalKey.objects.bulk_create(
        [ExternalKey(id=new_id(), account=account, key=name, source=source, how=how, linked_at=clock.now())
         for name in fresh]
    )  # fmt: skip
    ExternalKey.objects.filter(pk__in=[one.pk for one in moved]).update(
        account=account, how=how, source=source, linked_at=clock.now(), former=F("account_id")
    )
    audit.record(
        actor=actor, action="identity.link_keys", subject="account", subject_id=account.pk,
        data={"source": assertion.source.label, "how": how, "count": len(fresh) + len(moved), "moved": len(moved)},
    )  # fmt: skip
    return len(fresh) + len(moved)


@transaction.atomic
def link_by_proof(*, actor: Actor, account: Account, assertion: Assertion) -> int:
    """Link an answer that named nobody to the account its person signed in to otherwise; how many keys.

    Raises Refused for a key of another account, and for one that the directory gives to others only.
    """
    for key in assertion.keys:
        others = matching.candidates(key, assertion.source.name)
        if others and account.person_id not in others:
            raise Refused(
                _("L’annuaire donne cette identité à quelqu’un d’autre. Faites vérifier votre fiche au secrétariat.")
            )
    count = _link(actor, account, assertion, "proof")
    if count:
        _tell_linked(assertion.source, account)
    return count


def _tell(account: Account, subject: str, text: str, key: str) -> None:
    person = account.person
    body = _("Bonjour %(name)s,") % {"name": person.full_name}
    warning = _("Si ce n’était pas vous, prévenez l’établissement : il ferme le compte aussitôt.")
    if "@" in person.email:
        mail.send(
            to=person.email, subject=subject, text=f"{body}\n\n{text}\n\n{warning}\n\n{settings.PUBLIC_URL}\n", key=key
        )


def _tell_linked(source: Source, account: Account) -> None:
    text = _("Vous pouvez désormais entrer avec %(source)s : cette identité est reliée à votre compte.") % {
        "source": source.label
    }
    key = f"federation/linked/{account.pk}/{source.name}/{int(clock.now().timestamp())}"
    _tell(account, _("Une identité est reliée à votre compte"), text, key)
