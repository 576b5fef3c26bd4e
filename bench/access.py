"""`make bench-access`: contacts are looked for, the desk's pages opened, people come in, a long list leaves as a file.

The academy is filled as for `make bench-directory`. `make bench-sso` and `make bench-desk` measure their part alone.
Rules: docs/benchmarks.md.
"""

from pathlib import Path
from typing import Any

from bench import counting, desk, sso
from bench.directory import Size, academy_of, hundredth_of, measure_page, measure_search, measured, opened
from bench.table import Table

SEARCH_MS = 20
SEARCHES = {
    "head, a name": ("helene.garnier", "/annuaire/propositions/?q=martin"),
    "head, a class and a function": ("helene.garnier", "/annuaire/propositions/?q=2de+4+responsable"),
    "head, a name, in the page": ("helene.garnier", "/annuaire/?q=martin"),
    "head, two letters": ("helene.garnier", "/annuaire/propositions/?q=ma"),
    "teacher, a name": ("claire.roux", "/annuaire/propositions/?q=martin"),
    "teacher, a discipline": ("claire.roux", "/annuaire/propositions/?q=mathematiques"),
    "guardian of three, a name": ("samira.benali", "/annuaire/propositions/?q=martin"),
    "pupil, a class": ("lina.benali", "/annuaire/propositions/?q=2de+4"),
    "officer, a school": ("paul.faure", "/annuaire/propositions/?q=claudel+direction"),
}
# {login}: the identifier of the person who has that account.
PAGES = {
    "people list": ("helene.garnier", "/console/annuaire/"),
    "people list, a name": ("helene.garnier", "/console/annuaire/?q=martin"),
    "people list, its fortieth page": ("helene.garnier", "/console/annuaire/?page=40"),
    "person page of a pupil": ("helene.garnier", "/console/annuaire/{lina.benali}/"),
    "person page of a guardian of three": ("helene.garnier", "/console/annuaire/{samira.benali}/"),
    "person page of a teacher": ("helene.garnier", "/console/annuaire/{claire.roux}/"),
    "directory of contacts of the guardian": ("samira.benali", "/annuaire/"),
    "rules of a group": ("helene.garnier", "/console/regles/class_guardians/"),
}


def _measure(size: Size, folder: Path, cluster: Any, table: Table) -> None:
    academy = academy_of(size, folder, cluster)
    academy.demo("--output", str(academy.files))
    academy.preau("import", "aaf", str(academy.files), "--confirm", "all")
    small = hundredth_of(academy, folder, cluster)
    with opened(academy, small) as both:
        for name, (login, path) in SEARCHES.items():
            measure_search(f"contact search: {name}", path, login, both, cluster, table, SEARCH_MS)
        for name, (login, path) in PAGES.items():
            measure_page(name, path, login, both, cluster, table)
    sso.measure(academy, cluster, table)
    desk.measure(size.name, cluster, folder, table)
    counting.measure(table)


def main() -> int:
    """Measure one size; 1 when a promise is broken, 2 when there is no room."""
    return measured("access", __doc__, _measure)


if __name__ == "__main__":
    raise SystemExit(main())
