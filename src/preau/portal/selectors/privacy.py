"""What the pages on personal data say, from the declarations that the program itself obeys."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import ngettext

from preau.kernel import duties


class UseLine(NamedTuple):
    """One use of personal data, in words."""

    data: str
    purpose: str
    audience: str
    duration: str


class TermLine(NamedTuple):
    """How long one kind of data stays, in words."""

    what: str
    duration: str
    law: str


def _told() -> list[duties.Duty]:
    """What people know first: the ground floor's own, logs and jobs, comes last."""
    known = duties.duties()
    return [duty for room, duty in known.items() if room != "kernel"] + [known["kernel"]]


def personal_uses() -> Sequence[UseLine]:
    """Each use of personal data once, in the order of rooms, in the language now spoken."""
    found = dict.fromkeys(use for duty in _told() for use in duty.fields.values() if use.is_personal)
    return [
        UseLine(str(one.data or one.purpose), str(one.purpose), str(one.audience), str(one.duration)) for one in found
    ]


def term_lines() -> Sequence[TermLine]:
    """The table of durations."""
    return [
        TermLine(str(one.what), f"{spell(one.days())} {one.since}", str(one.law))
        for duty in _told()
        for one in duty.terms
    ]


class CookieLine(NamedTuple):
    """What a browser keeps for Préau, and how long at most."""

    name: str
    purpose: str
    duration: str


def cookie_lines() -> Sequence[CookieLine]:
    """Every cookie that a room declares."""
    found = [one for duty in duties.duties().values() for one in duty.cookies]
    return [CookieLine(one.name, str(one.purpose), spell(one.days())) for one in found]


def spell(days: float) -> str:
    """A number of days as people say it: "12 heures", "89 jours", "1 an"."""
    if days < 1:
        hours = round(days * 24)
        if not hours:
            minutes = round(days * 24 * 60)
            return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
        return ngettext("%(num)s heure", "%(num)s heures", hours) % {"num": hours}
    whole = round(days)
    if whole % 365 == 0:
        years = whole // 365
        return ngettext("%(num)s an", "%(num)s ans", years) % {"num": years}
    if whole % 366 == 0:
        years = whole // 366
        return ngettext("%(num)s an", "%(num)s ans", years) % {"num": years}
    return ngettext("%(num)s jour", "%(num)s jours", whole) % {"num": whole}
