"""Records that are one person: joined by the same key, by a proof, or by an administrator; never on names.

The key of a record is (academy, kind, join key). Two persons are joined only
- by one identity assertion that carries the keys of both (`join_by_assertion`);
- by an administrator with rights over both, who confirms a proposed pair (`confirm_match`).
A pair is proposed on a ground that the data prove (`MatchGround`); no ground looks at a name, and no proposal joins by
itself. A joining is undone within 30 days (`undo_match`), to exactly what was there.

Moving touches rows of schools outside the caller's scope on purpose: a person is one everywhere. The services open the
scope of everything for that write, after having checked the caller's own.

Events: preau.directory.events.
"""

import contextlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from preau.directory.bulk import relist_in_all
from preau.directory.enums import MatchState, RecordKind
from preau.directory.errors import Refused, Unknown
from preau.directory.grounds import UNDO_DAYS, MatchGround
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    DirectoryRecord,
    Guardianship,
    Person,
    RecordMatch,
)
from preau.directory.reach import recompute_reaches
from preau.directory.selectors.matches import rules_over_both, schools_of_person
from preau.directory.services.moving import may_be_undone, move, move_back
from preau.kernel import audit, clock, events, scope
from preau.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The key of a record in an academy's directory."""

    authority: str
    kind: str
    join_key: str


def ground_between(first: Person, second: Person) -> MatchGround | None:
    """The ground that the data prove for these two, None when there is none. Names are not read."""
    if first.birth_date is None or first.birth_date != second.birth_date:
        return None
    records = DirectoryRecord.objects.filter(person__in=[first, second]).values_list("person_id", "kind", "join_key")
    keys: dict[uuid.UUID, set[str]] = {first.pk: set(), second.pk: set()}
    for person_id, _kind, join_key in records:
        keys[person_id].add(join_key)
    if keys[first.pk] & keys[second.pk]:
        return MatchGround.SAME_KEY
    # Twins share their birth date and often their family's address: only the address of a member of staff counts.
    professional = any(kind == RecordKind.STAFF for _person, kind, _key in records)
    if professional and first.email and first.email.lower() == second.email.lower():
        return MatchGround.SAME_MAIL_AND_BIRTH
    return None


def _in_scope(person_id: uuid.UUID) -> bool:
    """Whether the person has a place in the open scope, in their own name or as guardian or pupil."""
    return bool(schools_of_person(person_id))


def _lock(*ids: uuid.UUID) -> dict[uuid.UUID, Person]:
    """The persons, locked in the order of their ids so that two joinings cannot wait for each other."""
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if set(ids) - set(found):
        raise Unknown("no such person")
    return found


def _note(actor: Actor, action: str, match: RecordMatch) -> None:
    """One line in the trail of each school where either person has a place, or the platform's when none."""
    people = Q(person_id__in=[match.kept_id, match.merged_id])
    family = Q(guardian_id__in=[match.kept_id, match.merged_id])
    with scope.everything("a joining is told in each school of the two persons"):
        schools = {
            *Affiliation.objects.filter(people).values_list("school_id", flat=True),
            *Guardianship.objects.filter(family).values_list("school_id", flat=True),
        }
    for tenant in sorted(schools) or [None]:
        audit.record(
            actor=actor, action=action, tenant=tenant, subject="match", subject_id=match.pk,
            data={"kept_id": str(match.kept_id), "merged_id": str(match.merged_id), "proof": match.proof},
        )  # fmt: skip


@transaction.atomic
def propose_match(*, actor: Actor, first_id: uuid.UUID, second_id: uuid.UUID) -> RecordMatch:
    """Propose that two persons are one, on a ground that the data prove. Joins nothing.

    The older person is the one kept. A pair already proposed, joined or refused is returned as it stands. Raises
    Refused without a ground (same names are none), Unknown outside the scope.
    """
    if first_id == second_id:
        raise Refused(_("C’est déjà une seule personne."))
    if not (_in_scope(first_id) and _in_scope(second_id)):
        raise Unknown("not both in scope")
    people = _lock(first_id, second_id)
    kept, merged = (people[one] for one in sorted(people))
    known = RecordMatch.objects.filter(kept__in=people, merged__in=people).exclude(state=MatchState.UNDONE).first()
    if known is not None:
        return known
    ground = ground_between(kept, merged)
    if ground is None:
        raise Refused(
            _("Rien ne prouve que ces deux fiches sont une même personne. Un nom identique ne suffit jamais.")
        )
    match, _made = RecordMatch.objects.update_or_create(
        kept=kept,
        merged=merged,
        defaults={
            "state": MatchState.PROPOSED, "proof": ground.value, "created_at": clock.now(),
            "moved": {}, "joined_at": None, "undone_at": None,
        },
    )  # fmt: skip
    _note(actor, "directory.propose_match", match)
    return match


def find_matches(*, actor: Actor, limit: int = 200) -> list[RecordMatch]:
    """Propose the pairs of the open scope that share e-mail address and birth date; returns the new proposals."""
    pairs = (
        Person.objects.exclude(email="").filter(birth_date__isnull=False, erased_at=None, suspended_at=None)
        .values_list("email", "birth_date")
        .annotate(many=models.Count("pk"))
        .filter(many__gt=1)[:limit]
    )  # fmt: skip
    found = []
    for email, birth_date, _many in pairs:
        same = list(
            Person.objects.filter(email=email, birth_date=birth_date, erased_at=None, suspended_at=None)
            .order_by("pk").values_list("pk", flat=True)
        )  # fmt: skip
        for other in same[1:]:
            if RecordMatch.objects.filter(kept=same[0], merged=other).exists():
                continue
            if not (_in_scope(same[0]) and _in_scope(other)):
                continue
            with contextlib.suppress(Refused):  # twins of one family address: nothing is proven
                found.append(propose_match(actor=actor, first_id=same[0], second_id=other))
    return found


def _join(actor: Actor, match: RecordMatch, action: str) -> None:
    people = _lock(match.kept_id, match.merged_id)
    kept, merged = people[match.kept_id], people[match.merged_id]
    if RecordMatch.objects.filter(state=MatchState.JOINED, merged__in=people).exclude(pk=match.pk).exists():
        raise Refused(_("L’une de ces fiches a déjà été réunie à une autre."))
    with scope.everything("a person is one in every school"):
        between = Q(student=kept, guardian=merged) | Q(student=merged, guardian=kept)
        if Guardianship.objects.filter(between).exists() or CourtDecision.objects.filter(between).exists():
            raise Refused(_("L’une de ces personnes est responsable de l’autre : ce ne peut être une seule."))
        schools = {"kept": schools_of_person(kept.pk), "merged": schools_of_person(merged.pk)}
        match.moved = {**move(kept, merged), "schools": schools}
        relist_in_all([kept.pk.hex, merged.pk.hex])
        match.state = MatchState.JOINED
        match.joined_at = clock.now()
        match.undone_at = None
        match.save()
        recompute_reaches(students=_students_of(match))
    _note(actor, action, match)
    events.publish("directory.persons_joined", _told(match), audience=[match.kept_id, match.merged_id])


def _students_of(match: RecordMatch) -> list[uuid.UUID]:
    """Pupils whose guardianships the joining touches."""
    ids = [match.kept_id, match.merged_id]
    touched = Guardianship.objects.filter(Q(guardian_id__in=ids) | Q(student_id__in=ids))
    return sorted(set(touched.values_list("student_id", flat=True)))


def _told(match: RecordMatch) -> dict[str, str]:
    """What events of joining say."""
    return {"match_id": str(match.pk), "kept_id": str(match.kept_id), "merged_id": str(match.merged_id)}


@transaction.atomic
def join_by_assertion(
    *, actor: Actor, keys: Sequence[RecordKey], assertion: str, parted_too: bool = True
) -> list[RecordMatch]:
    """Join the records whose keys one identity assertion carries, into the person signed in.

    `assertion` names it (issuer and identifier) for the trail. The caller has verified its signature. Keys of no record
    are passed over. `parted_too`: also a pair that an administrator parted; never when the person did nothing but sign
    in, else parting would last until then. Raises Refused when no person is signed in, or none of the keys is theirs.
    """
    if actor.person_id is None:
        raise Refused(_("Il faut être connecté."))
    persons: list[uuid.UUID] = []
    for key in keys:
        person_id = (
            DirectoryRecord.objects.filter(authority_id=key.authority, kind=key.kind, join_key=key.join_key)
            .values_list("person_id", flat=True)
            .first()
        )
        if person_id is not None and person_id not in persons:
            persons.append(person_id)
    if actor.person_id not in persons:
        raise Refused(_("Cette preuve ne porte pas votre propre fiche."))
    joined = []
    for other in persons:
        if other == actor.person_id:
            continue
        match, _made = RecordMatch.objects.get_or_create(
            kept_id=actor.person_id, merged_id=other, defaults={"created_at": clock.now()}
        )
        if match.state == MatchState.UNDONE and not parted_too:
            continue
        match.proof = f"assertion {assertion}"[:200]
        _join(actor, match, "directory.join_by_assertion")
        joined.append(match)
    return joined


def _waiting(match_id: uuid.UUID, *states: str) -> RecordMatch:
    match = RecordMatch.objects.select_for_update(of=("self",)).filter(pk=match_id, state__in=states).first()
    if match is None or not (_in_scope(match.kept_id) and _in_scope(match.merged_id)):
        raise Unknown("no such pair in scope")
    return match


@transaction.atomic
def confirm_match(*, actor: Actor, match_id: uuid.UUID) -> RecordMatch:
    """An administrator with rights over both confirms a proposed pair, and the two become one.

    Both persons must have a place in the open scope, else Unknown. The ground is verified again: Refused when the data
    no longer prove it. Only a person may confirm.
    """
    if actor.is_system:
        raise Refused(_("Une personne doit confirmer."))
    match = _waiting(match_id, MatchState.PROPOSED)
    if ground_between(match.kept, match.merged) is None:
        raise Refused(_("Les fiches ont changé depuis la proposition : plus rien ne prouve une seule personne."))
    _join(actor, match, "directory.confirm_match")
    return match


@transaction.atomic
def refuse_match(*, actor: Actor, match_id: uuid.UUID) -> RecordMatch:
    """These are two persons: the pair is not proposed again."""
    match = _waiting(match_id, MatchState.PROPOSED)
    match.state = MatchState.REFUSED
    match.save(update_fields=["state"])
    _note(actor, "directory.refuse_match", match)
    return match


@transaction.atomic
def undo_match(*, actor: Actor, match_id: uuid.UUID) -> RecordMatch:
    """Part two persons that were joined, within 30 days; everything goes back where it was.

    Raises Refused after 30 days, or while a later joining rests on this one (undo that first).
    """
    match = RecordMatch.objects.select_for_update(of=("self",)).filter(pk=match_id, state=MatchState.JOINED).first()
    if match is None or not rules_over_both(match):
        raise Unknown("no such joined pair with both persons in scope")
    assert match.joined_at is not None
    if not may_be_undone(match.joined_at, UNDO_DAYS):
        raise Refused(_("Le délai de 30 jours est passé."))
    _lock(match.kept_id, match.merged_id)
    later = RecordMatch.objects.filter(state=MatchState.JOINED, joined_at__gt=match.joined_at).filter(
        Q(merged_id=match.kept_id) | Q(kept_id=match.kept_id)
    )
    if later.exists():
        raise Refused(_("Une réunion plus récente repose sur celle-ci : défaites-la d’abord."))
    with scope.everything("a person is one in every school"):
        students = _students_of(match)
        move_back(match.kept_id, match.merged_id, match.moved)
        relist_in_all([match.kept_id.hex, match.merged_id.hex])
        match.state = MatchState.UNDONE
        match.undone_at = clock.now()
        match.save(update_fields=["state", "undone_at"])
        recompute_reaches(students={*students, *_students_of(match)})
    _note(actor, "directory.undo_match", match)
    events.publish("directory.persons_parted", _told(match), audience=[match.kept_id, match.merged_id])
    return match
