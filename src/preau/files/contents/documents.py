"""A document that whoever reads can open, and that runs nothing when it is opened.

Imported by the process that opens other people's files: nothing of Django here.
"""

import zipfile
from pathlib import Path

from preau.files.contents import kinds

_MACROS = ("vbaproject.bin", "basic/script-lc.xml", "basic/script-lb.xml")
_OLE_MACROS = tuple(one.encode("utf-16-le") for one in ("_VBA_PROJECT", "Macros"))
_OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
_READ = 16 << 20
_PASSWORD = 4
"""What PDFium answers of a document under a password (FPDF_ERR_PASSWORD)."""


class Unfit(ValueError):
    """The document is refused; the message is why: "locked", "macros", "unreadable" or "pages"."""


def is_zipped(source: Path) -> bool:
    """Whether it begins as a zip does: documents of today are zips."""
    with source.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def readable(source: Path, kind: str, *, pages: int) -> None:
    """Nothing, for one that opens, has no macros and no more than so many pages; raises Unfit."""
    if kind == kinds.PDF:
        _pdf(source, pages)
    elif is_zipped(source):
        _zipped(source, is_archive=kind == kinds.ZIP)
    elif kinds.kind_of(kind).family in (kinds.DOCUMENT, kinds.SHEET, kinds.SLIDES):
        with source.open("rb") as file:
            held = file.read(_READ)
        if _OLE_LOCKED in held:
            raise Unfit("locked")
        if any(one in held for one in _OLE_MACROS):
            raise Unfit("macros")


def _zipped(source: Path, *, is_archive: bool) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            told = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the bounds of archives say it
    if any(one.flag_bits & 1 for one in told):
        raise Unfit("locked")
    if not is_archive and any(one.filename.lower().endswith(_MACROS) for one in told):
        raise Unfit("macros")


def _pdf(source: Path, pages: int) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
        count = len(document)
        if not count:
            raise Unfit("unreadable")
        document[0].get_size()
    except Unfit:
        raise
    except pypdfium2.PdfiumError as error:
        raise Unfit("locked" if getattr(error, "err_code", None) == _PASSWORD else "unreadable") from None
    if count > pages:
        raise Unfit("pages")
