"""Rules about files. Each is shown to find a planted breach before it is trusted to find none."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from preau.config.environment import as_table
from quality import figures
from quality import source_rules as rules
from quality.tools import ROOT

PACKAGE = ROOT / "src" / "preau"
Rule = Callable[[Path], list[str]]

PLANTED: dict[Rule, dict[str, str]] = {
    rules.rooms_without_a_purpose: {"news/apps.py": "", "news/__init__.py": ""},
    rules.other_clocks: {"news/services.py": "import datetime as dt\nnow = dt.datetime.now()\n"},
    rules.signatures_by_hand: {"news/services.py": "post.written_by = str(actor.label)[:200]\n"},
    rules.views_that_query: {"news/views.py": "def show(request):\n    return Post.objects.filter(pk=1)\n"},
    rules.jobs_without_a_handler: {"news/services.py": "enqueue('news.send', key='1')\n", "news/tasks.py": ""},
    rules.events_unknown: {
        "news/apps.py": "", "news/__init__.py": '"""News."""', "news/services.py": "events.publish('news.posted')\n",
    },
    rules.spreadsheets_of_ones_own: {"news/views.py": "writer = csv.writer(out)\n"},
    rules.templates_unused: {"news/templates/news/old.html": "<p>", "news/views.py": "render('news/new.html')"},
    rules.templates_against_the_policy: {"news/templates/news/new.html": '<p style="color: red">'},
}  # fmt: skip


def _plant(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule):
    assert rule(PACKAGE) == []


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_rule_finds_a_planted_breach(rule: Rule, tmp_path: Path):
    assert len(rule(_plant(tmp_path, PLANTED[rule]))) == 1


def test_an_event_heard_but_never_told_is_found(tmp_path):
    _plant(tmp_path, {"news/subscriptions.py": "@subscribe('news.gone')\ndef hear(event): ...\n"})
    assert rules.events_unknown(tmp_path) == [
        "news/subscriptions.py:1 subscribes to 'news.gone', which nobody publishes"
    ]


@pytest.mark.parametrize(
    "planted",
    ["<script>go()</script>", "<style>p{}</style>", "<a onclick='go()'>", "{{ text|safe }}", "{{ text | safe }}"],
)
def test_each_breach_of_the_page_policy_is_found(planted, tmp_path):
    assert rules.templates_against_the_policy(_plant(tmp_path, {"a/templates/a.html": planted}))


def test_files_stay_short():
    assert rules.long_files(PACKAGE, rules.LINES) == []
    assert rules.long_files(ROOT / "quality", rules.LINES) == []
    assert rules.long_files(ROOT / "tests", rules.LINES_OF_TESTS) == []


def test_a_long_file_is_found(tmp_path):
    assert rules.long_files(_plant(tmp_path, {"news/services.py": "pass\n" * 401}), rules.LINES)


def _kept_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    folders = ("src", "tests", "docs", "quality", "requirements", "bench", ".ci")
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


def test_no_path_of_somebodys_machine_is_kept():
    assert rules.machine_paths(_kept_files()) == []


def test_a_path_of_somebodys_machine_is_found(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("see /" + "home/somebody/notes\n")
    assert rules.machine_paths([path])


def _locks() -> list[Path]:
    return [path for path in _kept_files() if path.suffix in {".txt", ".json"} and "lock" in path.name] + sorted(
        (ROOT / "requirements").glob("*.txt")
    )


def test_lock_files_hold_no_address_and_every_hash():
    assert rules.addresses_in_locks(_locks()) == []
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert text.count("==") <= text.count("--hash=sha256:")


def test_what_serves_has_the_versions_that_are_tested():
    served, tested = (
        set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    assert served and served - tested == set()


@pytest.mark.parametrize("line", ["--index-url x", "a @ http" + "s://example.org/a.whl", '"resolved": "x"'])
def test_an_address_in_a_lock_file_is_found(line, tmp_path):
    path = tmp_path / "run.txt"
    path.write_text(line + "\n")
    assert rules.addresses_in_locks([path])


def test_the_table_of_settings_is_the_programs_own():
    assert as_table() in (ROOT / "docs" / "operations" / "settings.md").read_text(), "make docs writes it"


def test_figures_of_the_documentation_are_those_that_were_kept():
    assert figures.PAGE.read_text() == figures.page(), "make docs writes it"


def test_a_figure_beyond_its_limit_is_told_as_missed(tmp_path):
    machine = {"processor": "2 × any", "python": "3.11"}
    shown = [{"name": "a page", "value": 17.0, "unit": "×", "limit": 16, "note": ""}]
    kept = {"title": "x", "size": "small", "at": "2026-11-26", "commit": "c", "machine": machine, "figures": shown}
    (tmp_path / "x.json").write_text(json.dumps(kept))
    assert "| a page | 17 × | 16 × | **missed** |" in figures.written(tmp_path)
