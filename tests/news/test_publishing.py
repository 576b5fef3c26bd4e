"""From a draft to what people read: who may, when it shows, what a double click and another writer do."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import LYCEE
from news.conftest import hat_of
from preau.access.enums import Right
from preau.access.public import Audience, places_to_address
from preau.directory.errors import Overtaken, Refused
from preau.directory.models import Homeroom
from preau.identity import stepping
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import Lock
from preau.kernel import clock, jobs
from preau.kernel.models import AuditEntry, Job
from preau.news.enums import State
from preau.news.models import NewsAudience, NewsItem
from preau.news.selectors.desk import desk_item, reach_of
from preau.news.selectors.reading import news_for
from preau.news.services import Written, pin, publish, save_draft, send_back, submit, withdraw
from preau.news.services.writing import version_of
from preau.notifications.kinds import kind_of
from preau.notifications.models import Notice

HEAD, TEACHER, CPE, PUPIL = "helene-garnier", "claire-roux", "nadia-leroy", "lina-benali"


def doing(academy: Any, who: str) -> dict[str, Any]:
    return {"actor": academy[who].actor, "hat": hat_of(academy[who], academy.school(LYCEE).pk)}


def reads(academy: Any, who: str, item: NewsItem) -> bool:
    return news_for(hat_of(academy[who], item.school_id)).filter(pk=item.pk).exists()


def form_of(academy: Any, **more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()), "title": "Photo de classe", "text": "Mardi.", "whom": ["pupils"],
        "places": ["school"], "starts_hour": "8", "seen": "", **more,
    }  # fmt: skip


def test_a_head_writes_reads_again_and_publishes_in_three_steps(academy: Any) -> None:
    head = academy.client(HEAD)
    step = head.post("/actualites/rediger/", form_of(academy))
    page = head.get(step["Location"])
    item = NewsItem.objects.get(title="Photo de classe")
    assert "les élèves de l’établissement" in page.content.decode()
    hat = hat_of(academy[HEAD], item.school_id)
    assert f"{reach_of(desk_item(hat, item.pk)).people} personnes" in page.content.decode()
    assert not reads(academy, PUPIL, item)
    done = head.post(f"/actualites/{item.pk}/publier/tous/", {"version": version_of(item)})
    assert done.status_code == 302 and reads(academy, PUPIL, item)
    assert "Photo de classe" in academy.client(PUPIL).get("/").content.decode()


def test_publishing_to_a_school_asks_for_the_second_factor_again(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    stale = academy.client(HEAD)
    session = stale.session
    del session[stepping.CONFIRMED]
    session.save()
    asked = stale.post(f"/actualites/{item.pk}/publier/tous/", {"version": version_of(item)})
    item.refresh_from_db()
    assert item.state == State.DRAFT and 'action="/confirmer/"' in asked.content.decode()
    # and the door for classes does not lead round it
    through = stale.post(f"/actualites/{item.pk}/publier/", {"version": version_of(item)})
    item.refresh_from_db()
    assert through.status_code == 403 and item.state == State.DRAFT


def test_a_teacher_publishes_to_their_classes_and_to_no_other(academy: Any, written: Any) -> None:
    school = academy.school(LYCEE)
    mine = Homeroom.objects.get(school=school, label="2de 4")
    taught = {one.unit_id for one in _taught(academy)}
    other = Homeroom.objects.filter(school=school).exclude(pk__in=taught).first()
    item = written(TEACHER, Audience("class_students", mine.pk))
    publish(**doing(academy, TEACHER), item_id=item.pk, version=version_of(item), widely=False)
    assert reads(academy, PUPIL, item)
    for audience in (Audience("class_students", other.pk), Audience("students")):
        with pytest.raises(PermissionDenied):
            written(TEACHER, audience)


def _taught(academy: Any) -> Any:
    school = academy.school(LYCEE).pk
    hat = hat_of(academy[TEACHER], school)
    return [Audience("class_students", place.id) for place, _ in places_to_address(hat, Right.WRITE_NEWS, school)]


def test_a_form_that_names_a_class_of_another_writes_nothing(academy: Any) -> None:
    other = Homeroom.objects.filter(school=academy.school(LYCEE)).exclude(
        pk__in={one.unit_id for one in _taught(academy)}
    ).first()  # fmt: skip
    forged = academy.client(TEACHER).post("/actualites/rediger/", form_of(academy, places=[f"class:{other.pk.hex}"]))
    assert forged.status_code == 422 and not NewsItem.objects.filter(title="Photo de classe").exists()


def test_who_only_writes_proposes_and_the_head_publishes_or_gives_back(academy: Any, written: Any) -> None:
    item = written(CPE, "students")
    with pytest.raises(PermissionDenied):
        publish(**doing(academy, CPE), item_id=item.pk, version=version_of(item), widely=True)
    submit(**doing(academy, CPE), item_id=item.pk)
    back = send_back(**doing(academy, HEAD), item_id=item.pk, remark="Dites quel jour.")
    assert (back.state, back.remark) == (State.DRAFT, "Dites quel jour.")
    submit(**doing(academy, CPE), item_id=item.pk)
    item.refresh_from_db()
    publish(**doing(academy, HEAD), item_id=item.pk, version=version_of(item), widely=True)
    assert reads(academy, PUPIL, item)


def test_it_shows_from_its_beginning_to_its_end(academy: Any, written: Any, monkeypatch: Any) -> None:
    now = clock.now()
    start, end = now + dt.timedelta(days=1), now + dt.timedelta(days=2)
    item = written(HEAD, "students", starts_at=start, ends_at=end)
    publish(**doing(academy, HEAD), item_id=item.pk, version=version_of(item), widely=True)
    seen = []
    for moment in (now, start, end - dt.timedelta(seconds=1), end):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        seen.append(reads(academy, PUPIL, item))
    assert seen == [False, True, True, False]
    assert Job.objects.get(key=f"news.tell/news/{item.pk}/1").run_at == start


def test_withdrawn_nobody_reads_it_and_bells_forget_it(academy: Any, published: Any) -> None:
    item = published(HEAD, "students")
    jobs.run(Job.objects.get(key=f"news.tell/news/{item.pk}/1").pk)
    assert Notice.objects.filter(person=academy[PUPIL].person, ended_at=None, matter__kind="news.published").exists()
    withdraw(**doing(academy, HEAD), item_id=item.pk)
    assert not reads(academy, PUPIL, item)
    assert academy.client(PUPIL).get(f"/actualites/{item.pk}/").status_code == 404
    assert not Notice.objects.filter(matter__key=f"news/{item.pk}/1", ended_at=None).exists()


def test_withdrawn_before_its_job_ran_tells_nobody(academy: Any, published: Any) -> None:
    item = published(HEAD, "students")
    withdraw(**doing(academy, HEAD), item_id=item.pk)
    jobs.run(Job.objects.get(key=f"news.tell/news/{item.pk}/1").pk)
    assert not Notice.objects.filter(matter__key=f"news/{item.pk}/1").exists()


def test_a_double_click_publishes_and_tells_once(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    version = version_of(item)
    for _ in range(2):
        publish(**doing(academy, HEAD), item_id=item.pk, version=version, widely=True)
    job = Job.objects.get(name="news.tell", key__startswith=f"news.tell/news/{item.pk}/")
    assert jobs.run(job.pk) and not jobs.run(job.pk)
    assert AuditEntry.objects.filter(action="news.publish", subject_id=str(item.pk)).count() == 1
    assert Notice.objects.filter(matter__key=f"news/{item.pk}/1", person=academy[PUPIL].person).count() == 1


def test_a_form_sent_twice_writes_one_draft(academy: Any) -> None:
    head, sent = academy.client(HEAD), form_of(academy)
    assert [head.post("/actualites/rediger/", sent).status_code for _ in range(2)] == [302, 302]
    assert NewsItem.objects.filter(title="Photo de classe").count() == 1


def test_two_people_never_overwrite_each_other(academy: Any, written: Any) -> None:
    item = written(HEAD, "students", title="Avant")
    head = academy.client(HEAD)
    page = head.get(f"/actualites/{item.pk}/rediger/").content.decode()
    seal = re.search(r'name="seen" value="([^"]+)"', page)
    assert seal
    save_draft(
        **doing(academy, HEAD), school_id=item.school_id, item_id=item.pk, written=Written("Entre-temps", "Texte."),
        audiences=[Audience("students")], seen={"version": version_of(item)},
    )  # fmt: skip
    late = head.post(f"/actualites/{item.pk}/rediger/", form_of(academy, key=str(item.pk), seen=seal.group(1)))
    assert late.status_code == 409 and "Entre-temps" in late.content.decode()
    item.refresh_from_db()
    assert item.title == "Entre-temps"
    with pytest.raises(Overtaken):
        publish(**doing(academy, HEAD), item_id=item.pk, version="2026-01-01T00:00:00+00:00", widely=True)


def test_one_is_pinned_at_most(academy: Any, published: Any) -> None:
    first, second = published(HEAD, "students", title="Un"), published(HEAD, "students", title="Deux")
    for item in (first, second):
        pin(**doing(academy, HEAD), item_id=item.pk)
    assert list(NewsItem.objects.filter(school_id=first.school_id, is_pinned=True)) == [second]
    page = academy.client(PUPIL).get("/actualites/").content.decode()
    assert page.index("Deux") < page.index("Un<")


def test_who_publishes_to_classes_alone_pins_nothing(academy: Any, published: Any) -> None:
    first = published(HEAD, "students", title="Un")
    pin(**doing(academy, HEAD), item_id=first.pk)
    room = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4")
    own = published(TEACHER, Audience("class_students", room.pk), title="Deux")
    page = academy.client(TEACHER).get(f"/actualites/{own.pk}/relire/").content.decode()
    assert "Épingler" not in page
    assert academy.client(TEACHER).post(f"/actualites/{own.pk}/epingler/").status_code == 403
    assert list(NewsItem.objects.filter(school_id=first.school_id, is_pinned=True)) == [first]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_calendars_is_told_of(academy: Any, day: str) -> None:
    for name in ("starts_on", "ends_on"):
        answer = academy.client(HEAD).post("/actualites/rediger/", form_of(academy, **{name: day}))
        assert answer.status_code == 422 and "Vérifiez l’année" in answer.content.decode()


def test_whoever_may_not_write_to_many_publishes_nothing(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    now = clock.now()
    Lock.objects.create(
        target=LockTarget.PERSON, kind=LockKind.WRITE_MANY, person=academy[HEAD].person, reason="essai", set_at=now,
        set_by="essai",
    )  # fmt: skip
    answer = academy.client(HEAD).post(f"/actualites/{item.pk}/publier/tous/", {"version": version_of(item)})
    item.refresh_from_db()
    assert answer.status_code == 403 and item.state == State.DRAFT


def test_an_end_before_the_beginning_is_refused(academy: Any, written: Any) -> None:
    with pytest.raises(Refused):
        written(HEAD, "students", starts_at=clock.now(), ends_at=clock.now() - dt.timedelta(days=1))


def test_too_many_audiences_are_refused(written: Any) -> None:
    with pytest.raises(Refused):
        written(HEAD, *[Audience("students", level=str(number)) for number in range(NewsAudience.MOST + 1)])


def test_a_safety_notice_is_the_heads_and_rings_at_once(academy: Any, written: Any, published: Any, monkeypatch: Any):
    with pytest.raises(PermissionDenied):
        written(CPE, "students", sort="safety")
    sunday = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: sunday)
    item = published(HEAD, "students", sort="safety")
    jobs.run(Job.objects.get(key=f"news.tell/news/{item.pk}/1").pk)
    notice = Notice.objects.get(matter__key=f"news/{item.pk}/1", person=academy[PUPIL].person)
    assert notice.rings_at == sunday
    assert not kind_of("news.safety").refusable
