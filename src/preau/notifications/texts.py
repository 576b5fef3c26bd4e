"""What leaves Préau: mails without content unless their reader asked for it, short messages that name nobody."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.notifications.kinds import Kind
from preau.ui import wording

SALT = "preau.notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as a mail tells it: its kind, its sentence, whose child it is about ("" for the reader), the school."""

    kind: Kind
    sentence: str
    child: str
    school: str
    urgent: bool = False


def address(name: str, *args: object) -> str:
    """The whole address of a page."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def unsubscribe_link(person_id: uuid.UUID, kind: str) -> str:
    """The address by which the reader of a mail ends such mails without signing in; `kind` "": digests."""
    return address("notifications:unsubscribe", signing.dumps([person_id.hex, kind], salt=SALT))


def read_link(token: str) -> tuple[uuid.UUID, str] | None:
    """Whose mails of which kind such an address ends; None when we did not make it."""
    try:
        person, kind = signing.loads(token, salt=SALT)
        return uuid.UUID(person), str(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _of(item: Item) -> str:
    return _("%(child)s, %(school)s") % {"child": item.child, "school": item.school} if item.school else item.child


def _feet(person_id: uuid.UUID, kind: str, *, refusable: bool) -> str:
    lines = [
        _("Choisir comment vous êtes prévenu : %(url)s") % {"url": address("notifications:choices")},
    ]
    if refusable:
        lines.append(
            _("Ne plus recevoir ces courriels : %(url)s") % {"url": unsubscribe_link(person_id, kind)}
        )  # fmt: skip
    return "\n".join(lines)


def one_notice(
    *, person_id: uuid.UUID, notice_id: uuid.UUID, item: Item, with_content: bool
) -> tuple[str, str]:  # fmt: skip
    """Subject and text of the mail that tells of one notice at once."""
    label = str(item.kind.label)
    subject = _("%(child)s : %(label)s") % {"child": item.child, "label": label} if item.child else label
    whom = _of(item) if item.child else item.school
    told = item.sentence if with_content else str(item.kind.help)
    text = _("Bonjour,\n\n%(whom)s%(told)s\n\nÀ lire dans Préau : %(url)s\n\n%(feet)s\n") % {
        "whom": f"{whom}{wording.colon()} " if whom else "", "told": told,
        "url": address("notifications:one", notice_id),
        "feet": _feet(person_id, item.kind.name, refusable=item.kind.refusable),
    }  # fmt: skip
    return subject, text


def digest(*, person_id: uuid.UUID, items: Sequence[Item], with_content: bool) -> tuple[str, str]:
    """Subject and text of the day's mail: one for all children, each under their name."""
    number = len(items)
    subject = ngettext("Préau : %(num)s avis aujourd’hui", "Préau : %(num)s avis aujourd’hui", number) % {
        "num": number
    }  # fmt: skip
    parts = []
    by_child = sorted(items, key=lambda one: (one.child == "", one.child, one.school))
    for (child, school), group in groupby(by_child, key=lambda one: (one.child, one.school)):
        mine = list(group)
        title = _of(mine[0]) if child else (school or _("Pour vous"))
        parts.append("\n".join([title, *(f"– {line}" for line in _lines(mine, with_content))]))
    text = _("Bonjour,\n\nVoici ce qui vous attend dans Préau.\n\n%(parts)s\n\nÀ lire : %(url)s\n\n%(feet)s\n") % {
        "parts": "\n\n".join(parts), "url": address("notifications:centre"),
        "feet": _feet(person_id, "", refusable=True),
    }  # fmt: skip
    return subject, text


def _lines(items: Sequence[Item], with_content: bool) -> list[str]:
    if with_content:
        return [item.sentence for item in items]
    labels = [str(item.kind.label) for item in items]
    return [
        _("%(label)s : %(num)s") % {"label": label, "num": wording.number(labels.count(label))}
        for label in dict.fromkeys(labels)
    ]


def short(kind: Kind) -> str:
    """What a screen or a short message shows: that there is something to read, of whom it does not say."""
    return str(kind.push_text) or _("Vous avez un avis à lire dans Préau.")


def push_content(*, title: str, text: str, url: str, tag: str) -> bytes:
    """What the browser's script reads: a few words and where they lead, within this site."""
    told = {"title": title, "body": text, "url": url, "tag": tag}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
