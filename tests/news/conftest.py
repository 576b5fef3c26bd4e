"""News written and published as the house does, for tests."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cast import LYCEE
from preau.access.public import Audience, Hat, hats_of
from preau.kernel import scope
from preau.kernel.ids import new_id
from preau.news.models import NewsItem
from preau.news.services import Written, publish, save_draft
from preau.news.services.writing import version_of


def hat_of(member: Any, school: uuid.UUID | None = None) -> Hat:
    """The hat that one of the cast wears in a school, or their first one."""
    hats = hats_of(member.account)
    found = next((one for one in hats if school in one.school_ids), hats[0])
    return replace(found, person_id=member.person.pk)


@pytest.fixture(autouse=True)
def everywhere() -> Any:
    with scope.everything("tests of news"):
        yield


@pytest.fixture
def written(academy: Any) -> Callable[..., NewsItem]:
    """Have one of the cast write a draft in the lycée: `written("helene-garnier", "students", title=…)`."""

    def write(who: str, *audiences: Audience | str, title: str = "Une actualité", text: str = "Texte.", **more: Any):
        school = academy.school(LYCEE).pk
        named = [Audience(one) if isinstance(one, str) else one for one in audiences]
        return save_draft(
            actor=academy[who].actor, hat=hat_of(academy[who], school), school_id=school, item_id=new_id(),
            written=Written(title, text, **more), audiences=named,
        )  # fmt: skip

    return write


@pytest.fixture
def published(academy: Any, written: Any) -> Callable[..., NewsItem]:
    """The same, published at once by who wrote it."""

    def go(who: str, *audiences: Audience | str, **more: Any) -> NewsItem:
        item = written(who, *audiences, **more)
        hat = hat_of(academy[who], item.school_id)
        return publish(actor=academy[who].actor, hat=hat, item_id=item.pk, version=version_of(item), widely=True)

    return go
