"""What a crisis closes, and what is said of it: told on every page, asked at every act that writes to people.

What pages tell comes from a copy that each process reads again every REMEMBERED seconds, outside any page's
transaction. When the database does not answer, the last copy goes on being told: the banner needs neither messaging nor
a table that answers. What an act asks (`refusal`) is read at the act.
"""

import datetime as dt
import time
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import structlog
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.access.enums import CrisisKind
from preau.access.hats import Hat
from preau.access.models import Crisis
from preau.kernel import clock
from preau.ui import wording

log = structlog.get_logger("preau.crisis")
REMEMBERED = 30.0
AGAIN = 5.0
"""After how many seconds a read that failed is tried again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A crisis that stands: where (`place`: its name, empty for the platform), what is closed, until when."""

    kind: str
    notice: str
    ends_at: dt.datetime
    school_id: uuid.UUID | None = None
    authority_id: uuid.UUID | None = None
    place: str = ""

    @property
    def is_everywhere(self) -> bool:
        """Whether it is the whole platform's."""
        return self.school_id is None and self.authority_id is None

    def touches(self, hat: Hat | None, school_id: uuid.UUID | None = None) -> bool:
        """Whether it is about what this hat does, in one of its schools or in all; about nobody's: the platform's."""
        if self.is_everywhere or hat is None:
            return self.is_everywhere
        if self.authority_id is not None and self.authority_id == hat.local_authority_id:
            return True
        schools = [one for one in hat.schools if school_id in (None, one.id)]
        return any(
            self.school_id == one.id or (self.authority_id is not None and self.authority_id == one.local_authority_id)
            for one in schools
        )

    def words(self) -> str:
        """What is said to who is concerned: where, the notice, what is closed and until when."""
        told = f"{self.notice} {self.closed_words()}".strip()
        return _("%(place)s : %(told)s") % {"place": self.place, "told": told} if self.place else told

    def closed_words(self) -> str:
        """What is closed, and until when; empty for an information."""
        sentence = {
            CrisisKind.READ_ONLY.value: _("Personne n’écrit de message jusqu’au %(when)s. « Signaler » reste ouvert."),
            CrisisKind.STAFF_ONLY.value: _(
                "Seuls les personnels écrivent des messages jusqu’au %(when)s. « Signaler » reste ouvert."
            ),
            CrisisKind.NO_FILES.value: _("Aucun fichier ne se joint jusqu’au %(when)s."),
        }.get(self.kind, "")
        return sentence % {"when": wording.moment(timezone.localtime(self.ends_at))} if sentence else ""


_copy: tuple[Standing, ...] = ()
_until = 0.0


def read() -> tuple[Standing, ...]:
    """What stands, as the database has it now: one read, by index. The gravest first."""
    rows = Crisis.objects.filter(closed_at=None, ends_at__gt=clock.now()).select_related("school", "local_authority")
    grave = {kind: rank for rank, kind in enumerate(reversed(CrisisKind.values))}
    return tuple(
        Standing(
            one.kind, one.notice, one.ends_at, one.school_id, one.local_authority_id,
            one.school.name if one.school else one.local_authority.name if one.local_authority else "",
        )
        for one in sorted(rows, key=lambda row: (grave[row.kind], row.set_at, row.pk))
    )  # fmt: skip


def refresh() -> None:
    """Read the copy again when it is old; a database that fails leaves the one that is there.

    Never called within a transaction, which a failure would break.
    """
    global _until
    now = time.monotonic()
    if now < _until:
        return
    try:
        keep(read())
    except Error:
        _until = now + AGAIN
        log.warning("crises were not read: the last copy is told")


def keep(found: Iterable[Standing]) -> None:
    """Tell these from now on, until they are read again."""
    global _copy, _until
    _copy, _until = tuple(found), time.monotonic() + REMEMBERED


def forget() -> None:
    """Have the next page read them again: one was set or ended."""
    global _until
    _until = 0.0


def told_to(hat: Hat | None) -> Sequence[str]:
    """What every page says to who wears this hat; without one, what is said to anybody. Asks no database."""
    now = clock.now() if _copy else None
    return tuple(dict.fromkeys(one.words() for one in _copy if now and one.ends_at > now and one.touches(hat)))


def _found(hat: Hat, kinds: Collection[str], school_id: uuid.UUID | None) -> Standing | None:
    return next((one for one in read() if one.kind in kinds and one.touches(hat, school_id)), None)


def refusal(hat: Hat, school_id: uuid.UUID | None = None) -> str:
    """Why this hat writes to nobody now (in that school, or in any of its own), in words; empty when it may."""
    kinds = {CrisisKind.READ_ONLY.value} | (set() if hat.is_staff else {CrisisKind.STAFF_ONLY.value})
    found = _found(hat, kinds, school_id)
    return found.words() if found is not None else ""


def refusal_of_files(hat: Hat, school_id: uuid.UUID | None = None) -> str:
    """Why this hat attaches no file now, in words; empty when it may."""
    found = _found(hat, {CrisisKind.NO_FILES.value}, school_id)
    return found.words() if found is not None else ""
