"""Names of files: harmless on every machine, and told to browsers as RFC 6266 says."""

import re
import unicodedata

from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from preau.files.contents import kinds

LONGEST = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]')
# What turns the reading direction, or shows as nothing: "facture\u202Efdp.exe" reads "factureexe.pdf".
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_RUN = frozenset({
    "bat", "cmd", "com", "cpl", "exe", "gadget", "hta", "inf", "jar", "jnlp", "js", "jse", "lnk", "msc", "msi", "msp",
    "mst", "pif", "ps1", "reg", "scf", "scr", "settingcontent-ms", "url", "vb", "vbe", "vbs", "ws", "wsc", "wsf", "wsh",
})  # fmt: skip
"""Endings that a double click runs."""


def ending_of(name: str) -> str:
    """What stands after the last point, in small letters; empty for none."""
    return name.rpartition(".")[2].lower() if "." in name.strip(".") else ""


def harmless(name: str) -> str:
    """The same name, which leads to no other folder, hides nothing and is refused by no system."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))
    plain = _FORBIDDEN.sub("-", plain.replace("\\", "/").rsplit("/", 1)[-1])
    plain = " ".join("".join(one if one.isprintable() else " " for one in plain).split()).strip(". ")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    if len(plain) > LONGEST:
        ending = ending_of(plain)[:12]
        plain = f"{plain[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}" if ending else plain[:LONGEST]
    return plain or _("fichier")


def named_as(name: str, kind: str) -> str:
    """The name with an ending that tells what the content is, whatever it said before."""
    plain, told = harmless(name), kinds.kind_of(kind)
    ending = ending_of(plain)
    if told.endings and ending not in told.endings:
        stem = plain[: -len(ending) - 1] if kinds.family_of_ending(ending) else plain
        return f"{stem}.{told.endings[0]}"
    return f"{plain}.txt" if ending in _RUN else plain


def disposition(name: str, *, shown: bool) -> str:
    """The value of Content-Disposition: to be shown inside a page, or to be kept under that name."""
    return content_disposition_header(not shown, name) or "attachment"
