"""The archive of a person's data: a page to read offline, the same as JSON for another program, and their files.

Written straight to the disk, part by part: it weighs no more in memory than its largest part.
"""

import json
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

from django.template.loader import render_to_string

from preau.kernel import clock, duties, scope
from preau.people.archive_words import Words, said, title, words_of

# Fixed: the same data make the same archive, whatever the day. (The earliest that the format can tell.)
_EPOCH = (1980, 1, 1, 0, 0, 0)
STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
h2{border-bottom:1px solid;margin-top:2rem}dl{margin:0 0 1rem}dt{font-weight:600}dd{margin:0 0 .4rem 0}
li{margin-bottom:.6rem}"""


def write(file: IO[bytes], person_id: uuid.UUID, *, for_guardian: bool) -> None:
    """Write the archive of one person; for a guardian, without what tells of someone else."""
    with scope.everything("a person's own data, asked for by that person or who decides for them"):
        told = duties.export_of(person_id, for_guardian=for_guardian)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _text(archive, "data.json", json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True))
            names = list(_files(archive, person_id)) if not for_guardian else []
            _text(archive, "index.html", page(told, names, for_guardian=for_guardian))
            _text(archive, "style.css", STYLE)


def page(told: dict[str, Any], files: list[str], *, for_guardian: bool) -> str:
    """The page that a person reads, in the language now spoken."""
    worded = {room: duty.worded for room, duty in duties.duties().items()}
    rooms = [
        (title(room), _parts(room, data, worded.get(room, {}))) for room, data in told.items() if isinstance(data, dict)
    ]
    context = {"rooms": rooms, "files": files, "made_at": clock.now(), "for_guardian": for_guardian}
    return render_to_string("people/archive.html", context, using="jinja2")


def _parts(
    room: str, data: dict[str, Any], worded: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]
) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Titled parts of a room's data, each of one or many lists of (what, value)."""
    parts = []
    for name, value in data.items():
        rows, words = value if isinstance(value, list) else [value], words_of(room, getattr(value, "table", None))
        read = worded.get(name)
        parts.append((title(name), [_pairs(words, read(row) if read else row, name) for row in rows]))
    return parts


def _pairs(words: Words, row: Any, name: str) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [(title(name), said(name, row, words))]
    filled = [(key, value) for key, value in row.items() if value not in (None, "", {}, [])]
    return [(title(key), said(key, value, words)) for key, value in filled]


def _files(archive: zipfile.ZipFile, person_id: uuid.UUID) -> Iterator[str]:
    taken: set[str] = set()
    for asked, opened in duties.files_of(person_id):
        parts = [one for one in PurePosixPath(asked.replace("\\", "/")).parts if one not in {"/", "..", "."}]
        name = "/".join(["files", *parts])
        while name in taken:
            name = f"{name}_"
        taken.add(name)
        with opened() as source, archive.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 16)
        yield name


def _text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text)
