"""A lesson given to catch up: by who writes its diary, to all who missed it, in one act."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.attendance.public import pupils_missing
from preau.catchup.models import CatchUp, Release
from preau.catchup.selectors.giving import is_near
from preau.catchup.services.telling import tell
from preau.diary.public import Written, lesson_of, written_of
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed
from preau.timetable.public import DatedLesson

LONGEST = 300


@transaction.atomic
def release(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, lesson_id: uuid.UUID, note: str = "", version: int = 0
) -> Release:  # fmt: skip
    """Give a lesson to those of its pupils who missed it and do not have it yet, with a word. The same twice, or two
    teachers of it at once, is once.

    `version`: of the release that the page showed, 0 for none; raises Overtaken for another word than a colleague wrote
    meanwhile. Raises Unknown for a stranger, PermissionDenied for a colleague, Refused when nobody missed it, there is
    nothing to give, or it was held too long ago (or is too far ahead) for pages to show it.
    """
    held = lesson_of(hat, school_id, lesson_id)
    note = note.replace("\r\n", "\n").strip()
    if len(note) > LONGEST:
        raise Refused(_("Ce mot est trop long : %(most)d caractères au plus.") % {"most": LONGEST})
    if not is_near(held.day):
        raise Refused(_("Seuls les cours des trente jours passés et à venir se donnent à rattraper."))
    row, is_new = _row(actor, held, note)
    away = [] if held.is_cancelled else pupils_missing(school_id, [held]).get(lesson_id, [])
    have = set(CatchUp.objects.filter(school_id=school_id, release=row).values_list("pupil_id", flat=True))
    new = [one.id for one in away if one.id not in have]
    if is_new and not new:
        raise Refused(_("Personne ne manque à ce cours : il n’y a rien à donner."))
    # A page that showed no release, and says nothing, leaves the word that a colleague wrote meanwhile.
    is_other = note != row.note and not (version == 0 and not note)
    if is_other and version != row.version:
        raise Overtaken(_("Quelqu’un d’autre a donné ce cours à rattraper."))
    word = note if is_other else row.note
    if new and not word and written_of(school_id, [lesson_id]).get(lesson_id, Written()).is_empty:
        raise Refused(_("Rien n’est encore publié pour ce cours : remplissez la séance, ou écrivez un mot."))
    if not new and not is_other:
        return row
    given = [CatchUp(school_id=school_id, release=row, pupil_id=one) for one in new]
    CatchUp.objects.bulk_create(given)
    if not is_new:
        row.note, row.version, row.released_at = word, row.version + is_other, clock.now()
        sign(row, "released_by", actor)
        row.save(update_fields=["note", "version", "released_at", "released_by", "released_by_id"])
    audit.record(
        actor=actor, action="catchup.release", tenant=school_id, subject="lesson", subject_id=lesson_id,
        data={"count": len(new), "version": row.version},
    )  # fmt: skip
    tell(actor, row, given)
    return row


def _row(actor: Actor, held: DatedLesson, note: str) -> tuple[Release, bool]:
    """The release of a lesson, under lock, and whether it is made now."""
    made = Release(
        school_id=held.school_id, lesson=held.lesson_id, day=held.day, starts=held.starts, subject=held.subject[:120],
        note=note, released_at=clock.now(), **signed("released_by", actor),
    )  # fmt: skip
    Release.objects.bulk_create([made], ignore_conflicts=True)
    kept = Release.objects.select_for_update(of=("self",)).get(school_id=held.school_id, lesson=held.lesson_id)
    return kept, kept.pk == made.pk
