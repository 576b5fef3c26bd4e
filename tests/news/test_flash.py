"""A flash: read, said to be read, who has not, and a reminder to those alone; and texts that are never HTML."""

import datetime as dt
from typing import Any

import pytest

from cast import LYCEE
from news.conftest import hat_of
from preau.access.public import Audience
from preau.directory.errors import Refused
from preau.directory.models import Homeroom
from preau.kernel import clock, jobs
from preau.kernel.models import Job
from preau.news.models import Acknowledgement, NewsItem
from preau.news.selectors.desk import not_read, unread_of
from preau.news.services import forget_old, remind
from preau.notifications.models import Notice
from preau.ui.texts import paragraphs

TEACHER, PUPIL, MOTHER, FATHER = "claire-roux", "lina-benali", "samira-benali", "karim-benali"


@pytest.fixture
def trip(academy: Any, published: Any) -> NewsItem:
    room = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4")
    keys = [Audience("class_students", room.pk), Audience("class_guardians", room.pk)]
    item: NewsItem = published(TEACHER, *keys, title="Sortie de la classe", is_flash=True)
    return item


def ids(item: NewsItem) -> set[Any]:
    return {one.person_id for one in unread_of(item)}


def test_a_flash_stands_on_the_home_page_until_it_is_read(academy: Any, trip: NewsItem) -> None:
    lina = academy.client(PUPIL)
    assert "Sortie de la classe" in lina.get("/").content.decode()
    answer = lina.post(f"/actualites/{trip.pk}/lu/", {"retour": "accueil"})
    assert answer["Location"] == "/" and lina.post(f"/actualites/{trip.pk}/lu/").status_code == 302
    assert Acknowledgement.objects.filter(item=trip, person=academy[PUPIL].person).count() == 1
    page = lina.get(f"/actualites/{trip.pk}/").content.decode()
    assert "Vous avez dit l’avoir lue" in page and f"/actualites/{trip.pk}/lu/" not in page


def test_who_has_not_read_is_named_with_their_child_and_reminded_alone(academy: Any, trip: NewsItem) -> None:
    jobs.run(Job.objects.get(key=f"news.tell/news/{trip.pk}/1").pk)
    academy.client(MOTHER).post(f"/actualites/{trip.pk}/lu/")
    father = academy[FATHER].person
    assert academy[MOTHER].person.pk not in ids(trip) and {father.pk, academy[PUPIL].person.pk} <= ids(trip)
    line = next(one for one in not_read(trip) if father.family_name in one.name and father.given_name in one.name)
    assert "Lina" in line.children
    teacher = academy.client(TEACHER)
    assert father.given_name in teacher.get(f"/actualites/{trip.pk}/lecteurs/").content.decode()
    assert teacher.post(f"/actualites/{trip.pk}/rappeler/").status_code == 302
    jobs.run(Job.objects.get(name="news.remind").pk)
    told = set(Notice.objects.filter(matter__kind="news.reminded").values_list("person_id", flat=True))
    assert told == ids(trip) and academy[MOTHER].person.pk not in told


def test_a_reminder_leaves_once_a_day_and_takes_the_place_of_the_one_before(
    academy: Any, trip: NewsItem, monkeypatch: Any
) -> None:
    doing = {"actor": academy[TEACHER].actor, "hat": hat_of(academy[TEACHER], trip.school_id), "item_id": trip.pk}
    remind(**doing)
    jobs.run(Job.objects.get(name="news.remind").pk)
    with pytest.raises(Refused):
        remind(**doing)
    later = clock.now() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    remind(**doing)
    for job in Job.objects.filter(name="news.remind"):
        jobs.run(job.pk)
    open_ones = Notice.objects.filter(matter__kind="news.reminded", person=academy[PUPIL].person, ended_at=None)
    assert open_ones.count() == 1


def test_saying_so_settles_the_bell(academy: Any, trip: NewsItem) -> None:
    jobs.run(Job.objects.get(key=f"news.tell/news/{trip.pk}/1").pk)
    mine = Notice.objects.filter(matter__key=f"news/{trip.pk}/1", person=academy[MOTHER].person)
    assert mine.get().about_id == academy[PUPIL].person.pk and mine.get().read_at is None
    academy.client(MOTHER).post(f"/actualites/{trip.pk}/lu/")
    assert mine.get().read_at is not None


def test_nobody_else_says_they_read_it(academy: Any, trip: NewsItem) -> None:
    assert academy.client("ines-lopes").post(f"/actualites/{trip.pk}/lu/").status_code == 404
    assert academy.client("nadia-leroy").post(f"/actualites/{trip.pk}/lu/").status_code == 403
    assert academy.client(TEACHER).post(f"/actualites/{trip.pk}/lu/").status_code == 302  # hers, but not for her
    assert not Acknowledgement.objects.filter(item=trip).exists()


def test_a_year_after_its_end_it_goes_with_what_was_said_of_it(academy: Any, trip: NewsItem, monkeypatch: Any) -> None:
    academy.client(PUPIL).post(f"/actualites/{trip.pk}/lu/")
    start = clock.now()
    for days, stays in ((364, True), (366, False)):
        monkeypatch.setattr(clock, "now", lambda days=days: start + dt.timedelta(days=days))
        forget_old()
        assert NewsItem.objects.filter(pk=trip.pk).exists() is stays
    assert not Acknowledgement.objects.filter(item_id=trip.pk).exists()


SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)> https://exemple.fr/?a="><b>'


def test_what_is_written_is_shown_as_text_wherever_it_stands(academy: Any, published: Any) -> None:
    item = published("helene-garnier", "students", "staff", title=SCRIPT[:110], text=SCRIPT, is_flash=True)
    pages = [(PUPIL, "/"), (PUPIL, "/actualites/"), (PUPIL, f"/actualites/{item.pk}/")]
    pages += [("helene-garnier", f"/actualites/{item.pk}/relire/"), ("helene-garnier", "/actualites/bureau/")]
    for who, path in pages:
        page = academy.client(who).get(path).content.decode()
        assert "&lt;script&gt;alert(1)" in page, path
        assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Un.\n\nDeux\ntrois", "<p>Un.</p><p>Deux<br>trois</p>"),
        ("Un\r\n\r\n\r\nDeux", "<p>Un</p><p>Deux</p>"),
        ("", ""),
        ("<b>gras</b>", "<p>&lt;b&gt;gras&lt;/b&gt;</p>"),
        (
            "<i> http://exemple.fr <b>",
            '<p>&lt;i&gt; <a href="http://exemple.fr" rel="noopener noreferrer nofollow ugc">http://exemple.fr</a>'
            " &lt;b&gt;</p>",
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            "Voir https://exemple.fr/a?b=1&c=2.",
            '<p>Voir <a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc">'
            "https://exemple.fr/a?b=1&amp;c=2</a>.</p>",
        ),
    ],
)
def test_a_text_becomes_paragraphs_and_safe_links(text: str, shown: str) -> None:
    assert str(paragraphs(text)) == shown
