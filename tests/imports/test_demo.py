"""The fictitious academy: always the same, well formed, in production's shape, with its cast."""

import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

from preau.imports.demo import DeltaSummary, DemoPlan, DemoSummary, academy, main, write_academy, write_delta
from preau.imports.demo.cast import CAST, CLASS_OF, COLLEGE, ECOLE, LP, LYCEE, SCHOOLS, member
from preau.imports.demo.schools import UAI_LETTERS
from samples import sample

DAY = dt.date(2026, 11, 24)
PLAN = DemoPlan(date=DAY)
WIDE = DemoPlan(schools=20, students=2600, seed=7, date=DAY)

Record = dict[str, list[str]]


@dataclass
class Written:
    """A folder of exports read back with another reader than the project's own."""

    folder: Path
    summary: DemoSummary
    people: dict[tuple[str, str], dict[str, Record]] = field(default_factory=dict)

    def of(self, kind: str, degree: str = "2D") -> dict[str, Record]:
        return self.people[degree, kind]


def _records(path: Path) -> Iterator[tuple[str, str, Record]]:
    """Action, key and attributes of each record of a file."""
    root = etree.parse(path).getroot()
    for node in root.iterchildren("addRequest", "modifyRequest", "deleteRequest"):
        pairs = [*node.iterfind("attributes/attr"), *node.iterfind("modifications/modification")]
        attributes = {pair.get("name"): [value.text or "" for value in pair.iterfind("value")] for pair in pairs}
        yield node.tag, node.findtext("identifier/id"), attributes


def _read(folder: Path, summary: DemoSummary) -> Written:
    written = Written(folder, summary)
    for path in sorted(folder.glob("*_Complet_*.xml")):
        code, _, _, kind, _ = path.stem.split("_")
        known = written.people.setdefault(("1D" if "1D" in code else "2D", kind), {})
        for action, key, record in _records(path):
            assert action == "addRequest"
            assert key not in known, f"{key} twice in {kind}"
            known[key] = record
    return written


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _links(record: Record) -> list[list[str]]:
    found = record.get("ENTElevePersRelEleve") or record["ENTEleveAutoriteParentale"]
    return [value.split("$") for value in found if value]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The default academy: four schools, 2,400 pupils."""
    folder = tmp_path_factory.mktemp("academy")
    return _read(folder, write_academy(PLAN, folder))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Twenty schools in two areas."""
    folder = tmp_path_factory.mktemp("wide")
    return _read(folder, write_academy(WIDE, folder))


@pytest.fixture(scope="module")
def delta(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DeltaSummary]:
    """The delta of a tenth of the default academy's pupils."""
    folder = tmp_path_factory.mktemp("delta")
    return folder, write_delta(PLAN, folder, share=0.1, seed=3)


def test_the_same_plan_gives_the_same_bytes_whatever_the_hash_seed(small: Written, tmp_path: Path) -> None:
    script = (
        "import sys; from preau.imports.demo import main; code = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    arguments = ["--date", DAY.isoformat(), "--output", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONHASHSEED": "4242"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert _digests(tmp_path) == _digests(small.folder)
    assert "2400 élèves" in run.stdout


def test_two_processes_write_what_one_writes(wide: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(academy, "_PARALLEL_FROM", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    seen: list[tuple[int, int]] = []
    summary = write_academy(WIDE, tmp_path, progress=lambda label, done, total: seen.append((done, total)))
    assert _digests(tmp_path) == _digests(wide.folder)
    assert summary == wide.summary
    assert len(seen) == 2 and seen[-1] == (WIDE.students, WIDE.students)


def test_another_seed_gives_other_people_and_the_same_cast(small: Written, tmp_path: Path) -> None:
    other = _read(tmp_path, write_academy(DemoPlan(seed=2, date=DAY), tmp_path))
    assert _digests(tmp_path) != _digests(small.folder)
    for one in CAST:
        if one.kind == "guardian" and one.join_key in small.of("PersRelEleve"):
            assert other.of("PersRelEleve")[one.join_key] == small.of("PersRelEleve")[one.join_key]


def test_writing_again_replaces_an_earlier_academy_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_academy(DemoPlan(4, 200, date=DAY), tmp_path)
    summary = write_academy(DemoPlan(4, 200, date=DAY + dt.timedelta(days=1)), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*summary.files, "notes.txt"])


def test_a_plan_too_small_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--schools", "3", "--output", str(tmp_path)])
    assert stop.value.code == 2
    assert "au moins 4 établissements" in capsys.readouterr().err
    with pytest.raises(ValueError, match="au moins 25 élèves"):
        DemoPlan(schools=4, students=99)


def test_the_smallest_academy_has_the_whole_cast(tmp_path: Path) -> None:
    tiny = _read(tmp_path, write_academy(DemoPlan(4, 100, date=DAY), tmp_path))
    assert {key for key in CLASS_OF if key in tiny.of("Eleve") or key in tiny.of("Eleve", "1D")} == set(CLASS_OF)
    assert Counter(odd.kind for odd in tiny.summary.odd)["without_class"] == 1


def test_file_names_headers_and_encodings(small: Written) -> None:
    encodings = {}
    for path in sorted(small.folder.iterdir()):
        assert re.fullmatch(
            r"ENT-DEMO(1D)?_Complet_20261124_(EtabEducNat|MatiereEducNat|MefEducNat|Eleve|PersRelEleve|PersEducNat)"
            r"_[0-9]{4}\.xml",
            path.name,
        )
        tree = etree.parse(path)
        encodings[path.name] = tree.docinfo.encoding
        assert tree.docinfo.doctype == '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">'
        head = dict(
            re.findall(r'(\w+)="([^"]*)"', " ".join(c.text for c in tree.getroot().iterchildren(etree.Comment)))
        )
        assert head["codeAcademieExport"] == "10"
        assert head["degre"] == ("1D" if "1D" in path.name else "2D")
        assert head["dateGenerationExport"] == "24/11/2026"
    latin = [name for name, encoding in encodings.items() if encoding == "ISO-8859-15"]
    assert latin == ["ENT-DEMO_Complet_20261124_PersEducNat_0000.xml"]
    assert set(encodings.values()) == {"UTF-8", "ISO-8859-15"}
    assert small.of("PersEducNat")[str(member("helene-garnier").join_key)]["givenName"] == ["Hélène"]


@pytest.mark.samples
def test_every_file_is_valid(small: Written, wide: Written, delta: tuple[Path, DeltaSummary]) -> None:
    with sample("aaf", "ficAlimMENESR.dtd").open() as source:
        dtd = etree.DTD(source)
    for folder in (small.folder, wide.folder, delta[0]):
        for path in folder.iterdir():
            assert dtd.validate(etree.parse(path)), (path.name, dtd.error_log.filter_from_errors())


@pytest.mark.parametrize("which", ["small", "wide"])
def test_the_summary_counts_what_the_files_hold(which: str, request: pytest.FixtureRequest) -> None:
    written: Written = request.getfixturevalue(which)
    summary, plan = written.summary, PLAN if which == "small" else WIDE
    for (degree, kind), records in written.people.items():
        assert summary.records[f"{degree} {kind}"] == len(records)
    students = [*written.of("Eleve").values(), *written.of("Eleve", "1D").values()]
    assert len(students) == summary.students == plan.students
    assert summary.guardians == len({*written.of("PersRelEleve"), *written.of("PersRelEleve", "1D")})
    assert summary.staff == len({*written.of("PersEducNat"), *written.of("PersEducNat", "1D")})
    assert summary.schools == len(written.of("EtabEducNat")) + len(written.of("EtabEducNat", "1D")) == plan.schools
    odd = {one.key for one in summary.odd if one.category == "Eleve"}
    classes = {
        v for r in written.of("Eleve").values() for v in r["ENTEleveClasses"] if v and not v.startswith("99999$")
    }
    young = {v for r in written.of("Eleve", "1D").values() for v in r["ENTPersonClasses"]}
    assert len(classes) + len(young) == summary.classes
    groups = {v for r in written.of("Eleve").values() for v in r["ENTEleveGroupes"] if v}
    assert len(groups) == summary.groups
    sizes = Counter(v for k, r in written.of("Eleve").items() for v in r["ENTEleveClasses"] if k not in odd)
    declared = {
        f"{key}${value.split('$')[0]}": int(value.split("$")[1])
        for key, record in written.of("EtabEducNat").items()
        for value in record["ENTStructureClasses"]
    }
    assert sum(declared.values()) == sum(sizes.values()) + 2  # two odd pupils sit in a class of a known school
    assert summary.files == tuple(sorted(path.name for path in written.folder.iterdir()))


def test_groups_name_the_classes_they_draw_from(small: Written) -> None:
    members: dict[str, list[str]] = {}
    for record in small.of("Eleve").values():
        for group in record["ENTEleveGroupes"]:
            if group:
                members.setdefault(group, []).append(record["ENTEleveClasses"][0].partition("$")[2])
    for key, record in small.of("EtabEducNat").items():
        for value in record["ENTStructureGroupes"]:
            name, size, *classes = value.split("$")
            those = members.pop(f"{key}${name}")
            assert (int(size), set(classes)) == (len(those), set(those))
    assert not members
    lycee = [r for r in small.of("Eleve").values() if r["ENTPersonStructRattach"] == [LYCEE]]
    college = [r for r in small.of("Eleve").values() if r["ENTPersonStructRattach"] == [COLLEGE]]
    mean = [sum(len([g for g in r["ENTEleveGroupes"] if g]) for r in those) / len(those) for those in (lycee, college)]
    assert 1.5 < mean[0] < 2.5
    assert 0.5 < mean[1] < mean[0]


def test_the_cast_is_there_at_its_keys(small: Written) -> None:
    kinds = {"student": "Eleve", "guardian": "PersRelEleve", "staff": "PersEducNat"}
    assert len({one.slug for one in CAST}) == len({one.login for one in CAST}) == len(CAST)
    for one in CAST:
        if one.join_key is None:
            assert one.kind in {"officer", "operator"}
            continue
        degrees = {"1D" if key == ECOLE else "2D" for key in one.school_keys}
        for degree in degrees:
            record = small.of(kinds[one.kind], degree)[one.join_key]
            given, name = ("ENTPersonPrenom", "ENTPersonNom") if degree == "1D" else ("givenName", "sn")
            assert record[given] == [one.given_name]
            assert record[name] == [one.family_name.upper()]
    for key, (school, division) in CLASS_OF.items():
        if school == ECOLE:
            fields = small.of("Eleve", "1D")[key]["ENTPersonClasses"][0].split("$")
            assert (fields[0], fields[4], len(fields)) == (school, division, 5)
        else:
            assert small.of("Eleve")[key]["ENTEleveClasses"] == [f"{school}${division}"]


def test_samira_has_three_children_in_three_schools_and_karim_lives_elsewhere(small: Written) -> None:
    samira, karim = str(member("samira-benali").join_key), str(member("karim-benali").join_key)
    keys = [str(member(slug).join_key) for slug in ("lina-benali", "adam-benali", "noe-benali")]
    assert small.of("PersRelEleve")[samira]["ENTAuxPersRelEleveEleve"] == keys[:2]
    assert small.of("PersRelEleve", "1D")[samira]["ENTPersRelEleveEleve"] == keys[2:]
    for key in keys:
        record = small.of("Eleve").get(key) or small.of("Eleve", "1D")[key]
        assert _links(record) == [[samira, "20", "1", "1", "1", "1"], [karim, "10", "0", "1", "0", "0"]]
    homes = [small.of("PersRelEleve")[key] for key in (samira, karim)]
    assert homes[0]["ENTPersonAdresse"] != homes[1]["ENTPersonAdresse"]
    assert [home["ENTPersonAdresseDiffusion"] for home in homes] == [["N"], ["N"]]


def test_claire_teaches_in_two_schools_and_heads_her_class(small: Written) -> None:
    claire = small.of("PersEducNat")[str(member("claire-roux").join_key)]
    assert [value.split("$")[0] for value in claire["ENTPersonFonctions"]] == [LYCEE, LP]
    assert claire["ENTAuxEnsClassesPrincipal"] == [f"{LYCEE}$2de 4"]
    assert f"{LYCEE}$2de 4$061300" in claire["ENTAuxEnsClassesMatieres"]
    principals = Counter(v for r in small.of("PersEducNat").values() for v in r["ENTAuxEnsClassesPrincipal"] if v)
    assert set(principals.values()) == {1}
    marc = small.of("PersEducNat")[str(member("marc-petit").join_key)]
    assert f"{LYCEE}$2de 4$043700" in marc["ENTAuxEnsClassesMatieres"]


def test_the_two_sophie_martins_share_no_pupil_and_no_school(small: Written) -> None:
    guardians = small.of("PersRelEleve")
    keys = [str(member(slug).join_key) for slug in ("sophie-martin-lycee", "sophie-martin-lp")]
    schools = []
    for key in keys:
        assert (guardians[key]["givenName"], guardians[key]["sn"]) == (["Sophie"], ["MARTIN"])
        (child,) = guardians[key]["ENTAuxPersRelEleveEleve"]
        schools += small.of("Eleve")[child]["ENTPersonStructRattach"]
    assert schools == [LYCEE, LP]


def test_functions_of_the_cast(small: Written) -> None:
    codes = {
        one.slug: [value.split("$")[1] for value in small.of("PersEducNat", degree)[one.join_key]["ENTPersonFonctions"]]
        for one in CAST
        if one.kind == "staff" and one.join_key
        for degree in ["1D" if one.school_keys == (ECOLE,) else "2D"]
    }
    assert codes["nadia-leroy"] == ["EDU"]
    assert codes["helene-garnier"] == codes["yves-caron"] == codes["olivier-blanc"] == ["DIR"]
    assert codes["anne-vidal"] == ["DIR", "ENS"]
    assert codes["farid-meziane"] == ["AED"]
    assert codes["lucie-perrin"] == ["DOC"]
    assert codes["jean-royer"] == ["ADM"]
    assert codes["sabine-weber"] == ["MDS"]


@pytest.mark.parametrize("day", [dt.date(2026, 9, 1), dt.date(2027, 2, 28), dt.date(2027, 8, 31)])
def test_theo_is_eighteen_all_the_school_year(day: dt.date, tmp_path: Path) -> None:
    written = _read(tmp_path, write_academy(DemoPlan(4, 100, date=day), tmp_path))
    born = written.of("Eleve")[str(member("theo-marchand").join_key)]["ENTPersonDateNaissance"][0]
    at = dt.datetime.strptime(born, "%d/%m/%Y").date()
    assert day.year - at.year - ((day.month, day.day) < (at.month, at.day)) == 18


def test_ages_fit_the_school_year(small: Written) -> None:
    usual = {"6EME": 11, "3EME": 14, "2DE GENERALE ET TECHNOLOGIQUE": 15, "TERMINALE GENERALE": 17}
    for label, age in usual.items():
        ages = Counter(
            2026 - int(record["ENTPersonDateNaissance"][0][-4:])
            for record in small.of("Eleve").values()
            if record["ENTEleveLibelleMEF"] == [label]
        )
        assert ages.most_common(1)[0][0] == age
        assert set(ages) <= {age - 1, age, age + 1, age + 2}
    assert small.summary.adult_students > 10


def test_the_shapes_of_production(small: Written) -> None:
    students, guardians = small.of("Eleve"), small.of("PersRelEleve")
    links = [link for record in students.values() for link in _links(record)]
    assert {link[1] for link in links} >= {"1", "2", "10", "20", "38", "41"}
    assert {link[3] for link in links} == {"1", "2", "3"}
    schools_of: dict[str, set[str]] = {}
    apart = 0
    for record in [*students.values(), *small.of("Eleve", "1D").values()]:
        parents = [link[0] for link in _links(record) if link[1] in {"1", "2", "10", "20"} and link[0] in guardians]
        apart += len(parents) == 2 and len({guardians[key]["ENTPersonAdresse"][0] for key in parents}) == 2
        for link in _links(record):
            schools_of.setdefault(link[0], set()).add(record["ENTPersonStructRattach"][0])
    assert apart > 200
    assert sum(len(schools) > 1 for schools in schools_of.values()) > 100
    assert {len(record["ENTAuxPersRelEleveEleve"]) for record in guardians.values()} >= {1, 2, 3}
    assert 0.15 < sum(record["mail"] == [""] for record in guardians.values()) / len(guardians) < 0.3
    assert 0.05 < sum(record["mobile"] == [""] for record in guardians.values()) / len(guardians) < 0.2
    regimes = {record["ENTEleveRegime"][0] for record in students.values()}
    assert {"EXTERNE LIBRE", "INTERNE 5 JOURS", "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT"} <= regimes
    forms = Counter(bool(re.fullmatch(r"[0-9]{10}[A-Z]", r["ENTEleveINE"][0])) for r in students.values())
    assert all(re.fullmatch(r"[0-9]{10}[A-Z]|[0-9]{9}[A-Z]{2}", r["ENTEleveINE"][0]) for r in students.values())
    assert min(forms[True], forms[False]) > 500
    assert small.summary.staff_over_schools >= 2
    staff_names = {(r["sn"][0], r["givenName"][0]) for r in small.of("PersEducNat").values()}
    both = [r for r in guardians.values() if (r["sn"][0], r["givenName"][0]) in staff_names]
    assert len(both) >= small.summary.staff_who_are_guardians >= 2
    names = "".join(r["sn"][0] for r in guardians.values())
    assert "'" in names and "Œ" in names and "Ÿ" in names


def test_the_worst_class_and_teacher(small: Written) -> None:
    worst = small.summary.worst_class
    assert (worst.key, worst.size) == (LYCEE, 40)
    inside = [r for r in small.of("Eleve").values() if r["ENTEleveClasses"] == [f"{worst.key}${worst.name}"]]
    assert len(inside) == 40
    teacher = small.of("PersEducNat")[small.summary.worst_teacher.key]
    assert len(teacher["ENTAuxEnsClasses"]) == small.summary.worst_teacher.size == 18


def test_the_odd_entries_are_few_and_named(wide: Written) -> None:
    odd = {one.kind: one.key for one in wide.summary.odd}
    assert len(odd) == len(wide.summary.odd) == 6
    students = wide.of("Eleve")
    assert students[odd["without_class"]]["ENTEleveClasses"] == [""]
    assert students[odd["birth_30_february"]]["ENTPersonDateNaissance"][0].startswith("30/02/")
    assert odd["guardian_unreferenced"] in wide.of("PersRelEleve")
    schools = {**wide.of("EtabEducNat"), **wide.of("EtabEducNat", "1D")}
    strange = students[odd["school_unknown"]]["ENTPersonStructRattach"][0]
    assert strange not in schools
    named: dict[str, str] = {}
    for key, record in [*students.items(), *wide.of("Eleve", "1D").items()]:
        if not record.get("ENTEleveClasses", ["-"])[0]:
            assert key == odd["without_class"]
        assert key == odd["school_unknown"] or record["ENTPersonStructRattach"][0] in schools
        for link in _links(record):
            named[link[0]] = key
    guardians = {*wide.of("PersRelEleve"), *wide.of("PersRelEleve", "1D")}
    assert guardians - set(named) == {odd["guardian_unreferenced"]}
    assert {named[key] for key in set(named) - guardians} == {odd["guardian_unknown"]}
    wrong = [k for k, r in schools.items() if r["ENTStructureUAI"][0][7] != _letter(r["ENTStructureUAI"][0])]
    assert wrong == [odd["wrong_uai_letter"]]
    assert len({r["ENTStructureUAI"][0] for r in schools.values()}) == WIDE.schools


def _letter(uai: str) -> str:
    return UAI_LETTERS[int(uai[:7]) % 23]


def test_the_four_schools_come_first_in_every_academy(small: Written, wide: Written) -> None:
    for written in (small, wide):
        for school in SCHOOLS:
            record = written.of("EtabEducNat", "1D" if school.key == ECOLE else "2D")[school.key]
            assert record["ENTStructureUAI"] == [school.uai]
            assert record["ENTStructureNomCourant"][0].split("$")[:2] == [school.sigle, school.name]


def test_batches_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preau.imports.demo.files.RECORDS_PER_FILE", 100)
    summary = write_academy(DemoPlan(4, 400, date=DAY), tmp_path)
    names = [name for name in summary.files if "ENT-DEMO_" in name and "_Eleve_" in name]
    assert names == [f"ENT-DEMO_Complet_20261124_Eleve_{number:04d}.xml" for number in range(len(names))]
    sizes = [len(list(_records(tmp_path / name))) for name in names]
    assert sizes[:-1] == [100] * (len(sizes) - 1) and sum(sizes) == summary.records["2D Eleve"]


def test_a_delta_changes_what_it_says(small: Written, delta: tuple[Path, DeltaSummary]) -> None:
    folder, summary = delta
    assert sorted(path.name for path in folder.iterdir()) == list(summary.files)
    assert all("_Delta_20261125_" in name for name in summary.files)
    seen: dict[str, list[tuple[str, Record]]] = {"Eleve": [], "PersRelEleve": []}
    actions: dict[tuple[str, str], list[str]] = {}
    for path in sorted(folder.iterdir()):
        kind = path.stem.split("_")[3]
        for action, key, record in _records(path):
            actions.setdefault((kind, action), []).append(key)
            seen[kind].append((key, record))
    known = {**small.of("Eleve"), **small.of("Eleve", "1D")}
    parents = {**small.of("PersRelEleve"), **small.of("PersRelEleve", "1D")}
    assert sorted(actions["Eleve", "deleteRequest"]) == sorted(summary.left)
    assert sorted(actions["Eleve", "addRequest"]) == sorted(summary.arrived)
    changed = [*summary.moved_class, *summary.changed_mail, *summary.changed_groups]
    assert sorted(actions["Eleve", "modifyRequest"]) == sorted(changed)
    assert sorted(actions["PersRelEleve", "modifyRequest"]) == sorted(summary.changed_guardian_mail)
    assert set(actions["PersRelEleve", "deleteRequest"]) == set(summary.left_guardians)
    assert set(actions["PersRelEleve", "addRequest"]) == set(summary.new_guardians)
    assert known.keys() >= {*summary.left, *changed} and not known.keys() & set(summary.arrived)
    assert parents.keys() >= {*summary.changed_guardian_mail, *summary.left_guardians}
    assert not parents.keys() & set(summary.new_guardians)
    for key, record in seen["Eleve"]:
        for link in _links(record) if key in summary.arrived else []:
            assert link[0] in summary.new_guardians
        if key in summary.moved_class:
            name = "ENTEleveClasses" if "ENTEleveClasses" in record else "ENTPersonClasses"
            assert record[name] != known[key][name]
    total = len(summary.left) + len(summary.arrived) + len(changed) + len(summary.changed_guardian_mail)
    assert 0.07 * PLAN.students < total < 0.12 * PLAN.students
    cast_keys = {one.join_key for one in CAST}
    assert not cast_keys & {*summary.left, *changed, *summary.changed_guardian_mail, *summary.left_guardians}


def test_a_delta_is_the_same_again_and_leaves_the_full_export_alone(tmp_path: Path) -> None:
    arguments = ["--schools", "4", "--students", "400", "--date", DAY.isoformat(), "--output", str(tmp_path)]
    assert main(arguments) == 0
    full = _digests(tmp_path)
    assert main([*arguments, "--delta", "0.1"]) == 0
    once = _digests(tmp_path)
    assert once.items() > full.items()
    assert main([*arguments, "--delta", "0.1"]) == 0
    assert _digests(tmp_path) == once
