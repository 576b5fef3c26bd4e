"""The end of an import: groups by rule follow it; mail tells it to whoever asked for it on a page, and to the heads of
schools where something waits.

Counts, the school and a link; never a name. One mail a person and an end, whatever is retried.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Person, School
from preau.directory.services import follow_rules
from preau.identity.public import Account
from preau.imports.counted import KINDS, OPERATIONS
from preau.imports.enums import PendingState, RunState, SchoolStepState
from preau.imports.models import ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import jobs, mail, scope
from preau.kernel.actor import system
from preau.notifications.public import To, notify

JOB = "imports.tell_end"


def follow_groups(run: ImportRun) -> None:
    """Bring the groups by rule of the schools that a run applied to what their rules say now."""
    applied = ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.APPLIED)
    with scope.everything("groups by rule follow an import"):
        follow_rules(school_ids=applied.values_list("school_id", flat=True))


def note_end(run: ImportRun) -> None:
    """Have the end of a run told, in the transaction that ends it: in the bell, and by mail where mail is sent."""
    _ring(run)
    if mail.is_configured():
        jobs.enqueue(JOB, key=f"{JOB}/{run.pk}/{_end(run)}", payload={"run": str(run.pk)})


def _ring(run: ImportRun) -> None:
    """In the bell: whoever asked, and the heads of schools where something waits."""
    importer = system(_("import"))
    if run.actor_id is not None and Person.objects.filter(pk=run.actor_id).exists():
        notify(
            actor=importer, kind="imports.ended", key=f"imports.ended/{run.pk}/{_end(run)}", to=[To(run.actor_id)],
            data={"failed": run.state == RunState.FAILED}, link=reverse("imports:run", args=[run.pk]),
        )  # fmt: skip
    if run.state != RunState.WAITING:
        return
    with scope.everything("heads of schools where an import waits"):
        heads = _waiting_by_head(run)
    by_school: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for head, schools in heads.items():
        for school in schools:
            by_school[school].append(head)
    for school, people in by_school.items():
        notify(
            actor=importer, kind="imports.waiting", key=f"imports.waiting/{run.pk}/{school}", school_id=school,
            to=[To(one, Profile.HEAD.value) for one in people], link=reverse("imports:pending"),
        )  # fmt: skip


def _end(run: ImportRun) -> str:
    """Names one end of a run: a rehearsal and its application are two."""
    return str(run.state) if run.state in {RunState.REHEARSED, RunState.FAILED} else "applied"


def tell_end(run_id: uuid.UUID) -> int:
    """Write the mails of a run's end; how many persons are written to."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or run.finished_at is None:
        return 0
    waiting = _waiting_by_head(run) if run.state == RunState.WAITING else {}
    readers = {*waiting, *([run.actor_id] if run.actor_id else [])}
    addresses = dict(
        Person.objects.filter(pk__in=readers, suspended_at=None).exclude(email="").values_list("pk", "email")
    )
    languages = _languages(addresses)
    sent = 0
    for person, address in sorted(addresses.items()):
        with override(languages.get(person, settings.LANGUAGE_CODE)):
            asked = person == run.actor_id
            subject, text = _of_asker(run) if asked else _of_head(run, waiting[person])
            sent += mail.send(to=address, subject=subject, text=text, key=f"import/{run.pk}/{_end(run)}/{person}")
    return sent


def _waiting_by_head(run: ImportRun) -> dict[uuid.UUID, dict[uuid.UUID, int]]:
    """How many changes wait in each school of each head."""
    counts = dict(
        PendingChange.objects.filter(run=run, state=PendingState.WAITING)
        .values_list("school_id").annotate(many=Count("pk")).order_by()
    )  # fmt: skip
    heads: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    places = Affiliation.objects.filter(
        school_id__in=counts, profile=Profile.HEAD, state=AffiliationState.ACTIVE
    ).values_list("person_id", "school_id")
    for person, school in places:
        heads[person][school] = counts[school]
    return heads


def _languages(people: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    chosen = Account.objects.filter(person_id__in=list(people)).values_list("person_id", "preferences")
    known = {code for code, _name in settings.LANGUAGES}
    return {
        person: preferences["language"] for person, preferences in chosen if preferences.get("language") in known
    }  # fmt: skip


def _address(name: str, *args: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


def _of_asker(run: ImportRun) -> tuple[str, str]:
    page = _address("imports:run", run.pk)
    if run.state == RunState.FAILED:
        return _("L’import s’est arrêté"), _(
            "L’import de l’annuaire que vous avez demandé s’est arrêté.\n%(why)s\n"
            "Rien de ce qui était déjà là n’est perdu.\n\n%(page)s\n"
        ) % {"why": run.message, "page": page}
    rehearsed = run.state == RunState.REHEARSED
    subject = _("La simulation est terminée") if rehearsed else _("L’import est terminé")
    lines = [_("L’import de l’annuaire que vous avez demandé est arrivé à son terme."), "", *_figures(run)]
    waiting = PendingChange.objects.filter(run=run, state=PendingState.WAITING).count()
    if waiting:
        lines += ["", _number_waiting(waiting) + "."]
    return subject, "\n".join([*lines, "", page, ""])


def _figures(run: ImportRun) -> list[str]:
    lines = []
    for kind, label in KINDS.items():
        counts = run.totals.get(kind, {})
        told = ", ".join(f"{counts[one]} {word}" for one, word in OPERATIONS.items() if counts.get(one))
        if told:
            lines.append(_("%(kind)s : %(counts)s") % {"kind": label, "counts": told})
    return lines or [_("Rien n’a changé.")]


def _number_waiting(count: int) -> str:
    return ngettext(
        "%(num)s changement attend une confirmation", "%(num)s changements attendent une confirmation", count
    ) % {"num": count}


def _of_head(run: ImportRun, waiting: Mapping[uuid.UUID, int]) -> tuple[str, str]:
    names = dict(School.objects.filter(pk__in=list(waiting)).values_list("pk", "name"))
    lines = [_("L’annuaire de l’académie vient d’être importé. Une partie attend votre décision :"), ""]
    lines += [
        _("%(school)s : %(waiting)s") % {"school": names[one], "waiting": _number_waiting(count)}
        for one, count in sorted(waiting.items(), key=lambda item: names[item[0]])
    ]
    return _("Import de l’annuaire : votre décision est attendue"), "\n".join(
        [*lines, "", _address("imports:pending"), ""]
    )
