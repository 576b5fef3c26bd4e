"""Reads of accounts for the console: whom a lock names, what support asked, who stands behind a request."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat, hats_of, needs_second_factor
from preau.directory.enums import Profile
from preau.directory.models import Affiliation, Guardianship, Homeroom, Person, School
from preau.directory.selectors import search_people
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import Account, Lock, ViewOpening, account_by_id, account_by_login, account_of_person
from preau.kernel import clock, scope
from preau.kernel.text import fold
from preau.ui import wording


def school_of_hat(hat: Hat) -> School:
    """The school of a head's hat, as a row."""
    return School.objects.get(pk=hat.schools[0].id)


def school_by_uai(uai: str) -> School | None:
    """The school of that UAI."""
    return School.objects.filter(uai=uai.strip().upper()).first()


def homerooms_of_hat(hat: Hat) -> QuerySet[Homeroom]:
    """Classes of the hat's school; none for a hat over no single school."""
    if len(hat.school_ids) != 1:
        return Homeroom._base_manager.none()
    rows: QuerySet[Homeroom] = Homeroom.objects.filter(school_id=hat.schools[0].id).order_by("label")
    return rows


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody found, with what tells them from a namesake."""

    person_id: uuid.UUID
    name: str
    detail: str


def people_found(text: str) -> list[Someone]:
    """People of the open scope whose name holds these words: those who have a place, and guardians."""
    placed = {
        one.person_id: Someone(one.person_id, one.name, one.homeroom or str(Profile(one.profile).label))
        for one in search_people(text)
    }
    words = fold(text).split()
    if sum(map(len, words)) >= 2:
        rows = Guardianship.objects.filter(ended_at=None, guardian__erased_at=None)
        for word in words:
            rows = rows.filter(
                Q(guardian__search_name__startswith=word) | Q(guardian__search_name__contains=f" {word}")
            )
        for row in rows.select_related("guardian", "student").order_by("guardian__search_name", "pk")[:30]:
            said = _("responsable %(of_name)s") % {"of_name": wording.of_name(row.student.full_name)}
            placed.setdefault(row.guardian_id, Someone(row.guardian_id, row.guardian.full_name, said))
    return list(placed.values())


def account_found(login: str) -> list[Someone]:
    """The account of exactly that login: the platform's operator looks for nobody by name, and reads none."""
    account = account_by_login(login)
    if account is None:
        return []
    return [Someone(account.person_id, account.login, _("compte de la plateforme"))]


def called(person: Person, *, by_login: bool) -> str:
    """How a page names somebody: by name to their school, by login to the operator."""
    if not by_login:
        return person.full_name
    account = account_of_person(person.pk)
    return account.login if account else _("sans compte")


def person_in_reach(person_id: uuid.UUID) -> Person | None:
    """A person who has a place, or a child, in a school of the open scope; anyone, in the scope of everything.

    Whoever visits a school is none of its people: their account is no business of whoever gave them that place.
    """
    if scope.current().is_everything:
        return Person.objects.filter(pk=person_id, erased_at=None).first()
    placed = Affiliation.objects.filter(person_id=person_id).exclude(profile=Profile.ACADEMY).exists()
    if not placed and not Guardianship.objects.filter(guardian_id=person_id, ended_at=None).exists():
        return None
    return Person.objects.filter(pk=person_id, erased_at=None).first()


def has_wide_rights(account: Account) -> bool:
    """Whether one of the account's hats asks for a second factor: only the operator takes it away from such a one."""
    loaded = account_by_id(account.pk)
    return loaded is None or needs_second_factor(hats_of(loaded))


def lock_words(lock: Lock, *, by_login: bool) -> tuple[str, str]:
    """(what is suspended, from whom) of a lock."""
    if lock.target == LockTarget.PERSON and lock.person:
        whom = called(lock.person, by_login=by_login)
    elif lock.target == LockTarget.PROFILE:
        whom = str(Profile(lock.profile).label)
    elif lock.target == LockTarget.HOMEROOM and lock.homeroom:
        whom = lock.homeroom.label
    else:
        whom = _("Tout l’établissement, sauf la direction")
    return str(LockKind(lock.kind).label).capitalize(), whom


def opening_state(opening: ViewOpening) -> str:
    """ "asked", "open" or "closed"."""
    if opening.closed_at is not None or (opening.ends_at is not None and opening.ends_at <= clock.now()):
        return "closed"
    return "open" if opening.opened_at is not None else "asked"
