"""What the author of a hostile export may try: one clear line in French, in bounded memory, and never a trace."""

import io
import os
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import OPERATOR, Export, file_of, guardian, school, student, take
from preau.imports import inbox
from preau.imports.aaf import archives, reading, xml
from preau.imports.aaf.refusals import FileRefused, SourceRefused
from preau.imports.enums import RefusalCause, RunState
from preau.imports.models import ImportRefusal
from preau.imports.services import start_import
from preau.kernel import scope

NAME = "ENT_Complet_20261124_Eleve_0000.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?><ficAlimMENESR>'


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    with scope.everything("test"):
        yield


def read(folder: Path, *parts: bytes) -> list[xml.Entry]:
    """Entries of a file made of these parts."""
    path = folder / NAME
    path.write_bytes(HEAD + b"".join(parts))
    return list(xml.AafReader(path, 65_536, frozenset({"sn"})).entries())


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([b"<!--", b"a" * (3 << 20), b"-->"], id="comment"),
        pytest.param([b'<a b="', b"a" * (3 << 20), b'"/>'], id="tag"),
        pytest.param([b"<a>" * 100], id="nesting"),
        pytest.param([b"<addRequest><attributes><attr>", b"<value>" * 100], id="nested values"),
        pytest.param([b"<addRequest/>", b"<value>" * 20, b"<addRequest/>", b"<value>" * 20], id="nesting by entries"),
        pytest.param(
            [b'<addRequest><attributes><attr name="sn">', (b"<value>" + b"a" * 10_000 + b"</value>") * 2000],
            id="many values",
        ),
    ],
)
def test_what_would_fill_memory_is_refused_while_it_is_read(tmp_path: Path, parts: list[bytes]) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, *parts)
    assert refused.value.cause == RefusalCause.HOSTILE and refused.value.line == 1


def test_default_attributes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b'<!DOCTYPE a [<!ATTLIST value b CDATA "multiplied">]><a><value/></a>')
    with pytest.raises(FileRefused) as refused:
        list(xml.AafReader(path, 65_536, frozenset()).entries())
    assert refused.value.cause == RefusalCause.HOSTILE


def test_an_identifier_outside_any_entry_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(HEAD + b"<id>" + b"a" * (8 << 20) + b"</id><addRequest/></ficAlimMENESR>")
    tracemalloc.start()
    entries = list(xml.AafReader(path, 65_536, frozenset()).entries())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(entries) == 1 and peak < 4 << 20


def test_a_value_of_many_megabytes_refuses_its_entry_alone(tmp_path: Path) -> None:
    big = b'<addRequest><attributes><attr name="sn"><value>' + b"a" * (20 << 20) + b"</value></attr></attributes>"
    entries = read(tmp_path, big, b"</addRequest><addRequest/></ficAlimMENESR>")
    assert [one.too_long for one in entries] == ["sn", ""]


def test_a_file_of_refusals_keeps_so_many_lines_and_counts_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from preau.imports.aaf import refusals
    from preau.imports.aaf.files import describe

    monkeypatch.setattr(refusals, "REFUSALS_MAX", 50)
    path = tmp_path / NAME
    path.write_bytes(HEAD + b"<addRequest/>\n" * 1000 + b"</ficAlimMENESR>")
    described = describe(path, NAME)
    assert described is not None
    meta = reading.read_into_part(described, tmp_path / "x.part", 65_536)
    assert meta.complete and len(meta.refusals) == 50
    assert [many for *_key, many in meta.beyond] == [950]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"links": ["g1$10$1$1$²$0"]},
        {"ENTPersonMobileSMS": "0" * 1500},
    ],
    ids=["rank", "long text"],
)
def test_odd_values_never_stop_an_import(tmp_path: Path, values: dict[str, Any]) -> None:
    run = take(Export().add(school("1"), guardian("g1"), student("e1", **values)).write(tmp_path / "x"))
    assert run.state == RunState.APPLIED and run.totals["students"]["added"] == 1


@pytest.mark.django_db
def test_a_school_with_an_endless_code_is_refused(tmp_path: Path) -> None:
    odd = school("2", ENTStructureUAI="", ENTEtablissementUAI="0" * 1500)
    run = take(Export().add(school("1"), odd, student("e1")).write(tmp_path / "x"))
    assert ImportRefusal.objects.get(run=run).cause == RefusalCause.TOO_LONG


@pytest.mark.django_db
def test_a_file_whose_name_is_no_text_is_read_and_named(tmp_path: Path) -> None:
    folder = Export().add(school("1"), student("e1", homeroom="")).write(tmp_path / "x")
    path = file_of(folder, "Eleve")
    os.rename(path, os.fsencode(str(path)).replace(b"ENT_", b"\xe9_") if b"ENT_" in os.fsencode(path) else path)
    odd = Path(os.fsdecode(os.fsencode(str(folder)) + b"/\xe9"))
    odd.mkdir()
    for one in list(folder.glob("*.xml")):
        one.rename(odd / one.name)
    run = take(folder)
    assert run.state == RunState.APPLIED and r"\udce9" in ImportRefusal.objects.get(run=run).file


# Archives ------------------------------------------------------------------


def altered(kind: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        archive.writestr(NAME, bytes(range(256)) * 100)
    content = bytearray(made.getvalue())
    content[len(NAME) + 45 : len(NAME) + 75] = b"\xff" * 30
    return bytes(content)


def huge_name(kind: bytes) -> bytes:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = kind, 2 << 20
    return info.tobuf(tarfile.GNU_FORMAT) + b"a" * (2 << 20)


def many_members() -> bytes:
    return b"".join(tarfile.TarInfo("x.txt").tobuf(tarfile.USTAR_FORMAT) for _ in range(60)) + b"\0" * 1024


def foreign_name() -> bytes:
    return tarfile.TarInfo("../\udce9.xml").tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + b"\0" * 1024


HOSTILE: list[tuple[str, Callable[[], bytes], RefusalCause]] = [
    ("deflate.zip", lambda: altered(zipfile.ZIP_DEFLATED), RefusalCause.MALFORMED),
    ("lzma.zip", lambda: altered(zipfile.ZIP_LZMA), RefusalCause.MALFORMED),
    ("name.tar", lambda: huge_name(tarfile.GNUTYPE_LONGNAME), RefusalCause.HOSTILE),
    ("attributes.tar", lambda: huge_name(tarfile.XHDTYPE), RefusalCause.HOSTILE),
    ("many.tar", many_members, RefusalCause.HOSTILE),
    ("foreign.tar", foreign_name, RefusalCause.HOSTILE),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content", "cause"), HOSTILE, ids=[one[0] for one in HOSTILE])
def test_a_hostile_archive_gives_one_line_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: Callable[[], bytes], cause: RefusalCause
) -> None:
    monkeypatch.setattr(archives, "MEMBERS_MAX", 50)
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(SourceRefused) as refused:
        archives.unpack(path, tmp_path / "out", 1 << 30)
    assert refused.value.cause == cause
    run = start_import(actor=OPERATOR, path=path)
    assert run.state == RunState.FAILED and run.message


# The import folder ---------------------------------------------------------


@pytest.fixture
def folder() -> Iterator[Path]:
    inbox.folder().mkdir(parents=True)
    yield inbox.folder()


@pytest.mark.parametrize("name", ["..", "../in", "/etc", "a/b", "", ".cache", "liaison"])
def test_only_what_lies_in_the_import_folder_is_imported(folder: Path, name: str) -> None:
    (folder / ".cache").mkdir()
    (folder / "liaison").symlink_to("/etc")
    with pytest.raises(inbox.Unknown):
        inbox.path_of(name)


def test_a_delivery_whose_name_is_no_text_does_not_break_the_page(folder: Path) -> None:
    os.mkdir(os.fsencode(folder) + b"/\xe9t\xe9")
    (folder / "bonne").mkdir()
    assert [one.name for one in inbox.deliveries()] == ["bonne"]
