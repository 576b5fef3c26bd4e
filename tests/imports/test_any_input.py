"""Whatever cells hold, an import ends in words, with each line that it could not take, and on no fault of ours."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.aaf_files import LEGAL, TEACHER, Export, guardian, school, staff, student, take
from imports.test_lists import BRING, PUPILS, STAFF, columns_of, do_jobs, upload, world  # noqa: F401 (a fixture)
from preau.imports.enums import RunState
from preau.imports.models import ImportRun
from preau.kernel import scope

pytestmark = pytest.mark.django_db
CELLS = (
    "", " ", "x" * 5_000, "É" * 400, "\u202e", "😀", "İ", "٣", "\x00", "\x1b", '"', '""', 'a"b', ";", ",", "\n", "$",
    "a$b$c$d$e", "0", "-1", "9" * 30, "1", "2026-02-30", "31/12/9999", "01/01/0001", "1/1/1", "2010-01-01", "=1+1",
    "<b>", "]]>", "&#0;", "'; DROP TABLE x;--", "%s{}", "null", "0699001J", "2de 4", "1$2A", "M.", "a@b", "DIR",
    "1$DIR$", "|", "a|b|c", "Béranger", "Lina", "Sofia", "E1", "E2", "e1", "e2", "g1", "p1", "14/07/2011", "Directrice",
)  # fmt: skip
"""What people and programs have put into cells, and what they may yet."""
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def disturbed(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    """The same rows, some cells of which hold anything; lines told twice, cut short, or with a cell too many."""
    made = [list(row) for row in rows]
    for _ in range(chance.randint(1, 8)):
        row, act = made[chance.randrange(1, len(made))], chance.random()
        if act < 0.7:
            row[chance.randrange(len(row))] = chance.choice(CELLS)
        elif act < 0.8:
            made.append(list(chance.choice(made[1:])))
        elif act < 0.9:
            del row[chance.randint(1, len(row)) :]
        else:
            row.append(chance.choice(CELLS))
    return made


def ended_in_words(run: ImportRun) -> None:
    """The run is over, and did not meet a fault of ours."""
    run.refresh_from_db()
    assert run.state not in (RunState.RECEIVED, RunState.READING, RunState.READ, RunState.APPLYING), run.state
    assert "erreur du programme" not in run.message
    if run.state != RunState.FAILED:
        assert set(run.report["totals"]) == {"students", "guardians", "staff", "schools", "homerooms", "groups"}


@FEW
@given(st.randoms(use_true_random=False), st.sampled_from(["students", "staff"]))
def test_a_list_of_anything_ends_in_words(world: Any, chance: random.Random, kind: str) -> None:  # noqa: F811
    head, _at = world
    text, mark = (PUPILS, ";") if kind == "students" else (STAFF, ",")
    rows = disturbed([line.split(mark) for line in text.splitlines()], chance)
    encoding = chance.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    content = "\n".join(mark.join(row) for row in rows).encode(encoding, "replace")
    brought = head.post(BRING, {"kind": kind, "file": upload(content)})
    if brought.status_code == 422:
        return
    asked = head.post(brought.url, columns_of(brought.url))
    if asked.status_code == 422:
        return
    do_jobs()
    with scope.everything("test"):
        run = ImportRun.objects.latest("started_at")
        assert head.get(asked.url).status_code == 200
        ended_in_words(run)
        if run.state == RunState.REHEARSED:
            assert head.post(f"{asked.url}appliquer-liste/").status_code == 302
            do_jobs()
            ended_in_words(run)
            assert head.get(asked.url).status_code == 200


@FEW
@given(st.randoms(use_true_random=False))
def test_an_export_of_anything_ends_in_words(tmp_path: Path, settings: Any, chance: random.Random) -> None:
    settings.DATA_DIR = tmp_path / "data"
    whole = Export().add(
        school("1"), guardian("g1"), student("e1", links=[LEGAL.format("g1")]), student("e2"), student("e3"),
        staff("p1", [TEACHER.format("1")]),
    )  # fmt: skip
    strange = Export()
    for category, key, values, operation in whole.entries:
        given_here = {name: list(one) if isinstance(one, list) else one for name, one in values.items()}
        for name in given_here:
            if chance.random() < 0.15:
                given_here[name] = chance.choice([chance.choice(CELLS), chance.sample(CELLS, 2), []])
        named = chance.choice(CELLS) if chance.random() < 0.05 else key
        strange.entries.append((category, named, given_here, operation))
    if chance.random() < 0.3:
        strange.entries.append(chance.choice(strange.entries))
    with scope.everything("test"):
        take(whole.write(tmp_path / f"{chance.random()}"))
        ended_in_words(take(strange.write(tmp_path / f"{chance.random()}")))
