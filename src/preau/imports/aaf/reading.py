"""Reads files, each into a part of the staging area: normalised rows in blocks, and what was refused.

A part is written beside its place and renamed when whole, so that a killed import reuses the finished ones.
"""

import datetime as dt
import json
import marshal
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from preau.directory.nation import uai_is_valid
from preau.imports.aaf import entries
from preau.imports.aaf import refusals as r
from preau.imports.aaf.files import AafFile
from preau.imports.aaf.records import (
    CATEGORY_KIND,
    PEOPLE,
    SCHOOL,
    STUDENT,
    StudentRecord,
    packed,
    plain,
)
from preau.imports.aaf.refusals import EntryRefused, FileRefused, Refusal
from preau.imports.aaf.schools import academy_code, academy_of_name
from preau.imports.aaf.xml import AafReader, Entry
from preau.imports.enums import RefusalCause

BLOCK = 1000
PartRow = tuple[str, str, str, int, tuple[str, ...], tuple[str, ...], bytes]
"""(kind, operation, key, line, schools, guardians, body)."""


@dataclass(slots=True)
class PartMeta:
    """What a part holds. `complete` is False when the file did not read to its end.

    `refusals`: as many as a whole run keeps; `beyond`: the others, counted.
    """

    file: str
    kind: str
    mode: str
    degree: str = ""
    day: str = ""
    academy: str = ""
    complete: bool = True
    entries: int = 0
    header: dict[str, str] = field(default_factory=dict)
    refusals: list[list[Any]] = field(default_factory=list)
    beyond: list[list[Any]] = field(default_factory=list)

    def leave_room(self, taken: int) -> None:
        """Keep no more lines than the run has room for when former files took so many; the others are counted."""
        room = max(0, r.REFUSALS_MAX - taken)
        more = Counter((one.schools, str(one.cause), one.is_warning, one.record_kind) for one in self.refused()[room:])
        self.beyond += [[*key, many] for key, many in more.items()]
        del self.refusals[room:]

    def refused(self) -> list[Refusal]:
        """The refusals as such."""
        return [Refusal.of(one) for one in self.refusals]


class _Part:
    """A part being written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_suffix(".tmp")
        self._file = self.temporary.open("wb")
        self._rows: list[PartRow] = []
        self.beyond: Counter[tuple[tuple[str, ...], str, bool, str]] = Counter()

    def add(self, row: PartRow) -> None:
        self._rows.append(row)
        if len(self._rows) >= BLOCK:
            self._flush()

    def _flush(self) -> None:
        marshal.dump(self._rows, self._file)
        self._rows = []

    def finish(self) -> None:
        self._flush()
        self._file.close()
        self.temporary.replace(self.path)


def rows_of_part(path: Path) -> Iterator[list[PartRow]]:
    """The blocks of a finished part."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < size:
            yield marshal.load(file)  # noqa: S302 - our own file


def read_into_part(one: AafFile, part: Path, value_max: int) -> PartMeta:
    """Read one file into a part; returns and keeps what is known of it. Never raises for a fault of the file."""
    meta = PartMeta(one.name, one.kind, one.mode)
    reader = AafReader(one.path, value_max, entries.WANTED)
    out = _Part(part)
    try:
        for entry in reader.entries():
            meta.entries += 1
            _take(entry, meta, out)
    except FileRefused as fault:
        meta.complete = False
        _refuse(meta, out, Refusal(fault.cause, fault.reason, one.name, fault.line))
    out.finish()
    meta.beyond = [[*key, many] for key, many in sorted(out.beyond.items())]
    _finish_meta(meta, one, reader.header.said)
    _keep_meta(part, meta)
    return meta


def write_part(part: Path, rows: Iterable[PartRow], meta: PartMeta) -> None:
    """A part made of rows that another reader gives, with what is known of its file once they are all given."""
    out = _Part(part)
    for row in rows:
        out.add(row)
    out.finish()
    _keep_meta(part, meta)


def _keep_meta(part: Path, meta: PartMeta) -> None:
    target = part.with_suffix(".json")
    temporary = target.with_suffix(".json.tmp")
    temporary.write_text(json.dumps(asdict(meta), ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, target)


def finished(part: Path) -> PartMeta | None:
    """What a part finished before holds, None when it is not there whole."""
    target = part.with_suffix(".json")
    if not (part.exists() and target.exists()):
        return None
    return PartMeta(**json.loads(target.read_text(encoding="utf-8")))


def _finish_meta(meta: PartMeta, one: AafFile, said: dict[str, str]) -> None:
    meta.header = said
    meta.degree = said.get("degre", "").upper() or meta.degree or "2D"
    meta.academy = academy_code(said.get("codeAcademieExport", "")) or meta.academy
    day = one.day
    try:
        if text := said.get("dateGenerationExport"):
            day = dt.date(int(text[6:10]), int(text[3:5]), int(text[:2]))
    except ValueError:
        pass
    meta.day = day.isoformat() if day else ""


def _refuse(meta: PartMeta, out: _Part, refusal: Refusal) -> None:
    """Keep a refusal, or count it once a whole run's lines are full; keep the key of a record that is refused."""
    if not refusal.is_warning and refusal.join_key:
        out.add((refusal.record_kind, "refused", refusal.join_key, refusal.line or 0, (), (), b""))
    if len(meta.refusals) < r.REFUSALS_MAX:
        meta.refusals.append(list(refusal.as_tuple()))
        return
    schools = refusal.schools if len(out.beyond) < r.SCHOOLS_COUNTED else ()
    out.beyond[schools, str(refusal.cause), refusal.is_warning, refusal.record_kind] += 1


def _schools_said(entry: Entry) -> tuple[str, ...]:
    """Schools an entry that is refused may belong to, so that their administrators see it."""
    said = []
    for name in ("ENTPersonStructRattach", "ENTEleveClasses", "ENTPersonClasses", "ENTPersonFonctions"):
        said += [key for value in entry.values.get(name, ()) if (key := value.split("$")[0].strip())]
    return tuple(dict.fromkeys(said))


def _take(entry: Entry, meta: PartMeta, out: _Part) -> None:
    kind = CATEGORY_KIND.get(entry.category, "")
    key = entry.identifier
    try:
        if not kind:
            raise EntryRefused(RefusalCause.BAD_VALUE, _("catégorie inconnue : %s") % entry.category[:40])
        if entry.too_long:
            raise EntryRefused(RefusalCause.TOO_LONG, _("valeur au-delà de la limite : %s") % entry.too_long[:60])
        if not meta.degree and entries.FIRST_DEGREE_ONLY & entry.values.keys():
            meta.degree = "1D"
        key = entries.key_of(entry.identifier, entry.values)
        out.add(_row(kind, entry, key, meta, out))
    except EntryRefused as fault:
        _refuse(
            meta,
            out,
            Refusal(fault.cause, fault.reason, meta.file, entry.line, kind, key[:40], schools=_schools_said(entry)),
        )


def _row(kind: str, entry: Entry, key: str, meta: PartMeta, out: _Part) -> PartRow:
    if entry.operation == "delete":
        return (kind, "delete", key, entry.line, (), (), b"")

    def warn(cause: RefusalCause, reason: str) -> None:
        _refuse(
            meta,
            out,
            Refusal(cause, reason, meta.file, entry.line, kind, key, is_warning=True, schools=_schools_said(entry)),
        )

    given = entries.fields_of(kind, entry.values, warn)
    if entry.operation == "modify":
        body = marshal.dumps({name: plain(value) for name, value in given.items()}, 2)
        return (kind, "modify", key, entry.line, (), (), body)
    record = entries.BUILDERS[kind](given)
    schools: tuple[str, ...] = ()
    guardians: tuple[str, ...] = ()
    if kind in PEOPLE and hasattr(record, "schools"):
        schools = record.schools()
        if not schools:
            raise EntryRefused(RefusalCause.UNKNOWN_SCHOOL, _("aucun établissement n’est nommé"))
    if isinstance(record, StudentRecord):
        guardians = tuple([link.guardian for link in record.links])
        if not record.classes:
            warn(RefusalCause.NO_HOMEROOM, _("élève sans classe : inscrit sans classe"))
    if kind == SCHOOL:
        if not meta.academy:
            meta.academy = academy_code(record.academy_code) or academy_of_name(record.academy_name)
        if not uai_is_valid(record.uai):
            warn(RefusalCause.BAD_UAI, _("lettre de contrôle de l’UAI %s fausse : gardé tel quel") % record.uai[:12])
    return (kind, "add", key, entry.line, schools, guardians, packed(record))


__all__ = ["STUDENT", "PartMeta", "finished", "read_into_part", "rows_of_part", "write_part"]
