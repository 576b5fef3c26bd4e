"""A file of lessons, whatever program wrote it: its format is found, its lessons come one by one."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.imports.aaf import archives
from preau.imports.aaf.refusals import FileRefused, SourceRefused
from preau.imports.enums import RefusalCause, TimetableFault, TimetableFormat
from preau.imports.timetables import edt_csv, edt_xml, ical, sts, undeux
from preau.imports.timetables.days import is_of_days
from preau.imports.timetables.neutral import LESSONS_MAX, FileLesson, Named, Said, Source
from preau.imports.timetables.xmlfile import root_of

log = structlog.get_logger("preau.imports")
MOST_BYTES = 60_000_000
UNPACKED_MAX = 500_000_000
UNPACKED = "edt-"
"""How folders are called where an archive lies open beside it, while it is read."""


def format_of(path: Path) -> str:
    """The format of a file, by what is in it. Raises Refused, in plain words, for none that is known."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(
            _("Ce fichier pèse plus de %s Mo : un emploi du temps est plus petit.") % (MOST_BYTES // 1_000_000)
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise Refused(_("Ce fichier est vide."))
    if head.startswith(b"PK"):
        return _format_of_zip(path)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return TimetableFormat.ICAL
    if text.startswith(b"<"):
        return _format_of_xml(path)
    return TimetableFormat.DAYS if is_of_days(path) else TimetableFormat.EDT_CSV


def _format_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [Path(one).name.lower() for one in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refused(_("Archive illisible ou tronquée.")) from None
    if any(one.startswith(undeux.PREFIX.lower()) for one in names):
        return TimetableFormat.UNDEUX
    if any(one.endswith(".xml") for one in names):
        return TimetableFormat.STS
    raise Refused(_("Cette archive n’est pas celle d’un emploi du temps : déposez le fichier qu’elle contient."))


def _format_of_xml(path: Path) -> str:
    root = root_of(path)
    if root == sts.RETURN:
        return TimetableFormat.STS
    if root == sts.OUTGOING:
        raise Refused(
            _("C’est le fichier que STSWeb donne aux logiciels d’emploi du temps, sans aucun cours : déposez celui qui "
              "lui revient (emp_sts), seul ou avec celui-ci dans une archive zip.")
        )  # fmt: skip
    return TimetableFormat.EDT_XML


def read(path: Path, said: Said, form: str = "") -> Iterator[FileLesson]:
    """Lessons of a file, one by one; never raises for a fault of the file: `said` keeps it, with its line.

    `form`: a TimetableFormat, found when it is not given.
    """
    readers: dict[str, Callable[[Source], Iterator[FileLesson]]] = {
        TimetableFormat.STS: _sts, TimetableFormat.EDT_XML: _edt_xml, TimetableFormat.EDT_CSV: edt_csv.lessons,
        TimetableFormat.UNDEUX: _undeux, TimetableFormat.ICAL: ical.lessons,
    }  # fmt: skip
    try:
        said.format = form or format_of(path)
        for many, lesson in enumerate(readers[said.format](Source(path, said)), start=1):
            if many > LESSONS_MAX:
                reason = _("plus de %s cours : la suite n’est pas lue") % LESSONS_MAX
                raise FileRefused(RefusalCause.TOO_LONG, reason, lesson.line)
            yield lesson
    except FileRefused as fault:
        said.refuse(str(fault.cause), fault.reason, fault.line)
    except SourceRefused as fault:
        said.refuse(str(fault.cause or TimetableFault.MALFORMED), fault.reason, None)
    except Refused as fault:
        said.refuse(TimetableFault.MALFORMED, str(fault), None)
    except (ArithmeticError, ValueError) as strange:  # a date of no calendar, a number without end
        log.warning("a file of lessons is read no further", problem=type(strange).__name__)
        said.refuse(TimetableFault.BAD_VALUE, _("une valeur démesurée : la suite du fichier n’est pas lue"), None)


def _edt_xml(source: Source) -> Iterator[FileLesson]:
    if edt_xml.is_encrypted(source.path):
        source.said.refuse(
            TimetableFault.ENCRYPTED,
            _("cet export est chiffré pour un partenaire du logiciel : demandez un export en clair, ou celui vers "
              "STSWeb"),
            None,
        )  # fmt: skip
        return
    if edt_xml.has_idents(source.path):
        yield from edt_xml.lessons(source)
    else:
        yield from edt_csv.lessons_of_xml(source)


def _unpacked(source: Source, read_folder: Callable[[Path], Iterator[FileLesson]]) -> Iterator[FileLesson]:
    folder = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=source.path.parent))
    try:
        archives.unpack(source.path, folder, UNPACKED_MAX)
        yield from read_folder(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _undeux(source: Source) -> Iterator[FileLesson]:
    return _unpacked(source, lambda folder: undeux.lessons(Source(folder, source.said)))


def _sts(source: Source) -> Iterator[FileLesson]:
    if not zipfile.is_zipfile(source.path):
        return sts.lessons(source)
    return _unpacked(source, lambda folder: _sts_of(folder, source.said))


def _sts_of(folder: Path, said: Said) -> Iterator[FileLesson]:
    """The return file of an archive, with names from the outgoing one."""
    roots = {one: root_of(one) for one in sorted(folder.rglob("*.xml"))}
    people: dict[str, Named] = {}
    for one, root in roots.items():
        if root == sts.OUTGOING:
            people |= sts.people_of(one)
    returned = [one for one, root in roots.items() if root == sts.RETURN]
    if not returned:
        raise Refused(_("L’archive ne contient pas le fichier qui revient à STSWeb (emp_sts)."))
    for one in returned:
        yield from sts.lessons(Source(one, said), people)
