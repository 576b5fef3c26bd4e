"""Pictures, attachments and the question of what a collectivity writes: brought to its draft, copied to each school."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import Arrival, keep, keep_copies, remove_file, remove_files_of, things_files
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.news.enums import ATTACHMENT, CIRCULAR_ATTACHMENT, CIRCULAR_PICTURE, PICTURE, State
from preau.news.models import Circular, NewsItem, NewsPicture, Poll
from preau.news.selectors.files import of_no_school
from preau.news.selectors.polls import poll_of_circular
from preau.news.services.circular_locking import locked_circular, version_of_circular


@transaction.atomic
def add_circular_picture(*, actor: Actor, hat: Hat, circular_id: uuid.UUID, arrival: Arrival, says: str) -> None:
    """Show this picture with it, saying that to who does not see it. The same arrival again changes nothing.

    Raises Refused; Unknown for another collectivity's.
    """
    found = _open(hat, circular_id)
    with of_no_school():
        (file,) = keep(
            actor=actor, hat=hat, kind=CIRCULAR_PICTURE, arrivals=[arrival], school_id=None, thing_id=found.pk
        )  # fmt: skip
    if file.pk.hex not in found.pictures:
        found.pictures = {**found.pictures, file.pk.hex: says}
        _changed(found, actor, "news.add_to_circular")


@transaction.atomic
def add_circular_files(*, actor: Actor, hat: Hat, circular_id: uuid.UUID, arrivals: Sequence[Arrival]) -> None:
    """Join these files to it. The same arrivals again change nothing. Raises as `add_circular_picture` does."""
    found = _open(hat, circular_id)
    before = set(things_files(CIRCULAR_ATTACHMENT, found.pk))
    with of_no_school():
        keep(actor=actor, hat=hat, kind=CIRCULAR_ATTACHMENT, arrivals=arrivals, school_id=None, thing_id=found.pk)
    if {one.id for one in arrivals} - before:
        _changed(found, actor, "news.add_to_circular")


@transaction.atomic
def remove_circular_file(*, actor: Actor, hat: Hat, circular_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Take a picture or an attachment off it. Raises Unknown when it has no such file."""
    found = _open(hat, circular_id)
    if not any(file_id in things_files(kind, found.pk) for kind in (CIRCULAR_PICTURE, CIRCULAR_ATTACHMENT)):
        raise Unknown("no such file of this item")
    with of_no_school():
        remove_file(actor=actor, file_id=file_id)
    found.pictures = {key: says for key, says in found.pictures.items() if key != file_id.hex}
    _changed(found, actor, "news.remove_from_circular")


@transaction.atomic
def ask_with_circular(
    *, actor: Actor, hat: Hat, circular_id: uuid.UUID, question: str, answers: Sequence[str], takes_several: bool,
    ends_at: dt.datetime, seen: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Ask this with a draft, in place of what it asked. The same again changes nothing.

    `seen`: the version that its form showed; raises Overtaken for another. Raises Refused, in words.
    """
    found = _open(hat, circular_id)
    if not 2 <= len(answers) <= Poll.MOST or len(set(answers)) != len(answers):
        raise Refused(_("Donnez de deux à huit réponses, toutes différentes."))
    if ends_at <= clock.now():
        raise Refused(_("La question est déjà finie : choisissez un jour à venir."))
    asked = {
        "question": question, "answers": list(answers), "takes_several": takes_several, "ends_at": ends_at.isoformat()
    }  # fmt: skip
    if found.question == asked:
        return
    if (seen or {}).get("version") != version_of_circular(found):
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité."))
    found.question = asked
    _changed(found, actor, "news.ask_with_circular")


@transaction.atomic
def unask_with_circular(*, actor: Actor, hat: Hat, circular_id: uuid.UUID) -> None:
    """Ask nothing with a draft any more. Twice changes nothing."""
    found = _open(hat, circular_id)
    if found.question:
        found.question = {}
        _changed(found, actor, "news.unask_with_circular")


def bring_parts(actor: Actor, circular: Circular, item: NewsItem) -> None:
    """Give a school's item, just made, its own pictures, attachments and question: with it in one transaction."""
    place = {"school_id": item.school_id, "thing_id": item.pk}
    if files := things_files(CIRCULAR_PICTURE, circular.pk):
        copies = keep_copies(actor=actor, file_ids=files, kind=PICTURE, **place)
        NewsPicture.objects.bulk_create(
            NewsPicture(
                school_id=item.school_id, item=item, file_id=copy, says=circular.pictures.get(file.hex, "")
            )
            for file, copy in copies.items()
        )  # fmt: skip
    if files := things_files(CIRCULAR_ATTACHMENT, circular.pk):
        keep_copies(actor=actor, file_ids=files, kind=ATTACHMENT, **place)
    if asked := poll_of_circular(circular):
        asked.school_id, asked.item = item.school_id, item
        asked.save(force_insert=True)


def forget_circular_files(*, actor: Actor, circular: Circular) -> None:
    """Let go of its own files, with it: in the caller's transaction."""
    with of_no_school():
        for kind in (CIRCULAR_PICTURE, CIRCULAR_ATTACHMENT):
            remove_files_of(actor=actor, kind=kind, thing_id=circular.pk, school_id=None)


def _open(hat: Hat, circular_id: uuid.UUID) -> Circular:
    found = locked_circular(hat, circular_id)
    if found.state != State.DRAFT:
        raise Refused(_("Cette actualité est publiée ou retirée : elle ne se modifie plus."))
    return found


def _changed(circular: Circular, actor: Actor, action: str) -> None:
    circular.changed_at = clock.now()
    circular.save(update_fields=["pictures", "question", "changed_at"])
    audit.record(actor=actor, action=action, subject="circular", subject_id=circular.pk)
