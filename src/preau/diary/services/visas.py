"""The head's visa: what a teacher wrote until a day is read, commented, and written no more."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.models import DiaryRule, Endorsement, Entry
from preau.diary.selectors.load import Rule, rule_of
from preau.diary.selectors.may import endorses
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign

LONGEST = 2000
MINUTES, TESTS = range(10, 601), range(1, 11)


@transaction.atomic
def endorse(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, teacher_id: uuid.UUID, until: dt.date, comment: str = ""
) -> Endorsement:  # fmt: skip
    """Put the visa on what a teacher wrote until a day, counted; its pages are locked. The same twice is one visa; one
    more of the same day holds the pages that came since, its comment after the first.

    What families do not read yet is no page to endorse: it would be locked before it is written.

    Raises Refused for a day to come or when nothing is to be endorsed, PermissionDenied.
    """
    if school_id not in hat.school_ids:
        raise Unknown("no such school")
    if not endorses(hat, school_id):
        raise PermissionDenied
    if until > clock.today():
        raise Refused(_("Le visa porte sur ce qui est déjà écrit : choisissez un jour passé."))
    comment = comment.replace("\r\n", "\n").strip()
    if len(comment) > LONGEST:
        raise Refused(_("Ce texte est trop long : %(most)d caractères au plus.") % {"most": LONGEST})
    now = clock.now()
    theirs = Entry.objects.select_for_update(of=("self",)).filter(
        school_id=school_id, written_by_id=teacher_id, day__lte=until, appears_at__lte=now
    )
    here = {"school_id": school_id, "teacher_id": teacher_id, "until": until}
    open_ones = list(theirs.filter(locked_at=None).order_by("pk").values_list("pk", flat=True))
    # Read once the pages are held: of two clicks, the second finds none open and the visa of the first.
    made = Endorsement.objects.select_for_update(of=("self",)).filter(**here).first()
    if not open_ones:
        if made is None:
            raise Refused(_("Rien n’est à viser jusqu’à ce jour."))
        return made
    Entry.objects.filter(pk__in=open_ones).update(locked_at=now)
    made = made or Endorsement(**here)
    if comment != made.comment:
        made.comment = "\n\n".join(filter(None, (made.comment, comment)))
    made.at = now
    sign(made, "endorsed_by", actor)
    made.save()
    audit.record(
        actor=actor, action="diary.endorse", tenant=school_id, subject="person", subject_id=teacher_id,
        data={"until": until.isoformat(), "count": len(open_ones)},
    )  # fmt: skip
    return made


@transaction.atomic
def set_rule(*, actor: Actor, hat: Hat, school_id: uuid.UUID, minutes: int, tests: int, seen: Rule) -> Rule:
    """Say how much work one evening may hold before Préau warns. Raises Overtaken when it is no more as `seen`."""
    if school_id not in hat.school_ids or not endorses(hat, school_id):
        raise PermissionDenied
    if minutes not in MINUTES or tests not in TESTS:
        raise Refused(_("Choisissez de 10 à 600 minutes, et de 1 à 10 contrôles."))
    rows = DiaryRule.objects.filter(school_id=school_id)
    rows.select_for_update(of=("self",)).first()
    stands = rule_of(school_id)
    if stands == Rule(minutes, tests):
        return stands
    if stands != seen:
        raise Overtaken(_("Quelqu’un d’autre a changé ce réglage."))
    values = {"evening_minutes": minutes, "tests_a_day": tests}
    DiaryRule.objects.update_or_create(school_id=school_id, defaults=values)
    audit.record(
        actor=actor, action="diary.set_rule", tenant=school_id, subject="school", subject_id=school_id, data=values
    )
    return Rule(minutes, tests)
