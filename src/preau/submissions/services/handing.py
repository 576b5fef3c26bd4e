"""Handing in: what the pupil is told was received is stored, once, under a receipt.

Contents are in the store before this is called (files.arrivals); here are their rows, the version and its parts, in one
transaction. The page gives each sending a number (`attempt`): the same again, minutes or days later, by a retry, a
second tab or a queue, finds the version that it made, whatever the hour is then.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.public import tick
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.files.public import Arrival, keep
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.events import publish
from preau.kernel.ids import new_id
from preau.kernel.jobs import enqueue
from preau.kernel.signatures import signed
from preau.submissions.enums import Joining, PartKind, Takes
from preau.submissions.errors import HandedInMeanwhile, TooLate
from preau.submissions.models import Assignment, Copy, CopyPart, CopyVersion
from preau.submissions.receipts import digest_of_whole
from preau.submissions.selectors.files import FILE_KINDS
from preau.submissions.selectors.own import Own, own_assignment
from preau.submissions.selectors.rows import members_of
from preau.submissions.services.copies import locked_copy
from preau.submissions.services.telling import tell_team

LONGEST_TEXT, LONGEST_LINK, MOST_VERSIONS = 50_000, 500, 200
_SAID = dt.timedelta(days=366)
_LETTERS = {PartKind.PHOTO: Takes.PHOTOS, PartKind.FILE: Takes.FILES, PartKind.VOICE: Takes.VOICE}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that arrived. `words`: what it shows, in a line."""

    kind: PartKind
    arrival: Arrival
    words: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a pupil hands in. `parts`: in their order. `seen`: the number of the version that the page showed, 0 for
    none. `said_at`: the hour of the phone, kept as it says and never believed.
    """

    attempt: uuid.UUID
    parts: Sequence[Sent] = field(default=())
    text: str = ""
    link: str = ""
    seen: int = 0
    said_at: dt.datetime | None = None


@transaction.atomic
def hand_in(*, actor: Actor, hat: Hat, work_id: uuid.UUID, handed: Handed) -> CopyVersion:
    """Hand in, or replace what was handed in; the version, whose receipt may be shown once this has committed.

    The same attempt again, or the very same content as what stands, gives what there is. Raises Unknown for a stranger,
    PermissionDenied for a guardian, TooLate, HandedInMeanwhile, Refused in words for what is not taken.
    """
    if hat.profile != Profile.STUDENT or hat.person_id is None:
        own_assignment(hat, work_id)
        raise PermissionDenied
    own = own_assignment(hat, work_id)
    known = CopyVersion.objects.filter(school_id=own.school_id, attempt=handed.attempt).select_related("copy").first()
    if known is not None:
        if _same_content(own, handed, _same_attempt(known, own)):
            return known
        # Its answer was lost, and more was added since: what the receipt does not hold is another sending.
        handed = replace(handed, attempt=new_id())
    if own.assignment.in_groups and own.team is None:
        raise Refused(_("Ton professeur n’a pas encore fait les groupes : demande-lui le tien."))
    copy = locked_copy(own.assignment, pupil_id=hat.person_id, team=own.team, unit=own.due.unit)
    again = CopyVersion.objects.filter(school_id=own.school_id, attempt=handed.attempt).first()
    if again is not None and _same_content(own, handed, again):
        return again
    if again is not None:
        handed = replace(handed, attempt=new_id())
    handed = _sensible(own.assignment, handed)
    digest = _digest(handed)
    stands = CopyVersion.objects.filter(school_id=own.school_id, copy=copy, number=copy.current).first()
    if stands is not None and stands.digest == digest:
        return stands
    now = clock.now()
    until = own.until_of(copy)
    _require_open(own, copy, until.takes(now), is_late=until.is_late(now))
    if handed.seen != copy.current:
        raise HandedInMeanwhile(_("Une copie a été rendue entre-temps : regarde-la avant de la remplacer."))
    last = copy.versions.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= MOST_VERSIONS:
        raise Refused(_("Cette copie a été remplacée trop de fois : parles-en à ton professeur."))
    version = CopyVersion.objects.create(
        school_id=own.school_id, copy=copy, number=last + 1, attempt=handed.attempt, digest=digest,
        text=handed.text, link=handed.link, late_minutes=until.late_minutes(now), handed_at=now,
        said_at=_plausible(handed.said_at, now), **signed("handed_by", actor),
        joining=Joining.WAITING if any(one.kind == PartKind.PHOTO for one in handed.parts) else Joining.NONE,
    )  # fmt: skip
    _keep_parts(actor, hat, version, handed.parts)
    copy.current, copy.handed_at, copy.late_minutes = version.number, now, version.late_minutes
    copy.save(update_fields=["current", "handed_at", "late_minutes"])
    if version.joining == Joining.WAITING:
        enqueue(
            "submissions.join", key=f"submissions.join/{version.pk}", payload={"version": str(version.pk)},
            tenant=own.school_id,
        )  # fmt: skip
    if own.piece.is_shown:
        with contextlib.suppress(Unknown):  # they changed class: the copy is theirs, the line is no more in « À faire »
            tick(actor=actor, hat=hat, work_id=work_id, is_done=True)
    audit.record(
        actor=actor, action="submissions.hand_in", tenant=own.school_id, subject="copy", subject_id=copy.pk,
        data={"number": version.number, "count": len(handed.parts), "digest": digest},
    )  # fmt: skip
    publish("submissions.handed_in", {"copy_id": str(copy.pk), "work_id": str(work_id)}, tenant=own.school_id)
    if own.team is not None:
        tell_team(actor, own, version, [one for one in members_of(own.team) if one != hat.person_id])
    return version


def _same_attempt(known: CopyVersion, own: Own) -> CopyVersion:
    """The version that this attempt made, for those whose copy it is."""
    theirs = known.copy.assignment_id == own.assignment.pk and (
        known.copy.pupil_id == own.pupil.id or (own.team is not None and known.copy.team_id == own.team.pk)
    )
    if not theirs:
        raise Unknown("the attempt of somebody else")
    return known


def _digest(handed: Handed) -> str:
    return digest_of_whole([(one.arrival.digest, one.arrival.size) for one in handed.parts], handed.text, handed.link)


def _same_content(own: Own, handed: Handed, version: CopyVersion) -> bool:
    """Whether what comes is what that version holds, or what is taken no more: then its receipt is all there is."""
    try:
        return _digest(_sensible(own.assignment, handed)) == version.digest
    except Refused:
        return True


def _require_open(own: Own, copy: Copy, takes: bool, *, is_late: bool) -> None:
    again = copy.open_until is not None and clock.now() <= copy.open_until
    if copy.returned_at is not None and not again:
        raise TooLate(_("Ta copie est déjà corrigée : elle ne se remplace plus."))
    if not takes and copy.current:
        raise TooLate(_("L’heure est passée : la copie que tu as rendue reste, elle ne se remplace plus."))
    if not takes:
        raise TooLate(_("Il est trop tard : ce travail ne se rend plus. Garde tes pages, et dis-le à ton professeur."))
    if copy.current and not again:
        if not own.assignment.replaces:
            raise TooLate(_("Ce travail se rend une seule fois : la copie que tu as rendue reste."))
        if is_late:
            raise TooLate(_("L’heure est passée : la copie que tu as rendue reste, elle ne se remplace plus."))


def _sensible(assignment: Assignment, handed: Handed) -> Handed:
    """What is handed in, each content once; raises Refused for what the assignment does not take."""
    text, link = handed.text.replace("\r\n", "\n").replace("\0", "").strip(), handed.link.strip()
    parts, met = [], set()
    for one in handed.parts:
        if _LETTERS[one.kind] not in assignment.takes:
            raise Refused(_("Ce travail ne se rend pas ainsi."))
        if one.arrival.digest not in met:  # the same file chosen twice is handed in once
            met.add(one.arrival.digest)
            parts.append(replace(one, words=" ".join(one.words.split())[:200]))
    if (text and Takes.TEXT not in assignment.takes) or (link and Takes.LINK not in assignment.takes):
        raise Refused(_("Ce travail ne se rend pas ainsi."))
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Ce texte est trop long : %(most)d caractères au plus.") % {"most": LONGEST_TEXT})
    if link and not _is_address(link):
        raise Refused(_("Ce lien n’est pas une adresse : elle commence par https://."))
    if not (parts or text or link):
        raise Refused(_("Il n’y a rien à rendre encore : ajoute une photo, un fichier ou un texte."))
    return replace(handed, parts=parts, text=text, link=link)


def _is_address(link: str) -> bool:
    try:
        told = urlsplit(link)
    except ValueError:
        return False
    return told.scheme in ("http", "https") and bool(told.hostname) and len(link) <= LONGEST_LINK and " " not in link


def _plausible(said_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """The hour that a phone said, when both databases hold it and it means something."""
    return said_at if said_at is not None and abs(said_at - now) < _SAID else None


def _keep_parts(actor: Actor, hat: Hat, version: CopyVersion, parts: Sequence[Sent]) -> None:
    rows = []
    for kind in PartKind:
        of_kind = [one for one in parts if one.kind == kind]
        if of_kind:
            keep(
                actor=actor, hat=hat, kind=FILE_KINDS[kind], arrivals=[one.arrival for one in of_kind],
                school_id=version.school_id, thing_id=version.pk,
            )  # fmt: skip
    for place, one in enumerate(parts, start=1):
        rows.append(
            CopyPart(
                school_id=version.school_id,
                version=version,
                place=place,
                kind=one.kind,
                file=one.arrival.id,
                digest=one.arrival.digest,
                size=one.arrival.size,
                name=one.arrival.name,
                words=one.words,
            )
        )
    CopyPart.objects.bulk_create(rows)
