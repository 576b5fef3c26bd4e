"""Rules and answers said in sentences."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from preau.access.communication import Verdict
from preau.access.defaults import CONSENTED
from preau.access.enums import Extent, GroupKind, Link, Right, Subject, Unit
from preau.access.groups import GROUPS, GroupRef
from preau.access.policy import ON, YES
from preau.access.roles import FUNCTION, OPERATOR, ROLES
from preau.access.services_list import SWITCHED
from preau.directory.enums import Profile
from preau.ui.wording import said_once


def receivers() -> Mapping[str, str]:
    """Kinds of group as those who are written to."""
    return {
        GroupKind.STUDENTS: _("aux élèves de l’établissement"),
        GroupKind.GUARDIANS: _("aux responsables des élèves de l’établissement"),
        GroupKind.TEACHERS: _("aux enseignants de l’établissement"),
        GroupKind.STUDENT_LIFE: _("à la vie scolaire"),
        GroupKind.OFFICE: _("à l’administration et aux services"),
        GroupKind.HEADS: _("à la direction"),
        GroupKind.STAFF: _("à tous les personnels de l’établissement"),
        GroupKind.HEAD_TEACHERS: _("aux professeurs principaux de l’établissement"),
        GroupKind.DELEGATES: _("aux délégués des élèves de l’établissement"),
        GroupKind.ELECTED_PARENTS: _("aux parents élus de l’établissement"),
        GroupKind.CLASS_STUDENTS: _("aux élèves d’une classe"),
        GroupKind.CLASS_GUARDIANS: _("aux responsables des élèves d’une classe"),
        GroupKind.CLASS_TEACHERS: _("aux enseignants d’une classe"),
        GroupKind.CLASS_STAFF: _("aux personnels d’une classe"),
        GroupKind.CLASS_HEAD_TEACHERS: _("aux professeurs principaux d’une classe"),
        GroupKind.CLASS_DELEGATES: _("aux délégués d’une classe"),
        GroupKind.CLASS_ELECTED_PARENTS: _("aux parents élus d’une classe"),
        GroupKind.GROUP_STUDENTS: _("aux élèves d’un groupe"),
        GroupKind.GROUP_GUARDIANS: _("aux responsables des élèves d’un groupe"),
        GroupKind.GROUP_TEACHERS: _("aux enseignants d’un groupe"),
    }


def receivers_of_the_same() -> Mapping[str, str]:
    """The same, of the class or group that the sender is of."""
    return {
        GroupKind.CLASS_STUDENTS: _("aux élèves de cette classe"),
        GroupKind.CLASS_GUARDIANS: _("aux responsables des élèves de cette classe"),
        GroupKind.CLASS_TEACHERS: _("aux enseignants de cette classe"),
        GroupKind.CLASS_STAFF: _("aux personnels de cette classe"),
        GroupKind.CLASS_HEAD_TEACHERS: _("aux professeurs principaux de cette classe"),
        GroupKind.CLASS_DELEGATES: _("aux délégués de cette classe"),
        GroupKind.CLASS_ELECTED_PARENTS: _("aux parents élus de cette classe"),
        GroupKind.GROUP_STUDENTS: _("aux élèves de ce groupe"),
        GroupKind.GROUP_GUARDIANS: _("aux responsables des élèves de ce groupe"),
        GroupKind.GROUP_TEACHERS: _("aux enseignants de ce groupe"),
    }


def group_words(kind: str) -> str:
    """A kind of group, as one names it: "les élèves d’une classe"."""
    return str(GroupKind(kind).label)


def capital(text: str) -> str:
    """The same text beginning a sentence."""
    return text[:1].upper() + text[1:]


def to_whom(sender: str, receiver: str) -> str:
    """The receiver in a sentence about the sender: "aux enseignants de cette classe"."""
    if sender == receiver and GROUPS[sender].unit == Unit.SCHOOL:
        return _("entre eux")
    if (sender, receiver) == CONSENTED:
        return _("aux responsables des élèves de cette classe qui l’acceptent, sans voir leurs noms")
    same = GROUPS[sender].unit == GROUPS[receiver].unit != Unit.SCHOOL
    return receivers_of_the_same()[receiver] if same else receivers()[receiver]


# Some groups are one body in French ("la direction"): the verb follows.
_ONE_BODY = (GroupKind.STUDENT_LIFE, GroupKind.OFFICE, GroupKind.HEADS)
_ONE_BODY_ROLES = (
    Profile.STUDENT_LIFE.value, Profile.SCHOOL_STAFF.value, Profile.HEAD.value, f"{FUNCTION}ADM", OPERATOR,
)  # fmt: skip


def writes_sentence(sender: str, receivers: Sequence[str]) -> str:
    """Everybody that a group may write to, in one sentence."""
    words = {"who": capital(group_words(sender)), "whom": ", ".join(to_whom(sender, one) for one in receivers)}
    return (
        _("%(who)s peut écrire %(whom)s.") if sender in _ONE_BODY else _("%(who)s peuvent écrire %(whom)s.")
    ) % words


def link_sentence(sender: str, receiver: str, value: str) -> str:
    """One rule in a sentence: "Les élèves d’une classe peuvent écrire aux enseignants de cette classe." """
    who, whom = capital(group_words(sender)), to_whom(sender, receiver)
    words = {"who": who, "whom": whom}
    one = sender in _ONE_BODY
    sentences = {
        Link.OPEN: _("%(who)s peut écrire %(whom)s.") if one else _("%(who)s peuvent écrire %(whom)s."),
        Link.REPLY: _("%(who)s peut seulement répondre %(whom)s.")
        if one
        else _("%(who)s peuvent seulement répondre %(whom)s."),
        Link.CLOSED: _("%(who)s ne peut ni écrire ni répondre %(whom)s.")
        if one
        else _("%(who)s ne peuvent ni écrire ni répondre %(whom)s."),
    }
    return sentences[Link(value)] % words


def _named(group: GroupRef, units: Mapping[object, str]) -> str:
    label = units.get(group.unit_id, "")
    words = group_words(group.kind)
    return f"{words} ({label})" if label else words


def reason_of(verdict: Verdict, sender: str, receiver: str, units: Mapping[object, str]) -> str:
    """Why one person may, or may not, write to another, in a sentence. `units`: names of classes and groups."""
    words = {"sender": sender, "receiver": receiver}
    if verdict.sender is not None and verdict.receiver is not None:
        words |= {
            "from": _named(verdict.sender, units),
            "to": _named(verdict.receiver, units),
            "rule": link_sentence(
                verdict.sender.kind, verdict.receiver.kind,
                Link.CLOSED if verdict.ground == "reply_closed_by_rule" else Link.OPEN,
            ),
        }  # fmt: skip
    sentences = {
        "rule": _("Oui. %(sender)s fait partie de : %(from)s. %(receiver)s fait partie de : %(to)s. %(rule)s"),
        "link": _(
            "Oui. %(sender)s fait partie de : %(from)s. %(receiver)s fait partie de : %(to)s. "
            "Un lien que les deux établissements ont déclaré ouvre l’écriture de l’un à l’autre."
        ),
        "reply": _("Oui, pour répondre : %(receiver)s lui a écrit, et rien n’a fermé la réponse."),
        "self": _("C’est la même personne."),
        "apart": _("Non. Une décision de justice les tient à l’écart : ni l’une ni l’autre ne se trouvent."),
        "no_school": _("Non. Aucun groupe de cet établissement ne les rapproche."),
        "no_rule": _("Non. Aucune règle n’ouvre l’écriture d’un groupe de %(sender)s à un groupe de %(receiver)s."),
        "sender": _(
            "Non. %(sender)s fait partie de : %(from)s. L’écriture est ouverte, mais ce groupe ne peut pas écrire."
        ),
        "receiver": _(
            "Non. %(receiver)s fait partie de : %(to)s. "
            "L’écriture est ouverte, mais ce groupe n’atteint pas ses membres."
        ),
        "reply_closed_by_rule": _("Non, pas même pour répondre. %(rule)s"),
        "closed_by_person": _("Non. %(receiver)s a fermé la réponse à ce message."),
        "not_received": _("Non. Ce message n’a pas été reçu sous ce rôle."),
    }
    return sentences[verdict.ground] % words


@said_once
def entry_sentence(subject: str, key: str, value: str) -> str:
    """One entry of a policy in a sentence, whatever it is about."""
    if subject == Subject.LINK:
        sender, _sep, receiver = key.partition(">")
        return link_sentence(sender, receiver, value)
    if subject in (Subject.WRITES, Subject.REACHED):
        words = {
            (Subject.WRITES, "yes"): _("Les membres du groupe « %(group)s » peuvent écrire."),
            (Subject.WRITES, "no"): _("Les membres du groupe « %(group)s » n’écrivent à personne les premiers."),
            (Subject.REACHED, "yes"): _("Qui écrit au groupe « %(group)s » atteint ses membres."),
            (Subject.REACHED, "no"): _(
                "Le groupe « %(group)s » n’atteint pas ses membres : personne ne leur écrit par lui."
            ),
        }[Subject(subject), value]
        return words % {"group": group_words(key)}
    if subject == Subject.RIGHT:
        role, _sep, right = key.rpartition(":")
        told = {"role": capital(str(ROLES[role])), "right": str(Right(right).label)}
        one = role in _ONE_BODY_ROLES
        if value == Extent.NONE:
            text = _("%(role)s ne peut pas %(right)s.") if one else _("%(role)s ne peuvent pas %(right)s.")
        else:
            text = _("%(role)s peut %(right)s, %(extent)s.") if one else _("%(role)s peuvent %(right)s, %(extent)s.")
        return text % {**told, "extent": str(Extent(value).label)}
    service, _sep, profile = key.partition(":")
    told = {"service": str(SWITCHED[service].label), "whom": str(ROLES[profile]) if profile else ""}
    if profile:
        text = (
            _("« %(service)s » est ouvert pour : %(whom)s.")
            if value == ON
            else _("« %(service)s » est fermé pour : %(whom)s.")
        )
    else:
        text = _("« %(service)s » est ouvert.") if value == ON else _("« %(service)s » est fermé pour tous.")
    return text % told


def value_words(subject: str, value: str) -> str:
    """A value as a choice."""
    if subject == Subject.LINK:
        return capital(str(Link(value).label))
    if subject == Subject.RIGHT:
        return capital(str(Extent(value).label))
    if subject == Subject.SERVICE:
        return _("Ouvert") if value == ON else _("Fermé")
    return _("Oui") if value == YES else _("Non")
