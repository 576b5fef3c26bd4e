"""A form that replaces what stands: two people never overwrite each other unseen.

The form carries what its page showed (`seen`). The service that writes compares it under its lock and raises Overtaken
when somebody else wrote meanwhile. The view then calls `overtaken()`: what the other person wrote is told above the
form, what this person typed stays, a field they had left alone follows the other, and all of it has now been seen, so
that saving again is a choice.

    form = LookForm(request.POST or None, present=look_of(authority))
    …
    except Overtaken:
        form.overtaken(look_of(authority_read_again), by=last_writer("directory.set_local_authority_look", …))
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from preau.kernel import audit
from preau.ui import wording

OVERTAKEN = 409
"""The status of a page that tells so."""
_SALT = "preau.ui.seen"


def plain(value: Any) -> Any:
    """A value as it is compared and carried: a text, a truth, or texts in a list."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [str(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def sealed(seen: Mapping[str, Any]) -> str:
    """What a page shows, as its form sends it back."""
    return signing.dumps({name: plain(value) for name, value in seen.items()}, salt=_SALT, compress=True)


def unsealed(text: str) -> Mapping[str, Any] | None:
    """What the page showed; None when the form does not say it, or not as we wrote it."""
    try:
        found = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, json.JSONDecodeError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def written(who: str, at: dt.datetime) -> str:
    """Who wrote what stands, and when."""
    return _("%(who)s, %(when)s.") % {"who": who, "when": wording.moment(at)}


def last_writer(action: str, *, subject_id: object, tenant: uuid.UUID | None = None) -> str:
    """Who did that to a thing last, and when; "" when the trail does not say."""
    entry = audit.last_act(action, subject_id=subject_id, tenant=tenant)
    return written(entry.actor_label, entry.at) if entry else ""


@dataclass(frozen=True, slots=True)
class Both:
    """One field that somebody else changed: what stands now, and what was typed; `mine` is "" for one left alone."""

    label: str
    theirs: str
    mine: str


class SeenForm(forms.Form):
    """A form over values that stand already. `present`: those its page shows."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    follows = True
    """Whether a field left alone takes what the other person wrote; not where fields only make sense together."""

    def __init__(self, *args: Any, present: Mapping[str, Any], **more: Any) -> None:
        more["initial"] = {**(more.get("initial") or {}), **present, "seen": sealed(present)}
        super().__init__(*args, **more)
        self.theirs: list[Both] | None = None
        self.by = ""

    @property
    def read(self) -> Mapping[str, Any] | None:
        """What this person had before them; None when the form does not say it."""
        return unsealed(str(self.data.get(self.add_prefix("seen"), "")))

    def typed(self, name: str) -> Any:
        """What was typed in a field, in the shape of `present`."""
        return plain(self.cleaned_data.get(name))

    def called(self, name: str) -> str:
        """The name of a field, where it stands alone."""
        return str(self[name].label)

    def overtaken(self, present: Mapping[str, Any], *, by: str = "", **tokens: object) -> None:
        """Somebody else wrote meanwhile. `present`: what stands now; `by`: who did it and when; `tokens`: other hidden
        fields that name what was read, as they are now."""
        read, data = self.read or {}, QueryDict(mutable=True)
        data.update(self.data)
        self.theirs, self.by = [], by
        for name, field in self.fields.items():
            if name not in present:
                continue
            now, typed = plain(present[name]), self.typed(name)
            if now == read.get(name, typed) or now == typed:
                continue  # only this person changed it, or both wrote the same
            alone = self.follows and name in read and typed == read[name]
            self.theirs.append(
                Both(self.called(name), _words(field, now), "" if alone else _words(field, typed) or _("rien"))
            )
            if alone:
                _put(data, self.add_prefix(name), field, now)
        data[self.add_prefix("seen")] = sealed(present)
        for name, token in tokens.items():
            data[self.add_prefix(name)] = str(token)
        self.data = data

    def changes(self) -> Iterator[list[str]]:
        """Of each field that somebody else changed: its name, what they wrote, what becomes of this person's."""
        for one in self.theirs or ():
            yield [one.label, one.theirs or _("rien"), one.mine or _("Vous n’y aviez pas touché : repris ici.")]


def _words(field: forms.Field, value: Any) -> str:
    """A value as the form's page says it."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    choices: Iterable[tuple[Any, Any]] = flatten_choices(getattr(field, "choices", ()))
    known = {str(key): str(label) for key, label in choices}
    if isinstance(value, list):
        return ", ".join(known.get(str(one), str(one)) for one in value)
    if isinstance(field, forms.DateField) and value:
        return wording.plain_date(dt.date.fromisoformat(value))
    return known.get(value, str(value)) if value else ""


def _put(data: Any, name: str, field: forms.Field, value: Any) -> None:
    """Write a value into what was sent, as its widget sends it."""
    if isinstance(value, bool):
        if value:
            data[name] = "on"
        else:
            data.pop(name, None)
    elif isinstance(value, list) and isinstance(field, forms.MultipleChoiceField):
        data.setlist(name, value)
    else:
        data[name] = field.prepare_value(value)
