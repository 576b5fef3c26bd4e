"""Public links: a drawn secret, shown once, that opens one document until a day."""

import datetime as dt
import hashlib
import secrets
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, refusal_of_files
from preau.directory.errors import Refused, Unknown
from preau.documents import rules
from preau.documents.enums import Level
from preau.documents.models import PublicLink
from preau.documents.services.arranging import note
from preau.documents.services.locking import locked
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor

LONGEST_DAYS = 366
MOST = 10


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_link(*, actor: Actor, hat: Hat, node_id: uuid.UUID, ends_on: dt.date) -> str:
    """A new address for a document, until a day: its secret, told this once.

    Raises PermissionDenied for who opens none; Refused, in words, for a day that makes no sense.
    """
    there = locked(hat, node_id, Level.WRITE)
    node = there.node
    if not hat.is_staff or not rules.may_share_with_groups(hat, node.school_id):
        raise PermissionDenied
    if node.is_folder:
        raise Refused(_("Un lien public ouvre un document, pas un dossier."))
    if closed := refusal_of_files(hat):
        raise Refused(closed)
    today = clock.today()
    if not today <= ends_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("Choisissez un jour entre aujourd’hui et dans un an."))
    if PublicLink.objects.filter(school_id=node.school_id, node=node, ends_on__gte=today).count() >= MOST:
        raise Refused(_("Ce document a trop de liens : fermez-en d’abord."))
    secret = secrets.token_hex(16)
    PublicLink.objects.create(
        school_id=node.school_id, node=node, person_id=hat.person_id, digest=digest_of(secret), ends_on=ends_on,
        made_at=clock.now(),
    )  # fmt: skip
    note(actor, "documents.open_link", node, ends_on=ends_on.isoformat())
    return secret


@transaction.atomic
def end_link(*, actor: Actor, hat: Hat, node_id: uuid.UUID, link_id: uuid.UUID) -> None:
    """The address opens nothing any more."""
    there = locked(hat, node_id, Level.WRITE)
    if not PublicLink.objects.filter(school_id=there.node.school_id, node=there.node, pk=link_id).delete()[0]:
        raise Unknown("no such link")
    note(actor, "documents.end_link", there.node)


@transaction.atomic
def end_links_of(*, actor: Actor, person_id: uuid.UUID) -> int:
    """Addresses that a person opened open nothing any more; how many there were."""
    with scope.everything("links of somebody whose account is made safe, in all their schools"):
        count: int = PublicLink.objects.filter(person_id=person_id).delete()[0]
    if count:
        audit.record(actor=actor, action="documents.end_links", subject="person", subject_id=person_id)
    return count
