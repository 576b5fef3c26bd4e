"""Files kept and removed, counted against the quotas of their holder and of their school."""

import functools
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from preau.access.public import Hat, refusal_of_files
from preau.directory.errors import Refused, Unknown
from preau.files import limits, names, spool
from preau.files.attaching import Attachable, attachable, size_words
from preau.files.contents.kinds import DRAWABLE
from preau.files.enums import Drawing, Scan
from preau.files.models import Blob, StoredFile, Usage
from preau.files.receiving import Arrival
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.jobs import enqueue

_TRIES = 5


@transaction.atomic
def keep(
    *,
    actor: Actor,
    hat: Hat,
    kind: str,
    arrivals: Sequence[Arrival],
    school_id: uuid.UUID | None,
    thing_id: uuid.UUID | None = None,
) -> list[StoredFile]:
    """Keep what arrived as files of this thing (of none yet when None); whoever acts holds them.

    The same arrivals again change nothing, at the same time too. Raises Refused, and keeps none of them, when the thing
    would have too many files, a quota would be passed, one is the file of another thing already, or a crisis closes
    files.
    """
    about = attachable(kind)
    if about.counts:
        _in_turn(actor)
    came = {one.id: one for one in arrivals}
    known = {one.pk: one for one in StoredFile.objects.filter(pk__in=came)}
    expected = (kind, actor.person_id if about.counts else None, thing_id)
    if any((one.kind, one.holder_id, one.thing) != expected for one in known.values()):
        raise Refused(_("Un fichier joint n’est plus reconnu : envoyez-le de nouveau."))
    # Contents are locked in the order of their names: who keeps the same ones in another order waits, and no more.
    new = sorted((one for one in came.values() if one.id not in known), key=lambda one: one.digest)
    if new:
        if about.spreads and (closed := refusal_of_files(hat)):
            raise Refused(closed)
        _room_for(about, new, thing_id=thing_id, school_id=school_id)
        if about.counts:
            _count(hat, actor, school_id, sum(one.size for one in new))
        made = [_kept(actor, about, one, school_id=school_id, thing_id=thing_id) for one in new]
        known |= {one.pk: one for one in made}
        audit.record(
            actor=actor, action="files.keep", tenant=school_id, subject="thing", subject_id=thing_id or "",
            data={"kind": kind, "count": len(made), "bytes": sum(one.size for one in made)},
        )  # fmt: skip
    if actor.person_id is not None:
        transaction.on_commit(functools.partial(spool.kept, actor.person_id, list(came)), robust=True)
    return [known[one.id] for one in arrivals]


@transaction.atomic
def keep_copies(
    *, actor: Actor, file_ids: Collection[uuid.UUID], kind: str, school_id: uuid.UUID | None, thing_id: uuid.UUID
) -> dict[uuid.UUID, uuid.UUID]:  # fmt: skip
    """Have a thing keep the contents of these files too, whatever becomes of them: the copy of each, in their order.

    Held by nobody and counted towards no quota, as evidence is; a content that the thing had under that name is its own
    copy. Whoever calls has asked who may have them, and calls once.
    """
    known = StoredFile.objects.filter(kind=kind, thing=thing_id).values_list("blob_id", "name", "pk")
    there = {(digest, name): key for digest, name, key in known}
    copies, rows = {}, []
    for one in StoredFile.objects.filter(pk__in=list(file_ids)).order_by("kept_at", "pk"):
        copy = there.get((one.blob_id, one.name))
        if copy is None:
            made = StoredFile(
                school_id=school_id, kind=kind, thing=thing_id, name=one.name, size=one.size, counted=False,
                blob_id=one.blob_id, kept_at=clock.now(),
            )  # fmt: skip
            rows.append(made)
            copy = made.pk
        copies[one.pk] = copy
    StoredFile.objects.bulk_create(rows)
    if rows:
        audit.record(
            actor=actor, action="files.keep", tenant=school_id, subject="thing", subject_id=thing_id,
            data={"kind": kind, "count": len(rows), "bytes": sum(one.size for one in rows)},
        )  # fmt: skip
    return copies


@transaction.atomic
def keep_made(
    *, actor: Actor, arrival: Arrival, kind: str, school_id: uuid.UUID | None, thing_id: uuid.UUID
) -> StoredFile:  # fmt: skip
    """Have a thing keep a content that we made of its others (receiving.take_made). The same again changes nothing.

    Held by nobody and counted towards no quota, as the copies above.
    """
    there = StoredFile.objects.filter(pk=arrival.id).first()
    if there is not None:
        return there
    about = attachable(kind)
    if about.counts:
        raise ValueError("What is made for a thing is counted to nobody.")
    made = _kept(actor, about, arrival, school_id=school_id, thing_id=thing_id)
    audit.record(
        actor=actor, action="files.keep", tenant=school_id, subject="thing", subject_id=thing_id,
        data={"kind": kind, "count": 1, "bytes": made.size},
    )  # fmt: skip
    return made


def _in_turn(actor: Actor) -> None:
    """One form of a person at a time: the same one, sent again meanwhile, finds what this one keeps."""
    assert actor.person_id is not None
    rows = Usage.objects.filter(person_id=actor.person_id)
    if not rows.exists():
        Usage.objects.bulk_create([Usage(person_id=actor.person_id)], ignore_conflicts=True)
    rows.select_for_update(of=("self",)).get()


def _room_for(
    about: Attachable, new: Sequence[Arrival], *, thing_id: uuid.UUID | None, school_id: uuid.UUID | None
) -> None:
    there = StoredFile.objects.filter(school_id=school_id, kind=about.name, thing=thing_id).count() if thing_id else 0
    if there + len(new) > about.most():
        raise Refused(_("Trop de fichiers : %(most)d au plus.") % {"most": about.most()})


def _count(hat: Hat, actor: Actor, school_id: uuid.UUID | None, size: int) -> None:
    """Count these bytes, or refuse them: two uploads at once pass no bound together, for each adds where there is room.

    The person first, then the school, always: nobody waits for somebody who waits for them.
    """
    assert actor.person_id is not None
    if not _added(Usage.objects.filter(person_id=actor.person_id), {"person_id": actor.person_id}, size,
                  limits.quota_of(hat)):  # fmt: skip
        raise Refused(
            _("Votre espace est plein : %(quota)s au plus. Retirez des fichiers dont vous n’avez plus besoin.")
            % {"quota": size_words(limits.quota_of(hat))}
        )
    if school_id and not _added(Usage.objects.filter(school_id=school_id), {"school_id": school_id}, size,
                                limits.school_quota()):  # fmt: skip
        raise Refused(_("L’espace de l’établissement est plein : prévenez sa direction."))


def _added(rows: QuerySet[Usage], whose: dict[str, uuid.UUID], size: int, most: int) -> bool:
    if not rows.exists():
        Usage.objects.bulk_create([Usage(**whose)], ignore_conflicts=True)
    return bool(rows.filter(used__lte=most - size).update(used=F("used") + size))


def _kept(
    actor: Actor, about: Attachable, one: Arrival, *, school_id: uuid.UUID | None, thing_id: uuid.UUID | None
) -> StoredFile:
    blob = _blob_of(one)
    return StoredFile.objects.create(
        id=one.id, school_id=school_id, holder_id=actor.person_id if about.counts else None, kind=about.name,
        thing=thing_id, name=one.name, size=blob.size, counted=about.counts, blob=blob, kept_at=clock.now(),
    )  # fmt: skip


def _blob_of(one: Arrival) -> Blob:
    """The row of a content, under lock; made when it is new, with the work that it is owed."""
    scan = Scan.WAITING if settings.FILES_CLAMD else Scan.NEVER
    drawing = Drawing.WAITING if one.content in DRAWABLE else Drawing.NONE
    for _try in range(_TRIES):
        new = Blob(
            digest=one.digest, size=one.size, content=one.content, width=one.width, height=one.height,
            kept_at=clock.now(), scan=scan, drawing=drawing,
        )  # fmt: skip
        Blob.objects.bulk_create([new], ignore_conflicts=True)
        blob = Blob.objects.select_for_update(of=("self",)).filter(pk=one.digest).first()
        if blob is None:
            continue  # collected in between: it is made again
        if blob.scan == Scan.INFECTED:
            raise Refused(_("« %(name)s » contient un programme dangereux : il est refusé.") % {"name": one.name})
        if blob.unused_since is not None:
            blob.unused_since = None
            blob.save(update_fields=["unused_since"])
        _owed(blob)
        return blob
    raise Refused(_("Un fichier joint n’est plus reconnu : envoyez-le de nouveau."))


def _owed(blob: Blob) -> None:
    if blob.scan == Scan.WAITING:
        enqueue("files.scan", key=f"files.scan/{blob.pk}", payload={"digest": blob.pk})
    elif blob.drawing == Drawing.WAITING:
        enqueue("files.draw", key=f"files.draw/{blob.pk}", payload={"digest": blob.pk})


@transaction.atomic
def rename_file(*, file_id: uuid.UUID, name: str) -> str:
    """Another name for a file, as its content lets it be called: the name that it has now.

    No line of the journal: the room that holds it writes what was done.
    """
    row = StoredFile.objects.select_related("blob").select_for_update(of=("self",)).filter(pk=file_id).first()
    if row is None:
        return name
    row.name = names.named_as(name, row.blob.content)
    row.save(update_fields=["name"])
    return row.name


@transaction.atomic
def remove_file(*, actor: Actor, file_id: uuid.UUID) -> None:
    """Forget a file; its content goes some days later when nothing else has it. Raises Unknown."""
    row = StoredFile.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
    if row is None:
        raise Unknown("no such file")
    _remove(actor, [row])


@transaction.atomic
def remove_files_of(*, actor: Actor, kind: str, thing_id: uuid.UUID, school_id: uuid.UUID | None) -> int:
    """Forget all files of a thing; how many there were."""
    rows = StoredFile.objects.select_for_update(of=("self",)).filter(school_id=school_id, kind=kind, thing=thing_id)
    return _remove(actor, list(rows.order_by("pk")))


def _remove(actor: Actor, rows: Sequence[StoredFile]) -> int:
    forget(rows)
    for school_id, kind in sorted({(row.school_id, row.kind) for row in rows}, key=str):
        theirs = [row for row in rows if (row.school_id, row.kind) == (school_id, kind)]
        audit.record(
            actor=actor, action="files.remove", tenant=school_id, subject="thing", subject_id=theirs[0].thing or "",
            data={"kind": kind, "count": len(theirs), "bytes": sum(one.size for one in theirs)},
        )  # fmt: skip
    return len(rows)


def forget(rows: Iterable[StoredFile]) -> int:
    """Delete these rows and take them off what is counted; how many. In the caller's transaction, which audits.

    What is counted is locked as `_count` does: persons first, then schools, each in order.
    """
    gone = 0
    of_persons: Counter[uuid.UUID | None] = Counter()
    of_schools: Counter[uuid.UUID | None] = Counter()
    for row in rows:
        if not StoredFile.objects.filter(pk=row.pk).delete()[0]:
            continue  # somebody else removed it
        gone += 1
        if row.counted:
            of_persons[row.holder_id] += row.size
            of_schools[row.school_id] += row.size
    _uncount("person_id", of_persons)
    _uncount("school_id", of_schools)
    return gone


def _uncount(column: str, sizes: Mapping[uuid.UUID | None, int]) -> None:
    for key, size in sorted((key, size) for key, size in sizes.items() if key is not None):
        Usage.objects.filter(**{column: key}).update(used=Greatest(F("used") - size, 0))


def counted_again() -> list[tuple[Usage, int]]:
    """What is counted, beside what there is, where the two differ: told by `preau files verify`, never mended."""
    # One statement reads one moment: what is kept between two would look like a fault.
    rows = Usage.objects.annotate(there=Case(
        When(person__isnull=False, then=_sum_by("holder", OuterRef("person"))),
        default=_sum_by("school", OuterRef("school")),
    ))  # fmt: skip
    return [(usage, usage.there) for usage in rows.exclude(there=F("used")).order_by("pk")]


def _sum_by(column: str, whose: OuterRef) -> Coalesce:
    theirs = StoredFile.objects.filter(counted=True, **{column: whose}).order_by().values(column)
    return Coalesce(Subquery(theirs.annotate(all=Sum("size")).values("all")), 0, output_field=BigIntegerField())
