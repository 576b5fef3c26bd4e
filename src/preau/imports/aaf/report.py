"""The report of a run: totals over schools, each school's counts, what was refused, what waits."""

import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.directory.models import School
from preau.imports.aaf.apply import expanded
from preau.imports.aaf.nomenclature import Operation
from preau.imports.aaf.plan import KINDS, OPERATIONS
from preau.imports.aaf.refused import counts_of, limit_note
from preau.imports.enums import PendingKind, PendingState, RefusalCause, SchoolStepState
from preau.imports.models import ImportRun, ImportSchoolStep, PendingChange

Counts = dict[str, dict[str, int]]
REFUSED_KIND = {
    "student": "students", "guardian": "guardians", "staff": "staff", "school": "schools",
}  # fmt: skip
_STRENGTH = {"changed": 1, "left": 2, "added": 3, "moved": 4}


def no_counts() -> Counts:
    """Every kind and operation at zero."""
    return {kind: dict.fromkeys(OPERATIONS, 0) for kind in KINDS}


class Totals:
    """Adds schools up, each person once: who leaves one school for another has moved."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("")
        self.db.execute("CREATE TABLE done (kind TEXT, key TEXT, op TEXT)")
        self.plain = no_counts()

    def add(self, school: str, differences: Mapping[str, Mapping[str, Iterable[Iterable[str]]]]) -> None:
        """Take one school's differences."""
        rows = []
        for kind, operations in differences.items():
            for operation, items in operations.items():
                if kind in {"homerooms", "groups", "schools"}:
                    self.plain[kind][operation] += sum(1 for _one in items)
                else:
                    rows += [(kind, key or f"{school}#{place}", operation) for place, (key, *_rest) in enumerate(items)]
        self.db.executemany("INSERT INTO done VALUES (?, ?, ?)", rows)

    def counts(self) -> Counts:
        """The totals."""
        made = self.plain
        for kind, key_operations, many in self.db.execute(
            "SELECT kind, ops, count(*) FROM (SELECT kind, key, group_concat(DISTINCT op) AS ops FROM done"
            " GROUP BY kind, key) GROUP BY kind, ops"
        ):
            operations = set(key_operations.split(","))
            if {"added", "left"} <= operations:
                operations = {"moved"}
            made[kind][max(operations, key=_STRENGTH.__getitem__)] += many
        return made


def finished_report(run: ImportRun, schools: Mapping[str, Operation], notes: list[str]) -> dict[str, Any]:
    """The report of an applied run, from its steps (so that a run resumed after a kill tells all it did)."""
    totals = Totals()
    lines = []
    done = {uai: operation for uai, _name, operation in schools.values()}
    steps = ImportSchoolStep.objects.filter(run=run).select_related("school").order_by("school__uai")
    for step in steps.iterator(chunk_size=20):
        if step.state == SchoolStepState.FAILED:
            notes = [*notes, f"{step.school.uai} : {step.message}"]
        if step.state != SchoolStepState.APPLIED:  # failed, or a list of which no line could be taken
            step.counts = no_counts()
        totals.add(step.school.uai, expanded(step.differences))
        lines.append(
            _line(step.school.uai, step.school.name, step.counts, done.get(step.school.uai, ""), step.school_id)
        )
    return assembled(run, totals, lines, done, notes)


def _line(uai: str, name: str, counts: Counts, operation: str, school_id: uuid.UUID | None) -> dict[str, Any]:
    line: dict[str, Any] = {"uai": uai, "name": name, **{kind: dict(ops) for kind, ops in counts.items()}}
    if operation:
        line["schools"][operation] = 1
    if school_id:
        line["id"] = str(school_id)
    return line


def rehearsed_line(uai: str, name: str, counts: Counts, operation: str) -> dict[str, Any]:
    """A school's line in a rehearsal, where it may not exist yet."""
    return _line(uai, name, counts, operation, None)


def assembled(
    run: ImportRun, totals: Totals, lines: list[dict[str, Any]], schools: Mapping[str, str], notes: list[str]
) -> dict[str, Any]:
    """The whole report. Refusals are counted by entry: by school where known, all of them in the totals."""
    counts = totals.counts()
    for operation in schools.values():
        if operation:
            counts["schools"][operation] += 1
    by_uai = {line["uai"]: line for line in lines}
    refused = counts_of(run)
    uais = {
        str(number): uai for number, uai in School.objects.filter(authority=run.authority_id).values_list("id", "uai")
    }
    causes: Counter[tuple[str, bool]] = Counter()
    for (school, cause, warning, kind), many in refused.items():
        causes[cause, warning] += many
        if warning or kind not in REFUSED_KIND:
            continue
        counts[REFUSED_KIND[kind]]["refused"] += many
        if (uai := uais.get(school)) in by_uai:
            by_uai[uai][REFUSED_KIND[kind]]["refused"] += many
    return {
        "totals": counts,
        "schools": lines,
        "run": str(run.pk),
        "kind": run.kind,
        "dry_run": run.dry_run,
        "academy": run.authority_id,
        "notes": [*notes, *limit_note(run)],
        "refusals": [
            {"cause": cause, "label": str(RefusalCause(cause).label), "warning": warning, "count": many}
            for (cause, warning), many in sorted(causes.items())
        ],
        "pending": pending_counts(run),
    }


def pending_counts(run: ImportRun) -> list[dict[str, Any]]:
    """What waits after this run in its schools, by kind."""
    waiting = PendingChange.objects.filter(run=run, state=PendingState.WAITING).select_related("school")
    found: dict[tuple[str, str], list[int]] = {}
    for one in waiting:
        entry = found.setdefault((one.school.uai, one.kind), [0, 0])
        entry[0] += 1
        entry[1] += one.count
    return [{"uai": uai, "kind": kind, "changes": n, "count": c} for (uai, kind), (n, c) in sorted(found.items())]


_TITLES = {
    "students": gettext_lazy("Élèves"),
    "guardians": gettext_lazy("Responsables"),
    "staff": gettext_lazy("Personnels"),
    "schools": gettext_lazy("Établissements"),
    "homerooms": gettext_lazy("Classes"),
    "groups": gettext_lazy("Groupes"),
}


def as_text(report: Mapping[str, Any], refusals: Iterable[Any], shown: int = 40) -> str:
    """The report as people read it in a terminal."""
    heads = [_("ajoutés"), _("modifiés"), _("déplacés"), _("sortis"), _("refusés")]
    lines = [
        _("Simulation : rien n’a été écrit dans l’annuaire.") if report["dry_run"] else _("Import terminé."),
        "",
        f"{'':<16}" + "".join(f"{head:>10}" for head in heads),
    ]
    for kind in KINDS:
        row = report["totals"][kind]
        lines.append(f"{_TITLES[kind]!s:<16}" + "".join(f"{row[op]:>10}" for op in OPERATIONS))
    lines += ["", *[f"- {note}" for note in report["notes"]]]
    if report["pending"]:
        lines += ["", _("En attente de confirmation (preau import … --confirm UAI) :")]
        for one in report["pending"][:shown]:
            label = PendingKind(one["kind"]).label
            lines.append(f"- {one['uai']} : {label} ({one['count']})")
        if len(report["pending"]) > shown:
            more = len(report["pending"]) - shown
            lines.append(ngettext("- … et %d autre", "- … et %d autres", more) % more)
    if report["refusals"]:
        lines += ["", _("Refus et avertissements :")]
        for one in report["refusals"]:
            word = _("avertissement") if one["warning"] else _("refus")
            lines.append(f"- {one['label']} ({word}) : {one['count']}")
        lines.append("")
        count = 0
        for refusal in refusals:
            count += 1
            if count <= shown:
                place = f"{refusal.file}:{refusal.line}" if refusal.line else refusal.file
                lines.append(f"  {place} · {refusal.join_key or '—'} · {refusal.reason}")
        if count > shown:
            more = count - shown
            lines.append(ngettext("  … et %d autre ligne", "  … et %d autres lignes", more) % more)
    return "\n".join(lines) + "\n"
