"""Folders and documents shared with groups and people, until a day or not."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, addressed, audience_of_key, may_address, refusal_of_files, refused_recipients
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation
from preau.documents.enums import Given, Level
from preau.documents.models import Node, Share
from preau.documents.selectors.tree import under
from preau.documents.services.arranging import note
from preau.documents.services.locking import locked
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed
from preau.notifications.public import To, notify, withdraw

SHARED = "documents.shared"
MOST = 40


@transaction.atomic
def share(
    *, actor: Actor, hat: Hat, node_id: uuid.UUID, gives: str, key: str = "", person_id: uuid.UUID | None = None,
    ends_on: dt.date | None = None,
) -> Share:  # fmt: skip
    """Let a group or a person read, change or drop, until a day; the same again says what it gives now.

    Raises PermissionDenied for a group or person whom this hat shares nothing with; Refused, in words, for what makes
    no sense.
    """
    there = locked(hat, node_id, Level.OWN)
    node = there.node
    if there.is_root:
        raise Refused(_("Votre dossier entier ne se partage pas : partagez ce qu’il contient."))
    if closed := refusal_of_files(hat):
        raise Refused(closed)
    if gives == Given.DROP and not node.is_folder:
        raise Refused(_("On dépose dans un dossier : un document se lit ou se modifie."))
    above = any(one.gives == Given.READ and one.node_id != node.pk for one in there.shares)
    below = gives == Given.READ and Share.objects.filter(
        school_id=node.school_id, node__in=[one for one in under([node.pk], binned=True) if one != node.pk],
        gives=Given.DROP,
    ).exists()  # fmt: skip
    if below or (gives == Given.DROP and above):
        raise Refused(_("Un casier ne se range pas dans un dossier que d’autres lisent : ils liraient les dépôts."))
    if ends_on is not None and ends_on < clock.today():
        raise Refused(_("Ce jour est passé : choisissez-en un autre."))
    if person_id is not None:
        if person_id == hat.person_id or refused_recipients(hat, [person_id]):
            raise PermissionDenied
    elif not key or not may_address(hat, Right.SHARE_DOCUMENTS, node.school_id, [audience_of_key(key)]):
        raise PermissionDenied
    rows = Share.objects.filter(school_id=node.school_id, node=node)
    row = rows.filter(person_id=person_id, key=key).first()
    if row is None:
        if rows.count() >= MOST:
            raise Refused(_("Ce dossier a trop de partages : retirez-en d’abord."))
        row = Share.objects.create(
            school_id=node.school_id, node=node, key=key, person_id=person_id, gives=gives, ends_on=ends_on,
            made_at=clock.now(), **signed("made_by", actor),
        )  # fmt: skip
        _tell(actor, node, row)
    elif (row.gives, row.ends_on) != (gives, ends_on):
        row.gives, row.ends_on = gives, ends_on
        sign(row, "made_by", actor)
        row.save()
    else:
        return row
    note(actor, "documents.share", node, gives=gives)
    return row


def _tell(actor: Actor, node: Node, row: Share) -> None:
    if row.person_id is not None:
        to = [To(row.person_id, profile) for profile in _profiles(node.school_id, row.person_id)]
    else:
        people = addressed(node.school_id, [audience_of_key(row.key)])
        to = [To(one.person_id, one.profile, one.about_id) for one in people if one.person_id != actor.person_id]
    notify(
        actor=actor, kind=SHARED, key=_key(row), school_id=node.school_id, link=f"/documents/{node.pk}/",
        to=to, data={"name": node.name, "by": str(actor.label).partition(",")[0], "gives": row.gives},
    )  # fmt: skip


def _profiles(school_id: uuid.UUID, person_id: uuid.UUID) -> list[str]:
    """As whom somebody is told: by each place that they have in a school, else as a guardian."""
    rows = Affiliation.objects.filter(school_id=school_id, person_id=person_id, state="active")
    return sorted(rows.values_list("profile", flat=True))[:1] or ["National_tut"]


def _key(row: Share) -> str:
    return f"documents/{row.pk}"


@transaction.atomic
def end_share(*, actor: Actor, hat: Hat, node_id: uuid.UUID, share_id: uuid.UUID) -> None:
    """Share no more with these. Twice is once."""
    there = locked(hat, node_id, Level.OWN)
    row = Share.objects.filter(school_id=there.node.school_id, node=there.node, pk=share_id).first()
    if row is None:
        raise Unknown("no such share")
    withdraw(actor=actor, key=_key(row))
    row.delete()
    note(actor, "documents.end_share", there.node)
