"""What this room keeps of people: what they reported, whom it is about, and what was done."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, Stays, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.safety.enums import Act, Standing, State
from preau.safety.models import Containment, Involved, Report, Step
from preau.safety.services.purging import KEPT_DAYS, expire, let_go_of_files

_LAW = _("Code de l’éducation, article L. 111-6 ; RGPD, article 5 : pas plus longtemps que nécessaire")
_KEPT = _("un an après la clôture du signalement, trois ans après qu’il a été fait si personne ne l’a clos")
_CHARGED = _(
    "la direction, les référents qu’elle a nommés, et la collectivité s’il est monté ; jamais qui est en cause"
)
_REPORT = FieldUse(
    _("protéger qui subit ou voit des violences, et garder la preuve de ce qui a été écrit"), _CHARGED, _KEPT,
    data=_("signalements faits : texte, échange joint, suite donnée"),
)  # fmt: skip
_INVOLVED = FieldUse(
    _("ne jamais faire parvenir un signalement à qui est en cause"), _CHARGED, _KEPT,
    data=_("fait d’être en cause dans un signalement"),
)  # fmt: skip
_STEP = FieldUse(
    _("savoir qui a ouvert un signalement, lu l’échange et fait quoi"), _CHARGED, _KEPT,
    data=_("actes sur les signalements traités"),
)  # fmt: skip

_CONTAINED = FieldUse(
    _("fermer un compte volé, retirer ce qu’il a envoyé et en garder la preuve"),
    _("la direction et les personnes à qui elle a confié ce droit ; la personne en reçoit les dates et les nombres"),
    _("un an après que le compte a été mis à l’abri"),
    data=_("compte mis à l’abri : quand, par qui, messages retirés"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Report",
        {
            "id school state standing text message_id frozen digest reported_at reported_by reported_by_id climbs_at"
            " climbed climbed_at opened_at closed_at outcome": _REPORT
        },
    ),
    **declare(
        "Containment",
        {
            "id school person since made_at made_by made_by_id lock_id frozen digest messages readers read mailed ended"
            " reopened_at reopened_by reopened_by_id": _CONTAINED
        },
    ),
    **declare("Involved", {"id school report person is_sender": _INVOLVED}),
    **declare("Step", {"id school report act text at by by_id": _STEP}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """When the account was made safe, and how much was taken away: what it sent was another's."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = Containment.objects.filter(person_id=person_id).order_by("made_at")
        found = rows_as_json(rows.values("school__name", "made_at", "since", "messages", "readers", "reopened_at"))
    return {"containments": found} if found else {}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Reports about these persons go; of those that they made, what they wrote and the exchange that names them."""
    with scope.everything("erasure of people who left"):
        about = Involved.objects.filter(person__in=person_ids).values_list("report_id", flat=True)
        over, made = Report.objects.filter(pk__in=set(about)), Report.objects.filter(reported_by_id__in=person_ids)
        contained = Containment.objects.filter(person__in=person_ids)
        let_go_of_files(over | made, contained)
        gone = over.delete()[1].get("safety.Report", 0)
        kept = contained.delete()[0]
        return {"containments": kept, "reports": gone, "reports_made": made.update(text="", frozen="", digest="")}


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Whom a report that is not over yet is about, and who made it."""
    with scope.everything("who still has a reason here"):
        about = Involved.objects.filter(person__in=person_ids).values_list("person_id", flat=True)
        made = Report.objects.filter(reported_by_id__in=person_ids).values_list("reported_by_id", flat=True)
        return {*about, *(one for one in made if one is not None)}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its codes in words."""
    words: Mapping[str, Any] = {"state": State, "standing": Standing, "act": Act}
    return {name: str(words[name](value).label) if name in words else value for name, value in row.items()}


DUTY = Duty(
    fields=FIELDS,
    handed_out={"Containment": Stays("the fingerprint of what a stolen account sent: it opens nothing")},
    export=export,
    erase=erase,
    still_needs=still_needs,
    expire=expire,
    # A pupil may report a parent.
    withheld=frozenset({"reports_made"}),
    terms=(
        Term(
            "safety.containments", _("Compte mis à l’abri"), lambda: KEPT_DAYS, _("après l’avoir été"),
            _("RGPD, articles 5 et 33 : garder la preuve d’une violation, pas plus longtemps que nécessaire"),
        ),
        Term(
            "safety.reports", _("Signalement"), lambda: KEPT_DAYS,
            _("après sa clôture ; trois ans après avoir été fait, si personne ne l’a clos"), _LAW,
        ),
    ),
    signatures=(
        Signature(
            Report, "reported_by", "reported_by_id", "reports_made",
            ("school__name", "standing", "text", "state", "reported_at", "closed_at", "outcome"),
        ),
        Signature(Containment, "made_by", "made_by_id", "containments_made", ("school__name", "made_at", "messages")),
        Signature(
            Containment, "reopened_by", "reopened_by_id", "containments_reopened", ("school__name", "reopened_at")
        ),
        Signature(Step, "by", "by_id", "reports_handled", ("school__name", "act", "at")),
    ),
    followed=(
        Followed(Containment, "person_id"),
        Followed(Involved, "person_id", ("report_id",)),
    ),
    untold={
        "Involved.person": "whoever is reported is told by those in charge, when it endangers nobody: to be told that"
        " there is a report would tell who made it",
    },
    worded={"reports_made": _as_read, "reports_handled": _as_read},
)  # fmt: skip
