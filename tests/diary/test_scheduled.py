"""What is published at a moment chosen, or at the end of quiet hours: written again, it keeps its moment."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from diary.conftest import TEACHER, TODAY, TUESDAY, Clock, Diary
from diary.test_pages import sheet, typed
from preau.diary.enums import Shown
from preau.diary.models import Entry, Work
from preau.diary.services import Place, Publication, save_entry
from preau.kernel.ids import new_id

Visit = Callable[[str], Any]
THURSDAY_NOON = dt.datetime(2026, 11, 26, 11, 0, tzinfo=dt.UTC)
LATER = Publication(Shown.LATER, THURSDAY_NOON)


@pytest.fixture
def addresses(diary: Diary) -> dict[str, Any]:
    """A lesson's page, a page without a lesson and work, which families read on Thursday at noon."""
    lesson, room = diary.lesson(diary.slot()), diary.homeroom()
    diary.write(lesson, publication=LATER)
    work = diary.give(diary.given(None), publication=LATER)
    place, key = Place(diary.school.pk, TODAY, "Sortie", units={room.pk: room.label}), new_id()
    save_entry(**diary.doing(TEACHER), entry_id=key, place=place, text="Visite", publication=LATER)
    return {
        "lesson": reverse("diary:lesson", args=[lesson.pk]), "page": reverse("diary:page", args=[key]),
        "work": reverse("diary:work", args=[work.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("which", ["lesson", "page", "work"])
def test_saved_again_it_keeps_the_moment_that_was_chosen(
    diary: Diary, addresses: dict[str, Any], client_as: Visit, moment: Clock, which: str
) -> None:
    client, address = client_as(TEACHER), addresses[which]
    sent = typed(client.get(address))
    assert (sent["shown"], sent["at"]) == ("later", "2026-11-26T12:00")
    assert client.post(address, {**sent, "text": "Corrigé"}).status_code == 302
    row = (Work if which == "work" else Entry).objects.get(text="Corrigé")
    assert (row.appears_at, row.version) == (THURSDAY_NOON, 2)
    opened = typed(client.get(address))
    moment.now = THURSDAY_NOON + dt.timedelta(minutes=20)
    assert client.post(address, {**opened, "text": "Corrigé encore"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.appears_at) == ("Corrigé encore", THURSDAY_NOON)
    assert typed(client.get(address))["shown"] == "now"


def test_it_is_published_at_once_by_who_asks_it(addresses: dict[str, Any], client_as: Visit, moment: Clock) -> None:
    client, address = client_as(TEACHER), addresses["work"]
    assert client.post(address, {**typed(client.get(address)), "shown": "now"}).status_code == 302
    assert Work.objects.get().appears_at == moment.now


def test_what_quiet_hours_hold_still_appears_when_they_end(diary: Diary, client_as: Visit, moment: Clock) -> None:
    lesson, client = diary.lesson(diary.slot()), client_as(TEACHER)
    address = reverse("diary:lesson", args=[lesson.pk])
    moment.now = dt.datetime.combine(TUESDAY, dt.time(20, 30), dt.UTC)
    morning = dt.datetime.combine(TUESDAY + dt.timedelta(days=1), dt.time(6), dt.UTC)
    for text in ("Thalès", "Thalès, puis Pythagore"):
        assert client.post(address, {**sheet(client, lesson), "text": text}).status_code == 302
        assert Entry.objects.get().appears_at == morning
    opened = sheet(client, lesson)
    moment.now = morning + dt.timedelta(minutes=5)
    assert client.post(address, {**opened, "text": "Corrigé"}).status_code == 302
    assert Entry.objects.get().appears_at == morning
