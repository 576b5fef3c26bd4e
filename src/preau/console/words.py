"""Why somebody sees what they see, and what a group follows, in sentences for a head; how far an account is."""

from django.utils.translation import gettext as _

from preau.directory import rule_groups
from preau.directory.enums import DecisionKind, Reach
from preau.directory.rights import GuardianRights
from preau.directory.selectors import GuardianLine
from preau.ui import wording


def _able(rights: GuardianRights) -> str:
    if rights.decides:
        return _("Lit, signe et décide.")
    if rights.signs:
        return _("Lit et signe les mots de tous les jours, sans décider de l’orientation.")
    if rights.reads:
        return _("Lit et reçoit les avis d’absence et de départ, ne signe rien.")
    return _("Ne voit rien et n’a pas d’accès.")


def dates_of(decision: object) -> str:
    """ "du 3 mars 2026 au 3 septembre 2026", or without an end."""
    starts, ends = decision.starts_on, decision.ends_on  # type: ignore[attr-defined]
    if ends is None:
        return _("à partir du %(start)s, sans fin fixée") % {"start": wording.plain_date(starts)}
    return _("du %(start)s au %(end)s") % {"start": wording.plain_date(starts), "end": wording.plain_date(ends)}


def why(line: GuardianLine) -> str:
    """What this guardian may do today, and why."""
    row = line.guardianship
    said = [_able(line.rights)]
    if row.ended_at is not None:
        return _("Ne voit plus rien : ce lien a pris fin le %(day)s.") % {"day": wording.plain_date(row.ended_at)}
    if line.deciding is not None:
        said.append(
            _("Car une décision de justice s’applique %(dates)s : %(kind)s, enregistrée par %(school)s.")
            % {
                "dates": dates_of(line.deciding),
                "kind": str(DecisionKind(line.deciding.kind).label).lower(),
                "school": line.deciding.recorded_by_school.name,
            }
        )
    elif line.chosen_by_head:
        said.append(_("Car la direction lui a confié l’élève ; pour l’académie, c’est un simple contact."))
    else:
        said.append(
            _("Car la livraison de l’académie dit : %(reach)s.") % {"reach": str(Reach(row.source_reach).label).lower()}
        )
    if line.deciding is not None and line.chosen_by_head:
        said.append(_("La direction lui avait confié l’élève : ce choix reprendra quand la décision finira."))
    if line.rights.signatures_taken_over:
        said.append(_("L’élève, majeur, signe à sa place."))
    if line.rights.messages_closed:
        said.append(_("L’élève, majeur, a fermé ses messages aux responsables."))
    return " ".join(said)


def looked_at() -> dict[str, str]:
    """What the condition of a group by rule looks at, as a question."""
    return {
        rule_groups.LEVEL: _("Niveau"), rule_groups.CLASS: _("Classe"), rule_groups.GROUP: _("Option ou groupe"),
        rule_groups.BOARDING: _("Régime"), rule_groups.PROFILE: _("Profil"), rule_groups.FUNCTION: _("Fonction"),
        rule_groups.TEACHES: _("Intervient dans la classe"), rule_groups.HEADS: _("Professeur principal de"),
    }  # fmt: skip


def rule_sentences(rule: rule_groups.Rule, choices: rule_groups.Choices) -> list[str]:
    """A rule in sentences: whom it is about, then each condition; what the school has no more is said so."""
    whole = rule.join == rule_groups.ALL
    if rule.who == rule_groups.STUDENTS:
        head = (
            _("Les élèves qui remplissent toutes ces conditions :") if whole
            else _("Les élèves qui remplissent au moins une de ces conditions :")
        )  # fmt: skip
    else:
        head = (
            _("Les personnels qui remplissent toutes ces conditions :") if whole
            else _("Les personnels qui remplissent au moins une de ces conditions :")
        )  # fmt: skip
    named = looked_at()
    lines = []
    for on, values in rule.conditions:
        words = [choices.words(on, one) or _("(n’existe plus)") for one in values]
        lines.append(_("%(what)s : %(values)s") % {"what": named[on], "values": _(" ou ").join(words)})
    return [head, *lines]


def account_words() -> dict[str, str]:
    """How far somebody's account is, by its state."""
    return {
        "none": _("aucun compte"), "open": _("jamais venu"), "used": _("déjà venu"), "closed": _("compte fermé"),
    }  # fmt: skip
