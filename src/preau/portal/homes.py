"""What the home page of each profile holds. One function per kind of page; each asks a few reads, by index, which go
to the database with those of the cards (`kernel.steps`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from preau.access.public import OPERATOR, SUPPORT, ChildRef, Hat, classes_of, reach_words
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.selectors import next_holiday
from preau.kernel import health
from preau.kernel.steps import Steps
from preau.portal.selectors import contact, figures, schooling, schools

SLOTS: Mapping[str, str] = {
    Profile.STUDENT: "student",
    Profile.GUARDIAN: "guardian",
    Profile.TEACHER: "teacher",
    Profile.LIBRARIAN: "librarian",
    Profile.STUDENT_LIFE: "student_life",
    Profile.HEAD: "head",
    Profile.SCHOOL_STAFF: "school_staff",
    Profile.EXTERNAL: "external",
    Profile.LOCAL_AUTHORITY: "officer",
    Profile.ACADEMY: "academy",
    OPERATOR: "operator",
    SUPPORT: "support",
}

_TOLD_OF_CHOICES = (Profile.HEAD, Profile.STUDENT_LIFE)


def _holiday(hat: Hat) -> Any:
    return next_holiday(hat.schools[0].holiday_zone) if hat.schools else None


def pupil(request: HttpRequest, hat: Hat) -> Steps[dict[str, Any]]:
    """Class, head teachers, teachers by subject, groups."""
    names = {school.id: school.name for school in hat.schools}
    around = yield from schooling.schoolings.steps([request.actor.person_id], names)  # type: ignore[attr-defined]
    return {"schoolings": list(around.values()), "school_names": names, "holiday": _holiday(hat)}


def guardian(request: HttpRequest, hat: Hat) -> Steps[dict[str, Any]]:
    """One card per child shown, each naming child and school."""
    answering = yield from schooling.who_answers.steps(hat.shown_children(), request.actor.person_id)  # type: ignore[attr-defined]
    return {"children_cards": [_child_card(*one) for one in answering], "holiday": _holiday(hat)}


def guardian_schooling(request: HttpRequest, hat: Hat) -> dict[str, Any]:
    """The same with teachers by subject and groups, and how far each guardianship goes."""
    children = hat.shown_children()
    around = schooling.schoolings(
        {child.person_id for child in children}, {child.school_id for child in children}
    )  # fmt: skip
    others = schooling.other_guardians(children, request.actor.person_id)  # type: ignore[attr-defined]
    cards = [
        _child_card(
            child,
            around.get(here) or schooling.Schooling(schooling.place_of_child(child)),
            others.get(here, []),
        )
        for child in children
        for here in [(child.person_id, child.school_id)]
    ]
    return {"children_cards": cards, "reach_words": reach_words}


def _child_card(child: ChildRef, around: schooling.Schooling, others: list[schooling.OtherGuardian]) -> dict[str, Any]:
    return {
        "child": child, "schooling": around, "others": others, "choices": schooling.choices_of_adult(child)
    }  # fmt: skip


def teacher(request: HttpRequest, hat: Hat) -> Steps[dict[str, Any]]:
    """Own classes and groups with headcounts."""
    taught = yield from classes_of.steps(request.actor.person_id, hat.school_ids)  # type: ignore[attr-defined]
    return {
        "classes": [one for one in taught if not one.is_group],
        "groups": [one for one in taught if one.is_group],
        "holiday": _holiday(hat),
    }


def school_office(request: HttpRequest, hat: Hat) -> Steps[dict[str, Any]]:
    """Figures of the school, classes, and what calls for attention."""
    school = hat.schools[0]
    office = yield from schools.office_of.steps(school.id)
    return {
        "school": school,
        "students": office.students,
        "staff": sum(office.staff.get(profile, 0) for profile in STAFF_PROFILES),
        "teachers": office.staff.get(Profile.TEACHER, 0),
        "classes": office.classes,
        "without": office.without,
        "office": office,
        # A secretariat opens no choice of a pupil's: the file says it to who looks after pupils.
        "adult_choices": office.choices if hat.profile in _TOLD_OF_CHOICES else (),
        "holiday": _holiday(hat),
    }


def officer(request: HttpRequest, hat: Hat) -> dict[str, Any]:
    """Schools by kind with counts, never a name of a pupil or a family."""
    assert hat.local_authority_id is not None
    kinds = figures.by_kind(hat.local_authority_id)
    return {
        "kinds": [(figures.kind_label(line.kind), line) for line in kinds],
        "schools": sum(line.schools for line in kinds),
        "students": sum(line.students for line in kinds),
        "people": sum(line.people for line in kinds),
        "used": sum(line.accounts_used for line in kinds),
        "counted_at": min((line.counted_at for line in kinds if line.counted_at), default=None),
        "requests": contact.waiting_requests(hat),
    }


def operator(request: HttpRequest, hat: Hat) -> dict[str, Any]:
    """Health of the platform."""
    names = {
        "database": _("Base de données"),
        "migrations": _("Migrations"),
        "outbox": _("Événements"),
        "worker": _("Travaux de fond"),
    }
    return {"names": names, "findings": health.findings(), "requests": contact.waiting_requests(hat)}


def plain(request: HttpRequest, hat: Hat) -> dict[str, Any]:
    """A profile without a page of its own yet: the date and what rooms put there."""
    return {"holiday": _holiday(hat)}


Maker = Callable[[HttpRequest, Hat], dict[str, Any] | Steps[dict[str, Any]]]
PAGES: Mapping[str, tuple[Maker, str]] = {
    Profile.STUDENT: (pupil, "portal/home_pupil.html"),
    Profile.GUARDIAN: (guardian, "portal/home_guardian.html"),
    Profile.TEACHER: (teacher, "portal/home_teacher.html"),
    Profile.LIBRARIAN: (teacher, "portal/home_teacher.html"),
    Profile.STUDENT_LIFE: (school_office, "portal/home_school.html"),
    Profile.HEAD: (school_office, "portal/home_school.html"),
    Profile.SCHOOL_STAFF: (school_office, "portal/home_school.html"),
    Profile.EXTERNAL: (plain, "portal/home_plain.html"),
    Profile.ACADEMY: (plain, "portal/home_plain.html"),
    Profile.LOCAL_AUTHORITY: (officer, "portal/home_officer.html"),
    OPERATOR: (operator, "portal/home_operator.html"),
    SUPPORT: (plain, "portal/home_plain.html"),
}
