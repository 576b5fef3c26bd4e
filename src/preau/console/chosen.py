"""People chosen in the list: for whom an act on many would be done, and whom it leaves out and why. Reads only.

An act is done with the service that does it elsewhere, and reaches exactly whom it reaches there: slips and reminders
the classes and colleagues whose accounts the hat opens, groups the pupils of the school, suspensions its people.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, classes_to_open, staff_to_open
from preau.console import activation, staff_accounts
from preau.console.paper import Paper
from preau.console.selectors.people import PersonRow
from preau.directory.enums import Profile
from preau.directory.models import Person
from preau.identity.enums import LockTarget, SlipKind
from preau.identity.public import Lock, Printed, Wanted, locks_of_school, never_came
from preau.kernel import mail

NAMED = 20
"""Names told of those left out for one reason; of more it says the number."""
MOST_SLIPS, MOST_LOCKS = 200, 50
"""At once: more slips are printed class by class, more people are suspended by their class or profile."""
STUDENT, GUARDIAN = Profile.STUDENT.value, Profile.GUARDIAN.value


SLIPS, REMIND, GROUP, SUSPEND, GIVE_BACK = "fiches", "rappel", "groupe", "suspendre", "rendre"


def acts_for(hat: Hat, school_id: uuid.UUID) -> tuple[tuple[str, str], ...]:
    """What this hat may do to people chosen in the list, as (word in the address, words)."""
    here = Thing(school_id)
    found: list[tuple[str, str]] = []
    if can(hat, Right.OPEN_ACCOUNTS, here):
        found.append((f"{SLIPS}-eleves", _("Imprimer les fiches des élèves")))
        found.append((f"{SLIPS}-responsables", _("Imprimer les fiches des responsables")))
    if can(hat, Right.OPEN_STAFF_ACCOUNTS, here):
        found.append((f"{SLIPS}-personnels", _("Imprimer les fiches des personnels")))
    if found and mail.is_configured():
        found.append((REMIND, _("Rappeler par courriel")))
    if can(hat, Right.SET_GROUPS, here):
        found.append((GROUP, _("Ajouter à un groupe")))
    if hat.profile == Profile.HEAD:
        found += [(SUSPEND, _("Suspendre un droit")), (GIVE_BACK, _("Rendre les droits suspendus"))]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Those left out for one reason."""

    reason: str
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.names)

    @property
    def named(self) -> tuple[str, ...]:
        """Those told by name."""
        return self.names[:NAMED]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Those chosen whom an act is for, and those it leaves out."""

    kept: Sequence[PersonRow]
    left: Sequence[LeftOut]


def sort_out(rows: Sequence[PersonRow], why: Callable[[PersonRow], str]) -> Sorted:
    """`why`: the reason that leaves somebody out, as the heading of several; empty when the act is for them."""
    kept: list[PersonRow] = []
    left: dict[str, list[str]] = {}
    for row in rows:
        if reason := why(row):
            left.setdefault(reason, []).append(row.name)
        else:
            kept.append(row)
    return Sorted(kept, [LeftOut(reason, tuple(names)) for reason, names in left.items()])


def ids_of(rows: Sequence[PersonRow]) -> list[uuid.UUID]:
    """Their identifiers."""
    return [uuid.UUID(one.id) for one in rows]


# --- slips and reminders --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips that would be printed: in the order of the list, a guardian once for each child."""

    kind: SlipKind
    people: Sequence[Any]
    left: Sequence[LeftOut]
    wanted: Sequence[Wanted] = field(default_factory=list)

    def paper(self, school_name: str, printed: Sequence[Printed]) -> Paper:
        """The printing."""
        if self.kind == SlipKind.STAFF:
            return staff_accounts.paper_of(school_name, self.people, printed)
        label = ngettext("%(num)s fiche", "%(num)s fiches", len(printed)) % {"num": len(printed)}
        return activation.paper_of(self.kind, school_name, label, self.people, printed)


def _pupils(hat: Hat, rows: Sequence[PersonRow]) -> Slips:
    found = {str(one.person.pk): one for one in activation.pupils_among(classes_to_open(hat), ids_of(rows))}

    def why(row: PersonRow) -> str:
        if STUDENT not in row.profiles:
            return _("Ne sont pas des élèves de l’établissement")
        if row.id not in found:
            return _("Dans aucune classe que vous ouvrez")
        return _("Déjà venus") if found[row.id].has_come else ""

    told = sort_out(rows, why)
    people = [found[row.id] for row in told.kept]
    return Slips(SlipKind.PUPIL, people, told.left, [Wanted(one.person.pk) for one in people])


def _guardians(hat: Hat, rows: Sequence[PersonRow]) -> Slips:
    links: dict[str, list[activation.Someone]] = {}
    barred: set[str] = set()
    for one, has_account in activation.guardians_among(classes_to_open(hat), ids_of(rows)):
        if has_account:
            links.setdefault(str(one.person.pk), []).append(one)
        else:
            barred.add(str(one.person.pk))

    def why(row: PersonRow) -> str:
        if row.id in links:
            return _("Déjà venus") if links[row.id][0].has_come else ""
        if row.id in barred:
            return _("N’ont pas droit à un compte")
        return _("Ne répondent d’aucun élève d’une classe que vous ouvrez")

    told = sort_out(rows, why)
    people = [one for row in told.kept for one in links[row.id]]
    return Slips(SlipKind.GUARDIAN, people, told.left, [Wanted(one.person.pk, one.student.pk) for one in people])


def _staff(hat: Hat, rows: Sequence[PersonRow]) -> Slips:
    chosen = {one.id for one in rows}
    places = [one for one in staff_to_open(hat) if str(one.person.pk) in chosen]
    found = {str(one.person.pk): one for one in staff_accounts.colleagues(places)}

    def why(row: PersonRow) -> str:
        if row.id not in found:
            return _("Ne sont pas des personnels dont vous ouvrez le compte")
        return _("Déjà venus") if found[row.id].has_come else ""

    told = sort_out(rows, why)
    people = [found[row.id] for row in told.kept]
    return Slips(SlipKind.STAFF, people, told.left, [Wanted(one.person.pk) for one in people])


_SLIPS = {"eleves": _pupils, "responsables": _guardians, "personnels": _staff}
KINDS = tuple(_SLIPS)


def slips_for(kind: str, hat: Hat, rows: Sequence[PersonRow]) -> Slips:
    """The slips of that kind (one of KINDS) that this hat would print for these people."""
    return _SLIPS[kind](hat, rows)


def reminders_for(hat: Hat, rows: Sequence[PersonRow]) -> Sorted:
    """Whom this hat would remind among these people: those whose account it opens, by whatever place they have."""
    ids, classes = ids_of(rows), classes_to_open(hat)
    reached = [one.person for one in activation.pupils_among(classes, ids)]
    reached += [one.person for one, has_account in activation.guardians_among(classes, ids) if has_account]
    reached += [one.person for one in staff_to_open(hat)]
    people = {str(one.pk): one for one in reached}
    absent = never_came([uuid.UUID(one.id) for one in rows if one.id in people])

    def why(row: PersonRow) -> str:
        if row.id not in people:
            return _("Vous n’ouvrez pas leur compte")
        if people[row.id].pk not in absent:
            return _("Déjà venus")
        return "" if "@" in people[row.id].email else _("Sans adresse électronique connue")

    return sort_out(rows, why)


# --- groups and suspensions -----------------------------------------------------------------------------------------


def pupils_for_group(rows: Sequence[PersonRow], inside: frozenset[uuid.UUID] = frozenset()) -> Sorted:
    """Pupils of the school among them, who are not in the group yet (`inside`: who is)."""
    held = {str(one) for one in inside}

    def why(row: PersonRow) -> str:
        if STUDENT not in row.profiles:
            return _("Ne sont pas des élèves de l’établissement")
        return _("Déjà dans le groupe") if row.id in held else ""

    return sort_out(rows, why)


def to_suspend(rows: Sequence[PersonRow], me: uuid.UUID | None) -> Sorted:
    """All but oneself."""
    return sort_out(rows, lambda row: _("Vous-même") if row.id == str(me) else "")


def locks_to_lift(school_id: uuid.UUID, rows: Sequence[PersonRow]) -> tuple[Sorted, list[Lock]]:
    """Those of whom the school suspended something by name, and what."""
    chosen = {one.id for one in rows}
    locks = [
        one for one in locks_of_school(school_id) if one.target == LockTarget.PERSON and str(one.person_id) in chosen
    ]
    held = {str(one.person_id) for one in locks}
    told = sort_out(rows, lambda row: "" if row.id in held else _("Rien ne leur est suspendu par l’établissement"))
    return told, locks


def people_of(rows: Sequence[PersonRow]) -> list[Person]:
    """The same, as the directory keeps them."""
    return list(Person.objects.filter(pk__in=ids_of(rows), erased_at=None))
