"""How groups, people and children are named in messages."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from preau.access.enums import GroupKind as K
from preau.access.public import WILLING, GroupRef, Hat
from preau.directory.models import Person
from preau.messaging.models import Recipient
from preau.ui.wording import said_once


@said_once
def _groups() -> Mapping[str, str]:
    return {
        K.STUDENTS: _("Élèves de l’établissement"), K.GUARDIANS: _("Responsables des élèves de l’établissement"),
        K.TEACHERS: _("Enseignants de l’établissement"), K.STUDENT_LIFE: _("Vie scolaire"),
        K.OFFICE: _("Administration et services"), K.HEADS: _("Direction"),
        K.STAFF: _("Personnels de l’établissement"), K.HEAD_TEACHERS: _("Professeurs principaux"),
        K.DELEGATES: _("Délégués des élèves"), K.ELECTED_PARENTS: _("Parents élus"),
        K.CLASS_STUDENTS: _("Élèves, %(unit)s"), K.CLASS_GUARDIANS: _("Responsables des élèves, %(unit)s"),
        K.CLASS_TEACHERS: _("Enseignants, %(unit)s"), K.CLASS_STAFF: _("Personnels, %(unit)s"),
        K.CLASS_HEAD_TEACHERS: _("Professeur principal, %(unit)s"), K.CLASS_DELEGATES: _("Délégués, %(unit)s"),
        K.CLASS_ELECTED_PARENTS: _("Parents élus, %(unit)s"), K.GROUP_STUDENTS: _("Élèves du groupe %(unit)s"),
        K.GROUP_GUARDIANS: _("Responsables des élèves du groupe %(unit)s"),
        K.GROUP_TEACHERS: _("Enseignants du groupe %(unit)s"),
    }  # fmt: skip


def group_label(group: GroupRef, unit: str) -> str:
    """The name of a group, as whoever reads the message sees it."""
    if group.kind == WILLING:
        return _("Parents de la %(unit)s qui l’acceptent") % {"unit": unit}
    return _groups()[K(group.kind)] % {"unit": unit}


def name_of(recipient: Recipient) -> str:
    """The name of one addressee, as the sender reads it."""
    return recipient.title or (recipient.person.full_name if recipient.person else "")


_SHOWN = 3


def addressees(names: Sequence[str]) -> str:
    """Whom a message is addressed to, in one line of a list."""
    if len(names) > _SHOWN:
        return _("%(names)s et %(num)s de plus") % {"names": ", ".join(names[:_SHOWN]), "num": len(names) - _SHOWN}
    return ", ".join(names)


def child_names(hat: Hat, person_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of children that messages are about; a guardian's own come with the hat."""
    own = {one.person_id: one.given_name for one in hat.children}
    asked = {one for one in person_ids if one is not None and one not in own}
    others = Person.objects.filter(pk__in=asked).only("given_name", "family_name") if asked else ()
    return {**own, **{one.pk: one.full_name for one in others}}


def child_of(hat: Hat) -> str:
    """The one child that a guardian of several looks at; "" for all."""
    return hat.child.given_name if hat.child is not None and len(hat.children) > 1 else ""
