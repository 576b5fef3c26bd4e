"""What rows about messages open: a message of a teacher whom rows name to a guardian of the school, and a draft."""

import datetime as dt
import uuid
from typing import Any

import matrix_targets as targets
from cast import COLLEGE, Academy
from preau.directory.models import Person, Section
from preau.kernel import clock
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Concern, Delivery, Message, OwnFolder, Recipient

# Two of one name, to the same people in the same minute, could not be told apart where links are listed.
SUBJECTS = {State.SENT: "Sortie au musée", State.HELD: "Sortie au théâtre", State.DRAFT: "Sortie au musée, la suite"}


def sender(academy: Academy, school: str) -> Person:
    """The teacher of a school whom rows name."""
    if school != COLLEGE:
        return academy["claire-roux"].person
    target = targets.school_class(academy, school)["class_id"]
    taught = Section.objects.filter(homeroom=target).order_by("subject_code", "teacher").first()
    assert taught is not None and taught.teacher is not None
    return taught.teacher


def _message(academy: Academy, key_of_school: str, state: str) -> Message:
    """One message of that school's teacher to a guardian, made once."""
    school, author = academy.school(key_of_school), sender(academy, key_of_school)
    key = uuid.uuid5(school.pk, state)
    if (made := Message.objects.filter(pk=key).first()) is not None:
        return made
    now = clock.now() - dt.timedelta(hours=1)
    row = Message.objects.create(
        pk=key, thread=key, school=school, sender="L’enseignement", sender_id=author.pk, box=school.pk.hex,
        profile="National_ens", state=state, subject=SUBJECTS[state], text="Prenez un pique-nique.\nBonne journée.",
        written_at=now, sent_at=None if state == State.DRAFT else now, readers=2,
    )  # fmt: skip
    theirs = ("ines-lopes",) if key_of_school == COLLEGE else ("sophie-martin-lycee", "samira-benali")
    guardians = [academy[one].person for one in theirs]
    Recipient.objects.create(
        message=row, kind=Kind.TO, group="class_guardians.x", title="Responsables des élèves, 2de 4"
    )
    if state == State.DRAFT:
        return row
    copy = {"message": row, "thread": key}
    Delivery.objects.create(
        **copy,
        person=author,
        box=school.pk.hex,
        folder=Folder.SENT,
        kind=Kind.FROM,
        profile="National_ens",
        is_read=True,
    )
    if state == State.HELD:
        return row  # in nobody's mailbox but its sender's
    for guardian in guardians:
        made = Delivery.objects.create(
            **copy, person=guardian, box="guardian", folder=Folder.INBOX, kind=Kind.TO, profile="National_tut",
            is_read=guardian != guardians[0], read_at=None if guardian == guardians[0] else now,
        )  # fmt: skip
        Concern.objects.create(
            delivery=made, child=academy["adam-benali" if key_of_school == COLLEGE else "lina-benali"].person
        )
    return row


def held(academy: Academy, key_of_school: str) -> uuid.UUID:
    """A message of that teacher, held until its sender confirms."""
    row = _message(academy, key_of_school, State.HELD)
    Message.objects.filter(pk=row.pk).update(problem="new,many")
    return row.pk


def received(academy: Academy, school: str) -> dict[str, Any]:
    """Mailboxes with a message in them."""
    _message(academy, school, State.SENT)
    return {}


def _box(word: str) -> Any:
    def box(academy: Academy, school: str) -> dict[str, Any]:
        _message(academy, school, State.SENT)
        _message(academy, school, State.DRAFT)
        return {"folder": word}

    return box


WORDS = ("envoyes", "brouillons", "archives", "corbeille", "attente")
sent_box, drafts_box, archive_box, bin_box, leaving_box = map(_box, WORDS)


def own_folder(academy: Academy, school: str) -> dict[str, Any]:
    """A folder that this teacher made."""
    place = academy.school(school).pk
    key = uuid.uuid5(place, "own folder")
    OwnFolder.objects.get_or_create(
        pk=key, defaults={"person": sender(academy, school), "box": place.hex, "name": "Voyage à Lisbonne"}
    )
    return {"own_id": key}


def draft(academy: Academy, school: str) -> dict[str, Any]:
    """A draft of that teacher."""
    return {"message_id": _message(academy, school, State.DRAFT).pk}


def message(academy: Academy, school: str) -> dict[str, Any]:
    """A message of that teacher."""
    return {"message_id": _message(academy, school, State.SENT).pk}


def thread(academy: Academy, school: str) -> dict[str, Any]:
    """The exchange that it began."""
    return {"thread_id": _message(academy, school, State.SENT).thread}


def _with_own_folder(academy: Academy, school: str) -> dict[str, Any]:
    """The page of folders, with one."""
    own_folder(academy, school)
    return {}


BOXES = ((sent_box, ("teacher",)), (drafts_box, ()), (archive_box, ()), (bin_box, ()), (leaving_box, ()))
"""Folders beside the inbox, and who looks at their pages."""


def rows(Row: Any, only: Any, writers: Any, signed_in: Any) -> list[Any]:
    """The rows of the table about this room."""
    return [
        Row("messaging:inbox", only("200", *writers), look=("guardian", "teacher", "pupil"), target=received),
        *(Row("messaging:folder", only("200", *writers), target=one, look=looks) for one, looks in BOXES),
        Row("messaging:own", only("404", *signed_in, teacher="200/404"), target=own_folder),
        Row("messaging:folders", only("200", *writers), look=("guardian", "teacher"), target=_with_own_folder),
        Row("messaging:folders", only("303", *writers), method="post", data={"nom": "Projets"}),
        Row(
            "messaging:change_folder",
            only("404", *signed_in, teacher="303/404"),
            target=own_folder,
            method="post",
            data={"acte": "renommer", "nom": "Voyage"},
        ),
        Row("messaging:search", only("200", *writers), query="?q=musee", look=("guardian", "teacher"), target=received),
        Row("messaging:settings", only("200", *writers), look=("guardian", "teacher")),
        Row("messaging:elected", only("200", "guardian"), look=("guardian",)),
        Row("messaging:elected", only("303", "guardian"), method="post"),
        Row("messaging:settings", only("303", *writers), method="post", data={"signature": "Bien à vous"}),
        Row("messaging:file", only("404", *signed_in), method="post"),
        Row("messaging:file", only("303", *writers), method="post", data={"acte": "lu"}),
        Row("messaging:write", only("200", *writers), look=("guardian", "teacher")),
        Row("messaging:options", only("200", *writers), query="?q=dupont"),
        Row("messaging:edit", only("404", *signed_in, teacher="200/404"), target=draft, look=("teacher",)),
        Row(
            "messaging:edit",
            only("404", *signed_in, teacher="303/404"),
            target=draft,
            method="post",
            data={"version": "1"},
        ),
        Row(
            "messaging:keep",
            only("404", *signed_in, teacher="409/404"),
            target=draft,
            method="post",
            data={"version": "7"},
        ),
        Row("messaging:review", only("404", *signed_in, teacher="200/404"), target=draft, look=("teacher",)),
        Row("messaging:review", only("404", *signed_in, teacher="409/404"), target=draft, method="post"),
        Row("messaging:discard", only("404", *signed_in, teacher="303/404"), target=draft, method="post"),
        Row(
            "messaging:thread",
            only("404", *signed_in, teacher="200/404", guardian="200/404"),
            target=thread,
            look=("teacher", "guardian"),
        ),
        Row(
            "messaging:answer",
            only("404", *signed_in, teacher="303/404", guardian="303/404"),
            target=message,
            method="post",
        ),
        Row(
            "messaging:forward",
            only("404", *signed_in, teacher="303/404", guardian="303/404"),
            target=message,
            method="post",
        ),
        Row("messaging:undo", only("404", *signed_in, teacher="303/404"), target=message, method="post"),
        Row("messaging:recall", only("404", *signed_in, teacher="303/404"), target=message, method="post"),
        Row("messaging:readers", only("404", *signed_in, teacher="200/404"), target=message, look=("teacher",)),
    ]
