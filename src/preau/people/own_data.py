"""What the page "Mes données" shows: the record, who read it, copies and requests; and who answers for all this."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from preau.access.enums import Right
from preau.access.public import Hat, Subject, Thing, can, subject_of, subjects_of
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import FileReading, Person
from preau.people.enums import CHILD_FIELDS, CorrectableField, CorrectionState, ExportState
from preau.people.models import CorrectionRequest, DataExport, PrivacyNotice
from preau.people.services.exports import days_kept, file_of
from preau.people.services.notices import versions_of

CORRECTIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy asked for by the reader: its state, and until when it waits."""

    id: uuid.UUID
    is_ready: bool
    size: int
    until: dt.date


@dataclass(frozen=True, slots=True)
class Readings:
    """How many days staff of one capacity opened the file, and the last of them. Never who: the head may tell."""

    profile: str
    days: int
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class Told:
    """All that the page shows of one subject. `values`: (field, its words, what the record says)."""

    subject: Subject
    values: Sequence[tuple[str, str, Any]]
    copy: Copy | None
    corrections: Sequence[CorrectionRequest]
    readings: Sequence[Readings]
    is_pupil: bool


def fields_of(subject: Subject) -> Sequence[CorrectableField]:
    """The fields of the record that the reader sees and may say wrong."""
    return list(CorrectableField) if subject.is_self else CHILD_FIELDS


def own_data(hat: Hat, person_id: uuid.UUID, name: str) -> list[Told]:
    """The reader first, then each child they decide for. Five reads, however many they are."""
    subjects = subjects_of(hat, person_id, name)
    ids = [one.person_id for one in subjects]
    people = Person.objects.in_bulk(ids)
    copies = {
        one.subject_id: _copy(one)
        for one in DataExport.objects.filter(asked_by_id=person_id, subject_id__in=ids)
        if one.state == ExportState.WAITING or file_of(one.pk).exists()
    }
    asked = list(CorrectionRequest.objects.filter(person_id__in=ids).order_by("-asked_at")[:CORRECTIONS_SHOWN])
    read: dict[uuid.UUID, list[Readings]] = {}
    counted = FileReading.objects.filter(student_id__in=ids).order_by().values("student_id", "profile")
    for row in counted.annotate(days=Count("day", distinct=True), last=Max("day")).order_by("-last", "profile"):
        line = Readings(str(Profile(row["profile"]).label), row["days"], row["last"])
        read.setdefault(row["student_id"], []).append(line)
    return [
        Told(
            subject=one,
            values=[(field.value, str(field.label), getattr(people[one.person_id], field)) for field in fields_of(one)],
            copy=copies.get(one.person_id),
            corrections=[
                request for request in asked if request.person_id == one.person_id and request.field in fields_of(one)
            ],
            readings=read.get(one.person_id, []),
            is_pupil=not one.is_self or hat.profile == Profile.STUDENT,
        )
        for one in subjects
        if one.person_id in people
    ]


def _copy(export: DataExport) -> Copy:
    until = (export.asked_at + dt.timedelta(days=days_kept())).date()
    return Copy(export.pk, export.state == ExportState.READY, export.size, until)


def ready_export(hat: Hat, person_id: uuid.UUID, export_id: uuid.UUID) -> DataExport:
    """A copy that is ready, for who asked for it and may still ask. Raises Unknown for anyone else."""
    export = DataExport.objects.filter(pk=export_id, asked_by_id=person_id, state=ExportState.READY).first()
    if export is None or subject_of(hat, person_id, export.subject_id) is None or not file_of(export_id).exists():
        raise Unknown("no copy of theirs")
    return export


def correctable(hat: Hat, person_id: uuid.UUID, subject_id: uuid.UUID, field: str) -> tuple[Subject, Person]:
    """The subject and the record of which a field may be said wrong. Raises Unknown."""
    subject = subject_of(hat, person_id, subject_id)
    if subject is None or subject.school_id is None or field not in fields_of(subject):
        raise Unknown("not theirs to correct")
    return subject, Person.objects.get(pk=subject_id)


def waiting_corrections(hat: Hat) -> QuerySet[CorrectionRequest]:
    """Requests that the hat's school has not answered, the oldest first. Nothing for who does not answer them."""
    return _of_school(hat).filter(state=CorrectionState.WAITING).order_by("asked_at", "pk")


def sent_corrections(hat: Hat, *, limit: int = 50) -> Sequence[CorrectionRequest]:
    """Accepted requests to put right at the source, latest first, less those the directory has taken up."""
    rows = _of_school(hat).filter(state=CorrectionState.SENT).order_by("-decided_at")[:limit]
    return [one for one in rows if not is_taken_up(one)]


def is_taken_up(request: CorrectionRequest) -> bool:
    """Whether the record now says what was asked for."""
    held = getattr(request.person, request.field)
    return (str(held) if held else "") == request.proposed


def correction_of(hat: Hat, request_id: uuid.UUID) -> CorrectionRequest:
    """A request of the hat's school. Raises Unknown."""
    request = _of_school(hat).filter(pk=request_id).first()
    if request is None:
        raise Unknown("no such request")
    return request


def _of_school(hat: Hat) -> QuerySet[CorrectionRequest]:
    rows = CorrectionRequest.objects.select_related("person", "asked_by")
    if hat.school is None or not can(hat, Right.CORRECT_RECORDS, Thing(hat.school.id)):
        return rows.none()
    return rows.filter(school_id=hat.school.id)


def present_notice(
    *, school_id: uuid.UUID | None = None, local_authority_id: uuid.UUID | None = None
) -> PrivacyNotice | None:
    """The present version of a school's, a collectivity's or (neither given) the platform's notice."""
    return versions_of(school_id, local_authority_id).order_by("-version").first()


def notice_versions(
    *, school_id: uuid.UUID | None = None, local_authority_id: uuid.UUID | None = None
) -> Sequence[PrivacyNotice]:
    """Every version, the latest first."""
    return list(versions_of(school_id, local_authority_id).order_by("-version"))


def notice_for(hat: Hat | None) -> PrivacyNotice | None:
    """What this reader is told: their school's, else their collectivity's, else the platform's; None when none is."""
    school = (hat.school or (hat.schools[0] if hat.schools else None)) if hat else None
    authority_id = school.local_authority_id if school else hat.local_authority_id if hat else None
    if school is not None and (found := present_notice(school_id=school.id)):
        return found
    if authority_id is not None and (found := present_notice(local_authority_id=authority_id)):
        return found
    return present_notice()
