"""Who a link names."""

import uuid

from preau.directory.models import Person


def name_of(person_id: uuid.UUID) -> str | None:
    """The person's name, for the trail; None for whoever is no more."""
    person = Person.objects.filter(pk=person_id, erased_at=None).first()
    return person.full_name if person else None
