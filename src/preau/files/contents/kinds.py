"""Kinds of content: how each is called, its usual ending, and whether a browser may show it inside a page.

Imported by the process that opens other people's files: nothing of Django here.
"""

from dataclasses import dataclass

PICTURE, DOCUMENT, SHEET, SLIDES, ARCHIVE = "picture", "document", "sheet", "slides", "archive"
SOUND, FILM, TEXT, PROGRAM, OTHER = "sound", "film", "text", "program", "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `endings`: those that names of it bear, the usual one first. `shown`: inside a page, as itself."""

    family: str
    endings: tuple[str, ...]
    shown: bool = False


UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"
HTML = "text/html"
SVG = "image/svg+xml"
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
RUNS = "application/x-executable"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

KINDS: dict[str, Kind] = {
    # Pictures are drawn anew before they are kept (pictures.py): what is shown is ours.
    "image/jpeg": Kind(PICTURE, ("jpg", "jpeg", "jpe", "jfif"), shown=True),
    "image/png": Kind(PICTURE, ("png",), shown=True),
    "image/webp": Kind(PICTURE, ("webp",), shown=True),
    "image/gif": Kind(PICTURE, ("gif",), shown=True),
    "image/heif": Kind(PICTURE, ("heic", "heif")),
    "image/avif": Kind(PICTURE, ("avif",)),
    "image/bmp": Kind(PICTURE, ("bmp", "dib")),
    "image/tiff": Kind(PICTURE, ("tif", "tiff")),
    # A drawing that may hold a script: never shown, and never a "picture".
    SVG: Kind(OTHER, ("svg",)),
    PDF: Kind(DOCUMENT, ("pdf",)),
    "application/rtf": Kind(DOCUMENT, ("rtf", "doc")),
    "application/msword": Kind(DOCUMENT, ("doc", "dot")),
    _OOXML + "wordprocessingml.document": Kind(DOCUMENT, ("docx", "dotx", "docm")),
    _ODF + "text": Kind(DOCUMENT, ("odt", "ott")),
    "application/epub+zip": Kind(DOCUMENT, ("epub",)),
    "application/vnd.ms-excel": Kind(SHEET, ("xls", "xlt")),
    _OOXML + "spreadsheetml.sheet": Kind(SHEET, ("xlsx", "xltx", "xlsm")),
    _ODF + "spreadsheet": Kind(SHEET, ("ods", "ots")),
    "application/vnd.ms-powerpoint": Kind(SLIDES, ("ppt", "pps", "pot")),
    _OOXML + "presentationml.presentation": Kind(SLIDES, ("pptx", "ppsx", "potx", "pptm")),
    _ODF + "presentation": Kind(SLIDES, ("odp", "otp")),
    _ODF + "graphics": Kind(DOCUMENT, ("odg",)),
    "application/vnd.geogebra.file": Kind(DOCUMENT, ("ggb", "ggt")),
    OLE: Kind(DOCUMENT, ()),
    ZIP: Kind(ARCHIVE, ("zip",)),
    "application/gzip": Kind(ARCHIVE, ("gz", "tgz")),
    "application/x-7z-compressed": Kind(ARCHIVE, ("7z",)),
    "application/vnd.rar": Kind(ARCHIVE, ("rar",)),
    "audio/mpeg": Kind(SOUND, ("mp3",), shown=True),
    "audio/ogg": Kind(SOUND, ("ogg", "oga", "opus"), shown=True),
    "audio/x-wav": Kind(SOUND, ("wav",), shown=True),
    "audio/flac": Kind(SOUND, ("flac",), shown=True),
    "audio/mp4": Kind(SOUND, ("m4a",), shown=True),
    "video/mp4": Kind(FILM, ("mp4", "m4v"), shown=True),
    "video/webm": Kind(FILM, ("webm",), shown=True),
    "video/quicktime": Kind(FILM, ("mov",)),
    "video/x-matroska": Kind(FILM, ("mkv",)),
    PLAIN: Kind(TEXT, ()),
    HTML: Kind(TEXT, ("html", "htm", "xhtml")),
    RUNS: Kind(PROGRAM, ("exe",)),
    UNKNOWN: Kind(OTHER, ()),
}

DRAWABLE = frozenset({name for name, kind in KINDS.items() if kind.family == PICTURE and kind.shown} | {PDF})
"""Kinds of which a preview is drawn."""


def kind_of(name: str) -> Kind:
    """The kind of that name; the unknown one for a name that no list has."""
    return KINDS.get(name, KINDS[UNKNOWN])


def family_of_ending(ending: str) -> str:
    """What a file with this ending says it is; empty when any kind may bear it."""
    return next((kind.family for kind in KINDS.values() if ending in kind.endings), "")
