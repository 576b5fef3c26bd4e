"""The question of an item: one answer each, changed until its end, told as numbers alone, and to nobody before."""

import datetime as dt
import random
from typing import Any

import pytest

from harness.sql import queries
from news.conftest import hat_of
from preau.directory.errors import Overtaken, Refused
from preau.kernel import clock
from preau.kernel.models import AuditEntry
from preau.news import privacy
from preau.news.models import NewsItem, Poll, PollVote
from preau.news.selectors.polls import counted, poll_shown, seals_of
from preau.news.services import ask, publish, reopen, settle_polls, unask, vote, withdraw
from preau.news.services.writing import version_of

HEAD, PUPIL, TEACHER = "helene-garnier", "lina-benali", "claire-roux"


def doing(academy: Any, item: NewsItem, who: str = HEAD) -> dict[str, Any]:
    return {"actor": academy[who].actor, "hat": hat_of(academy[who], item.school_id), "item_id": item.pk}


def asked(academy: Any, item: NewsItem, *, several: bool = False, days: int = 5) -> None:
    item.refresh_from_db()
    ask(
        **doing(academy, item), question="Quel jour ?", answers=["Mardi", "Jeudi", "Samedi"], takes_several=several,
        ends_at=clock.now() + dt.timedelta(days=days), seen={"version": version_of(item)},
    )  # fmt: skip
    item.refresh_from_db()


@pytest.fixture
def running(academy: Any, written: Any) -> NewsItem:
    """An item for pupils and staff, published, that asks one day of three."""
    item: NewsItem = written(HEAD, "students", "staff", title="La fête")
    asked(academy, item)
    return publish(**doing(academy, item), version=version_of(item), widely=True)


def post(academy: Any, item: NewsItem, who: str, *chosen: Any) -> Any:
    return academy.client(who).post(f"/actualites/{item.pk}/repondre/", {"reponse": chosen})


def read(academy: Any, who: str, path: str) -> str:
    """A page, its spaces plain."""
    page: str = academy.client(who).get(path).content.decode()
    return page.replace("\u00a0", " ").replace("&nbsp;", " ").replace("\u202f", " ")


def others_answer(item: NewsItem, *bits: int) -> None:
    poll = Poll.objects.get(item=item)
    PollVote.objects.bulk_create(
        PollVote(school_id=item.school_id, poll=poll, voter=f"{at:064d}", chosen=one) for at, one in enumerate(bits)
    )


def later(monkeypatch: Any, **more: Any) -> None:
    moment = clock.now() + dt.timedelta(**more)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_reader_answers_once_and_changes_until_the_end(academy: Any, running: NewsItem, monkeypatch: Any) -> None:
    for chosen in (0, 0, 2):
        assert post(academy, running, PUPIL, chosen).status_code == 302
    vote_ = PollVote.objects.get(poll__item=running)
    assert vote_.chosen == 0b100
    page = read(academy, PUPIL, f"/actualites/{running.pk}/")
    assert "Changer ma réponse" in page and "1 personne a répondu" in page.replace("\u00a0", " ").replace("&nbsp;", " ")
    later(monkeypatch, days=6)
    assert post(academy, running, PUPIL, 1).status_code == 422
    vote_.refresh_from_db()
    assert vote_.chosen == 0b100


def test_nothing_is_told_before_the_end_not_to_its_author_either(academy: Any, running: NewsItem) -> None:
    others_answer(running, *[1] * 9)
    for who, path in ((PUPIL, f"/actualites/{running.pk}/"), (HEAD, f"/actualites/{running.pk}/relire/")):
        page = read(academy, who, path)
        assert "9 personnes ont répondu" in page and "Les résultats se liront à la fin" in page, path
        assert "100 %" not in page and "poll-count" not in page


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True)])
def test_fewer_than_five_answers_are_a_number_alone(
    academy: Any, running: NewsItem, monkeypatch: Any, people: int, told: bool
) -> None:
    others_answer(running, *[2] * people)
    later(monkeypatch, days=6)
    for who, path in ((PUPIL, f"/actualites/{running.pk}/"), (HEAD, f"/actualites/{running.pk}/relire/")):
        page = (
            academy.client(who)
            .get(path)
            .content.decode()
            .replace("\u00a0", " ")
            .replace("&nbsp;", " ")
            .replace("\u202f", " ")
        )
        assert f"{people} personnes ont répondu" in page
        assert ("poll-count" in page) is told and (f"{people} (100 %)" in page) is told


def test_what_is_kept_names_nobody(academy: Any, running: NewsItem) -> None:
    post(academy, running, PUPIL, 1)
    row = PollVote.objects.get(poll__item=running)
    number = academy[PUPIL].person.pk
    assert number.hex not in row.voter and str(number) not in row.voter and row.pk.version == 4
    assert not any(one.related_model.__name__ == "Person" for one in PollVote._meta.fields if one.related_model)
    entry = AuditEntry.objects.get(action="news.vote", subject_id=str(running.pk))
    assert number.hex not in str(entry.__dict__).replace("-", "") and academy[PUPIL].person.family_name not in str(
        entry.__dict__
    )


def test_a_key_of_the_installation_that_changes_gives_no_second_answer(
    academy: Any, running: NewsItem, settings: Any
) -> None:
    vote(**doing(academy, running, PUPIL), chosen=[0])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-of-the-installation"
    vote(**doing(academy, running, PUPIL), chosen=[1])
    assert [one.chosen for one in PollVote.objects.filter(poll__item=running)] == [0b10]


@pytest.mark.parametrize("chosen", [(), (7,), (0, 1), ("-1",), ("x",), ("²",)])
def test_what_is_no_answer_is_refused(academy: Any, running: NewsItem, chosen: tuple[Any, ...]) -> None:
    assert post(academy, running, PUPIL, *chosen).status_code == 422
    assert not PollVote.objects.filter(poll__item=running).exists()


def test_several_may_be_chosen_when_it_says_so(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    asked(academy, item, several=True)
    publish(**doing(academy, item), version=version_of(item), widely=True)
    assert post(academy, item, PUPIL, 0, 2, 2).status_code == 302
    assert counted(Poll.objects.get(item=item)) == ([1, 0, 1], 1)


def test_only_readers_answer(academy: Any, running: NewsItem, written: Any) -> None:
    assert post(academy, running, "samira-benali", 0).status_code == 404
    assert post(academy, running, "yves-caron", 0).status_code == 404
    draft = written(HEAD, "students")
    asked(academy, draft)
    assert post(academy, draft, PUPIL, 0).status_code == 404
    assert post(academy, draft, HEAD, 0).status_code == 403
    withdraw(**doing(academy, running))
    assert post(academy, running, PUPIL, 0).status_code == 404


def test_once_over_numbers_stay_and_answers_go(academy: Any, running: NewsItem, monkeypatch: Any) -> None:
    others_answer(running, 1, 1, 2, 4, 4, 4)
    assert settle_polls() == 0 and PollVote.objects.filter(poll__item=running).count() == 6
    later(monkeypatch, days=6)
    before = poll_shown(running, None)
    assert settle_polls() == 1 and settle_polls() == 0
    after = poll_shown(running, None)
    assert before and after and before.answers == after.answers and [one.people for one in after.answers] == [2, 1, 3]
    assert not PollVote.objects.filter(poll__item=running).exists()


def test_taken_up_again_everybody_is_asked_anew(academy: Any, running: NewsItem) -> None:
    others_answer(running, 1, 2)
    withdraw(**doing(academy, running))
    reopen(**doing(academy, running))
    assert not PollVote.objects.filter(poll__item=running).exists() and Poll.objects.filter(item=running).exists()


def test_a_question_of_what_is_published_does_not_change(academy: Any, running: NewsItem) -> None:
    with pytest.raises(Refused):
        asked(academy, running)
    with pytest.raises(Refused):
        unask(**doing(academy, running))


def test_two_people_never_overwrite_each_others_question(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    version = version_of(item)
    asked(academy, item)
    with pytest.raises(Overtaken):
        ask(
            **doing(academy, item), question="Autre ?", answers=["A", "B"], takes_several=False,
            ends_at=clock.now() + dt.timedelta(days=1), seen={"version": version},
        )  # fmt: skip


def test_the_form_of_a_question(academy: Any, written: Any) -> None:
    item, client = written(HEAD, "students"), academy.client(HEAD)
    path = f"/actualites/{item.pk}/question/"
    good = {"question": "Quand ?", "answers": "Mardi\nJeudi\n\n Jeudi ", "ends_on": "2031-01-31"}
    for wrong in ({"answers": "Un"}, {"answers": "\n".join("abcdefghi")}, {"answers": "Mardi\n" + "x" * 121},
                  {"ends_on": "9999-12-31"}, {"ends_on": "2020-01-01"}, {"question": ""}):  # fmt: skip
        page = client.get(path).content.decode()
        seen = page.split('name="seen" value="')[1].split('"')[0]
        assert client.post(path, {**good, **wrong, "seen": seen}).status_code == 422, wrong
    assert client.post(path, {**good, "seen": seen}).status_code == 302
    assert Poll.objects.get(item=item).answers == ["Mardi", "Jeudi"]
    assert client.post(path, {**good, "seen": seen}).status_code == 302  # sent twice
    assert client.post(f"{path}retirer/").status_code == 302 and not Poll.objects.filter(item=item).exists()


def test_words_of_a_question_are_never_html(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    item.refresh_from_db()
    script = "<script>alert(1)</script>"
    ask(
        **doing(academy, item), question=script, answers=[script, "Non"], takes_several=False,
        ends_at=clock.now() + dt.timedelta(days=1), seen={"version": version_of(item)},
    )  # fmt: skip
    item.refresh_from_db()
    publish(**doing(academy, item), version=version_of(item), widely=True)
    page = read(academy, PUPIL, f"/actualites/{item.pk}/")
    assert page.count("&lt;script&gt;alert(1)") >= 2 and "<script>alert" not in page


def test_ones_own_data_tell_ones_answers_and_erasure_takes_them(academy: Any, running: NewsItem) -> None:
    post(academy, running, PUPIL, 1)
    others_answer(running, 1)
    person = academy[PUPIL].person.pk
    assert privacy.export(person)["poll_answers"] == [{"question": "Quel jour ?", "answers": ["Jeudi"]}]
    assert privacy.erase([person], frozenset())["poll_answers"] == 1
    assert PollVote.objects.filter(poll__item=running).count() == 1


def test_whoever_answers_however_often_counts_once(academy: Any, running: NewsItem) -> None:
    last: dict[str, int] = {}
    drawn = random.Random(7)
    for _ in range(40):
        who, at = drawn.choice([PUPIL, TEACHER, HEAD, "nadia-leroy"]), drawn.randrange(3)
        vote(**doing(academy, running, who), chosen=[at])
        last[who] = at
        by_answer = [list(last.values()).count(one) for one in range(3)]
        assert counted(Poll.objects.get(item=running)) == (by_answer, len(last))


def test_seals_of_two_questions_differ(academy: Any) -> None:
    person, one, two = academy[PUPIL].person.pk, Poll().pk, Poll().pk
    assert not set(seals_of(one, person)) & set(seals_of(two, person))


def test_the_page_of_an_item_reads_its_question_in_three(academy: Any, running: NewsItem, published: Any) -> None:
    plain = published(HEAD, "students", title="Sans question")
    client = academy.client(PUPIL)
    counts = []
    for item in (plain, running):
        client.get(f"/actualites/{item.pk}/")
        with queries() as found:
            client.get(f"/actualites/{item.pk}/")
        counts.append(len(found))
    assert counts[1] - counts[0] <= 2
