"""Reports that addresses of the matrix name, and the rows of the pages of safety."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import matrix_messages as letters
from cast import COLLEGE, Academy
from preau.access.models import Crisis
from preau.kernel import clock
from preau.safety.models import Containment, Involved, Report
from preau.safety.selectors.cases import digest_of

LINE = {"id": "x", "at": "", "to": "2de 4", "subject": "Vite", "text": "Donnez vos codes.", "readers": 2, "read": 1}
FROZEN = (
    '{"messages":[{"at":"","id":"x","is_asked":true,"is_mine":false,"quoted":["Une autre : voilà"],'
    '"sender":"Quelqu’un","subject":"Salut","text":"Tu es nulle.","to":"Lina"}]}'
)


def report(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil of the school reports a message of the teacher whom rows name."""
    place = academy.school(school)
    pupil = academy["adam-benali" if school == COLLEGE else "lina-benali"].person
    row, made = Report.objects.get_or_create(
        pk=uuid.uuid5(place.pk, "report"),
        defaults={
            "school": place, "standing": "self", "text": "On se moque de moi.", "frozen": FROZEN,
            "digest": digest_of(FROZEN), "reported_at": clock.now(), "climbs_at": clock.now(),
            "reported_by": pupil.full_name, "reported_by_id": pupil.pk,
        },
    )  # fmt: skip
    if made:
        Involved.objects.create(school=place, report=row, person=letters.sender(academy, school), is_sender=True)
    return {"report_id": row.pk}


def nothing(academy: Academy, school: str) -> dict[str, Any]:
    """The desk, with a report on it."""
    report(academy, school)
    return {}


def reported_message(academy: Academy, school: str) -> dict[str, Any]:
    """A message of that teacher, which was reported: its account may be contained."""
    found = letters.message(academy, school)
    Report.objects.filter(pk=report(academy, school)["report_id"]).update(**found)
    return found


def contained_account(academy: Academy, school: str) -> dict[str, Any]:
    """The account of that teacher, contained."""
    place, frozen = academy.school(school), json.dumps([LINE])
    row, _made = Containment.objects.get_or_create(
        pk=uuid.uuid5(place.pk, "containment"),
        defaults={
            "school": place, "person": letters.sender(academy, school), "since": clock.now(), "made_at": clock.now(),
            "made_by": "Direction", "frozen": frozen, "digest": digest_of(frozen), "messages": 1, "readers": 2,
            "read": 1, "mailed": 1, "ended": {"sessions": 2},
        },
    )  # fmt: skip
    return {"containment_id": row.pk}


def some_contained(academy: Academy, school: str) -> dict[str, Any]:
    """The list, with an account on it."""
    contained_account(academy, school)
    return {}


def held_message(academy: Academy, school: str) -> dict[str, Any]:
    """A message of that teacher that waits for them."""
    return {"message_id": letters.held(academy, school)}


def some_held(academy: Academy, school: str) -> dict[str, Any]:
    """The list, with a message on it."""
    letters.held(academy, school)
    return {}


def a_crisis(academy: Academy, school: str) -> dict[str, Any]:
    """An information that stands in that school."""
    place = academy.school(school)
    row, _made = Crisis.objects.get_or_create(
        pk=uuid.uuid5(place.pk, "crisis"),
        defaults={
            "school": place, "kind": "inform", "notice": "La cantine est fermée.", "reason": "Coupure",
            "set_by": "Direction", "set_at": clock.now(), "ends_at": clock.now() + dt.timedelta(days=1),
        },
    )  # fmt: skip
    return {"crisis_id": row.pk}


def some_crisis(academy: Academy, school: str) -> dict[str, Any]:
    """The page, with one on it."""
    a_crisis(academy, school)
    return {}


def rows(Row: Callable[..., Any], only: Callable[..., dict[str, str]], all_: Callable[..., dict[str, str]]) -> Any:
    """Rows of the pages of safety."""
    reserved = dict.fromkeys(("teacher", "cpe", "school_staff"), "403")
    case = only("200/404", "head", **reserved)
    act = only("303/404", "head", **reserved)
    contained = only("200/404", "head", **reserved)
    above = ("head", "region", "department", "operator")
    return (
        Row("safety:crises", only("200", *above, **reserved), target=some_crisis, look=("head", "region", "operator")),
        Row("safety:crises", only("422", *above, **reserved), method="post"),
        Row("safety:end_crisis", only("303/404", "head", "region", "department", operator="303", **reserved),
            target=a_crisis, method="post"),
        Row("messaging:prove", only("404", teacher="200/404"), target=held_message),
        Row("messaging:prove", only("404", teacher="303/404"), target=held_message, method="post"),
        Row("safety:held", only("200", "head", "region", "department", "operator", **reserved), target=some_held,
            look=("head",)),
        Row("safety:contained", only("200", "head", **reserved), target=some_contained, look=("head",)),
        Row("safety:contain", contained, target=reported_message, look=("head",)),
        Row("safety:contain", only("422/404", "head", **reserved), target=reported_message, method="post"),
        Row("safety:containment", contained, target=contained_account, look=("head",)),
        Row("safety:withdrawn", contained, target=contained_account, look=("head",)),
        Row("safety:reopen", only("303/404", "head", **reserved), target=contained_account, method="post"),
        Row("safety:report", all_("200"), look=("anonymous", "pupil", "guardian", "teacher", "region")),
        Row("safety:report", all_("200", **dict.fromkeys(
            ("pupil", "guardian", "teacher", "cpe", "head", "school_staff"), "422")), method="post"),
        Row("safety:report_message", only("404", guardian="200/404"), target=letters.message, look=("guardian",)),
        Row("safety:report_message", only("404", guardian="422/404"), target=letters.message, method="post"),
        Row("safety:followed", only("404", pupil="200/404"), target=report, look=("pupil",)),
        Row("safety:desk", only("200", "head", "region", "department", "operator", **reserved), target=nothing,
            look=("head",)),
        Row("safety:case", case, target=report, look=("head",)),
        Row("safety:exchange", case, target=report, look=("head",)),
        Row("safety:note", act, target=report, method="post", data={"note": "Vu."}),
        Row("safety:stop", act, target=report, method="post"),
        Row("safety:close", act, target=report, method="post", data={"outcome": "Fait."}),
    )  # fmt: skip
