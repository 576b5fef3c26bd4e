"""How many messages wait in each mailbox of somebody: read with their account, and told in the navigation."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext

from preau.access.public import Hat
from preau.directory.enums import STAFF_PROFILES
from preau.kernel import sql
from preau.messaging.enums import Folder
from preau.messaging.selectors.boxes import FAMILY_BOXES, box_of_hat
from preau.ui.addresses import url


def boxes() -> str:
    """A line "mailbox number" for each that has some: counts of the partial index of unread messages."""
    return f"""SELECT {sql.joined("u.line")} FROM (
              SELECT d.box || ' ' || COUNT(*) AS line FROM messaging_delivery d
               WHERE d.person_id = a.person_id AND NOT d.is_read AND d.folder = '{Folder.INBOX.value}'
               GROUP BY d.box) u"""  # noqa: S608 (names of our own)


def entry(hat: Hat, counts: Mapping[str, int]) -> tuple[str, int, str]:
    """The address of the entry, how many wait in the mailbox of that hat, and in words."""
    own = hat.profile in FAMILY_BOXES or (hat.profile in STAFF_PROFILES and hat.schools)
    number = counts.get(box_of_hat(hat), 0) if own and counts else 0
    words = ngettext("%(num)s message non lu", "%(num)s messages non lus", number) % {"num": number} if number else ""
    return url("messaging:inbox"), number, words


def read_now(account: Any, hat: Hat, number: int) -> None:
    """The page that shows messages counts them no more."""
    box = box_of_hat(hat)
    account.boxes = {**account.boxes, box: max(0, account.boxes.get(box, 0) - number)}
