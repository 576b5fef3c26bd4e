"""Rights as data: what each right is, and which role has it how far before a school changes anything.

A role is a national profile ("National_dir"), a function code of the academy's export ("fonction:CPE"), "principal"
for the head teacher of a class, or the operator. Whoever was confided a right (Delegation) has it in the school, or in
one class, between two dates. docs/access.md shows the table; `preau.access.rights` answers questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.access.enums import Extent, Right
from preau.access.hats import OPERATOR
from preau.directory.enums import Profile

HOMEROOM_TEACHER = "principal"
FUNCTION = "fonction:"

ROLES: Mapping[str, Any] = {
    Profile.STUDENT.value: _("les élèves"),
    Profile.GUARDIAN.value: _("les responsables"),
    Profile.TEACHER.value: _("les enseignants"),
    HOMEROOM_TEACHER: _("les professeurs principaux"),
    Profile.LIBRARIAN.value: _("les documentalistes"),
    Profile.STUDENT_LIFE.value: _("la vie scolaire"),
    f"{FUNCTION}EDU": _("les conseillers principaux d’éducation"),
    f"{FUNCTION}CPE": _("les conseillers principaux d’éducation (code CPE)"),
    Profile.SCHOOL_STAFF.value: _("l’administration et les services"),
    f"{FUNCTION}ADF": _("les adjoints gestionnaires"),
    f"{FUNCTION}ADM": _("le secrétariat (code ADM)"),
    Profile.HEAD.value: _("la direction"),
    Profile.EXTERNAL.value: _("les intervenants extérieurs"),
    Profile.LOCAL_AUTHORITY.value: _("les agents de la collectivité"),
    OPERATOR: _("l’exploitant de la plateforme"),
}


@dataclass(frozen=True, slots=True)
class RightSpec:
    """A right: how far each role has it, how far a school may change that, whether it may be confided, its risks.

    `changes`: extents that the school may give, by role. `risks`: the risk bits of the right, which decide where a
    second factor is asked.
    """

    roles: Mapping[str, Extent]
    changes: Mapping[str, tuple[Extent, ...]]
    confided: bool = False
    by_class: bool = False
    risks: frozenset[str] = frozenset()


_NO, _OWN, _MINE, _ALL = Extent.NONE, Extent.OWN, Extent.OWN_CLASSES, Extent.SCHOOL
_HEAD, _TEACHER, _LIBRARIAN = Profile.HEAD.value, Profile.TEACHER.value, Profile.LIBRARIAN.value
_LIFE, _OFFICE = Profile.STUDENT_LIFE.value, Profile.SCHOOL_STAFF.value
_OFFICER = Profile.LOCAL_AUTHORITY.value
_CPE = (f"{FUNCTION}EDU", f"{FUNCTION}CPE")
# Functions of the secretariat among administrative, technical and medical staff (AAF codes).
_SECRETARIAT = (f"{FUNCTION}ADM", f"{FUNCTION}ADF")
_TERRITORY, _PLATFORM = Extent.TERRITORY, Extent.PLATFORM


def _may_give(*roles: str, extents: tuple[Extent, ...] = (_NO, _ALL)) -> dict[str, tuple[Extent, ...]]:
    return dict.fromkeys(roles, extents)


_PUPILS_AND_CLASSES = {
    **_may_give(_LIBRARIAN, _LIFE, _OFFICE, *_CPE, f"{FUNCTION}ADF", extents=(_NO, _MINE, _ALL)),
    **_may_give(_TEACHER, HOMEROOM_TEACHER, extents=(_MINE, _ALL)),
}

RIGHTS: Mapping[str, RightSpec] = {
    Right.SEE_SCHOOL: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL}, _may_give(_TEACHER, _LIBRARIAN), confided=True
    ),
    Right.SEE_CLASS: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _LIBRARIAN: _ALL, _TEACHER: _MINE}, _PUPILS_AND_CLASSES,
        confided=True, by_class=True,
    ),
    Right.SEE_PUPIL: RightSpec(
        {
            _HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _TEACHER: _MINE, _LIBRARIAN: _NO,
            Profile.STUDENT.value: _OWN, Profile.GUARDIAN.value: _OWN,
        },
        _PUPILS_AND_CLASSES, confided=True, by_class=True,
    ),
    Right.SEE_STAFF_CONTACTS: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.SEE_FAMILY: RightSpec({_HEAD: _ALL}, _may_give(*_CPE, _OFFICE), confided=True),
    Right.MATCH_RECORDS: RightSpec({_HEAD: _ALL, OPERATOR: _PLATFORM}, _may_give(_OFFICE), confided=True),
    Right.READ_JOURNAL: RightSpec({_HEAD: _ALL, OPERATOR: _PLATFORM}, {}, confided=True),
    Right.READ_IMPORTS: RightSpec(
        {_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, _may_give(_OFFICE), confided=True
    ),
    Right.DECIDE_IMPORTS: RightSpec({_HEAD: _ALL, OPERATOR: _PLATFORM}, {}, confided=True),
    Right.IMPORT_LISTS: RightSpec({_HEAD: _ALL}, _may_give(_OFFICE), confided=True),
    Right.SET_RULES: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY}, {}, confided=True),
    Right.TEST_RULES: RightSpec({_HEAD: _ALL}, _may_give(*_CPE), confided=True),
    Right.SET_RIGHTS: RightSpec({_HEAD: _ALL}, {}),
    Right.SET_SERVICES: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY}, {}, confided=True),
    Right.COPY_SETTINGS: RightSpec({_OFFICER: _TERRITORY}, {}),
    Right.SET_GROUPS: RightSpec({_HEAD: _ALL}, _may_give(_LIFE, *_CPE, _OFFICE), confided=True),
    Right.DELEGATE: RightSpec({_HEAD: _ALL}, {}),
    Right.NAME_DELEGATES: RightSpec({_HEAD: _ALL}, _may_give(_LIFE, *_CPE, _OFFICE), confided=True),
    Right.OPEN_NAMES: RightSpec({_HEAD: _ALL}, {}),
    Right.ASK_NAMES: RightSpec({_OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.OPEN_ACCOUNTS: RightSpec(
        {_HEAD: _ALL, HOMEROOM_TEACHER: _MINE}, _may_give(_LIFE, *_SECRETARIAT), confided=True, by_class=True
    ),
    Right.OPEN_STAFF_ACCOUNTS: RightSpec({_HEAD: _ALL}, _may_give(*_SECRETARIAT), confided=True),
    Right.SHOW_CODES: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, **dict.fromkeys(_SECRETARIAT, _ALL), HOMEROOM_TEACHER: _MINE},
        _may_give(*_SECRETARIAT), confided=True, by_class=True,
    ),
    Right.READ_DIRECTORY: RightSpec({_HEAD: _ALL}, {}),
    Right.EXPORT_LISTS: RightSpec({_HEAD: _ALL}, {}),
    Right.SET_TERMS: RightSpec({_HEAD: _ALL}, _may_give(*_SECRETARIAT), confided=True),
    Right.CORRECT_RECORDS: RightSpec({_HEAD: _ALL, _OFFICE: _ALL}, _may_give(_OFFICE)),
    Right.WRITE_NOTICES: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.LEND_TOKENS: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY}, {}),
    Right.LINK_SERVICES: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.WRITE_NEWS: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _LIBRARIAN: _ALL, _TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE, _LIBRARIAN), **_may_give(_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True,
    ),
    Right.PUBLISH_NEWS: RightSpec({_HEAD: _ALL, _TEACHER: _MINE}, _may_give(_LIFE, _OFFICE, *_CPE), confided=True),
    Right.WARN: RightSpec({_HEAD: _ALL}, {}),
    Right.NEWS_TO_SCHOOLS: RightSpec({_OFFICER: _TERRITORY}, {}),
    Right.AGREE_TO_NEWS: RightSpec({_HEAD: _ALL}, {}, confided=True),
    Right.WRITE_WORDS: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE, _LIBRARIAN), **_may_give(_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True, by_class=True,
    ),
    Right.ACT_FOR_FAMILIES: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL}, _may_give(_LIFE, _OFFICE), confided=True
    ),
    Right.WORDS_TO_ALL: RightSpec({_HEAD: _ALL}, _may_give(_LIFE, _OFFICE, *_CPE), confided=True),
    Right.SEE_WORDS: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, HOMEROOM_TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE), **_may_give(HOMEROOM_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True, by_class=True,
    ),
    Right.SEE_TIMETABLES: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _LIBRARIAN: _ALL, _TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE, _LIBRARIAN), **_may_give(_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True, by_class=True,
    ),
    Right.SET_TIMETABLE: RightSpec({_HEAD: _ALL}, _may_give(_LIFE, _OFFICE, *_CPE), confided=True),
    Right.CALL_ROLL: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _TEACHER: _MINE, _LIBRARIAN: _MINE}, _may_give(_LIFE, _OFFICE, *_CPE), confided=True
    ),
    Right.FOLLOW_ABSENCES: RightSpec({_HEAD: _ALL, _LIFE: _ALL}, _may_give(_LIFE, _OFFICE, *_CPE), confided=True),
    # Confided between two dates: a substitute writes, whoever inspects reads.
    Right.WRITE_DIARY: RightSpec({_TEACHER: _MINE, _LIBRARIAN: _MINE, _HEAD: _MINE}, {}, confided=True, by_class=True),
    Right.SEE_DIARIES: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _LIBRARIAN: _ALL, _TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE, _LIBRARIAN), **_may_give(_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True, by_class=True,
    ),
    Right.ENDORSE_DIARIES: RightSpec({_HEAD: _ALL}, {}, confided=True),
    # A number without its reason: who follows the pupil sets it.
    Right.SET_EXTRA_TIME: RightSpec(
        {_HEAD: _ALL, **dict.fromkeys(_CPE, _ALL), HOMEROOM_TEACHER: _MINE}, _may_give(_LIFE), confided=True,
        by_class=True,
    ),
    Right.SHARE_DOCUMENTS: RightSpec(
        {_HEAD: _ALL, _LIFE: _ALL, _OFFICE: _ALL, _LIBRARIAN: _ALL, _TEACHER: _MINE},
        {**_may_give(_LIFE, _OFFICE, _LIBRARIAN), **_may_give(_TEACHER, extents=(_NO, _MINE, _ALL))},
        confided=True,
    ),
    Right.SEND_URGENTLY: RightSpec({_HEAD: _ALL}, _may_give(_LIFE, *_CPE), confided=True),
    Right.HANDLE_REPORTS: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}, confided=True),
    Right.CONTAIN: RightSpec({_HEAD: _ALL}, {}, confided=True),
    Right.ANSWER_HELP: RightSpec(
        {_HEAD: _ALL, **dict.fromkeys(_SECRETARIAT, _ALL)}, _may_give(*_SECRETARIAT, _LIFE, _OFFICE, *_CPE),
        confided=True,
    ),
    Right.SET_CRISIS: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}, confided=True),
    Right.UNDO_IMPORTS: RightSpec({_HEAD: _ALL, OPERATOR: _PLATFORM}, {}),
    Right.LIST_SCHOOLS: RightSpec({_OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.ADD_SCHOOLS: RightSpec({_OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.DRESS: RightSpec({_OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
    Right.RUN_PLATFORM: RightSpec({OPERATOR: _PLATFORM}, {}),
    Right.ADMINISTER: RightSpec({_HEAD: _ALL, _OFFICER: _TERRITORY, OPERATOR: _PLATFORM}, {}),
}  # fmt: skip

# Whoever has one of these enters the administration.
OF_THE_CONSOLE = frozenset(
    {
        Right.SEE_FAMILY, Right.MATCH_RECORDS, Right.READ_JOURNAL, Right.READ_IMPORTS,
        Right.DECIDE_IMPORTS, Right.IMPORT_LISTS, Right.SET_RULES, Right.TEST_RULES, Right.SET_SERVICES,
        Right.SET_GROUPS, Right.NAME_DELEGATES, Right.OPEN_STAFF_ACCOUNTS, Right.SET_TERMS,
        Right.HANDLE_REPORTS, Right.CONTAIN, Right.SET_CRISIS,
    }
)  # fmt: skip
WIDTH: Mapping[str, int] = {extent.value: rank for rank, extent in enumerate(Extent)}


def default_extent(role: str, right: str) -> Extent:
    """How far a role has a right before anybody changes it."""
    return RIGHTS[right].roles.get(role, Extent.NONE) if right in RIGHTS else Extent.NONE


def allowed_extents(role: str, right: str) -> tuple[Extent, ...]:
    """Extents that a school may give a role for a right, the default among them; none when it may not be changed."""
    if right not in RIGHTS or role not in RIGHTS[right].changes:
        return ()
    wanted = {*RIGHTS[right].changes[role], default_extent(role, right)}
    return tuple(extent for extent in Extent if extent in wanted)
