"""A message that staff write for a family, at the counter: to one of the staff whom that person may write to."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Done, FamilyAct, Hat, Served, Undone, writable_people
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.errors import Refused
from preau.directory.models import Affiliation
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means
from preau.messaging.enums import Kind, State
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import reach_of
from preau.messaging.selectors.threads import Draft
from preau.messaging.services import discard, save_draft, send, undo
from preau.messaging.services.errors import Refused as MessageRefused
from preau.messaging.services.indexing import put_in, take_out
from preau.notifications.public import To

LENGTH = 5000


class MessageForm(forms.Form):
    """To whom, and what the family says."""

    to = forms.ChoiceField(label=gettext_lazy("À qui"))
    subject = forms.CharField(label=gettext_lazy("Objet"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Ce que la famille écrit"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Dans ses mots. Le message porte son nom, et dit qu’il a été saisi au guichet."),
    )  # fmt: skip

    def __init__(self, data: Any, served: Served) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("Choisir…")), *_staff(served)]  # type: ignore[attr-defined]


def _staff(served: Served) -> list[tuple[str, str]]:
    """Staff of the school whom that person may write to today, by name."""
    rows = (
        Affiliation.objects.filter(
            school_id__in=list(served.hat.school_ids), profile__in=STAFF_PROFILES, state=AffiliationState.ACTIVE,
            person_id__in=writable_people(served.hat),
        )
        .select_related("person").order_by("person__search_name", "person_id", "profile")
    )  # fmt: skip
    found: dict[str, str] = {}
    for one in rows:
        found.setdefault(str(one.person_id), f"{one.person.full_name}, {Profile(one.profile).label}")
    return list(found.items())


def _write(*, actor: Actor, served: Served, told: Mapping[str, Any], means: str, key: uuid.UUID) -> Done:
    """Send it under the person's hat. Its sender's name says how it came, wherever it is shown."""
    about = None if served.is_pupil else served.pupil_id
    try:
        row = save_draft(
            actor=actor, hat=served.hat, message_id=key, version=0, draft=Draft(told["subject"], told["text"], about),
            add=[(Kind.TO.value, told["to"])],
        )  # fmt: skip
        row.sender = _("%(who)s (saisi au guichet, %(means)s)") % {
            "who": served.person.full_name[:140], "means": Means(means).label,
        }  # fmt: skip
        row.save(update_fields=["sender"])
        send(
            actor=actor, hat=served.hat, message_id=key, version=row.version,
            count=reach_of(served.hat, row, children=False).count,
        )  # fmt: skip
    except MessageRefused as refused:
        raise Refused(str(refused)) from None
    names = dict(_staff(served))
    return Done(key, _("Message à %(who)s : %(subject)s") % {"who": names[told["to"]], "subject": told["subject"]})


def _contest(*, actor: Actor, hat: Hat, thing_id: uuid.UUID, before: Mapping[str, Any]) -> Undone:
    """Taken back when it has not left; else its readers see that its person denies it, and are told."""
    row = Message.objects.select_for_update(of=("self",)).filter(pk=thing_id, sender_id=hat.person_id).first()
    if row is None:
        return Undone(_("Ce message n’existe plus."))
    if row.state in (State.WAITING, State.HELD, State.FAILED):
        undo(actor=actor, hat=hat, message_id=row.pk)
    if row.state != State.SENT:
        discard(actor=actor, hat=hat, message_id=row.pk)
        return Undone(_("Le message n’était pas parti : il est retiré."))
    row.sender = _("%(who)s, contesté") % {"who": row.sender[:180]}
    row.save(update_fields=["sender"])
    take_out([row.pk])
    put_in(row)
    readers = row.deliveries.exclude(kind=Kind.FROM).values_list("person_id", "profile")
    return Undone(
        _("Le message est parti : ceux qui l’ont reçu voient que vous le contestez."),
        [To(person, profile) for person, profile in readers], f"/messages/fil/{row.thread}/",
    )  # fmt: skip


ACTS = (
    FamilyAct(
        "message", gettext_lazy("Écrire un message"),
        gettext_lazy("À un personnel à qui cette personne peut écrire."), "mail", "messages", MessageForm, _write,
        _contest,
    ),
)  # fmt: skip
