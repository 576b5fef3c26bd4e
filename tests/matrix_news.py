"""News that addresses of the matrix name: those that the academy shows, made where a school has none."""

from typing import Any

from cast import COLLEGE, LYCEE, Academy
from preau.kernel import clock
from preau.news.enums import State
from preau.news.models import NewsAudience, NewsItem

HEADS = {LYCEE: "helene-garnier", COLLEGE: "yves-caron"}


def _item(academy: Academy, school: str, name: str, *keys: str, **more: Any) -> dict[str, Any]:
    head = academy[HEADS[school]].person
    item, made = NewsItem.objects.get_or_create(
        school=academy.school(school), title=name,
        defaults={
            "text": "Texte", "changed_at": clock.now(), "written_by": head.full_name, "written_by_id": head.pk, **more,
        },
    )  # fmt: skip
    if made:
        NewsAudience.objects.bulk_create(NewsAudience(school=item.school, item=item, key=one) for one in keys)
    return {"item_id": item.pk}


def published(academy: Academy, school: str) -> dict[str, Any]:
    """What everyone of the school reads, published by its head."""
    return _item(
        academy, school, "Portes ouvertes le samedi 12 décembre", "students", "guardians", "staff",
        state=State.PUBLISHED, starts_at=clock.now(), edition=1,
    )  # fmt: skip


def flash(academy: Academy, school: str) -> dict[str, Any]:
    """What its head asks the staff to say they read."""
    return _item(
        academy, school, "Exercice d’évacuation vendredi à 10 h", "staff", state=State.PUBLISHED,
        starts_at=clock.now(), edition=1, is_flash=True,
    )  # fmt: skip


def draft(academy: Academy, school: str) -> dict[str, Any]:
    """A draft of the head's, for all pupils."""
    return _item(academy, school, "Brouillon", "students")


def proposed(academy: Academy, school: str) -> dict[str, Any]:
    """What waits to be read before it is published."""
    return _item(academy, school, "Proposée", "students", state=State.REVIEW)


def withdrawn(academy: Academy, school: str) -> dict[str, Any]:
    """What the head took away."""
    return _item(academy, school, "Retirée", "students", state=State.WITHDRAWN)
