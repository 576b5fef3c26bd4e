"""Each kind of bad input gives one clear line in French, with file and line; nothing imported before is lost."""

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, load_command_class

from imports.aaf_files import (
    LEGAL,
    OPERATOR,
    TEACHER,
    Export,
    dump,
    file_of,
    guardian,
    lines,
    school,
    staff,
    student,
    take,
    totals,
)
from preau.directory.models import Affiliation, DirectoryRecord, Enrollment, Guardianship, Person, School
from preau.imports.enums import RunState
from preau.imports.models import ImportRefusal, ImportRun
from preau.imports.services import start_import
from preau.kernel import scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    with scope.everything("test"):
        yield


def base() -> Export:
    return Export().add(
        school("1"),
        guardian("g1"),
        student("e1", links=[LEGAL.format("g1")]),
        student("e2"),
        student("e3"),
        staff("p1", [TEACHER.format("1")]),
    )


@pytest.fixture
def before(tmp_path: Path) -> ImportRun:
    """A first, clean import."""
    return take(base().write(tmp_path / "before"))


def active() -> set[str]:
    return set(Affiliation.objects.filter(state="active").values_list("source_key", flat=True))


def the_line(run: ImportRun) -> ImportRefusal:
    """The only line of the report."""
    return ImportRefusal.objects.get(run=run)


def line_of(path: Path, text: str) -> int:
    """The line of the request whose key is `text`."""
    all_lines = path.read_text(errors="replace").splitlines()
    found = next(number for number, line in enumerate(all_lines) if f"<id>{text}</id>" in line)
    return max(number for number in range(found) if "Request>" in all_lines[number]) + 1


def test_malformed_xml_keeps_what_was_read_and_removes_nobody(before: ImportRun, tmp_path: Path) -> None:
    folder = base().add(student("e0")).write(tmp_path / "x")
    path = file_of(folder, "Eleve")
    text = path.read_text()
    path.write_text(text.replace("<id>e2</id>", "<id>e2<id>"))
    # The fault shows at the first tag that closes something else.
    broken = text.index("<id>e2</id>") + len("<id>e2</id>")
    shows_at = text.count("\n", 0, text.index("</", broken)) + 1
    run = take(folder)
    found = the_line(run)
    assert (found.cause, found.file, found.line) == ("malformed", path.name, shows_at)
    assert "mal formé" in found.reason
    assert active() == {"e1", "e2", "e3", "p1"}
    assert any("Eleve" in note and "personne n’est retiré" in note for note in run.report["notes"])


def test_a_truncated_file_keeps_what_was_read_and_removes_nobody(before: ImportRun, tmp_path: Path) -> None:
    folder = Export().add(school("1"), student("e1", homeroom="2B"), student("e9"), student("e2")).write(tmp_path / "x")
    path = file_of(folder, "Eleve")
    text = path.read_text()
    path.write_text(text[: text.index("ELEVEe2")])
    run = take(folder)
    found = the_line(run) if not ImportRefusal.objects.filter(run=run).count() > 1 else None
    assert found is not None
    assert (found.cause, found.file) == ("malformed", path.name)
    assert "tronqué" in found.reason
    assert found.line == path.read_text().count("\n") + 1
    assert active() >= {"e1", "e2", "e3", "e9"}
    assert Enrollment.objects.get(student__records__join_key="e1").homeroom.code == "2B"


def test_wrong_encoding_is_said(before: ImportRun, tmp_path: Path) -> None:
    folder = base().write(tmp_path / "x")
    path = file_of(folder, "PersRelEleve")
    path.write_bytes(path.read_text().replace("PARENTg1", "HÉLOÏSE").encode("iso-8859-15"))
    run = take(folder)
    found = the_line(run)
    assert (found.cause, found.file) == ("encoding", path.name)
    assert "UTF-8" in found.reason and found.line
    assert Person.objects.get(records__join_key="g1").family_name == "PARENTg1"
    assert Guardianship.objects.get().ended_at is None


def test_an_unknown_encoding_is_said(before: ImportRun, tmp_path: Path) -> None:
    folder = base().write(tmp_path / "x")
    path = file_of(folder, "Eleve")
    path.write_text(path.read_text().replace('encoding="UTF-8"', 'encoding="KLINGON-1"'))
    run = take(folder)
    assert lines(run) == [("encoding", 1, path.name)]
    assert "KLINGON-1" in the_line(run).reason
    assert active() == {"e1", "e2", "e3", "p1"}


def test_iso_8859_15_is_read_as_declared(tmp_path: Path) -> None:
    export = Export().add(school("1"), student("e1", sn="CŒUR", givenName="Zoé"))
    take(export.write(tmp_path / "x", encoding="ISO-8859-15"))
    person = Person.objects.get(records__join_key="e1")
    assert (person.family_name, person.given_name, person.search_name) == ("CŒUR", "Zoé", "coeur  zoe")


@pytest.mark.parametrize(
    ("declaration", "body"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        ('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">', "&b;"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;', "x"),
    ],
)
def test_entities_are_refused(before: ImportRun, tmp_path: Path, declaration: str, body: str) -> None:
    folder = base().write(tmp_path / "x")
    path = file_of(folder, "Eleve")
    doctype = f'<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd" [{declaration}]>'
    text = path.read_text().replace('<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">', doctype)
    path.write_text(text.replace("ELEVEe1", body))
    run = take(folder)
    assert lines(run) == [("hostile", 2, path.name)]
    assert active() == {"e1", "e2", "e3", "p1"}
    assert Person.objects.get(records__join_key="e1").family_name == "ELEVEe1"


def test_an_unknown_school_refuses_the_entry(tmp_path: Path) -> None:
    folder = base().add(student("e9", school="999")).write(tmp_path / "x")
    run = take(folder)
    path = file_of(folder, "Eleve")
    assert lines(run) == [("unknown_school", line_of(path, "e9"), path.name)]
    assert "999" in the_line(run).reason
    assert totals(run, "students") == {"added": 3, "refused": 1}
    assert sum(line["students"]["refused"] for line in run.report["schools"]) == 0
    assert not DirectoryRecord.objects.filter(join_key="e9").exists()


def test_a_school_under_another_key_is_the_same_and_who_names_the_old_one_is_refused(
    before: ImportRun, tmp_path: Path
) -> None:
    kept, was = School.objects.get(join_key="1"), active()
    export = base().without("1").add(school("77", ENTStructureUAI=kept.uai))
    run = take(export.write(tmp_path / "renamed"))
    assert run.state == RunState.APPLIED, run.message
    kept.refresh_from_db()
    assert kept.join_key == "77"
    refused = {one.join_key: str(one.reason) for one in ImportRefusal.objects.filter(run=run) if not one.is_warning}
    assert refused.keys() >= {"e1", "e2", "e3", "p1"}
    assert "établissement inconnu\xa0: 1" in refused["e1"]
    assert active() == was, "nobody goes whose entry was refused"


def test_a_pupil_without_class_is_enrolled_without_one(tmp_path: Path) -> None:
    folder = base().add(student("e9", homeroom="")).write(tmp_path / "x")
    run = take(folder)
    found = the_line(run)
    assert (found.cause, found.is_warning, found.line) == ("no_homeroom", True, line_of(file_of(folder, "Eleve"), "e9"))
    assert Enrollment.objects.get(student__records__join_key="e9").homeroom is None
    assert found.school_id == School.objects.get().pk


def test_a_link_to_nobody_is_said_and_the_pupil_taken(tmp_path: Path) -> None:
    folder = base().add(student("e9", links=[LEGAL.format("g404")])).write(tmp_path / "x")
    run = take(folder)
    found = the_line(run)
    assert (found.cause, found.is_warning, found.line) == (
        "guardian_unknown",
        True,
        line_of(file_of(folder, "Eleve"), "e9"),
    )
    assert "g404" in found.reason
    assert totals(run, "students") == {"added": 4}


def test_two_pupils_with_one_identifier(before: ImportRun, tmp_path: Path) -> None:
    folder = base().add(student("e2", givenName="Autre", homeroom="2Z")).write(tmp_path / "x")
    run = take(folder)
    found = the_line(run)
    path = file_of(folder, "Eleve")
    assert (found.cause, found.is_warning) == ("duplicate_key", False)
    assert found.line and found.line > line_of(path, "e2")
    assert str(line_of(path, "e2")) in found.reason
    assert totals(run, "students") == {"refused": 1}
    assert Person.objects.get(records__join_key="e2").given_name == "Camille"


def test_a_wrong_uai_letter_is_a_warning(tmp_path: Path) -> None:
    folder = Export().add(school("1", ENTStructureUAI="0699001A"), student("e1")).write(tmp_path / "x")
    run = take(folder)
    found = the_line(run)
    assert (found.cause, found.is_warning) == ("bad_uai", True)
    assert "0699001A" in found.reason
    assert not School.objects.get().uai_is_valid
    assert totals(run, "students") == {"added": 1}


def test_the_thirtieth_of_february_refuses_the_entry_and_keeps_who_was_there(before: ImportRun, tmp_path: Path) -> None:
    export = (
        base()
        .without("e2")
        .add(student("e2", ENTPersonDateNaissance="30/02/2011"), student("e9", ENTPersonDateNaissance="30/02/2011"))
    )
    folder = export.write(tmp_path / "x")
    run = take(folder)
    path = file_of(folder, "Eleve")
    assert lines(run) == [("bad_date", line_of(path, key), path.name) for key in ("e2", "e9")]
    assert "30/02/2011" in ImportRefusal.objects.filter(run=run)[0].reason
    assert active() == {"e1", "e2", "e3", "p1"}
    assert str(Person.objects.get(records__join_key="e2").birth_date) == "2010-02-01"


def test_a_value_beyond_the_limit_refuses_the_entry(before: ImportRun, tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_VALUE_MAX = 1000
    folder = base().without("e2").add(student("e2", ENTPersonAdresse="x" * 1001)).write(tmp_path / "x")
    run = take(folder)
    path = file_of(folder, "Eleve")
    assert lines(run) == [("too_long", line_of(path, "e2"), path.name)]
    assert "ENTPersonAdresse" in the_line(run).reason
    assert active() == {"e1", "e2", "e3", "p1"}


def test_a_value_of_many_megabytes_is_not_kept_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    from preau.imports.aaf.entries import WANTED
    from preau.imports.aaf.xml import AafReader

    folder = base().add(student("e9", ENTPersonAdresse="x" * 20_000_000)).write(tmp_path / "x")
    reader = AafReader(file_of(folder, "Eleve"), 65_536, WANTED)
    tracemalloc.start()
    too_long = [one.identifier for one in reader.entries() if one.too_long]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert too_long == ["e9"]
    assert peak < 5_000_000


def test_a_value_wider_than_its_column_is_cut_with_a_warning_or_refused_for_a_name(tmp_path: Path) -> None:
    folder = base().add(student("e8", ENTPersonVille="V" * 90), student("e9", sn="N" * 101)).write(tmp_path / "x")
    run = take(folder)
    found = ImportRefusal.objects.filter(run=run).order_by("line")
    assert [(one.cause, one.is_warning, one.join_key) for one in found] == [
        ("too_long", True, "e8"), ("too_long", False, "e9"),
    ]  # fmt: skip
    assert len(Person.objects.get(records__join_key="e8").city) == 80


def test_a_missing_key_or_name_is_said(tmp_path: Path) -> None:
    nameless = ("Eleve", "e8", {"ENTPersonJointure": "e8", "ENTPersonStructRattach": "1"})
    keyless = ("Eleve", "", {"sn": "X", "givenName": "Y", "ENTPersonStructRattach": "1"})
    run = take(base().add(nameless, keyless).write(tmp_path / "x"))
    assert {one.cause for one in ImportRefusal.objects.filter(run=run)} == {"no_name", "no_key"}


def test_a_kind_without_a_file_removes_nobody_and_the_report_says_so(before: ImportRun, tmp_path: Path) -> None:
    export = Export(kinds=("EtabEducNat", "Eleve")).add(
        school("1"), student("e1", links=[LEGAL.format("g1")]), student("e2")
    )
    run = take(export.write(tmp_path / "x"))
    assert active() == {"e1", "e2", "p1"}
    assert totals(run, "students") == {"left": 1}
    assert [note for note in run.report["notes"] if "aucun fichier PersEducNat" in note]
    assert [note for note in run.report["notes"] if "aucun fichier PersRelEleve" in note]
    assert Guardianship.objects.get().ended_at is None


def test_a_school_of_another_export_is_left_as_it_is(before: ImportRun, tmp_path: Path) -> None:
    """A shared teacher names it, but its people come from elsewhere."""
    run = take(Export().add(school("2"), staff("p1", [TEACHER.format("1"), TEACHER.format("2")])).write(tmp_path / "x"))
    assert active() == {"e1", "e2", "e3", "p1"}
    assert any("0699001J" in note for note in run.report["notes"])


# Sources ---------------------------------------------------------------------


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _members(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_archive_is_read_as_its_folder_would_be(tmp_path: Path, kind: str) -> None:
    folder = base().write(tmp_path / "x")
    path = tmp_path / f"export.{kind}"
    if kind == "zip":
        _zip(path, _members(folder))
    else:
        with tarfile.open(path, "w:gz" if kind == "tar.gz" else "w") as archive:
            archive.add(folder, "export")
    run = take(path)
    assert totals(run, "students") == {"added": 3}
    assert not list((tmp_path / "data" / "imports").glob("unpacked-*"))


@pytest.mark.parametrize("name", ["../out.xml", "/out.xml", "a/../../out.xml", "C:\\out.xml", "..\\out.xml"])
def test_an_archive_that_leaves_its_folder_is_refused_whole(before: ImportRun, tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "x.zip", {**_members(base().write(tmp_path / "x")), name: b"<x/>"})
    state = dump()
    run = take(path)
    assert run.state == RunState.FAILED
    assert "chemin interdit" in run.message
    assert not list(tmp_path.rglob("out.xml"))
    assert dump() == state


def test_a_tar_that_leaves_its_folder_or_links_is_refused(tmp_path: Path) -> None:
    for name, kind in (("../out.xml", tarfile.REGTYPE), ("link.xml", tarfile.SYMTYPE), ("hard.xml", tarfile.LNKTYPE)):
        path = tmp_path / "x.tar"
        with tarfile.open(path, "w") as archive:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info, io.BytesIO(b""))
        run = take(path)
        assert run.state == RunState.FAILED and "refusée" in run.message
    assert not list(tmp_path.rglob("out.xml"))


def test_an_archive_that_unpacks_too_big_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_UNPACKED_MAX = 1_000_000
    bomb = _zip(tmp_path / "bomb.zip", {"ENT_Complet_20261124_Eleve_0000.xml": b"0" * 2_000_000})
    run = take(bomb)
    assert run.state == RunState.FAILED
    assert "dépasse la limite" in run.message
    assert not list((tmp_path / "data" / "imports").glob("unpacked-*"))


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_UNPACKED_MAX = 1_000_000
    bomb = _zip(tmp_path / "bomb.zip", {"ENT_Complet_20261124_Eleve_0000.xml": b"0" * 2_000_000})
    raw = bytearray(bomb.read_bytes())
    size = (2_000_000).to_bytes(4, "little")
    raw = bytearray(bytes(raw).replace(size, (1000).to_bytes(4, "little")))
    bomb.write_bytes(raw)
    run = take(bomb)
    assert run.state == RunState.FAILED
    assert not list((tmp_path / "data" / "imports").glob("unpacked-*"))


def test_a_truncated_archive_is_refused_in_french(tmp_path: Path) -> None:
    whole = tmp_path / "x.tar.gz"
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(base().write(tmp_path / "x"), "export")
    whole.write_bytes(whole.read_bytes()[:-200])
    run = take(whole)
    assert run.state == RunState.FAILED
    assert run.message == "Archive illisible ou tronquée."


def test_a_folder_without_exports_an_unknown_academy_two_academies(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "Aucun fichier" in take(tmp_path / "empty").message
    folder = base().write(tmp_path / "x")
    for path in folder.iterdir():
        path.write_text(path.read_text().replace('<!-- codeAcademieExport="10" -->\n', ""))
    assert "--academy" in take(folder).message
    assert take(folder, academy="10").state == RunState.APPLIED
    mixed = base().write(tmp_path / "y")
    path = file_of(mixed, "Eleve")
    path.write_text(path.read_text().replace('codeAcademieExport="10"', 'codeAcademieExport="9"'))
    assert "plusieurs académies" in take(mixed).message
    assert "pas de 9" in take(base().write(tmp_path / "z"), academy="9").message


def test_the_command_answers_in_french_without_a_trace(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Rien à cet endroit"):
        call_command("import", "aaf", str(tmp_path / "nowhere"), stderr=io.StringIO())


def test_the_command_takes_several_schools_to_confirm() -> None:
    line = ["aaf", "export", "--academy", "10", "--dry-run", "--report", "r.json", "--confirm", "0690001A", "0690002b"]
    asked = load_command_class("preau.imports", "import").create_parser("preau", "import").parse_args(line)
    assert (asked.path, asked.academy, asked.dry_run, asked.report) == ("export", "10", True, "r.json")
    assert asked.confirm == ["0690001A", "0690002b"]


def test_the_command_reports_in_the_terminal_and_as_json(tmp_path: Path) -> None:
    import json

    folder = base().add(student("e9", school="999")).write(tmp_path / "x")
    out, err = io.StringIO(), io.StringIO()
    call_command("import", "aaf", str(folder), report=str(tmp_path / "r.json"), stdout=out, stderr=err)
    report = json.loads((tmp_path / "r.json").read_text())
    kinds = {"students", "guardians", "staff", "schools", "homerooms", "groups"}
    assert set(report["totals"]) == kinds
    assert all(set(one) == {"added", "changed", "moved", "left", "refused"} for one in report["totals"].values())
    assert report["totals"]["students"] == {"added": 3, "changed": 0, "moved": 0, "left": 0, "refused": 1}
    assert report["schools"][0]["uai"] == "0699001J"
    assert kinds <= set(report["schools"][0])
    assert "établissement inconnu\xa0: 999" in out.getvalue()
    assert "Lecture" in err.getvalue()


def test_start_import_never_raises_for_a_bad_source(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("bonjour")
    run = start_import(actor=OPERATOR, path=tmp_path / "note.txt")
    assert (run.state, run.report) == (RunState.FAILED, {})


def test_a_fault_of_the_program_ends_the_run_in_plain_words_and_the_next_one_starts_anew(
    before: ImportRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = base().add(student("e4")).write(tmp_path / "next")
    was = active()
    with monkeypatch.context() as broken:
        broken.setattr("preau.imports.aaf.engine.write_shared", lambda **_more: {}["nothing there"])
        run = start_import(actor=OPERATOR, path=folder)
    assert run.state == RunState.FAILED
    assert "erreur du programme" in run.message
    assert "Traceback" not in run.message
    assert active() == was
    assert take(folder).state == RunState.APPLIED
    assert active() == was | {"e4"}
