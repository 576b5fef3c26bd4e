"""Which colleagues never came, and their slips. Reads only; who may look is preau.access's word, asked by the views."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from preau.access.public import StaffPlace
from preau.console.paper import Paper, sheet
from preau.directory.enums import Profile
from preau.directory.models import Person
from preau.identity.enums import SlipKind
from preau.identity.public import Printed, contacts_of, never_came, with_wide_rights
from preau.kernel.text import fold
from preau.ui.listing import Line, told_apart


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff, what they are in the school, and whether they ever came.

    `may_be_shown`: whether somebody may show them a code; those with wide rights prove themselves by a contact on file.
    `is_stuck`: neither way is open to them. `apart`: what tells them from a namesake of the school, if any;
    `reached`: then, the address or number on file, masked.
    """

    person: Person
    words: str
    has_come: bool
    may_be_shown: bool
    is_stuck: bool
    apart: str = ""
    reached: str = ""

    @property
    def told(self) -> str:
        """Their name, with what tells them from a namesake: what a listener hears of a button."""
        return f"{self.person.full_name}, {self.apart}" if self.apart else self.person.full_name


KEYS: Mapping[str, Callable[[Colleague], Any]] = {
    "nom": lambda one: (fold(one.person.family_name), fold(one.person.given_name)),
    "profil": lambda one: fold(one.words),
}
"""Ways to sort them."""


def colleagues(places: Sequence[StaffPlace]) -> list[Colleague]:
    """These members of staff, in their order; as many reads for a hundred as for one."""
    ids = [one.person.pk for one in places]
    absent, wide = never_came(ids), with_wide_rights(ids)
    return _told_apart(
        [_colleague(one, has_come=one.person.pk not in absent, wide=one.person.pk in wide) for one in places]
    )


def _told_apart(people: list[Colleague]) -> list[Colleague]:
    """The same; namesakes are told apart by what they are and by the masked contact on file, else by their rank."""
    reached = {one.person.pk: ", ".join(way.masked for way in contacts_of(one.person)) for one in people}
    lines = [Line((one.person.full_name, one.words, reached[one.person.pk])) for one in people]
    return [
        replace(one, apart=line.apart, reached=reached[one.person.pk] if line.apart else "")
        for one, line in zip(people, told_apart(lines), strict=True)
    ]


def _colleague(place: StaffPlace, *, has_come: bool, wide: bool) -> Colleague:
    words = ", ".join(str(Profile(one).label) for one in place.profiles)
    stuck = not has_come and wide and not contacts_of(place.person)
    return Colleague(place.person, words, has_come, not wide and not has_come, stuck)


def paper_of(school_name: str, people: Sequence[Colleague], printed: Sequence[Printed]) -> Paper:
    """The printing, each slip with its words, in the order of the list."""
    made = {one.person_id: one for one in printed}
    sheets = (
        sheet(
            made[one.person.pk],
            name=one.person.full_name,
            detail=", ".join(filter(None, (one.words, one.reached))),
            about="",
        )
        for one in people
        if one.person.pk in made
    )
    return Paper(_("Fiches d’activation des personnels"), school_name, SlipKind.STAFF, tuple(sheets))
