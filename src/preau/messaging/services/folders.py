"""Folders that somebody makes in one of their mailboxes. They concern nobody else, and are not audited."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.kernel.actor import Actor
from preau.kernel.text import fold
from preau.messaging.models import Mailbox, OwnFolder
from preau.messaging.selectors.boxes import box_of_hat, me
from preau.messaging.services.errors import Refused, Unknown

MOST_FOLDERS = 30
LONGEST_NAME = 50


def locked_folder(hat: Hat, own: uuid.UUID) -> OwnFolder:
    """A folder of this mailbox, locked: nothing is filed into one that goes; raises Unknown for another's."""
    row: OwnFolder | None = (
        OwnFolder.objects.select_for_update().filter(pk=own, person_id=me(hat), box=box_of_hat(hat)).first()
    )
    if row is None:
        raise Unknown("no folder of theirs")
    return row


def _names(hat: Hat) -> dict[str, OwnFolder]:
    """The folders of this mailbox by their folded names, under the mailbox's lock: two never get one name at once."""
    Mailbox.objects.get_or_create(person_id=me(hat), box=box_of_hat(hat))
    Mailbox.objects.select_for_update().get(person_id=me(hat), box=box_of_hat(hat))
    return {fold(one.name): one for one in OwnFolder.objects.filter(person_id=me(hat), box=box_of_hat(hat))}


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not fold(name):
        raise Refused(_("Donnez un nom au dossier."))
    if len(name) > LONGEST_NAME:
        raise Refused(_("Ce nom est trop long : %(most)s caractères au plus.") % {"most": LONGEST_NAME})
    return name


@transaction.atomic
def make_folder(*, actor: Actor, hat: Hat, name: str) -> OwnFolder:
    """A folder of that name in this mailbox; the one there is, for a form sent twice. Raises Refused for no name, a
    long one, one folder too many.
    """
    name = _named(name)
    known = _names(hat)
    if (there := known.get(fold(name))) is not None:
        return there
    if len(known) >= MOST_FOLDERS:
        raise Refused(_("%(most)s dossiers au plus : supprimez-en un d’abord.") % {"most": MOST_FOLDERS})
    made: OwnFolder = OwnFolder.objects.create(person_id=me(hat), box=box_of_hat(hat), name=name)
    return made


@transaction.atomic
def rename_folder(*, actor: Actor, hat: Hat, own: uuid.UUID, name: str) -> OwnFolder:
    """Call a folder so. Raises Unknown for another's; Refused for a name that another one has."""
    name = _named(name)
    known = _names(hat)
    row = locked_folder(hat, own)
    if (there := known.get(fold(name))) is not None and there.pk != row.pk:
        raise Refused(_("Un autre dossier porte déjà ce nom."))
    row.name = name
    row.save(update_fields=["name"])
    return row
