"""Whose data somebody may ask to see and to correct: their own, and those of a child who is not yet of age.

A guardian asks only while the guardianship decides for the child (directory.rights): rights of a minor over personal
data are exercised by those who hold parental authority. From 18, the pupil alone. A judge who closes a guardianship
closes this with it, at the next page.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.hats import Hat, hats_of
from preau.directory.rights import RIGHTS
from preau.identity.public import account_of_person


@dataclass(frozen=True, slots=True)
class Subject:
    """A person whose data may be asked for, and the school asked; no school for who has none."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID | None
    school_name: str
    is_self: bool


def subjects_of(hat: Hat, person_id: uuid.UUID, name: str) -> Sequence[Subject]:
    """The wearer of the hat first, then each child they decide for."""
    school = hat.school or (hat.schools[0] if hat.schools else None)
    own = Subject(person_id, name, school.id if school else None, school.name if school else "", True)
    found = {own.person_id: own}
    for child in hat.children:
        if RIGHTS[child.reach].decides and not child.is_adult:
            found.setdefault(
                child.person_id, Subject(child.person_id, child.full_name, child.school_id, child.school_name, False)
            )
    return list(found.values())


def subject_of(hat: Hat, person_id: uuid.UUID, subject_id: uuid.UUID) -> Subject | None:
    """That subject, when this hat may ask for their data."""
    return next((one for one in subjects_of(hat, person_id, "") if one.person_id == subject_id), None)


def may_still_ask(person_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """Whether a person may, today and under any of their hats, ask for that person's data."""
    account = account_of_person(person_id)
    if account is None or not account.is_active:
        return False
    return any(subject_of(hat, person_id, subject_id) is not None for hat in hats_of(account))
