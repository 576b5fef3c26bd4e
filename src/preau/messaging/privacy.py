"""What this room keeps of people: what they wrote, what reached them, and what they did with it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.kernel.duties import Duty, Ends, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Concern, Delivery, Mailbox, Message, OwnFolder, Recipient
from preau.messaging.services.attaching import let_go_of_files
from preau.messaging.services.indexing import put_anew
from preau.messaging.services.purging import BIN_DAYS, KEPT_DAYS, expire, purge_orphans

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_TEXT = FieldUse(
    _("faire parvenir un message à qui il s’adresse"),
    _("qui l’écrit et qui le reçoit ; personne d’autre, ni l’établissement"),
    _("deux ans après avoir été écrit, ou jusqu’à ce que plus personne n’en ait de copie"),
    data=_("messages écrits : objet, texte, nombre de pièces jointes, dates, enfant concerné"),
)
_URGENT = FieldUse(
    _("faire passer une urgence pendant les heures calmes, et pouvoir en rendre compte"),
    _("qui l’écrit, et qui lit le journal de l’établissement ; les autres voient seulement que c’est une urgence"),
    _("autant que le message ; moins s’il est retiré"),
    data=_("motif d’un message urgent"),
)
_WORDS = FieldUse(
    _("retrouver un message par ses mots, par les noms et les pièces jointes qu’on y voit"),
    _("qui l’écrit et qui le reçoit, chacun dans sa boîte ; une famille ne trouve rien par un nom qu’elle ne voit pas"),
    _("autant que le message ; moins s’il est repris"),
    data=_("mots des messages"),
)
_WHOM = FieldUse(
    _("savoir à qui un message est adressé, et sous quel nom chacun le voit"),
    _("qui l’écrit ; les personnels qui le reçoivent, copies cachées mises à part ; une famille n’en voit que les"
      " groupes et elle-même"),
    _("autant que le message"),
    data=_("destinataires d’un message"),
)  # fmt: skip
_COPY = FieldUse(
    _("ranger ses messages, et savoir lesquels on a lus"),
    _("la personne elle-même ; l’heure de lecture, seulement du personnel qui a écrit le message"),
    _("deux ans, un mois dans la corbeille, ou jusqu’à ce que la personne le supprime"),
    data=_("messages reçus : où ils sont rangés, lus ou non, suivis"),
)
_SETTINGS = FieldUse(
    _("terminer ses messages par les mêmes lignes, et répondre pendant une absence"),
    _("la personne elle-même, et qui reçoit ses messages"),
    _("avec la personne quand elle part"),
    data=_("réglages de la boîte de messages : signature, jours d’absence et réponse, noms des dossiers"),
)
_CHILD = FieldUse(
    _("dire de quel enfant parle un message"),
    _("le responsable qui le reçoit, et qui l’a écrit"),
    _("autant que la copie du message"),
    data=_("enfant dont parle un message"),
)

FIELDS = {
    **declare(
        "Message",
        {
            "id thread school box profile state version answers to_all forwards about subject text html expects_answer"
            " is_automatic attached written_at sent_at delivers_at delivered_at recalled_at readers problem sender"
            " sender_id": _TEXT,
            "urgent_because": _URGENT,
        },
    ),
    **declare("Words", {"id message everyone staff own": _WORDS}),
    **declare("Recipient", {"id message kind person group title": _WHOM}),
    **declare(
        "Delivery",
        {"id person box folder message thread kind profile is_read read_at is_starred binned_at appears_at own": _COPY},
    ),
    **declare("OwnFolder", {"id person box name": _SETTINGS}),
    **declare("Mailbox", {"id person box signature absent_from absent_until absence_text": _SETTINGS}),
    **declare("Concern", {"id delivery child": _CHILD}),
}  # fmt: skip


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """What somebody wrote, whole; of each copy, how it is kept: a text received is another's."""
    lists = {
        "messages_written": Message.objects.filter(sender_id=person_id).order_by("id").values(
            "school__name", "state", "subject", "text", "attached", "urgent_because", "written_at", "sent_at"
        ),
        "message_copies": Delivery.objects.filter(person_id=person_id).order_by("id").values(
            "message__subject", "message__sent_at", "message__school__name", "kind", "folder", "own__name",
            "is_read", "is_starred",
        ),
        "message_folders": OwnFolder.objects.filter(person_id=person_id).order_by("id").values("name"),
        "mailboxes": Mailbox.objects.filter(person_id=person_id).order_by("id").values(
            "signature", "absent_from", "absent_until", "absence_text"
        ),
    }  # fmt: skip
    told = {name: rows_as_json(rows) for name, rows in lists.items()}
    return {name: rows for name, rows in told.items() if rows}


_UNSENT = (State.DRAFT, State.HELD, State.WAITING, State.FAILED)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Their copies, their drafts, their places among addressees; what they wrote stays with whom it reached."""
    copies = Delivery.objects.filter(person__in=person_ids)
    touched = set(copies.values_list("message_id", flat=True))
    drafts = Message.objects.filter(sender_id__in=person_ids, state__in=_UNSENT)
    rows: Mapping[str, Any] = {
        "message_copies": copies,
        "message_drafts": drafts,
        "message_addressees": Recipient.objects.filter(person__in=person_ids),
        "mailboxes": Mailbox.objects.filter(person__in=person_ids),
        "message_folders": OwnFolder.objects.filter(person__in=person_ids),
        "message_children": Concern.objects.filter(child__in=person_ids),
    }
    let_go_of_files(drafts)
    Message.objects.filter(about__in=person_ids).update(about=None)
    forgotten = [one for one in person_ids if one not in names_kept]
    named = Recipient.objects.filter(person__in=person_ids).values_list("message_id", flat=True)
    signed = Message.objects.filter(sender_id__in=forgotten, words__isnull=False).values_list("pk", flat=True)
    put_anew({*named, *signed}, without=forgotten)
    counts = {name: found.delete()[0] for name, found in rows.items()}
    return {**counts, "messages": purge_orphans(touched)}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its codes in words."""
    words = {"kind": Kind, "folder": Folder, "state": State}
    return {name: str(words[name](value).label) if name in words else value for name, value in row.items()}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    # What a child writes and receives is the child's correspondence.
    withheld=frozenset({"messages_written", "message_copies"}),
    terms=(
        Term("messaging.messages", _("Message"), lambda: KEPT_DAYS, _("après avoir été écrit"), _LAW),
        Term("messaging.binned_messages", _("Message à la corbeille"), lambda: BIN_DAYS, _("après y avoir été mis"),
             _LAW),
    ),
    handed_out={"Message": Ends("pending_sendings")},
    signatures=(Signature(Message, "sender", "sender_id"),),
    followed=(
        Followed(Message, "about_id"),
        Followed(Recipient, "person_id", ("message_id",)),
        Followed(Delivery, "person_id", ("message_id", "box")),
        Followed(OwnFolder, "person_id"),
        Followed(Mailbox, "person_id", ("box",)),
        Followed(Concern, "child_id", ("delivery_id",)),
    ),
    untold={
        "Message.about": "a message about somebody is the correspondence of those between whom it went",
        "Recipient.person": "what reached somebody is told by their own copy",
        "Concern.child": "whom a copy is about is told to whom has the copy",
    },
    worded={"messages_written": _as_read, "message_copies": _as_read},
)  # fmt: skip
