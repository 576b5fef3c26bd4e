"""One person, as one school holds them: places, links, classes, functions, account, and why they see what they see.

Read by hand, as the home page is: a person's page is opened as often as a list, and asks seven tables.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Reason, TaughtClass, classes_of, file_rights, reasons_in_school
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, GroupSource, Profile
from preau.directory.selectors import GuardianLine, family_of
from preau.directory.words import readable
from preau.kernel import clock, sql


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the school under one profile, with the functions the directory gives."""

    profile: str
    is_active: bool
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the school reads of it. `state`: "open" (never used), "used", "closed"."""

    login: str
    state: str
    created_at: dt.datetime
    last_login: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What an administrator of the school reads of somebody of it."""

    id: uuid.UUID
    full_name: str
    birth_date: dt.date | None
    places: Sequence[PlaceLine]
    homeroom: str
    level: str
    ine: str
    groups: Sequence[tuple[str, str]]
    """Groups of a pupil: label, and its source in words."""
    taught: Sequence[TaughtClass]
    guardians: Sequence[GuardianLine]
    children: Sequence[GuardianLine]
    account: AccountLine | None
    reasons: Sequence[Reason]

    @property
    def is_pupil(self) -> bool:
        """Whether the school has, or had, this person as a pupil."""
        return any(one.profile == Profile.STUDENT for one in self.places)


# One row for each place that the person has in the school, and each function there; one when there is none.
_PERSON = """
    SELECT d.*, m.profile, m.state, f.code, f.label, f.discipline_label
      FROM (SELECT p.id, p.given_name, p.family_name, p.birth_date, p.suspended_at,
                   a.login, a.is_active, a.reset_asked_at, a.created_at, a.last_login,
                   e.homeroom_id, h.label AS class_label, e.level_label, e.ine,
                   (SELECT {groups} FROM directory_groupmembership n JOIN directory_studentgroup g ON g.id = n.group_id
                     WHERE n.school_id = %(school)s AND n.student_id = p.id) AS group_labels
              FROM directory_person p
              LEFT JOIN identity_account a ON a.person_id = p.id
              LEFT JOIN directory_enrollment e ON e.school_id = %(school)s AND e.school_year_id = %(year)s
               AND e.student_id = p.id AND e.left_on IS NULL
              LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
             WHERE p.id = %(person)s AND p.erased_at IS NULL
             ORDER BY e.id LIMIT 1) d
      LEFT JOIN directory_affiliation m ON m.school_id = %(school)s AND m.person_id = d.id
      LEFT JOIN directory_stafffunction f ON f.affiliation_id = m.id AND f.school_id = m.school_id
     ORDER BY m.profile, f.id"""
_PLACE = 5  # the columns of a place, last of all
_GROUP = "g.label || '|' || g.source"


def person_page(school_id: uuid.UUID, person_id: uuid.UUID, *, reader: str) -> PersonPage | None:
    """The page of somebody with a place in the school or who answers for one of its pupils; None for anyone else,
    and for who but visits the school, or did.

    `reader`: the profile of who asks, whose rights on files bound what is told. Five reads at most.
    """
    asked = {"school": sql.key(school_id), "person": sql.key(person_id), "year": year_of(clock.today())}
    found = sql.named_rows(_PERSON.format(groups=sql.joined(_GROUP)), asked)
    places = _places([row[-_PLACE:] for row in found if row[-_PLACE] not in (None, Profile.ACADEMY)])
    guardians, children = family_of(school_id, person_id)  # of nobody too: who exists elsewhere takes no longer
    if not found or not (places or children):
        return None
    _id, given, family, born, suspended, *account, class_id, label, level, ine, groups = found[0][:-_PLACE]
    held = [one.profile for one in places if one.is_active]
    is_staff = any(one in STAFF_PROFILES for one in held)
    taught = classes_of(person_id, [school_id]) if is_staff else []
    was_pupil = any(one.profile == Profile.STUDENT for one in places)
    return PersonPage(
        id=person_id,
        full_name=f"{given} {family}".strip(),
        birth_date=sql.as_day(born),
        places=places,
        homeroom=label or "",
        level=readable(level) if level else "",
        ine=ine if ine and file_rights(reader).ine else "",
        groups=_groups(groups) if groups and was_pupil else [],
        taught=taught,
        guardians=guardians,
        children=children,
        account=_account(suspended, *account) if account[0] else None,
        reasons=reasons_in_school(
            person_id, school_id, held, own_class=(sql.as_id(class_id), label) if class_id else None, taught=taught
        ),
    )


def _account(
    suspended: object, login: str, active: bool, reset_asked: object, created: object, last: object
) -> AccountLine:  # fmt: skip
    """As `Account.may_sign_in` says whether it opens."""
    opens = active and reset_asked is None and suspended is None
    made, used = sql.as_moment(created), sql.as_moment(last)
    assert made is not None
    return AccountLine(login, ("used" if used else "open") if opens else "closed", made, used)


def _groups(text: str) -> list[tuple[str, str]]:
    told = sorted(one.rpartition("|") for one in text.split("\n"))
    return [(label, str(GroupSource(source).label)) for label, _bar, source in told]


def _places(rows: Sequence[tuple[str, str, str, str, str]]) -> list[PlaceLine]:
    functions: dict[tuple[str, str], dict[str, None]] = {}
    for profile, state, code, label, discipline in rows:
        words = functions.setdefault((profile, state), {})
        if code is not None:
            words[readable(discipline or label or code)] = None
    return [
        PlaceLine(profile, state == AffiliationState.ACTIVE, tuple(words))
        for (profile, state), words in functions.items()
    ]
