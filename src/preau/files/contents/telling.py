"""Which kind a content is. A kept list of signatures (puremagic) names it; texts and zipped documents are told here."""

import re
import zipfile
from pathlib import Path

import puremagic

from preau.files.contents import kinds

HEAD = 8192
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"dex\n", b"\x4c\x00\x00\x00\x01\x14\x02\x00", b"\x00asm",
)  # fmt: skip
"""Windows, Linux, macOS, Java, Android, a Windows shortcut, WebAssembly."""
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|link|style)\b", re.I)
_DRAWING = re.compile(rb"<\s*(?:!doctype\s+svg|svg|[\w-]+:svg)\b", re.I)
_UNPRINTED = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER_NAMES = {
    "image/heic": "image/heif", "audio/x-flac": "audio/flac", "audio/wave": "audio/x-wav", "audio/wav": "audio/x-wav",
    "application/x-gzip": "application/gzip", "application/x-rar-compressed": "application/vnd.rar",
    "application/x-rar": "application/vnd.rar", "image/x-ms-bmp": "image/bmp", "audio/x-opus+ogg": "audio/ogg",
    "application/ogg": "audio/ogg", "audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4",
}  # fmt: skip
_HEIF = re.compile(rb"....ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.S)
_AVIF = re.compile(rb"....ftyp(?:avif|avis)", re.S)
_OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", "application/msword"), ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)  # fmt: skip
_OLE_READ = 1 << 20
_ZIP_HEAD = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


def kind_at(path: Path) -> str:
    """The kind of what a file holds, a key of kinds.KINDS."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"%PDF"):
        return kinds.PDF
    if head.startswith(_ZIP_HEAD) or head.startswith(_EMPTY_ZIP):
        return _zipped(path)
    if head.startswith(_OLE_HEAD):
        return _ole(path)
    if _is_text(head):
        return _text(head)
    if head.startswith(_PROGRAMS):
        return kinds.RUNS
    if _HEIF.match(head):
        return "image/heif"
    if _AVIF.match(head):
        return "image/avif"
    return _signed(head)


def _signed(head: bytes) -> str:
    """What the list of signatures says, the surest first, when it is of a kind that we know and that is no text."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return kinds.UNKNOWN
    for one in sorted(found, key=lambda match: -match.confidence):
        name = _OTHER_NAMES.get(one.mime_type, one.mime_type)
        kind = kinds.KINDS.get(name)
        if kind is not None and kind.family not in (kinds.TEXT, kinds.OTHER):
            return name
    return kinds.UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 says so itself
        try:
            head[: len(head) & ~1].decode("utf-16")
        except UnicodeDecodeError:
            return False
        return True
    if _UNPRINTED.search(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut within a letter, or an older French text: most of it is plain letters all the same.
        return error.start >= len(head) - 4 or sum(byte < 128 for byte in head) > 0.7 * len(head)
    return True


def _text(head: bytes) -> str:
    if head.startswith(b"{\\rtf"):
        return "application/rtf"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    if _DRAWING.search(head):
        return kinds.SVG
    return kinds.HTML if _MARKUP.search(head) else kinds.PLAIN


def _ole(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_OLE_READ)
        file.seek(max(0, path.stat().st_size - _OLE_READ))
        both = start + file.read(_OLE_READ)
    return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in both), kinds.OLE)


_PARTS = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                told = archive.read("mimetype").decode("ascii", "replace").strip()
                if told in kinds.KINDS:
                    return told
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return kinds.ZIP
    if "[Content_Types].xml" in names:
        return next((kind for start, kind in _PARTS if any(one.startswith(start) for one in names)), kinds.ZIP)
    if "AndroidManifest.xml" in names or ("META-INF/MANIFEST.MF" in names and any(n.endswith(".class") for n in names)):
        return kinds.RUNS
    return "application/vnd.geogebra.file" if "geogebra.xml" in names else kinds.ZIP
