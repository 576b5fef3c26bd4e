"""Accounts of the demonstration's cast, opened by the services of this room.

`cast` is plain data (slug, kind, join_key, given_name, family_name, label, login, school_keys).
"""

import uuid
from collections.abc import Iterable
from typing import Any

from preau.directory.models import DirectoryRecord, LocalAuthority, Person
from preau.identity.models import Account
from preau.identity.services import give_office, open_account
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.text import folded_name

_KINDS = {
    "student": "Élèves",
    "guardian": "Responsables",
    "officer": "Collectivités",
    "operator": "Plateforme",
}
_GROUPS = (
    "Élèves",
    "Responsables",
    "Enseignants",
    "Vie scolaire",
    "Direction",
    "Services",
    "Collectivités",
    "Plateforme",
)
# Whom the sign-in page shows first under each title.
_STAFF = {
    "claire-roux": "Enseignants",
    "marc-petit": "Enseignants",
    "lucie-perrin": "Enseignants",
    "anne-vidal": "Direction",
    "nadia-leroy": "Vie scolaire",
    "farid-meziane": "Vie scolaire",
    "helene-garnier": "Direction",
    "yves-caron": "Direction",
    "olivier-blanc": "Direction",
}
_SUPPORT = {"victor-lambert"}
_OFFICES = {"paul-faure": "region", "julie-morin": "department"}


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Open what is not open yet, group after group, so that the page shows them in this order."""
    members = list(cast)
    own: dict[str, dict[uuid.UUID, Any]] = {member.kind: {} for member in members}
    for member in members:
        if member.join_key is not None and (person := _person(actor, member)) is not None:
            own[member.kind][person.pk] = member
    twice = {member.slug for pk, member in own.get("guardian", {}).items() if pk in own.get("staff", {})}
    for group in _GROUPS:
        ranked = [one for one in members if _group(one) == group and one.slug not in twice]
        for member in sorted(ranked, key=lambda one: one.slug not in ("claire-roux", "helene-garnier")):
            _open(actor, member, group)


def _group(member: Any) -> str:
    return _KINDS.get(member.kind) or _STAFF.get(member.slug, "Services")


def _open(actor: Actor, member: Any, group: str) -> None:
    if Account.objects.filter(login=member.login).exists():
        return
    person = _person(actor, member)
    if person is None or Account.objects.filter(person=person).exists():
        return  # not in this academy
    open_account(actor=actor, person=person, login=member.login, demo_label=member.label, demo_group=group)


def _person(actor: Actor, member: Any) -> Person | None:
    if member.join_key is not None:
        record = DirectoryRecord.objects.filter(kind=member.kind, join_key=member.join_key).first()
        return record.person if record else None
    authority = None
    if member.kind == "officer":
        authority = LocalAuthority.objects.filter(kind=_OFFICES.get(member.slug, "")).order_by("name").first()
        if authority is None:
            return None
    # Nobody's directory carries officers: they are made with their office.
    person = Person.objects.create(
        id=new_id(),
        given_name=member.given_name,
        family_name=member.family_name,
        search_name=folded_name(member.family_name, member.given_name),
    )
    title = member.label.rstrip(".")
    give_office(
        actor=actor, person=person, title=title, local_authority_id=authority.pk if authority else None,
        is_support=member.slug in _SUPPORT,
    )  # fmt: skip
    return person
