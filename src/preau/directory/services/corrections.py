"""Putting a person's record right, where Préau and not an academy's directory holds it."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.bulk import follow_names, note_mailboxes
from preau.directory.errors import Refused, Unknown
from preau.directory.models import DirectoryRecord, Person
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.kernel.text import folded_name

_REQUIRED = frozenset({"family_name", "given_name"})
_NAMES = frozenset({"family_name", "birth_name", "given_name"})
CORRECTABLE = (
    "title", "family_name", "birth_name", "given_name", "birth_date", "email", "mobile", "home_phone", "work_phone",
    "address", "postal_code", "city", "country",
)  # fmt: skip


def read_value(field: str, text: str) -> str | dt.date | None:
    """The value that a text means for that field of a person. Raises Refused, in words, for one that cannot be."""
    if field not in CORRECTABLE:
        raise ValueError(f"{field} is not put right by hand")
    value = " ".join(text.replace("\0", "").split())
    if field == "birth_date":
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            raise Refused(_("Écrivez la date ainsi : 2011-09-24 (année, mois, jour).")) from None
    limit = getattr(Person._meta.get_field(field), "max_length", None) or 0
    if len(value) > limit:
        raise Refused(_("C’est trop long : %(limit)s caractères au plus.") % {"limit": limit})
    if not value and field in _REQUIRED:
        raise Refused(_("Un nom et un prénom sont nécessaires."))
    if field == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            raise Refused(
                _("Cette adresse électronique n’est pas complète : il faut un nom, @ et un domaine.")
            ) from None
    return value


def is_imported(person_id: uuid.UUID) -> bool:
    """Whether an academy's directory feeds this person's record: what is put right here, its next import undoes."""
    return DirectoryRecord.objects.filter(person_id=person_id).exists()


@transaction.atomic
def correct_person(*, actor: Actor, school_id: uuid.UUID, person_id: uuid.UUID, field: str, value: str) -> Person:
    """Change one field of a person whom no academy's directory feeds.

    Raises Unknown for nobody, Refused when a directory feeds the record or the value cannot be. The right to it is
    checked by the room whose page calls.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise Unknown("no such person")
    if is_imported(person_id):
        raise Refused(_("Cette fiche vient de l’annuaire de l’académie : elle se corrige à sa source."))
    fresh = read_value(field, value)
    if field == "email":
        note_mailboxes([(person_id.hex, str(fresh))])
    setattr(person, field, fresh)
    changed = [field]
    if field in _NAMES:
        person.search_name = folded_name(person.family_name, person.given_name)
        changed.append("search_name")
    person.save(update_fields=changed)
    if field in _NAMES:
        follow_names([person_id.hex])
    audit.record(
        actor=actor, action="directory.correct_person", tenant=school_id, subject="person", subject_id=person_id,
        data={"field": field},
    )  # fmt: skip
    return person
