"""Groups made by hand. A group belongs to its source: only that may change or end it.

Events: preau.directory.events.
"""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, GroupSource, Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation, GroupMembership, SchoolYear, StudentGroup
from preau.kernel import audit, events
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id


def label_of(text: str) -> str:
    """The name of a group, in one line; raises Refused for none, or one too long."""
    label = " ".join(text.split())
    if not label:
        raise Refused(_("Donnez un nom au groupe."))
    if len(label) > 80:
        raise Refused(_("Le nom du groupe compte 80 caractères au plus."))
    return label


def _own_group(group_id: uuid.UUID, source: str) -> StudentGroup:
    """The group, locked; raises Unknown outside the scope, Refused when it comes from another source."""
    group: StudentGroup | None = StudentGroup.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        raise Unknown("no such group")
    if group.source != source:
        raise Refused(
            _("Ce groupe vient de « %(source)s » : il se modifie là-bas, pas ici.")
            % {"source": group.get_source_display()}
        )
    return group


def _note(actor: Actor, action: str, group: StudentGroup, **data: object) -> None:
    audit.record(
        actor=actor, action=action, tenant=group.school_id, subject="group", subject_id=group.pk,
        data={"group": group.label, **data},
    )  # fmt: skip
    events.publish("directory.group_changed", {"group_id": str(group.pk)}, tenant=group.school_id)


@transaction.atomic
def create_group(
    *, actor: Actor, school_id: uuid.UUID, year: int, label: str, source: str = GroupSource.MANUAL
) -> StudentGroup:
    """A new empty group of that school year (2026 is 2026-2027). Raises Refused without a name."""
    group: StudentGroup = StudentGroup.objects.create(
        school_id=school_id,
        school_year=SchoolYear.objects.get(pk=year),
        code=str(new_id()),
        label=label_of(label),
        source=source,
    )
    _note(actor, "directory.create_group", group)
    return group


@transaction.atomic
def rename_group(
    *, actor: Actor, group_id: uuid.UUID, label: str, seen: str | None = None, source: str = GroupSource.MANUAL
) -> StudentGroup:
    """Give the group another name; only its source may. The same name again writes nothing.

    `seen`: the name that the person read; Overtaken is raised when the group has another one by now.
    """
    group = _own_group(group_id, source)
    wanted, before = label_of(label), group.label
    if wanted == before:
        return group
    if seen is not None and seen != before:
        raise Overtaken(_("Quelqu’un d’autre a renommé ce groupe pendant que vous le lisiez : relisez son nom."))
    group.label = wanted
    group.save(update_fields=["label"])
    _note(actor, "directory.rename_group", group, before=before)
    return group


@transaction.atomic
def add_group_member(
    *, actor: Actor, group_id: uuid.UUID, student_id: uuid.UUID, source: str = GroupSource.MANUAL
) -> GroupMembership:
    """Put a pupil of the school in the group; adding twice changes nothing. Raises Unknown for anyone else."""
    group = _own_group(group_id, source)
    here = Affiliation.objects.filter(
        school_id=group.school_id, person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    if not here.exists():
        raise Unknown("no such pupil in the group's school")
    membership: GroupMembership
    membership, made = GroupMembership.objects.get_or_create(
        school_id=group.school_id, group=group, student_id=student_id
    )
    if made:
        _note(actor, "directory.add_group_member", group, student_id=str(membership.student_id))
    return membership


@transaction.atomic
def remove_group_member(
    *, actor: Actor, group_id: uuid.UUID, student_id: uuid.UUID, source: str = GroupSource.MANUAL
) -> None:
    """Take a pupil out of the group; who is not in it stays out."""
    group = _own_group(group_id, source)
    membership = GroupMembership.objects.filter(group=group, student_id=student_id).first()
    if membership is not None:
        membership.delete()
        _note(actor, "directory.remove_group_member", group, student_id=str(student_id))


def _pupils_among(group: StudentGroup, student_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    here = Affiliation.objects.filter(
        school_id=group.school_id, person_id__in=student_ids, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    return set(here.values_list("person_id", flat=True))


@transaction.atomic
def add_group_members(
    *, actor: Actor, group_id: uuid.UUID, student_ids: Collection[uuid.UUID], source: str = GroupSource.MANUAL
) -> int:
    """Put pupils of the school in the group, as one act; how many were not in it yet. Anyone else is left out."""
    group = _own_group(group_id, source)
    inside = set(GroupMembership.objects.filter(group=group).values_list("student_id", flat=True))
    new = sorted(_pupils_among(group, student_ids) - inside)
    GroupMembership.objects.bulk_create(
        GroupMembership(school_id=group.school_id, group=group, student_id=one) for one in new
    )
    if new:
        _note(actor, "directory.add_group_members", group, count=len(new), students=[str(one) for one in new])
    return len(new)


@transaction.atomic
def remove_group_members(
    *, actor: Actor, group_id: uuid.UUID, student_ids: Collection[uuid.UUID], source: str = GroupSource.MANUAL
) -> int:
    """Take pupils out of the group, as one act; how many were in it."""
    group = _own_group(group_id, source)
    rows = GroupMembership.objects.filter(group=group, student_id__in=student_ids)
    gone = sorted(rows.values_list("student_id", flat=True))
    rows.delete()
    if gone:
        _note(actor, "directory.remove_group_members", group, count=len(gone), students=[str(one) for one in gone])
    return len(gone)
