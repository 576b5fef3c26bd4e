"""What tests of the door have in common: slips on paper, mail read back, a road of one's own."""

import re
import uuid
from typing import Any

from django.core import mail as django_mail
from django.test import Client

from preau.identity.enums import SlipKind
from preau.identity.slips import Printed, Wanted, print_slips
from preau.kernel import jobs, scope

GOOD = "quatre mouettes sur un vélo"


def paper(
    academy: Any, person: str, *, student: str | None = None, school: str, kind: SlipKind | None = None
) -> Printed:
    """The slip of one of the cast, as it was just printed."""
    kind = kind or (SlipKind.GUARDIAN if student else SlipKind.PUPIL)
    wanted = Wanted(academy[person].person.pk, academy[student].person.pk if student else None)
    with scope.use(academy.scope_of(school)):
        (made,) = print_slips(
            actor=academy["helene-garnier"].actor, school_id=academy.school(school).pk, kind=kind, people=[wanted],
            batch=uuid.uuid4(),
        )  # fmt: skip
    return made


def sent() -> list[Any]:
    """Mails that left until now, the worker having done its work."""
    jobs.settle()
    return list(getattr(django_mail, "outbox", []))


def digits_sent() -> str:
    """The six digits of the last mail that holds some."""
    for one in reversed(sent()):
        found = re.search(r"\b(\d{6})\b", one.body)
        if found:
            return found[1]
    raise AssertionError("no mail holds six digits")


def by_mail(client: Client, slip: Printed) -> Any:
    """Type a slip's code, take the road of mail, type the digits: the answer to the last."""
    client.post("/activer/", {"code": slip.code})
    client.post("/activer/envoyer/", {"road": "mail"})
    return client.post("/activer/preuve/", {"code": digits_sent()})


def chosen(client: Client, password: str = GOOD, **more: str) -> Any:
    """Choose a password on the page one is on."""
    return client.post("/activer/mot-de-passe/", {"login": "x", "password": password, "again": password, **more})
