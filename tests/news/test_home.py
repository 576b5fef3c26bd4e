"""Home pages show what the page of news does, read by a statement of their own."""

import datetime as dt
from typing import Any

import pytest

from cast import LYCEE
from news.conftest import hat_of
from preau.kernel import clock
from preau.news.models import NewsItem
from preau.news.selectors.files import lines_of
from preau.news.selectors.home import RECENT, at_home
from preau.news.selectors.reading import PINNED_FIRST, news_for
from preau.news.services import acknowledge, pin

CAST = ("lina-benali", "samira-benali", "karim-benali", "claire-roux", "helene-garnier", "nadia-leroy")


def expected(hat: Any) -> tuple[list[Any], list[Any]]:
    rows = lines_of(news_for(hat).order_by(*PINNED_FIRST))
    recent = [one for place, one in enumerate(rows) if place < RECENT and not one.waits]
    return [one for one in rows if one.waits], recent


@pytest.mark.parametrize("who", CAST)
def test_a_home_page_shows_what_the_page_of_news_does(academy: Any, published: Any, who: str) -> None:
    now = clock.now()
    kinds = ("students", "guardians", "staff", "teachers")
    for number, kind in enumerate(kinds * 2):
        published("helene-garnier", kind, title=f"{kind} {number}", is_flash=number in (1, 4, 5))
    published("helene-garnier", *kinds, title="Une autre fois", starts_at=now + dt.timedelta(days=3))
    over = published("helene-garnier", *kinds, title="Hier", ends_at=now + dt.timedelta(days=1))
    NewsItem.objects.filter(pk=over.pk).update(starts_at=now - dt.timedelta(days=2), ends_at=now)
    hat = hat_of(academy[who], academy.school(LYCEE).pk)
    assert at_home(hat) == expected(hat) != ([], [])
    first = news_for(hat).last()
    assert first is not None
    pin(actor=academy["helene-garnier"].actor, hat=hat_of(academy["helene-garnier"]), item_id=first.pk)
    for one in news_for(hat).filter(is_flash=True)[:1]:
        acknowledge(actor=academy[who].actor, hat=hat, item_id=one.pk)
    shown = at_home(hat)
    assert shown == expected(hat)
    assert not {"Une autre fois", "Hier"} & {one.title for part in shown for one in part}
