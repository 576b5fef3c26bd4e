"""The living demonstration: an academy written as AAF files, read by the real importer, filled by the rooms."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from preau.directory.models import School
from preau.imports.demo import DemoPlan, write_academy
from preau.imports.demo.cast import CAST
from preau.kernel import audit, clock
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry
from preau.kernel.registry import modules_named

FILLED = "imports.fill_demonstration"

Say = Callable[[str], None]


def platform() -> Actor:
    """Who fills a demonstration."""
    return system("démonstration")


def is_filled() -> bool:
    """True once a demonstration was filled to its end in this database."""
    return AuditEntry.objects.filter(chain="", action=FILLED).exists()


def is_someone_elses(files: Path) -> bool:
    """True when the directory holds schools that did not come from the files of a demonstration begun here."""
    return not files.exists() and School.objects.exists()


def write_files(plan: DemoPlan, files: Path, progress: Callable[[str, int, int], None] | None = None) -> None:
    """Write the academy's AAF files under `files`, whole or not at all; files of an earlier start are kept."""
    if files.exists():
        return
    part = files.with_name(files.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    write_academy(plan, part, progress=progress or _silent)
    part.rename(files)


def _silent(label: str, done: int, total: int) -> None:
    return None


def seed_rooms(*, living: bool = False) -> list[str]:
    """Have each room fill itself through its own services; the names of the rooms. Twice changes nothing.

    `living`: for people who try it; a room then adds what only they look at (`show` of its seeds).
    """
    rooms = []
    for module in modules_named("seeds"):
        with transaction.atomic():
            module.seed(actor=platform(), cast=CAST)
            if living and hasattr(module, "show"):
                module.show(actor=platform(), cast=CAST)
        rooms.append(module.__name__.split(".")[-2])
    if not is_filled():
        with transaction.atomic():
            audit.record(actor=platform(), action=FILLED, data={"rooms": rooms})
    return rooms


def fill(plan: DemoPlan, files: Path, say: Say, progress: Callable[[str, int, int], None] | None = None) -> None:
    """Write, import and seed; takes up where an interrupted start stopped."""
    say(f"Écriture d’une académie fictive : {plan.schools} établissements, {plan.students} élèves…")
    write_files(plan, files, progress)
    say("Import de ses fichiers AAF dans l’annuaire…")
    call_command("import", "aaf", str(files), "--confirm", "all")
    say("Ouverture des comptes de la démonstration…")
    seed_rooms(living=True)


def plan_of_today(schools: int, students: int) -> DemoPlan:
    """The demonstration's plan, in the school year of its day."""
    return DemoPlan(schools=schools, students=students, seed=1, date=clock.today())
