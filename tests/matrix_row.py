"""A row of the matrix of access: one address, and what each profile meets there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cast import COLLEGE, LYCEE, Academy

PROFILES = (
    "anonymous", "pupil", "guardian", "teacher", "cpe", "head", "school_staff", "region", "department", "operator",
    "support",
)  # fmt: skip
SCHOOLS = {"lycee": LYCEE, "college": COLLEGE}
"""Two schools of two collectivities: the Région's lycée, the Département's collège."""

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "lycee": {
        "pupil": "lina-benali", "guardian": "sophie-martin-lycee", "teacher": "claire-roux", "cpe": "nadia-leroy",
        "head": "helene-garnier", "school_staff": "jean-royer",
    },
    # "@" asks the directory for whoever has that profile, or teaches the class that rows name: the cast has nobody.
    "college": {
        "pupil": "adam-benali", "guardian": "ines-lopes", "teacher": "@teaches", "cpe": "@National_evs",
        "head": "yves-caron", "school_staff": "@National_eta",
    },
}  # fmt: skip
OFFICERS = {"region": ("paul-faure", "lycee"), "department": ("julie-morin", "college")}
OPERATOR = "alex-brun"
SUPPORT = "victor-lambert"

Target = Callable[[Academy, str], dict[str, Any]]
"""Arguments of an address for a school's key."""


@dataclass(frozen=True)
class Row:
    """One address (and method). `cells`: profile to "status" or "own/other"; profiles left out get `others`."""

    url: str
    cells: Mapping[str, str]
    others: str = "404"
    method: str = "get"
    target: Target | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    look: tuple[str, ...] = ()
    """Profiles whose page the browser checks look at (the page is HTML for them)."""
    query: str = ""
    spared: tuple[str, ...] = ()
    """Browser checks that have no meaning there."""
    shown: int = 200
    """Status of the pages looked at in the browser, where the academy is a demonstration."""

    def expected(self, profile: str, *, own: bool) -> int:
        """The status this profile meets."""
        both = self.cells.get(profile, self.others).split("/")
        return int(both[0] if own else both[-1])

    def __str__(self) -> str:
        return f"{self.method} {self.url}{self.query}"


def all_(status: str, **but: str) -> dict[str, str]:
    """The same status for everyone, except those named."""
    return {profile: but.get(profile, status) for profile in PROFILES}


def only(status: str, *profiles: str, others: str = "404", anonymous: str = "302", **but: str) -> dict[str, str]:
    """This status for these profiles; who has not signed in goes to the door, all else meet `others`."""
    return {
        **dict.fromkeys(PROFILES, others), **dict.fromkeys(profiles, status), "anonymous": anonymous, **but,
    }  # fmt: skip


SIGNED_IN = tuple(one for one in PROFILES if one != "anonymous")
STAFF = ("teacher", "cpe", "head", "school_staff")
WRITERS = ("pupil", "guardian", *STAFF)
OFFICES = ("region", "department")
RESERVED = dict.fromkeys(("teacher", "cpe", "school_staff"), "403")
"""Colleagues of the head, at a page for heads."""
OF_ANOTHER = dict.fromkeys(("teacher", "cpe", "school_staff"), "403/404")
"""Colleagues of who wrote it, in their school; strangers elsewhere."""
