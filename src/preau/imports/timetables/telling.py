"""The report of a file of lessons: counts, what differs, what was not understood; as data, and as text of a terminal.

It holds numbers of teachers, never their names, which are looked up when it is read; names that nobody bears are told
as the file writes them. No pupil is named.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.directory.models import Person, School
from preau.imports.enums import TimetableFault, TimetableFormat
from preau.imports.timetables.naming import Naming
from preau.imports.timetables.neutral import Said
from preau.kernel import clock
from preau.timetable.enums import NameKind, Trouble
from preau.timetable.public import Matched, Overlap, Week, hour_of, weekday_of
from preau.ui import wording

SHOWN_MAX = 2000
"""Differences and faults that a report keeps; all are counted."""
Report = Mapping[str, Any]
_FIELDS = (
    ("day", ("weekday",)), ("hours", ("starts", "ends")), ("weeks", ("letters", "weeks")), ("room", ("room_id",)),
    ("teachers", ("teachers",)), ("pupils", ("homerooms", "groups")), ("subject", ("subject_code", "title")),
)  # fmt: skip
FIELDS = {
    "day": gettext_lazy("jour"), "hours": gettext_lazy("heures"), "weeks": gettext_lazy("semaines"),
    "room": gettext_lazy("salle"), "teachers": gettext_lazy("professeurs"), "pupils": gettext_lazy("élèves"),
    "subject": gettext_lazy("matière"),
}  # fmt: skip
DAY_COUNTS = {
    "added": gettext_lazy("Changements ajoutés"), "changed": gettext_lazy("Changements modifiés"),
    "ended": gettext_lazy("Changements retirés"), "same": gettext_lazy("Changements déjà écrits"),
    "spared": gettext_lazy("Changements absents du fichier, gardés"),
}  # fmt: skip
"""What is called otherwise in a file of changes of some days."""
COUNTS = {
    "added": gettext_lazy("Cours ajoutés"), "changed": gettext_lazy("Cours modifiés"),
    "ended": gettext_lazy("Cours terminés"), "same": gettext_lazy("Cours inchangés"),
    "kept": gettext_lazy("Gardés comme une main les a écrits"),
    "overlaps": gettext_lazy("En même temps qu’un cours écrit à la main"),
    "aside": gettext_lazy("Lignes laissées de côté"), "warned": gettext_lazy("Lignes prises avec une remarque"),
    "spared": gettext_lazy("Cours absents du fichier, gardés"), "rooms": gettext_lazy("Salles nouvelles"),
    "groups": gettext_lazy("Groupes nouveaux"), "lessons_kept": gettext_lazy("Séances modifiées à la main, gardées"),
}  # fmt: skip


def report_of(
    school: School, said: Said, naming: Naming, matched: Matched, beside: Sequence[Overlap], *, since: dt.date,
    dry_run: bool = False, lessons_kept: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """What a file does to the week of a school."""
    lines = [one for one in said.faults if not one.is_warning]
    told = Telling(naming)
    return {
        "school": school.uai, "name": school.name, "file": said.name, "format": said.format, "year": said.year,
        "since": since.isoformat(), "dry_run": dry_run, "at": clock.now().isoformat(),
        "counts": {
            "added": len(matched.added), "changed": len(matched.changed), "ended": len(matched.ended),
            "same": matched.same, "kept": len(matched.kept), "aside": len(lines) + said.beyond,
            "warned": len(said.faults) - len(lines), "spared": matched.spared, "rooms": len(naming.new_rooms),
            "groups": len(naming.new_groups), "lessons_kept": lessons_kept, "overlaps": len(beside),
        },
        **faults_of(said),
        "differences": list(told.differences(matched))[:SHOWN_MAX],
        "conflicts": list(told.conflicts(matched))[:SHOWN_MAX],
        "overlaps": [told.overlap(one) for one in beside[:SHOWN_MAX]],
        **names_of(naming),
        "groups": [
            {"label": one.label, "pupils": len(one.students or ())}
            for one in sorted(naming.groups.values(), key=lambda one: one.code)
            if one.id in naming.new_groups
        ],
        "needs_weeks": naming.needs_weeks,
    }  # fmt: skip


def faults_of(said: Said) -> dict[str, Any]:
    """What could not be taken, by cause and line by line."""
    return {
        "causes": [
            {"cause": cause, "label": str(TimetableFault(cause).label), "warning": warning, "count": many}
            for (cause, warning), many in sorted(Counter((one.cause, one.is_warning) for one in said.faults).items())
        ],
        "faults": [
            {"cause": one.cause, "warning": one.is_warning, "file": one.file, "line": one.line, "reason": one.reason}
            for one in sorted(said.faults, key=lambda one: (one.is_warning, one.file, one.line or 0))[:SHOWN_MAX]
        ],
    }


def names_of(naming: Naming) -> dict[str, Any]:
    """Names that were not understood, new rooms, and a digest of what was said of names by then."""
    return {
        "unknown": [
            {"kind": one.kind, "key": one.key, "label": one.label, "line": one.line, "many": one.many, "same": one.same}
            for one in sorted(naming.unknown.values(), key=lambda one: (one.kind, one.key))
        ],
        "rooms": sorted(label for _number, label in naming.new_rooms.values()),
        "meant": naming.meant,
    }


class Telling:
    """Lessons as a report keeps them."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming

    def week(self, week: Week) -> dict[str, Any]:
        """One lesson: plain values."""
        labels = self.naming.labels
        return {
            "day": week.weekday, "starts": week.starts, "ends": week.ends, "letters": week.letters,
            "subject": week.title or self.naming.subject_labels.get(week.subject_code, "") or week.subject_code,
            "pupils": sorted(labels.get(one, "") for one in (*week.homerooms, *week.groups)),
            "room": labels.get(week.room_id, "") if week.room_id else "",
            "teachers": sorted(one.hex for one in week.teachers),
        }  # fmt: skip

    def differences(self, matched: Matched) -> Iterator[dict[str, Any]]:
        """What is changed, then ended, then added, in the order of the week."""
        for stood, one in sorted(matched.changed, key=lambda pair: _order(pair[1].week)):
            yield {
                "op": "changed", "was": self.week(stood.week), "now": self.week(one.week), "file": one.file,
                "line": one.line, "fields": changed_fields(stood.week, one.week),
            }  # fmt: skip
        for stood in sorted(matched.ended, key=lambda one: _order(one.week)):
            yield {"op": "ended", "was": self.week(stood.week)}
        for one in sorted(matched.added, key=lambda one: _order(one.week)):
            yield {"op": "added", "now": self.week(one.week), "file": one.file, "line": one.line}

    def conflicts(self, matched: Matched) -> Iterator[dict[str, Any]]:
        """What a hand wrote otherwise than the file: kept."""
        for stood, one in matched.kept:
            told: dict[str, Any] = {"was": self.week(stood.week), "ended": stood.is_over}
            if one is not None:
                told |= {
                    "now": self.week(one.week), "file": one.file, "line": one.line,
                    "fields": changed_fields(stood.week, one.week),
                }  # fmt: skip
            yield told

    def overlap(self, one: Overlap) -> dict[str, Any]:
        """What a file brings at the same time as what a hand wrote: a lesson of one day has its date."""
        sides = {
            name: self.week(side.week) | ({"on": side.first_on.isoformat()} if side.is_dated else {})
            for name, side in (("was", one.stands), ("now", one.brought))
        }
        return {
            **sides, "troubles": [str(trouble) for trouble in one.troubles], "first_on": one.first_on.isoformat(),
            "days": one.days, "file": one.brought.file, "line": one.brought.line,
        }  # fmt: skip


def _order(week: Week) -> tuple[int, int, int]:
    return week.weekday, week.starts, week.ends


def changed_fields(was: Week, now: Week) -> list[str]:
    """What differs between two lessons, by name."""
    return [name for name, parts in _FIELDS if any(getattr(was, one) != getattr(now, one) for one in parts)]


# Words -----------------------------------------------------------------------


def names_in(report: Report) -> dict[str, str]:
    """Names of the teachers that a report numbers. One read."""
    sides = [
        told.get(side, {})
        for told in (*report.get("differences", ()), *report.get("conflicts", ()), *report.get("overlaps", ()))
        for side in ("was", "now")
    ]
    numbers = {number for told in sides for number in told.get("teachers", ())}
    numbers |= {number for told in sides if (number := told.get("stands_in"))}
    rows = Person.objects.filter(pk__in=[uuid.UUID(one) for one in numbers])
    return {one.pk.hex: one.full_name for one in rows}


def words_of(week: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """ "Lundi 8 h 05 – 9 h · Mathématiques · 3A · Claire Roux · B12"; of a lesson of one day, how it differs too."""
    if "date" in week:
        return day_words(week, names)
    day = wording.long_date(dt.date.fromisoformat(week["on"])) if "on" in week else weekday_of(week["day"])
    hours = f"{day[:1].upper()}{day[1:]} {hour_of(week['starts'])} – {hour_of(week['ends'])}"
    people = ", ".join(sorted(names.get(one, "") for one in week["teachers"]))
    letters = _("semaine %(letter)s") % {"letter": week["letters"]} if week["letters"] else ""
    return " · ".join(filter(None, (hours, letters, week["subject"], ", ".join(week["pupils"]), people, week["room"])))


def day_words(told: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """ "Mardi 24 novembre, 8 h · Mathématiques · 3A · annulé"."""
    day = dt.date.fromisoformat(told["date"])
    start = _("%(day)s, %(hour)s") % {"day": wording.long_date(day), "hour": hour_of(told["starts"])}
    parts = [start[:1].upper() + start[1:], told["subject"], ", ".join(told["pupils"])]
    if told["cancelled"]:
        parts.append(_("annulé"))
    if told["to_day"]:
        to_day = wording.long_date(dt.date.fromisoformat(told["to_day"]))
        parts.append(_("déplacé à %(day)s, %(hour)s") % {"day": to_day, "hour": hour_of(told["to_starts"])})
    if told["room"]:
        parts.append(_("salle %(name)s") % {"name": told["room"]})
    if told["stands_in"]:
        parts.append(_("remplacé par %(name)s") % {"name": names.get(told["stands_in"], "")})
    if told["remote"]:
        parts.append(_("à distance"))
    return " · ".join(filter(None, (*parts, told["reason"])))


def counts_in(report: Report) -> Iterator[tuple[str, int]]:
    """Counts that are not null, in words."""
    words = {**COUNTS, **DAY_COUNTS} if report["format"] == TimetableFormat.DAYS else COUNTS
    return ((str(words[name]), report["counts"][name]) for name in COUNTS if report["counts"].get(name))


def sentence_of(told: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A difference, or a conflict, in one line."""
    was = words_of(told["was"], names) if "was" in told else ""
    now = words_of(told["now"], names) if "now" in told else ""
    return _("%(was)s → %(now)s") % {"was": was, "now": now} if was and now else was or now


def kind_of(unknown: Mapping[str, Any]) -> str:
    """What an unknown name is of, in words."""
    return str(NameKind(unknown["kind"]).label)


_OPERATIONS = {"changed": "~", "ended": "-", "added": "+"}


def as_text(report: Report, shown: int = 40) -> str:
    """The report as people read it in a terminal."""
    names = names_in(report)
    lines = [
        _("Simulation : rien n’a été écrit.") if report["dry_run"] else _("Import terminé."),
        _("%(file)s (%(format)s), à partir du %(day)s")
        % {"file": report["file"], "format": TimetableFormat(report["format"]).label, "day": report["since"]},
        "",
        *(f"{many:>7}  {label}" for label, many in counts_in(report)),
    ]
    lines += _section(
        _("Différences"),
        [f"{_OPERATIONS[one['op']]} {sentence_of(one, names)}" for one in report["differences"]],
        shown,
    )
    lines += _section(
        _("Écrits à la main, gardés ; le fichier dit autrement"),
        [sentence_of(one, names) for one in report["conflicts"]],
        shown,
    )
    lines += _section(
        _("En même temps qu’un cours écrit à la main ; les deux sont gardés"),
        [" | ".join(overlap_words(one, names)) for one in report.get("overlaps", ())],
        shown,
    )
    lines += _section(
        _("Noms à faire correspondre"),
        [f"{kind_of(one)} « {one['label']} » ({one['many']})" for one in report["unknown"]],
        shown,
    )
    lines += _section(
        _("Lignes laissées de côté, ou prises avec une remarque"),
        [
            f"{one['file']}{':' + str(one['line']) if one['line'] else ''} {one['reason']}" for one in report["faults"]
        ],
        shown,
    )  # fmt: skip
    return "\n".join(str(one) for one in lines)


def _section(title: str, rows: Sequence[str], shown: int) -> list[str]:
    if not rows:
        return []
    more = [_("… et %s autres") % (len(rows) - shown)] if len(rows) > shown else []
    return ["", title, *(f"  {one}" for one in rows[:shown]), *(f"  {one}" for one in more)]


PAGE_LINES = 200
"""Lines of each list that a page shows; all are counted."""


def shown(report: Report) -> dict[str, Any]:
    """What a page shows of a report: figures, faults by cause, differences and conflicts in words."""
    if not report:
        return {
            "figures": [],
            "causes": [],
            "differences": [],
            "conflicts": [],
            "overlaps": [],
            "unknown": [],
            "groups": [],
        }
    names = names_in(report)
    faults: dict[tuple[str, bool], list[tuple[str, str, str]]] = defaultdict(list)
    for one in report["faults"]:
        rows = faults[one["cause"], one["warning"]]
        if len(rows) < PAGE_LINES:
            rows.append((one["file"], str(one["line"] or ""), one["reason"]))
    words = {**COUNTS, **DAY_COUNTS} if report["format"] == TimetableFormat.DAYS else COUNTS
    titles = {one: str(words[one]) for one in ("changed", "ended", "added")}
    return {
        "figures": [(label, wording.number(many)) for label, many in counts_in(report)],
        "causes": [
            (
                str(TimetableFault(one["cause"]).label),
                one["warning"],
                one["count"],
                faults[one["cause"], one["warning"]],
            )
            for one in report["causes"]
        ],
        "differences": [
            (title, report["counts"][op], [sentence_of(one, names) for one in found][:PAGE_LINES])
            for op, title in titles.items()
            if (found := [one for one in report["differences"] if one["op"] == op])
        ],
        "conflicts": [_conflict(one, names) for one in report["conflicts"][:PAGE_LINES]],
        "overlaps": [overlap_words(one, names) for one in report.get("overlaps", ())[:PAGE_LINES]],
        "unknown": report["unknown"],
        "groups": report["groups"],
        "needs_weeks": report["needs_weeks"],
        "since": dt.date.fromisoformat(report["since"]),
        "format": str(TimetableFormat(report["format"]).label),
    }


def _conflict(told: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    """What stands, and what the file says instead."""
    now = words_of(told["now"], names) if "now" in told else _("le fichier n’a plus ce cours")
    if told.get("ended"):
        return _("%(lesson)s (terminé à la main)") % {"lesson": words_of(told["was"], names)}, now
    return words_of(told["was"], names), now


def overlap_words(told: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, str]:
    """What stands, what the file brings, and what both take, from when on."""
    troubles = ", ".join(str(Trouble(one).label) for one in told["troubles"])
    day = {"trouble": troubles, "day": wording.long_date(dt.date.fromisoformat(told["first_on"]))}
    when = _("%(trouble)s, %(day)s") if told["days"] == 1 else _("%(trouble)s, à partir de %(day)s")
    return words_of(told["was"], names), words_of(told["now"], names), when % day
