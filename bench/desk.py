"""`make bench-desk`: a list of 50,000 people leaves as a file, through its page. Rules: docs/benchmarks.md."""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.machine import held
from bench.table import Table, say

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from harness.databases import environment  # noqa: E402
from harness.servers import start_postgresql, stop  # noqa: E402

SIZES = {"region": 50_000, "small": 500}
SERVER = {"jit": "off"}


def main() -> int:
    """Measure one size; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="make bench-desk", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="region")
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where its database and files lie meanwhile")
    parser.add_argument("--taken", choices=["fill", "csv", "xlsx"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    many = SIZES[asked.size]
    if asked.taken:
        sys.stdout.write(json.dumps(_fill(many) if asked.taken == "fill" else _take(asked.taken, many)))
        return 0
    say(f"{asked.size}: {many} people in one school. Takes at most 5 min and 1 GB.")
    table = Table("desk", asked.size)
    with tempfile.TemporaryDirectory(prefix="preau-bench-", dir=asked.folder) as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster = start_postgresql(folder / "postgresql", durable=True, session=os.getpid(), settings=SERVER)
        try:
            measure(asked.size, cluster, folder, table)
        finally:
            stop(cluster.keeper)
    kept = table.keep()
    say(f"{'All promises kept' if table.is_kept else 'A promise is broken'}; figures: {kept.relative_to(ROOT)}")
    return 0 if table.is_kept else 1


def measure(size: str, cluster: Any, folder: Path, table: Table) -> None:
    """The list of one school taken out, as each kind of file, by a process that does nothing else."""
    many = SIZES[size]
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE preau_bench_desk TEMPLATE template0")
    settings = environment(cluster.database("preau_bench_desk"), folder / "desk")
    subprocess.run([sys.executable, "-m", "preau", "migrate", "-v", "0"], env=settings, cwd=ROOT, check=True)
    for format in ("fill", "csv", "xlsx"):  # each in a process of its own: what filling held is not counted
        command = [sys.executable, "-m", "bench.desk", "--size", size, "--taken", format]
        ran = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True)
        if ran.returncode:
            raise RuntimeError(f"{format} ended with {ran.returncode}:\n{ran.stderr[-3000:]}")
        told = json.loads(ran.stdout)
        if format == "fill":  # as an import ends: the database knows what its tables hold
            with psycopg.connect(cluster.database("preau_bench_desk"), autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            continue
        note = f"{told['bytes'] / 1e6:.1f} MB, first byte after {told['first']:.2f} s"
        table.add(f"export of {many} people as {format}", told["seconds"], "s", 30, note)
        held_note = f"{told['held'] / 1e6:.0f} MB in all"
        table.add(f"memory it adds to the process, {format}", told["grown"] / 1e6, "MB", 100, held_note)


def _fill(many: int) -> dict[str, float]:
    import django

    django.setup()
    _school(many)
    return {}


def _take(format: str, many: int) -> dict[str, float]:
    """In a process of its own: two heads, a school, an agreed export; then the file is taken and thrown away."""
    import django

    django.setup()
    from django.test import Client

    import strong
    from preau.console.models import ListExport
    from preau.console.services import decide_export
    from preau.kernel import scope

    school, heads = _school(many)
    asker = Client(SERVER_NAME="127.0.0.1")
    with scope.everything("signing in for a benchmark"):
        asker.force_login(heads[0])
        strong.prove(asker, heads[0])  # who takes many gives the second factor at the act
    page = {"liste": "people", "format": format, "motif": "Mesure de l’export d’une grande liste"}
    assert asker.post("/console/exports/nouveau/", page).status_code == 302
    from preau.kernel.actor import Actor

    with scope.use(scope.Scope.of([school])):
        asked = ListExport.objects.get(format=format)
        decide_export(actor=Actor("Seconde direction", heads[1].person_id), export_id=asked.pk, accept=True)
    before, most, size, first = held([os.getpid()]), 0, 0, 0.0
    started = time.perf_counter()
    answer = asker.post(f"/console/exports/{asked.pk}/emporter/")
    for number, part in enumerate(answer.streaming_content):  # type: ignore[attr-defined]
        first = first or time.perf_counter() - started
        size += len(part)
        if number % 10 == 0:
            most = max(most, held([os.getpid()]))
    seconds = time.perf_counter() - started
    most = max(most, held([os.getpid()]), _peak())
    return {"seconds": seconds, "first": first, "bytes": size, "held": most, "grown": most - before}


def _peak() -> int:
    """The most this process ever held, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _school(many: int) -> tuple[Any, list[Any]]:
    """One school of so many people, made once; its two heads' accounts."""
    from preau.directory.bulk import relist
    from preau.directory.enums import Profile
    from preau.directory.models import Affiliation, EducationAuthority, Enrollment, Homeroom, Person, School, SchoolYear
    from preau.identity.models import Account
    from preau.identity.services import open_account
    from preau.kernel import scope
    from preau.kernel.actor import system
    from preau.kernel.text import folded_name

    us = system("bench")
    with scope.everything("filling a benchmark"):
        known = School.objects.filter(uai="0990001A").first()
        if known is not None:
            return known.pk, list(Account.objects.filter(login__startswith="direction.").order_by("login"))
        academy = EducationAuthority.objects.create(code="99", name="Essai")
        school = School.objects.create(uai="0990001A", name="Grande école", authority=academy, join_key="1")
        year = SchoolYear.objects.create(year=2026, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
        rooms = Homeroom.objects.bulk_create(
            Homeroom(school=school, school_year=year, code=f"C{one}", label=f"2de {one}") for one in range(100)
        )
        people = [
            Person(
                given_name=f"Prénom{one}",
                family_name=f"Écolier{one}",
                search_name=folded_name(f"Écolier{one}", f"Prénom{one}"),
            )
            for one in range(many)
        ]
        Person.objects.bulk_create(people, batch_size=2000)
        Affiliation.objects.bulk_create(
            (Affiliation(school=school, person=one, profile=Profile.STUDENT) for one in people), batch_size=2000
        )
        Enrollment.objects.bulk_create(
            (
                Enrollment(school=school, school_year=year, student=one, homeroom=rooms[number % 100])
                for number, one in enumerate(people)
            ),
            batch_size=2000,
        )
        heads = []
        for name in ("Une", "Deux"):
            who = Person.objects.create(
                given_name=name, family_name="Direction", search_name=folded_name("Direction", name)
            )
            Affiliation.objects.create(school=school, person=who, profile=Profile.HEAD)
            heads.append(open_account(actor=us, person=who, login=f"direction.{name.lower()}"))
        relist(school.pk.hex)
        return school.pk, heads


if __name__ == "__main__":
    raise SystemExit(main())
