"""Changing an entry of a policy: only what differs from the inherited value stays a row, two people never overwrite.

Whoever saves gives the version that they read ("" when there was no row). Another version means that somebody was
quicker: nothing is written, and both values are shown. Writers of one school take turns on the school's own row.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access import switches
from preau.access.enums import Subject
from preau.access.errors import Changed, Refused, Unknown
from preau.access.models import AuthoritySetting, SchoolSetting
from preau.access.policy import Entry, default_of, policy_of, values_of
from preau.directory.models import LocalAuthority, School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed


def _checked(subject: str, key: str, value: str) -> None:
    if value not in values_of(subject, key):
        raise Unknown(f"{subject} {key} may not be {value!r}")


def _same(row: SchoolSetting | AuthoritySetting | None, read: str, inherited: str) -> None:
    """Raise Changed unless the row is the one that was read."""
    now = str(row.version) if row else ""
    if now == read:
        return
    if row is None:
        raise Changed(None, inherited, "", None)
    raise Changed(Entry(row.value, now), row.value, row.changed_by, row.changed_at)


@transaction.atomic
def set_school_entry(*, actor: Actor, school_id: uuid.UUID, subject: str, key: str, value: str, version: str) -> bool:
    """Set what holds in a school for one entry; False when it held already.

    Raises Unknown for no such entry or value, Refused when the collectivity keeps it, Changed when somebody else
    changed it since it was read.
    """
    _checked(subject, key, value)
    School.objects.select_for_update(of=("self",)).get(pk=school_id)
    row = SchoolSetting.objects.filter(school_id=school_id, subject=subject, key=key).first()
    policy = policy_of(school_id)
    if policy.is_locked(subject, key):
        raise Refused(_("Votre collectivité a fixé ce réglage : il ne se change pas ici."))
    before, inherited = policy.value(subject, key), policy.inherited(subject, key)
    if before == value:
        return False  # the same form sent twice, or two people who agree
    _same(row, version, inherited)
    if value == inherited:
        assert row is not None
        row.delete()
    else:
        SchoolSetting.objects.update_or_create(
            school_id=school_id, subject=subject, key=key,
            defaults={
                "value": value, "version": new_id(), "changed_at": clock.now(), **signed("changed_by", actor)
            },
        )  # fmt: skip
    audit.record(
        actor=actor, action="access.set_entry", tenant=school_id, subject="policy", subject_id=f"{subject} {key}"[:64],
        data={"entry": f"{subject} {key}", "before": before, "after": value},
    )  # fmt: skip
    if subject == Subject.SERVICE:
        transaction.on_commit(switches.forget)
    return True


@transaction.atomic
def set_authority_entry(
    *, actor: Actor, local_authority_id: uuid.UUID, school_kind: str, subject: str, key: str, value: str,
    version: str, locked: bool = False,
) -> bool:  # fmt: skip
    """Set what holds in the collectivity's schools of one kind unless they set otherwise; False when nothing changes.

    `locked` keeps the schools from setting it. Rights stay the schools' own. Raises like `set_school_entry`.
    """
    _checked(subject, key, value)
    if subject == Subject.RIGHT:
        raise Unknown("rights are set by schools")
    LocalAuthority.objects.select_for_update(of=("self",)).get(pk=local_authority_id)
    where: dict[str, Any] = {
        "local_authority_id": local_authority_id,
        "school_kind": school_kind,
        "subject": subject,
        "key": key,
    }
    row = AuthoritySetting.objects.filter(**where).first()
    inherited = default_of(school_kind, subject, key)
    before = row.value if row else inherited
    if before == value and locked == bool(row and row.locked):
        return False
    _same(row, version, inherited)
    if value == inherited and not locked:
        assert row is not None
        row.delete()
    else:
        AuthoritySetting.objects.update_or_create(
            **where,
            defaults={
                "value": value, "locked": locked, "version": new_id(), "changed_at": clock.now(),
                **signed("changed_by", actor),
            },
        )  # fmt: skip
    audit.record(
        actor=actor, action="access.set_authority_entry", subject="local_authority", subject_id=local_authority_id,
        data={"entry": f"{subject} {key}", "before": before, "after": value, "school_kind": school_kind},
    )  # fmt: skip
    if subject == Subject.SERVICE:
        transaction.on_commit(switches.forget)
    return True
