"""Which files an export is made of, from a folder or an archive."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import SourceRefused

KINDS = ("EtabEducNat", "MatiereEducNat", "MefEducNat", "Eleve", "PersRelEleve", "PersEducNat")
_NAME = re.compile(
    r"(?P<prefix>.*?)(?P<kind>EtabEducNat|PersRelEleve|PersEducNat|MefEducNat|MatiereEducNat|Eleve)_(?P<rank>\d{4})\.xml",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?P<ent>.*?)_?(?P<mode>Complet|Delta)_(?P<day>\d{8})_?$", re.IGNORECASE)
_KIND_OF = {kind.lower(): kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class AafFile:
    """One file of an export: `mode` is full or delta, `day` the date of its name (None when it has none)."""

    path: Path
    name: str
    kind: str
    mode: str
    day: dt.date | None
    size: int
    digest: str = ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def describe(path: Path, name: str) -> AafFile | None:
    """What the name of a file says of it; None when it is not a file of the directory."""
    found = _NAME.fullmatch(path.name)
    if not found:
        return None
    dated = _DATED.fullmatch(found["prefix"])
    mode = "delta" if dated and dated["mode"].lower() == "delta" else "full"
    return AafFile(
        path, name, _KIND_OF[found["kind"].lower()], mode, _day(dated["day"]) if dated else None, path.stat().st_size
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _readable(path: Path) -> str:
    """A path as text that a database takes, even when its bytes are no text."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def find(folder: Path) -> list[AafFile]:
    """The newest full export of the folder and every delta dated after it, or the deltas alone.

    Order: full first, then deltas by date, each by kind then name. Raises SourceRefused when there is none.
    """
    found = [one for path in _walk(folder) if (one := describe(path, _readable(path.relative_to(folder))))]
    if not found:
        raise SourceRefused(
            _("Aucun fichier de l’annuaire académique ici (noms attendus : …_Complet_AAAAMMJJ_Eleve_0000.xml).")
        )
    full = [one for one in found if one.mode == "full"]
    days = {one.day for one in full if one.day}
    newest = max(days) if days else None
    kept = [one for one in full if newest is None or one.day in {newest, None}]
    deltas = [
        one for one in found if one.mode == "delta" and (not full or newest is None or not one.day or one.day > newest)
    ]
    return sorted(
        [*kept, *deltas],
        key=lambda one: (one.mode != "full", one.day or dt.date.min, KINDS.index(one.kind), one.name),
    )


def _digest(one: AafFile) -> AafFile:
    with one.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return AafFile(one.path, one.name, one.kind, one.mode, one.day, one.size, digest)


def with_digests(files: list[AafFile]) -> list[AafFile]:
    """The same files with the SHA-256 of their bytes, so that the same export is known again."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(_digest, files))


def digest_of_all(files: list[AafFile]) -> str:
    """One digest for the whole export, whatever the order or place of its files."""
    lines = sorted(f"{one.mode} {one.day} {one.kind} {one.digest}" for one in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
