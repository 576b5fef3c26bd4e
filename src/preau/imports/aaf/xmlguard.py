"""What no XML file of another program may make us do, and what is wrong with one, in words.

Nothing outside a file is ever read: no DTD, no external entity; every declaration of an entity is refused before it
exists.
"""

from xml.parsers import expat

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause


def forbid(parser: expat.XMLParserType) -> None:
    """Refuse declarations of entities and of attributes."""

    def refuse(reason: str) -> None:
        raise FileRefused(RefusalCause.HOSTILE, reason, parser.CurrentLineNumber)

    def refuse_entity(*_arguments: object) -> None:
        refuse(_("le fichier déclare une entité, ce qui est interdit"))

    def refuse_attributes(*_arguments: object) -> None:
        # Default attributes multiply: each element would carry them all.
        refuse(_("le fichier déclare des attributs, ce qui est interdit"))

    parser.EntityDeclHandler = refuse_entity
    parser.AttlistDeclHandler = refuse_attributes


def fault_of(error: expat.ExpatError, chunk: bytes, encoding: str) -> FileRefused:
    """What expat stopped at; `chunk`: the bytes it was given, none at the end of the file."""
    codes = expat.errors.codes
    if error.code in {
        codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING],
        codes[expat.errors.XML_ERROR_INCORRECT_ENCODING],
    }:
        return FileRefused(RefusalCause.ENCODING, _("encodage inconnu : %s") % encoding, error.lineno)
    if error.code == codes[expat.errors.XML_ERROR_INVALID_TOKEN] and encoding.upper() == "UTF-8":
        try:
            chunk[:-4].decode("utf-8")
        except UnicodeDecodeError as fault:
            if len(chunk) - fault.start > 4 and fault.start > 3:
                return FileRefused(
                    RefusalCause.ENCODING,
                    _("le fichier n’est pas en %s comme il le déclare : lu jusqu’à cette ligne") % encoding,
                    error.lineno,
                )
    if not chunk or error.code == codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        return FileRefused(RefusalCause.MALFORMED, _("le fichier est tronqué : lu jusqu’à cette ligne"), error.lineno)
    return FileRefused(RefusalCause.MALFORMED, _("XML mal formé : le fichier est lu jusqu’à cette ligne"), error.lineno)
