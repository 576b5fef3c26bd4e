"""The command line of `preau demo`."""

import argparse
import datetime as dt
import os
import sys
import time
from pathlib import Path

from preau.imports.demo.academy import write_academy
from preau.imports.demo.delta import write_delta
from preau.imports.demo.plan import DemoPlan


def today() -> dt.date:
    """The demonstration's day: PREAU_DEMO_NOW when set, else this machine's (Django is not started here)."""
    moment = os.environ.get("PREAU_DEMO_NOW")
    if moment:
        return dt.date.fromisoformat(moment[:10])
    return dt.date(*time.localtime()[:3])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="preau demo", description="Écrit une académie fictive au format AAF.")
    parser.add_argument("--schools", type=int, default=4, help="nombre d'établissements (4)")
    parser.add_argument("--students", type=int, default=2400, help="nombre total d'élèves (2400)")
    parser.add_argument("--seed", type=int, default=1, help="graine du tirage (1)")
    parser.add_argument(
        "--date", type=dt.date.fromisoformat, default=None, help="date de l'export, AAAA-MM-JJ (aujourd'hui)"
    )
    parser.add_argument(
        "--delta",
        type=float,
        default=None,
        metavar="PART",
        help="écrit, au lieu de l'export complet, le delta du lendemain pour cette part des élèves (0.01)",
    )
    parser.add_argument("--output", type=Path, required=True, help="dossier où écrire les fichiers")
    return parser


def main(argv: list[str]) -> int:
    """Run `preau demo` with these arguments; 0 when done, 2 when the arguments are wrong."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        plan = DemoPlan(options.schools, options.students, options.seed, options.date or today())
    except ValueError as error:
        parser.error(str(error))
    if options.delta is not None and not 0 < options.delta <= 1:
        parser.error("--delta : une part entre 0 et 1")
    if options.delta is not None:
        delta = write_delta(plan, options.output, share=options.delta, seed=plan.seed)
        sys.stdout.write(
            f"{len(delta.moved_class) + len(delta.changed_mail) + len(delta.changed_groups)} élèves modifiés, "
            f"{len(delta.arrived)} arrivés, {len(delta.left)} partis\n"
        )
        return 0
    summary = write_academy(plan, options.output, progress=_show)
    sys.stdout.write(
        f"{summary.schools} établissements, {summary.students} élèves, {summary.guardians} responsables, "
        f"{summary.staff} personnels, {summary.classes} classes, {summary.groups} groupes\n"
    )
    return 0


def _show(label: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{label} : {done} / {total} élèves{end}")
        sys.stderr.flush()
