"""Reports: made at any hour, seen by those in charge alone, followed by whoever made them, told to nobody else."""

import datetime as dt
import json
from typing import Any

import pytest

from messaging.conftest import Clock, Post, main_of
from preau.access.enums import Right
from preau.access.public import entrust
from preau.identity.enums import LockKind
from preau.identity.models import Lock, Office
from preau.kernel import clock, jobs
from preau.kernel import outbox as queue
from preau.kernel.audit import sentence_of
from preau.kernel.duties import export_of
from preau.kernel.models import AuditEntry
from preau.messaging.models import Message
from preau.messaging.services import recall
from preau.messaging.services.purging import purge
from preau.notifications.models import Notice
from preau.safety.enums import Climbed, State
from preau.safety.models import Report
from preau.safety.services import climb_unopened, expire
from preau.safety.services.telling import one_working_day_after
from safety.conftest import CPE, HEAD, PARENT, PUPIL, TEACHER, report_by_page

PARIS = "Europe/Paris"


def name_referent(post: Post, who: str) -> None:
    """The head names somebody who receives reports."""
    school = post.academy.school("1001")
    entrust(
        actor=post.academy[HEAD].actor, school_id=school.pk, person_id=post.academy[who].person.pk,
        right=Right.HANDLE_REPORTS, starts_on=clock.today(), ends_on=clock.today() + dt.timedelta(days=200),
        reason="Référent harcèlement",
    )  # fmt: skip


def told(post: Post, who: str) -> list[str]:
    """Kinds of the notices about safety that somebody has."""
    queue.dispatch()
    jobs.settle()
    rows = Notice.objects.filter(person=post.academy[who].person, ended_at=None, matter__kind__startswith="safety.")
    return sorted(rows.values_list("matter__kind", flat=True))


def message_to_pupil(post: Post, moment: Clock, who: str = TEACHER) -> Message:
    row = post.send(who, post.person(PUPIL), subject="Ton devoir", text="Tu es nulle.")
    moment.on(hours=1)
    row.refresh_from_db()
    return row


def test_the_page_shows_whom_to_call_before_and_after_sign_in(clean: None, post: Post, client: Any) -> None:
    for browser in (client, post.academy.client(PUPIL), post.academy.client("paul-faure")):
        page = main_of(browser, "/signaler/")
        assert [page.count(f'href="tel:{number}"') for number in ("3018", "119", "17")] == [1, 1, 1]
        assert 0 < page.index("tel:17") < (page.index("<form") if "<form" in page else len(page))
    assert "<form" not in main_of(client, "/signaler/") and "<form" not in main_of(
        post.academy.client("paul-faure"), "/signaler/"
    )
    assert client.post("/signaler/", {"text": "x"}).status_code == 200 and not Report.objects.exists()
    for path in ("/connexion/", "/aide/"):
        assert 'href="/signaler/"' in client.get(path).content.decode()
    assert 'href="/signaler/"' in post.academy.client(PARENT).get("/").content.decode()


def test_a_pupil_reports_a_message_and_follows_it_to_its_end(clean: None, post: Post, moment: Clock) -> None:
    name_referent(post, CPE)
    row = message_to_pupil(post, moment)
    moment.now = dt.datetime(2026, 11, 28, 23, 30, tzinfo=dt.UTC)  # in the night of a Saturday
    pupil = post.academy.client(PUPIL)
    assert f"/signaler/message/{row.pk}/" in main_of(pupil, f"/messages/fil/{row.thread}/")
    answer, form = report_by_page(pupil, f"/signaler/message/{row.pk}/", text="")
    assert answer.status_code == 303
    again = pupil.post(f"/signaler/message/{row.pk}/", form)  # a double click
    assert again["Location"] == answer["Location"] and Report.objects.count() == 1
    made = Report.objects.get()
    assert told(post, HEAD) == told(post, CPE) == ["safety.received"] and told(post, TEACHER) == []
    now = Notice.objects.filter(matter__kind="safety.received").values_list("rings_at", flat=True)
    assert set(now) == {moment.now}  # no calm hour holds it
    assert "Envoyé" in main_of(pupil, "/signaler/") and "il montera" in main_of(pupil, answer["Location"])
    cpe = post.academy.client(CPE)
    page = main_of(cpe, f"/signalements/{made.pk}/")
    assert post.academy[PUPIL].person.full_name in page and post.academy[TEACHER].person.full_name in page
    assert "Tu es nulle." not in page  # the text stands on its own page, whose readings are noted
    assert told(post, HEAD) == [] and told(post, PUPIL) == ["safety.followed"]
    assert "Tu es nulle." in main_of(cpe, f"/signalements/{made.pk}/echange/")
    assert main_of(post.academy.client(HEAD), f"/signalements/{made.pk}/").count("a lu l’échange") == 1
    assert AuditEntry.objects.filter(action="safety.read_exchange", subject_id=str(made.pk)).count() == 1
    assert cpe.post(f"/signalements/{made.pk}/noter/", {"note": "Je vois la classe mardi."}).status_code == 303
    assert "Je vois la classe" in main_of(post.academy.client(HEAD), f"/signalements/{made.pk}/")
    assert cpe.post(f"/signalements/{made.pk}/clore/", {"outcome": ""}).status_code == 422
    assert cpe.post(f"/signalements/{made.pk}/clore/", {"outcome": "Nous l’avons reçu."}).status_code == 303
    followed = main_of(pupil, answer["Location"])
    assert "Nous l’avons reçu." in followed and "mardi" not in followed
    assert post.academy[CPE].person.full_name not in followed
    assert main_of(post.academy.client(PARENT), answer["Location"], 404) is not None


def test_what_was_reported_stays_whatever_becomes_of_the_message(clean: None, post: Post, moment: Clock) -> None:
    row = message_to_pupil(post, moment)
    report_by_page(post.academy.client(PUPIL), f"/signaler/message/{row.pk}/")
    recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk)
    purge([row.pk])
    made, head = Report.objects.get(), post.academy.client(HEAD)
    page = main_of(head, f"/signalements/{made.pk}/echange/")
    assert "Tu es nulle." in page and "l’empreinte est la même" in page
    kept = AuditEntry.objects.get(action="safety.report", subject_id=str(made.pk))
    assert kept.data["digest"] == made.digest
    Report.objects.update(frozen=made.frozen.replace("nulle", "gentille"))
    assert "son empreinte a changé" in main_of(head, f"/signalements/{made.pk}/echange/")


def test_who_is_reported_learns_nothing_of_it_anywhere(clean: None, post: Post, moment: Clock) -> None:
    """They are in charge themselves: no page, notice, journal or export says that there is a report, nor by whom."""
    for who in (TEACHER, CPE):
        name_referent(post, who)
    row = message_to_pupil(post, moment)
    report_by_page(post.academy.client(PUPIL), f"/signaler/message/{row.pk}/", text="SECRET-DE-LINA")
    made, lina = Report.objects.get(), post.academy[PUPIL].person.full_name
    cpe = post.academy.client(CPE)
    main_of(cpe, f"/signalements/{made.pk}/")
    main_of(cpe, f"/signalements/{made.pk}/echange/")
    cpe.post(f"/signalements/{made.pk}/suspendre/")
    cpe.post(f"/signalements/{made.pk}/clore/", {"outcome": "Fait."})
    teacher = post.academy.client(TEACHER)
    assert "Aucun signalement" in main_of(teacher, "/signalements/")
    for path in ("", "echange/"):
        main_of(teacher, f"/signalements/{made.pk}/{path}", 404)
    for path, data in (("noter/", {"note": "x"}), ("suspendre/", {}), ("clore/", {"outcome": "x"})):
        assert teacher.post(f"/signalements/{made.pk}/{path}", data).status_code == 404
    assert told(post, TEACHER) == []
    told_them = json.dumps(export_of(post.academy[TEACHER].person.pk), ensure_ascii=False, default=str)
    for word in ("SECRET-DE-LINA", str(made.pk), "signal", '"safety"'):
        assert word not in told_them, word
    school = str(post.academy.school("1001").pk)
    rows = AuditEntry.objects.filter(chain=school).exclude(action="access.entrust")
    said = [sentence_of(one) for one in rows]
    assert said and not [one for one in said if "signal" in one]  # a school's journal may be confided to anybody of it
    everything = list(AuditEntry.objects.filter(action__startswith="safety."))
    assert everything and not [one for one in everything if lina in one.actor_label + json.dumps(one.data)]
    api = teacher.get("/api/v1/me/")
    assert lina not in api.content.decode()
    for_parent = json.dumps(export_of(post.academy[PUPIL].person.pk, for_guardian=True), default=str)
    assert "SECRET-DE-LINA" not in for_parent  # a pupil may report a parent
    assert "SECRET-DE-LINA" in json.dumps(export_of(post.academy[PUPIL].person.pk), default=str)


def test_when_a_head_is_involved_those_above_receive_it_at_once(clean: None, post: Post, moment: Clock) -> None:
    name_referent(post, CPE)
    head = post.academy[HEAD].person
    answer, _ = report_by_page(post.academy.client(TEACHER), involved=[str(head.pk)])
    assert answer.status_code == 303
    made = Report.objects.get()
    assert made.climbed == Climbed.AUTHORITY
    assert told(post, HEAD) == [] and told(post, CPE) == told(post, "paul-faure") == ["safety.received"]
    main_of(post.academy.client(HEAD), f"/signalements/{made.pk}/", 404)
    assert "On se moque" in main_of(post.academy.client("paul-faure"), f"/signalements/{made.pk}/")
    main_of(post.academy.client("julie-morin"), f"/signalements/{made.pk}/", 404)  # another collectivity


def test_a_report_by_a_head_goes_to_the_others(clean: None, post: Post, moment: Clock) -> None:
    report_by_page(post.academy.client(HEAD), standing="witness")
    made = Report.objects.get()
    assert made.climbed == Climbed.AUTHORITY and told(post, HEAD) == []
    main_of(post.academy.client(HEAD), f"/signalements/{made.pk}/", 404)


def test_what_nobody_opens_climbs_after_a_working_day_and_once(clean: None, post: Post, moment: Clock) -> None:
    moment.now = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)  # Friday, 17 h in Paris
    report_by_page(post.academy.client(PUPIL))
    officer = post.academy.client("paul-faure")
    made = Report.objects.get()
    moment.now = dt.datetime(2026, 11, 30, 15, 59, tzinfo=dt.UTC)
    assert climb_unopened() == 0
    main_of(officer, f"/signalements/{made.pk}/", 404)
    moment.now = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)
    assert climb_unopened() == 1 and climb_unopened() == 0
    assert told(post, "paul-faure") == ["safety.received"]
    main_of(officer, f"/signalements/{made.pk}/")
    assert told(post, "paul-faure") == told(post, HEAD) == []  # opened: it waits for nobody any more


def test_what_was_opened_does_not_climb(clean: None, post: Post, moment: Clock) -> None:
    report_by_page(post.academy.client(PUPIL))
    main_of(post.academy.client(HEAD), f"/signalements/{Report.objects.get().pk}/")
    moment.on(days=5)
    assert climb_unopened() == 0 and Report.objects.get().climbed == Climbed.NO


def test_without_an_officer_it_climbs_to_who_runs_the_platform(clean: None, post: Post, moment: Clock) -> None:
    Office.objects.exclude(local_authority=None).update(ended_at=moment.now)
    report_by_page(post.academy.client(PUPIL))
    moment.on(days=5)
    made = Report.objects.get()
    climb_unopened()
    made.refresh_from_db()
    assert made.climbed == Climbed.PLATFORM and told(post, "alex-brun") == ["safety.received"]
    main_of(post.academy.client("alex-brun"), f"/signalements/{made.pk}/")


@pytest.mark.parametrize(
    ("at", "climbs"),
    [
        ("2026-11-24T10:00+01:00", "2026-11-25T10:00+01:00"),  # Tuesday
        ("2026-11-27T17:00+01:00", "2026-11-30T17:00+01:00"),  # Friday
        ("2026-11-28T23:30+01:00", "2026-12-01T08:00+01:00"),  # Saturday night
        ("2026-05-07T09:00+02:00", "2026-05-11T09:00+02:00"),  # Thursday; Friday 8 May is a public holiday
        ("2026-12-21T09:00+01:00", "2026-12-22T09:00+01:00"),  # school holidays: those above work
        ("2026-03-27T09:00+01:00", "2026-03-30T09:00+02:00"),  # the clocks go forward on the Sunday
    ],
)
def test_a_working_day_leaves_out_week_ends_and_public_holidays(at: str, climbs: str) -> None:
    assert one_working_day_after(dt.datetime.fromisoformat(at), PARIS) == dt.datetime.fromisoformat(climbs)


def test_one_person_is_stopped_and_their_class_goes_on(clean: None, post: Post, moment: Clock) -> None:
    row = message_to_pupil(post, moment)
    report_by_page(post.academy.client(PUPIL), f"/signaler/message/{row.pk}/")
    made, head = Report.objects.get(), post.academy.client(HEAD)
    assert "Suspendre ses envois" in main_of(head, f"/signalements/{made.pk}/")
    assert head.post(f"/signalements/{made.pk}/suspendre/").status_code == 303
    head.post(f"/signalements/{made.pk}/suspendre/")
    lock = Lock.objects.get(closed_at=None)
    assert (lock.kind, lock.person_id) == (LockKind.WRITE, post.academy[TEACHER].person.pk)
    assert "signal" not in lock.reason
    assert "Suspendre ses envois" not in main_of(head, f"/signalements/{made.pk}/")
    weak = post.academy.client_for(post.academy[HEAD].account, proved=False)
    assert weak.post(f"/signalements/{made.pk}/suspendre/").status_code == 403  # the second factor is asked


def test_a_head_is_not_stopped_by_those_of_their_school(clean: None, post: Post, moment: Clock) -> None:
    name_referent(post, CPE)
    row = post.send(HEAD, post.person(TEACHER), text="Venez me voir.")
    moment.on(hours=1)
    report_by_page(post.academy.client(TEACHER), f"/signaler/message/{row.pk}/")
    made = Report.objects.get()
    assert made.climbed == Climbed.AUTHORITY
    cpe = post.academy.client(CPE)
    assert "Suspendre ses envois" not in main_of(cpe, f"/signalements/{made.pk}/")
    cpe.post(f"/signalements/{made.pk}/suspendre/")
    assert not Lock.objects.exists()
    post.academy.client("paul-faure").post(f"/signalements/{made.pk}/suspendre/")
    assert Lock.objects.get().person_id == post.academy[HEAD].person.pk


def test_only_what_one_received_is_reported(clean: None, post: Post, moment: Clock) -> None:
    row = message_to_pupil(post, moment)
    for who in (PARENT, TEACHER, HEAD):
        client = post.academy.client(who)
        main_of(client, f"/signaler/message/{row.pk}/", 404)
        answer = client.post(f"/signaler/message/{row.pk}/", {"standing": "self", "text": "x"})
        assert answer.status_code == 404
    other = post.academy.school("1003").pk
    answer, _ = report_by_page(post.academy.client(PUPIL), school=str(other))
    assert answer.status_code == 422 and not Report.objects.exists()


def test_another_cannot_take_a_reports_number_as_their_own(clean: None, post: Post, moment: Clock) -> None:
    _, form = report_by_page(post.academy.client(PUPIL))
    answer, _ = report_by_page(post.academy.client(TEACHER), key=form["key"])
    assert answer.status_code == 404 and Report.objects.count() == 1


def test_nothing_said_is_not_sent(clean: None, post: Post, moment: Clock) -> None:
    answer, _ = report_by_page(post.academy.client(PUPIL), text="   ")
    assert answer.status_code == 422 and "Écrivez ce qui se passe" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_report_ends_a_year_after_it_was_closed(clean: None, post: Post, moment: Clock) -> None:
    report_by_page(post.academy.client(PUPIL))
    made = Report.objects.get()
    moment.on(days=800)
    assert expire()["reports"] == 0
    moment.on(days=300)
    assert expire()["reports"] == 1  # three years, when nobody closed it
    report_by_page(post.academy.client(PUPIL))
    made = Report.objects.get()
    Report.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=moment.now)
    moment.on(days=364)
    assert expire()["reports"] == 0
    moment.on(days=2)
    assert expire()["reports"] == 1
