"""The form of a message that is being written."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.kernel import rich
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
    html = forms.CharField(widget=forms.HiddenInput, max_length=rich.LONGEST, required=False)

    def __init__(self, *args: Any, hat: Hat, version: int, draft: Draft, **more: Any) -> None:
        more["initial"] = {"version": version, "html": draft.html}
        super().__init__(*args, present=self.of(draft), **more)
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

    def clean(self) -> dict[str, Any]:
        """Whoever gave the text a shape sends no plain one. Whoever sends both keeps the shape unless they changed the
        text: they saw no more of it (a phone, no script).
        """
        found: dict[str, Any] = super().clean() or {}
        html = rich.clean(found.get("html", ""))
        if self.add_prefix("text") not in self.data:
            found["text"] = rich.as_text(html)
        elif found.get("text") != rich.as_text(html):
            html = ""
        found["html"] = html
        return found

    def overtaken(self, present: Mapping[str, Any], *, by: str = "", **tokens: object) -> None:
        """The shape goes with the text that stays."""
        super().overtaken(present, by=by, **tokens)
        data: Any = self.data
        data.setdefault(self.add_prefix("text"), self.cleaned_data["text"])
        if data[self.add_prefix("text")].replace("\r\n", "\n") != present["text"]:
            data[self.add_prefix("html")] = self.cleaned_data["html"]

    @property
    def draft(self) -> Draft:
        """What was typed."""
        typed = self.cleaned_data
        about = typed.get("about")
        return Draft(
            typed["subject"], typed["text"], uuid.UUID(about) if about else None, typed["expects_answer"], typed["html"]
        )  # fmt: skip

    @staticmethod
    def of(draft: Draft) -> dict[str, Any]:
        """What stands, as the form shows it."""
        return {
            "subject": draft.subject, "text": draft.text, "about": str(draft.about_id or ""),
            "expects_answer": draft.expects_answer,
        }  # fmt: skip
