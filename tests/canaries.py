"""A word that only people and things of the collège bear: who reads of another school must never meet it (row A3)."""

from typing import Any

import matrix
from cast import COLLEGE, Academy
from preau.directory.bulk import follow_names
from preau.directory.models import Affiliation, Guardianship, Homeroom, Person, School, StudentGroup
from preau.kernel import scope
from preau.kernel.text import folded_name

CANARY = "Zqxcanari"


def plant(academy: Academy) -> int:
    """The word on everyone who is of the collège and of nowhere else, and on what the collège has; how many bear it."""
    college = academy.school(COLLEGE)
    with scope.everything("planting canaries"):
        here = set(Affiliation.objects.filter(school=college).values_list("person_id", flat=True))
        here |= set(Guardianship.objects.filter(school=college).values_list("guardian_id", flat=True))
        elsewhere = set(Affiliation.objects.exclude(school=college).values_list("person_id", flat=True))
        elsewhere |= set(Guardianship.objects.exclude(school=college).values_list("guardian_id", flat=True))
        alone = here - elsewhere
        Person.objects.filter(pk__in=alone).update(
            family_name=CANARY, search_name=folded_name(CANARY, "x"), email=f"{CANARY}@example.org", address=CANARY
        )
        follow_names([one.hex for one in alone])
        kept = matrix.targets.CLASSES[COLLEGE]  # rows name this class by its label
        for model in (Homeroom, StudentGroup):
            model.objects.filter(school=college).exclude(label=kept).update(label=f"{CANARY} classe")
        School.objects.filter(pk=college.pk).update(street=CANARY, phone=CANARY)
    return len(alone)


def shows(answer: Any, address: str) -> bool:
    """Whether the word is in what came: page, JSON, file, headers. What was asked may be repeated."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for close in answer._resource_closers:  # answer.close() would close the test's database too
        close()
    said, word = (body.decode("utf-8", "replace") + str(dict(answer.items()))).lower(), CANARY.lower()
    if word in address.partition("?")[2].lower():
        for piece in (f"q={word}", f'value="{word}"', f"q%3d{word}"):
            said = said.replace(piece, "")
    return word in said
