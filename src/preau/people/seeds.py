"""What the demonstration shows of this room: a correction that a family asked for, answered by the school.

Its answer stands in the family's bell, as any would.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from preau.access.public import Hat, hats_of
from preau.directory.models import DirectoryRecord, Person
from preau.identity.public import account_by_login
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.people.enums import CorrectableField
from preau.people.models import CorrectionRequest
from preau.people.services import ask_correction, decide_correction

_ASKS, _CHILD, _ANSWERS = "marc-petit-parent", "zoe-petit", "yves-caron"


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Ask and answer, each in the name of who does so; twice changes nothing."""
    members = {one.slug: one for one in cast}
    asker, head = _worn(members, _ASKS), _worn(members, _ANSWERS)
    child = _person(members, _CHILD)
    if asker is None or head is None or child is None or child.pk not in {one.person_id for one in asker[1].children}:
        return  # not in this academy
    with scope.use(scope.Scope.of(head[1].school_ids)):
        if CorrectionRequest.objects.filter(person=child).exists():
            return
        request = ask_correction(
            actor=asker[0], hat=asker[1], subject_id=child.pk, field=CorrectableField.GIVEN_NAME.value,
            proposed=f"{child.given_name}-Anne",
        )  # fmt: skip
        decide_correction(
            actor=head[0], hat=head[1], request_id=request.pk, accepted=False, seen=request.proposed,
            answer="L’acte de naissance remis à l’inscription ne porte que le premier prénom.",
        )  # fmt: skip


def _person(members: dict[str, Any], slug: str) -> Person | None:
    member = members.get(slug)
    if member is None:
        return None
    record = DirectoryRecord.objects.select_related("person").filter(kind=member.kind, join_key=member.join_key).first()
    return record.person if record else None


def _worn(members: dict[str, Any], slug: str) -> tuple[Actor, Hat] | None:
    """One of the cast, acting under their first hat."""
    member = members.get(slug)
    account = account_by_login(member.login) if member else None
    if account is None or not (hats := hats_of(account)):
        return None
    hat = next((one for one in hats if one.children), hats[0])
    person = account.person
    return Actor(f"{person.full_name}, {hat.title}", person.pk, hat.key), replace(hat, person_id=person.pk)
