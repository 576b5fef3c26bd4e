"""Reads of the console that no other room has."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat, hats_of, strong_profiles
from preau.directory.enums import Profile
from preau.directory.models import Affiliation, Guardianship, Homeroom, Person, School
from preau.directory.selectors import schools_in_scope, search_people
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import Account, Lock, ViewOpening, account_by_id, account_by_login, account_of_person
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry
from preau.kernel.text import fold

PLATFORM = "plateforme"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act: when, the sentence, and the person it is about while their name is still known."""

    at: dt.datetime
    sentence: str
    about: str


def chains_in_scope(*, platform: bool) -> list[tuple[str, str]]:
    """Journals that may be read: one for each school of the open scope, and the platform's own."""
    own = [(PLATFORM, _("Plateforme"))] if platform else []
    return own + [(str(school.pk), school.name) for school in schools_in_scope()]


class _Lines(Sequence[JournalLine]):
    """Lines made only for the page shown."""

    def __init__(self, rows: QuerySet[AuditEntry]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part):  # type: ignore[no-untyped-def]
        rows = list(self.rows[part]) if isinstance(part, slice) else [self.rows[part]]
        names = _names(rows)
        lines = [JournalLine(row.at, audit.sentence_of(row), names.get(row.subject_id, "")) for row in rows]
        return lines if isinstance(part, slice) else lines[0]


def _names(rows: list[AuditEntry]) -> dict[str, str]:
    ids = []
    for row in rows:
        if row.subject in {"student", "person"}:
            try:
                ids.append(uuid.UUID(row.subject_id))
            except ValueError:
                continue
    people = Person.objects.filter(pk__in=ids, erased_at=None)
    return {str(one.pk): one.full_name for one in people}


def entries_of(chain: str, *, text: str = "") -> Sequence[JournalLine]:
    """Acts of one journal, latest first; those whose actor or sentence holds the text.

    The caller has checked that the chain is among `chains_in_scope`.
    """
    rows = AuditEntry.objects.filter(chain="" if chain == PLATFORM else chain).order_by("-position")
    if text:
        wanted = text.casefold()
        actions = [action for action, sentence in audit.sentences().items() if wanted in str(sentence).casefold()]
        rows = rows.filter(Q(actor_label__icontains=text) | Q(action__in=actions))
    return _Lines(rows)


# --- locks and openings ---------------------------------------------------------------------------------------------


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
            said = _("responsable de %(name)s") % {"name": row.student.full_name}
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
    """A person who has a place, or a child, in a school of the open scope; anyone, in the scope of everything."""
    if scope.current().is_everything:
        return Person.objects.filter(pk=person_id, erased_at=None).first()
    placed = Affiliation.objects.filter(person_id=person_id).exists()
    if not placed and not Guardianship.objects.filter(guardian_id=person_id, ended_at=None).exists():
        return None
    return Person.objects.filter(pk=person_id, erased_at=None).first()


def has_wide_rights(account: Account) -> bool:
    """Whether one of the account's hats asks for a second factor: only the operator takes it away from such a one."""
    loaded = account_by_id(account.pk)
    return loaded is None or any(hat.profile in strong_profiles() for hat in hats_of(loaded))


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
