"""A code shown to somebody whom a member of staff has before them; and what keeps a stolen account from showing many.

Whoever shows codes could take any account of those they look after. So they are counted by who shows them: a few an
hour as the desk needs them, more only behind a second factor given just now, the head told, and an end to it
all the same.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Person
from preau.identity import codes, counts, telling
from preau.identity.enums import Road
from preau.identity.proofs import DESK_MINUTES, make_code
from preau.identity.reaching import has_wide_rights
from preau.identity.services import Refused
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed

FEW = 5
"""Codes an hour that one person shows without more."""
MANY = 10
"""How many within the hour make the head hear of it."""
MOST = 30
"""How many one person shows within an hour, whatever they prove."""
HOUR = 3600.0


class TooManyShown(Refused):
    """One code more than a few within the hour: it wants a second factor, given just now."""


@transaction.atomic
def show_code(
    *, actor: Actor, school_id: uuid.UUID, person: Person, proved: bool = False
) -> tuple[str, dt.datetime]:  # fmt: skip
    """A code for somebody whom a member of staff has before them: shown once, used once, within fifteen minutes.

    It lets them choose a password, or proves who holds a guardian's slip. The caller has asked preau.access whether the
    actor may. `proved`: the actor gave a second factor just now. Raises Refused for staff with wide rights, whoever
    asks, and beyond MOST an hour; TooManyShown beyond FEW for who proved nothing. Noted in the school's trail, and told
    to the person when it was used.
    """
    if has_wide_rights(person.pk):
        raise Refused(_("Le compte d’un personnel qui a des droits étendus ne s’ouvre pas ainsi."))
    number = _count(actor)
    if not number:
        raise Refused(
            _("Vous avez montré %(most)d codes en une heure : attendez. La direction en est avertie.") % {"most": MOST}
        )
    if number > FEW and not proved:
        raise TooManyShown(
            _("Au-delà de %(few)d codes en une heure, il faut un second facteur. Ajoutez-en un, ou attendez une heure.")
            % {"few": FEW}
        )
    secret = codes.new_code(codes.DESK_GROUPS)
    maker = signed("maker_label", actor, "maker_id")
    made = make_code(person.pk, Road.DESK, codes.as_typed(secret), DESK_MINUTES, **maker)
    audit.record(actor=actor, action="identity.show_code", tenant=school_id, subject="person", subject_id=person.pk)
    if number == MANY:
        _tell(actor, school_id)
    return secret, made.expires_at


def _count(actor: Actor) -> int:
    """The number of this code within the actor's hour, 0 for one too many. The platform itself is not counted."""
    if actor.person_id is None:
        return 1
    return counts.window(counts.key_of("show", str(actor.person_id)), MOST, HOUR)


def _tell(actor: Actor, school_id: uuid.UUID) -> None:
    """The heads of the school hear of it, and its journal keeps it."""
    entry = audit.record(
        actor=actor, action="identity.many_codes", tenant=school_id, subject="school", subject_id=school_id,
        data={"count": MANY},
    )  # fmt: skip
    heads = Affiliation.objects.filter(school_id=school_id, profile=Profile.HEAD, state=AffiliationState.ACTIVE)
    told = {one.person_id: one.person for one in heads.select_related("person")}
    for person in told.values():
        telling.many_codes_shown(person=person, by=actor.label, count=MANY, key=f"{entry.pk}/{person.pk}")
