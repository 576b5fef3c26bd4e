"""The form of a message that is being written."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.messaging.services import Draft
from preau.messaging.services.drafts import LONGEST
from preau.ui.seen import SeenForm


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "")


class MailboxForm(forms.Form):
    """What somebody sets for one of their mailboxes."""

    signature = forms.CharField(
        label=_("Signature"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quelques lignes mises sous chaque message que vous commencez ; on peut les changer en écrivant."),
    )  # fmt: skip

    absent_from = forms.DateField(
        label=_("Absence : premier jour"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    absent_until = forms.DateField(
        label=_("Absence : dernier jour"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    absence_text = forms.CharField(
        label=_("Réponse pendant l’absence"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Envoyée une fois à chaque personne qui vous écrit et à qui vous pouvez répondre."),
    )  # fmt: skip

    def clean_signature(self) -> str:
        """Lines as one writes them everywhere."""
        return _lines(self.cleaned_data["signature"])

    def clean_absence_text(self) -> str:
        """The same."""
        return _lines(self.cleaned_data["absence_text"])


class WriteForm(SeenForm):
    """Subject, text, the child it is about; none is asked for until it is sent."""

    subject = forms.CharField(label=_("Objet"), max_length=150, required=False)
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    about = forms.ChoiceField(label=_("Au sujet de"), required=False)
    expects_answer = forms.BooleanField(label=_("J’attends une réponse"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, hat: Hat, version: int, present: Mapping[str, Any], **more: Any) -> None:
        more["initial"] = {"version": version}
        super().__init__(*args, present=present, **more)
        for name in ("subject", "text", "about"):  # a draft may lack them, a message that is sent may not
            self.fields[name].asked_later = True  # type: ignore[attr-defined]
        children = {one.person_id: one.full_name for one in hat.children}
        if children:
            about = self.fields["about"]
            assert isinstance(about, forms.ChoiceField)
            nobody = [("", _("aucun de mes enfants en particulier"))] if len(children) > 1 else []
            about.choices = [*nobody, *((str(one), name) for one, name in children.items())]
        else:
            del self.fields["about"]

    def clean_text(self) -> str:
        """Lines as one writes them everywhere."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\0", "")

    @property
    def draft(self) -> Draft:
        """What was typed."""
        typed = self.cleaned_data
        about = typed.get("about")
        return Draft(typed["subject"], typed["text"], uuid.UUID(about) if about else None, typed["expects_answer"])

    @staticmethod
    def of(draft: Draft) -> dict[str, Any]:
        """What stands, as the form shows it."""
        return {
            "subject": draft.subject, "text": draft.text, "about": str(draft.about_id or ""),
            "expects_answer": draft.expects_answer,
        }  # fmt: skip
