"""Requests for help that addresses of the matrix name, and the rows of the pages of the help desk."""

import uuid
from collections.abc import Callable
from typing import Any

from cast import COLLEGE, LYCEE, Academy
from preau.helpdesk.models import HelpRequest
from preau.kernel import clock

UAIS = {LYCEE: "0750001A", COLLEGE: "0750002B"}


def request(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil of the school asked for help."""
    place = academy.school(school)
    pupil = academy["adam-benali" if school == COLLEGE else "lina-benali"].person
    HelpRequest.objects.get_or_create(
        pk=uuid.uuid5(place.pk, "help"),
        defaults={
            "school": place, "matter": "record", "text": "Je ne suis pas dans la bonne classe.",
            "asked_at": clock.now(), "climbs_at": clock.now(), "asked_by": pupil.full_name, "asked_by_id": pupil.pk,
            "profile": "National_elv",
        },
    )  # fmt: skip
    return {"request_id": uuid.uuid5(place.pk, "help")}


def answered(academy: Academy, school: str) -> dict[str, Any]:
    """The same, answered."""
    found = request(academy, school)
    HelpRequest.objects.filter(pk=found["request_id"]).update(
        state="answered", answer="C’est corrigé.", answered_at=clock.now(), answered_by="Hélène Garnier"
    )
    return found


def nothing(academy: Academy, school: str) -> dict[str, Any]:
    """The desk, with a request on it."""
    request(academy, school)
    return {}


def rows(Row: Callable[..., Any], only: Callable[..., dict[str, str]], all_: Callable[..., dict[str, str]]) -> Any:
    """Rows of the pages of the help desk."""
    reserved = dict.fromkeys(("teacher", "cpe"), "403")
    above = dict.fromkeys(("region", "department", "operator", "support"), "302")
    mine = ("pupil", "guardian", "teacher", "cpe", "head", "school_staff")
    return (
        Row("helpdesk:help", all_("200"), look=("anonymous", "guardian", "region")),
        Row("helpdesk:ask", all_("200", anonymous="302", **above), look=("guardian", "teacher")),
        Row("helpdesk:ask", {**only("302", "anonymous", *above), **dict.fromkeys(mine, "422")}, method="post"),
        Row("helpdesk:sent", all_("200"), look=("anonymous",)),
        Row("helpdesk:mine", only("404", *mine, *above, pupil="200/404"), target=request, look=("pupil",)),
        Row("helpdesk:settle", only("404", *mine, *above, pupil="303/404"), target=request, method="post"),
        Row("helpdesk:desk", only("200", "head", "school_staff", **reserved), target=nothing, look=("head",)),
        Row("helpdesk:one", only("200/404", "head", "school_staff", **reserved), target=request, look=("head",)),
        Row("helpdesk:answer", only("422/404", "head", "school_staff", **reserved), target=request, method="post"),
        Row("helpdesk:close", only("303/404", "head", "school_staff", **reserved), target=answered, method="post"),
        Row("helpdesk:above", only("200", "region", "department", "operator"), look=("region", "operator")),
    )  # fmt: skip
