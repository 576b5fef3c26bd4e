"""With whom a thing is shared, and with whom it may be."""

from collections.abc import Mapping, Sequence

from preau.access.enums import Right
from preau.access.public import (
    PUPILS,
    Hat,
    audience,
    audience_of_key,
    audience_words,
    places_to_address,
    unit_names,
    whom_words,
)
from preau.documents.enums import Given
from preau.documents.models import Node, Share
from preau.documents.rules import may_share_with_groups
from preau.kernel import clock
from preau.ui import wording

_WHOM = (PUPILS, "guardians", "teachers", "staff")


def shares_of(node: Node) -> list[tuple[Share, str, str]]:
    """Shares of one thing: with whom, and what they may do until when, in words."""
    names: Mapping[object, str] = unit_names(node.school_id)
    rows = Share.objects.filter(school_id=node.school_id, node=node).select_related("person").order_by("made_at")
    return [(one, whom(one, names), _what(one)) for one in rows]


def whom(share: Share, names: Mapping[object, str]) -> str:
    """With whom a share is."""
    return share.person.full_name if share.person else audience_words([audience_of_key(share.key)], names)[0]


def _what(share: Share) -> str:
    from django.utils.translation import gettext as _

    words = str(Given(share.gives).label)
    if share.ends_on is None:
        return words
    told = {"what": words, "day": wording.plain_date(share.ends_on)}
    if share.ends_on < clock.today():
        return _("%(what)s : fini depuis le %(day)s") % told
    return _("%(what)s jusqu’au %(day)s") % told


def groups_to_share_with(hat: Hat, node: Node) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Groups that this hat shares with, place by place: keys and words."""
    if not may_share_with_groups(hat, node.school_id):
        return []
    words = whom_words()
    found = []
    for place, label in places_to_address(hat, Right.SHARE_DOCUMENTS, node.school_id):
        choices = [(one.key, f"{words[who]} ({label})") for who in _WHOM if (one := audience(who, place)) is not None]
        if choices:
            found.append((label, choices))
    return found
