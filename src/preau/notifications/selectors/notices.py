"""One person's notices, as the page of notices shows them under the hat worn."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from preau.access.public import Hat
from preau.notifications.enums import Level
from preau.notifications.kinds import FORMER, kinds
from preau.notifications.models import Notice

MOST_OPEN, MOST_READ = 200, 50
ACCOUNT = "compte"
"""The tab of what concerns the person alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in a sentence: of which child, of which school, since when."""

    id: uuid.UUID
    label: str
    level: str
    icon: str
    text: str
    child: str
    school: str
    raised_at: dt.datetime
    link: str
    is_read: bool

    @property
    def is_to_do(self) -> bool:
        """Whether something is asked of the reader."""
        return self.level == Level.ACTION


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many notices wait under another hat, or for another child of this one."""

    hat: Hat
    child: str
    count: int


@dataclass(frozen=True, slots=True)
class Centre:
    """The page: what waits here, what was read, and how many wait elsewhere; the bell's number is their sum.

    `closed`: notices of a space that is not open to the person today.
    """

    waiting: Sequence[Line] = ()
    read: Sequence[Line] = ()
    elsewhere: Sequence[Elsewhere] = ()
    closed: int = 0
    tabs: Sequence[tuple[str, str, int]] = field(default_factory=tuple)


def fits(hat: Hat, profile: str, school_id: uuid.UUID | None, about_id: uuid.UUID) -> bool:
    """Whether a notice is one of this hat: its profile, one of its schools, one of its children today."""
    if not profile:
        own = about_id == hat.person_id
        return own or any(child.person_id == about_id for child in hat.children)
    if profile != hat.profile or (school_id is not None and school_id not in hat.school_ids):
        return False
    return about_id == hat.person_id or any(child.person_id == about_id for child in hat.children)


def centre_of(hat: Hat, hats: Sequence[Hat], *, tab: str = "") -> Centre:
    """The notices of the person who wears this hat. `tab`: one child's key, or the person's own; all without."""
    rows = _mine(hat.person_id).filter(read_at=None).values_list("pk", "profile", "matter__school_id", "about_id")
    here: list[uuid.UUID] = []
    by_tab: Counter[str] = Counter()
    others: Counter[tuple[int, str]] = Counter()
    closed = 0
    worn = [hat, *(_worn_by(one, hat) for one in hats if one.key != hat.key)]
    for pk, profile, school_id, about_id in rows:
        place = next((place for place, one in enumerate(worn) if fits(one, profile, school_id, about_id)), None)
        if place is None:
            closed += 1
        elif place:
            others[place, _child_of(worn[place], about_id)] += 1
        else:
            mine = _tab_of(hat, about_id)
            by_tab[mine] += 1
            if tab in ("", mine):
                here.append(pk)
    waiting = _lines(_mine(hat.person_id).filter(pk__in=here[:MOST_OPEN]), hat)
    return Centre(
        sorted(waiting, key=lambda one: not one.is_to_do),
        _read(hat, tab),
        [Elsewhere(worn[place], child, count) for (place, child), count in sorted(others.items())],
        closed,
        _tabs(hat, by_tab),
    )


def _worn_by(other: Hat, hat: Hat) -> Hat:
    return replace(other, person_id=hat.person_id)


def _mine(person_id: uuid.UUID | None) -> QuerySet[Notice]:
    assert person_id is not None  # of a hat that is worn
    return Notice.objects.filter(person_id=person_id, ended_at=None).order_by("-id")


def _with_matter(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    told = ("kind", "data", "link", "raised_at", "school_id", "school__name")
    return rows.select_related("matter", "matter__school").only(
        "person_id", "about_id", "profile", "read_at", *(f"matter__{one}" for one in told)
    )


def _read(hat: Hat, tab: str) -> list[Line]:
    """The latest that were read; those of other hats are left out after the read, which takes a few more."""
    rows = _with_matter(_mine(hat.person_id).filter(read_at__isnull=False))[: 2 * MOST_READ]
    found = [
        one for one in rows
        if fits(hat, one.profile, one.matter.school_id, one.about_id) and tab in ("", _tab_of(hat, one.about_id))
    ]  # fmt: skip
    return [_line(one, hat) for one in found[:MOST_READ]]


def _lines(rows: QuerySet[Notice], hat: Hat) -> list[Line]:
    return [_line(one, hat) for one in _with_matter(rows)]


def _line(notice: Notice, hat: Hat) -> Line:
    kind = kinds().get(notice.matter.kind, FORMER)
    data: dict[str, Any] = notice.matter.data
    return Line(
        notice.pk, str(kind.label), kind.level, kind.icon, str(kind.text(data)), _child_of(hat, notice.about_id),
        notice.matter.school.name if notice.matter.school else "", notice.matter.raised_at, notice.matter.link,
        notice.read_at is not None,
    )  # fmt: skip


def _child_of(hat: Hat, about_id: uuid.UUID) -> str:
    return next((child.given_name for child in hat.children if child.person_id == about_id), "")


def _tab_of(hat: Hat, about_id: uuid.UUID) -> str:
    return next((child.person_id.hex for child in hat.children if child.person_id == about_id), ACCOUNT)


def _tabs(hat: Hat, counts: Counter[str]) -> list[tuple[str, str, int]]:
    """One tab for each child of a guardian who has several things to tell apart."""
    children = {child.person_id.hex: child.given_name for child in hat.children}
    if not children:
        return []
    return [(key, name, counts[key]) for key, name in children.items()] + [(ACCOUNT, "", counts[ACCOUNT])]


def target_of(hat: Hat, hats: Sequence[Hat], notice_id: uuid.UUID) -> tuple[Notice, Hat, str] | None:
    """One notice of whoever wears this hat, the hat under which it is read, and its child's key; None without."""
    notice = _with_matter(_mine(hat.person_id).filter(pk=notice_id)).first()
    if notice is None:
        return None
    for one in (hat, *(_worn_by(other, hat) for other in hats if other.key != hat.key)):
        if fits(one, notice.profile, notice.matter.school_id, notice.about_id):
            child = next((child.key for child in one.children if child.person_id == notice.about_id), "")
            return notice, one, child
    return None


def line_of(notice: Notice, hat: Hat) -> Line:
    """That notice in a sentence."""
    return _line(notice, hat)


def mailed(keys: Collection[str]) -> int:
    """How many people were told of these matters by mail."""
    rows = Notice.objects.filter(matter__key__in=list(keys), by_mail=Notice.Mail.SENT)
    return rows.values("person_id").distinct().count()
