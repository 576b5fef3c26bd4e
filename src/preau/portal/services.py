"""Writes of the portal."""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from preau.access.public import OPERATOR, Hat
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Enrollment, Homeroom, School
from preau.directory.selectors import counted_guardians
from preau.identity.public import Account
from preau.kernel import audit, clock, mail
from preau.kernel.actor import Actor
from preau.portal.models import AdultChoice, ContactRequest, SchoolFigures
from preau.portal.selectors.contact import Contact

_FIELDS = ("students", "guardians", "staff", "homerooms", "without_homeroom", "accounts", "accounts_used")


@transaction.atomic
def tell_difficulty(*, actor: Actor, contact: Contact, text: str, page: str = "", reply_to: str = "") -> ContactRequest:
    """Keep a difficulty of access for who answers, and write it to the named person: once.

    `reply_to`: how to answer who is not signed in.
    """
    request = ContactRequest.objects.create(
        local_authority_id=contact.local_authority_id,
        person_id=actor.person_id,
        reply_to=reply_to.strip()[:254],
        page=page.strip()[:300],
        text=text.strip()[:4000],
        created_at=clock.now(),
    )
    audit.record(actor=actor, action="portal.tell_difficulty", subject="contact_request", subject_id=request.pk)
    with override(settings.LANGUAGE_CODE):  # the reader's, not the writer's
        subject, words = _("Une difficulté d’accès est signalée"), _words_of(request)
    mail.send(to=contact.email, subject=subject, text=words, key=f"portal.difficulty/{request.pk}")
    return request


def _words_of(request: ContactRequest) -> str:
    """What was typed and nothing more: the name of who is signed in is read in Préau."""
    where = _("Page : %(page)s") % {"page": request.page} if request.page else ""
    if request.reply_to:
        answer = _("Répondre à : %(where)s") % {"where": request.reply_to}
    elif request.person_id:
        answer = _("Qui l’écrit était connecté : son nom se lit dans Préau, sous « Difficultés d’accès signalées ».")
    else:
        answer = _("Sans adresse de réponse")
    receipt = _("Numéro de reçu : %(code)s") % {"code": request.pk.hex[-8:]}
    parts = [request.text, where, answer, f"{receipt}\n{settings.PUBLIC_URL}"]
    return "\n\n".join(part for part in parts if part) + "\n"


@transaction.atomic
def close_difficulty(*, actor: Actor, hat: Hat, request_id: uuid.UUID) -> None:
    """Note that a request was answered. Raises Unknown for one that this hat does not answer."""
    rows = ContactRequest.objects.select_for_update(of=("self",)).filter(pk=request_id, answered_at=None)
    if hat.profile == OPERATOR:
        rows = rows.filter(local_authority=None)
    elif hat.local_authority_id is not None:
        rows = rows.filter(local_authority_id=hat.local_authority_id)
    else:
        rows = rows.none()
    request = rows.first()
    if request is None:
        raise Unknown("no such request")
    request.answered_at = clock.now()
    request.save(update_fields=["answered_at"])
    audit.record(actor=actor, action="portal.close_difficulty", subject="contact_request", subject_id=request.pk)


@transaction.atomic
def note_adult_choice(*, school_id: uuid.UUID, student_id: uuid.UUID) -> None:
    """An adult pupil took something over, or gave it back: the school is told. Not audited: the choice itself was."""
    AdultChoice.objects.update_or_create(
        school_id=school_id, student_id=student_id, defaults={"told_on": clock.today()}
    )


@transaction.atomic
def refresh_figures() -> int:
    """Count all schools of the open scope again; returns how many there are.

    Not audited: it changes nothing that anyone decided. Seven grouped reads and one write, whatever the number.
    """
    active = Affiliation.objects.filter(state=AffiliationState.ACTIVE)
    guardians = counted_guardians()
    opened = Account.objects.filter(is_active=True)
    used = opened.filter(last_login__isnull=False)
    year = year_of(clock.today())
    counts: dict[str, dict[uuid.UUID, int]] = {
        "students": _by_school(active.filter(profile=Profile.STUDENT), "person_id"),
        "staff": _by_school(active.filter(profile__in=STAFF_PROFILES), "person_id"),
        "guardians": _by_school(guardians, "guardian_id"),
        "homerooms": _by_school(Homeroom.objects.filter(school_year_id=year), "pk"),
        "without_homeroom": _by_school(
            Enrollment.objects.filter(school_year_id=year, homeroom=None, left_on=None), "pk"
        ),
    }
    for name, accounts in (("accounts", opened), ("accounts_used", used)):
        placed = _by_school(active.filter(Exists(accounts.filter(person_id=OuterRef("person_id")))), "person_id")
        answering = _by_school(
            guardians.filter(Exists(accounts.filter(person_id=OuterRef("guardian_id")))), "guardian_id"
        )
        counts[name] = {key: placed.get(key, 0) + answering.get(key, 0) for key in {*placed, *answering}}
    now = clock.now()
    schools = School.objects.filter(pk__in={key for one in counts.values() for key in one})
    rows = [
        SchoolFigures(
            school_id=pk, computed_at=now, **{name: counts[name].get(pk, 0) for name in _FIELDS}
        )
        for pk in schools.values_list("pk", flat=True)
    ]  # fmt: skip
    SchoolFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["school"], update_fields=[*_FIELDS, "computed_at"], batch_size=500
    )
    return len(rows)


def _by_school(rows, column: str) -> dict[uuid.UUID, int]:  # type: ignore[no-untyped-def]
    counted = rows.order_by().values("school_id").annotate(many=Count(column, distinct=True))
    return {row["school_id"]: row["many"] for row in counted}
