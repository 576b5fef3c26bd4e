"""Rules about files, read from the source alone. Each takes a root and returns one sentence per breach."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LINES = 400
LINES_OF_TESTS = 600
_GENERATED = {"migrations", "static_built", "node_modules", "__pycache__"}


def python_files(folder: Path) -> list[Path]:
    """The Python files written by hand under a folder."""
    return sorted(p for p in folder.rglob("*.py") if not _GENERATED & set(p.relative_to(folder).parts))


def rooms(package: Path) -> list[Path]:
    """The rooms of the package: its folders that are Django apps."""
    return sorted(folder for folder in package.iterdir() if (folder / "apps.py").exists())


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def long_files(folder: Path, limit: int) -> list[str]:
    """Files longer than the limit, templates included."""
    files = [*python_files(folder), *sorted(folder.rglob("*.html"))]
    counts = ((path, len(path.read_text().splitlines())) for path in files)
    return [
        f"{path.relative_to(folder)} has {count} lines, {limit} at most: make it a folder of the same name"
        for path, count in counts
        if count > limit
    ]


def rooms_without_a_purpose(package: Path) -> list[str]:
    """Rooms whose __init__.py does not say what they are for."""
    return [
        f"{room.name}/__init__.py has no docstring: say what the room is for, and what it is not for"
        for room in rooms(package)
        if not ast.get_docstring(_parsed(room / "__init__.py"))
    ]


_CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
}


def other_clocks(package: Path) -> list[str]:
    """Calls that ask the time of anyone but kernel.clock."""
    found = []
    for path in python_files(package):
        if path.relative_to(package) == Path("kernel/clock.py"):
            continue
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                if (owner, node.attr) in _CLOCKS:
                    found.append(f"{path.relative_to(package)}:{node.lineno} asks {owner}.{node.attr}: kernel.clock")
    return found


def _is_label(node: ast.expr) -> bool:
    """Whether it is `actor.label`, or a text made of it."""
    if isinstance(node, ast.Call) and len(node.args) == 1:
        node = node.args[0]
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "label"
        and isinstance(node.value, ast.Name)
        and node.value.id == "actor"
    )


def signatures_by_hand(package: Path) -> list[str]:
    """Rooms that cut the name of who acts to write it themselves: its number is then written apart, or not at all."""
    found = []
    for path in python_files(package):
        if path.relative_to(package).parts[0] == "kernel":
            continue
        found += [
            f"{path.relative_to(package)}:{node.lineno} signs by hand: kernel.signatures.signed"
            for node in ast.walk(_parsed(path))
            if isinstance(node, ast.Subscript) and _is_label(node.value)
        ]
    return found


def views_that_query(package: Path) -> list[str]:
    """Views that reach for a manager."""
    files = [p for p in python_files(package) if p.name == "views.py" or "views" in p.relative_to(package).parts[:-1]]
    return [
        f"{path.relative_to(package)}:{node.lineno} queries: a selector shows, a service does"
        for path in files
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
    ]


def _literal_calls(path: Path, names: set[str]) -> Iterator[tuple[str, int]]:
    """First arguments, when they are plain strings, of calls to one of these functions."""
    for node in ast.walk(_parsed(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if called in names and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, node.lineno


def jobs_without_a_handler(package: Path) -> list[str]:
    """Jobs put in the queue that no tasks.py takes out."""
    handled = {
        name
        for path in python_files(package)
        if path.name == "tasks.py" or "tasks" in path.parts
        for name, _ in _literal_calls(path, {"handler"})
    }
    return [
        f"{path.relative_to(package)}:{line} enqueues {name!r}, which no @handler takes"
        for path in python_files(package)
        for name, line in _literal_calls(path, {"enqueue"})
        if name not in handled
    ]


def _told_in(room: Path) -> str:
    """Where a room tells the payloads of its events: its docstring, or its events.py."""
    text = (ast.get_docstring(_parsed(room / "__init__.py")) or "") if (room / "__init__.py").exists() else ""
    return text + ((room / "events.py").read_text() if (room / "events.py").exists() else "")


def events_unknown(package: Path) -> list[str]:
    """Events published without a documented payload, and subscriptions to events that nobody publishes.

    The payload is told by the room that the topic names first ("directory.affiliation_ended": directory).
    """
    published: set[str] = set()
    found = []
    for path in python_files(package):
        for topic, line in _literal_calls(path, {"publish", "Told"}):
            published.add(topic)
            if topic not in _told_in(package / topic.split(".")[0]):
                found.append(
                    f"{path.relative_to(package)}:{line} publishes {topic!r}, "
                    f"whose payload is not told in {topic.split('.')[0]}/__init__.py nor in its events.py"
                )
    for path in python_files(package):
        found += [
            f"{path.relative_to(package)}:{line} subscribes to {topic!r}, which nobody publishes"
            for topic, line in _literal_calls(path, {"subscribe"})
            if topic not in published
        ]
    return found


def templates_unused(package: Path) -> list[str]:
    """Templates that no code and no template names."""
    texts = [p.read_text() for p in [*python_files(package), *package.rglob("*.html"), *package.rglob("*.txt")]]
    found = []
    for folder in sorted(package.glob("*/templates")):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            if name.startswith("django/forms/"):
                continue  # the form renderer finds these by widget
            quoted = re.compile(rf"[\"']{re.escape(name)}[\"']")
            if not any(quoted.search(text) for text in texts):
                found.append(f"{path.relative_to(package)} is used by nobody")
    return found


_INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"), "a script inside the page"),
    (re.compile(r"<style\b"), "a style element"),
    (re.compile(r"\sstyle\s*="), "a style attribute"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']"), "a handler attribute"),
    (re.compile(r"\|\s*safe\b"), "the filter safe"),
)


def templates_against_the_policy(package: Path) -> list[str]:
    """What the Content-Security-Policy would refuse, or what would let text become markup."""
    found = []
    for path in sorted(package.glob("*/templates/**/*.html")):
        text = re.sub(r"\{#.*?#\}", lambda m: "\n" * m.group().count("\n"), path.read_text(), flags=re.DOTALL)
        for number, line in enumerate(text.splitlines(), 1):
            found += [
                f"{path.relative_to(package)}:{number} has {what}" for pattern, what in _INLINE if pattern.search(line)
            ]
    return found


_PATHS = re.compile(r"(?<![\w.:/-])/(?:root|work|home/\w+|tmp)/[\w.-]+")


def machine_paths(files: Iterable[Path]) -> list[str]:
    """Absolute paths of somebody's machine."""
    found = []
    for path in files:
        try:
            text = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [
            f"{path.name}:{number} names {match.group()}"
            for number, line in enumerate(text.splitlines(), 1)
            for match in _PATHS.finditer(line)
        ]
    return found


def addresses_in_locks(files: Iterable[Path]) -> list[str]:
    """Lock files hold names, versions and hashes; no address of any kind."""
    found = []
    for path in files:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "://" in line or re.search(r"--(?:extra-)?index-url|\"(?:resolved|funding)\"", line):
                found.append(f"{path.name}:{number} holds an address")
    return found


_WRITERS = re.compile(r"\bcsv\.(?:writer|DictWriter)\b|^\s*(?:import|from) (?:xlsxwriter|openpyxl)\b", re.MULTILINE)


def spreadsheets_of_ones_own(package: Path) -> list[str]:
    """Files that write CSV or workbooks by themselves: their cells could become formulas."""
    ours = package / "kernel" / "spreadsheets.py"
    return [
        f"{path.relative_to(package)} writes a spreadsheet: preau.kernel.spreadsheets does, and no cell runs"
        for path in python_files(package)
        if path != ours and _WRITERS.search(path.read_text())
    ]


_DJANGOS_TAGS = re.compile(
    r"\{%-?\s*(?:load|csrf_token|url|static|trans|translate|blocktrans|blocktranslate|comment|verbatim|now|firstof|cycle)\b"
    r"|\{\{[^}]*\|\s*\w+:[\"'\w]"
)
_DJANGOS_ENGINE = re.compile(
    r"from django\.template import[^\n]*\b(?:Template|Context|RequestContext|Engine|Library)\b"
    r"|\bengines\[[\"']django[\"']\]|\busing=[\"']django[\"']|\bTemplateView\b"
)


def djangos_templates(package: Path) -> list[str]:
    """Pages of ours that Django's own templates would draw: they are for third-party pages that no user sees."""
    found = []
    pages = [path for path in sorted(package.rglob("*.html")) if not _GENERATED & set(path.relative_to(package).parts)]
    for path in pages:
        place = path.relative_to(package)
        if place.parts[1:2] != ("templates",):
            found.append(f"{place} lies outside its room's templates")
        elif _DJANGOS_TAGS.search(path.read_text()):
            found.append(f"{place} is written for Django's own templates: pages are Jinja2")
    return found + [
        f"{path.relative_to(package)} asks for Django's own templates: pages are Jinja2"
        for path in python_files(package)
        if _DJANGOS_ENGINE.search(path.read_text())
    ]


_EXTENSIONS = re.compile(
    r"django\.contrib\.postgres|\bcontrib import postgres\b|\b(?:create|alter)\s+extension\b|\w+Extension\s*\("
    r"|\bgin_trgm_ops\b|\bgist_trgm_ops\b|\bcitext\b|\bunaccent\s*\(|\b(?:word_)?similarity\s*\(|\buuid_generate_v\d",
    re.IGNORECASE,
)


def extensions_of_postgresql(package: Path) -> list[str]:
    """What needs an extension of PostgreSQL, contrib's included; migrations too. Search is folded in Python."""
    files = sorted(path for kind in ("*.py", "*.sql") for path in package.rglob(kind))
    return [
        f"{path.relative_to(package)}:{number} asks for an extension of PostgreSQL ({match.group().strip()})"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := _EXTENSIONS.search(line))
    ]
