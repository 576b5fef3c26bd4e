"""The ways out: mail at once or in the day's digest, short messages; what people chose, what may not be refused."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from notifications.conftest import MONDAY
from preau.directory.errors import Refused
from preau.kernel import clock, jobs, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry, Job
from preau.notifications.enums import Channel, Pace
from preau.notifications.models import Choice, DeadAddress, Habits, Notice
from preau.notifications.public import To, notify, withdraw
from preau.notifications.selectors.choices import rows_for
from preau.notifications.services import choose, note_refused, read_notice, set_habits, unsubscribe
from preau.notifications.services.digests import have_digests_sent
from vectors import VECTORS

SENDER = system("essai")
TUT, ELV, ENS = "National_tut", "National_elv", "National_ens"
SMS = "notifications"


@pytest.fixture(autouse=True)
def everywhere(academy: Any, monday: dt.datetime, settings: Any, tmp_path: Any) -> Any:
    settings.MAIL_URL = "smtp://mail.example"
    settings.SMS_URL = f"file://{tmp_path}/sms"
    settings.PUBLIC_URL = "https://ent.example"
    jobs.settle()
    outbox.outbox.clear()
    with scope.everything("tests of notices"):
        for who in ("samira", "karim"):
            person = academy[who].person
            person.email, person.mobile = f"{who}@example.fr", "06 12 34 56 78"
            person.save(update_fields=["email", "mobile"])
        yield


def tell(academy: Any, kind: str, *children: str, who: str = "samira", key: str = "k", **more: Any) -> Any:
    to = [To(academy[who].person.pk, TUT, academy[one].person.pk) for one in children]
    return notify(
        actor=SENDER, kind=kind, key=key, to=to, data={"title": "Sortie au musée", "sender": "Mme Roux"},
        school_id=academy.school("1001").pk, **more,
    )  # fmt: skip


def mails() -> list[Any]:
    jobs.settle()
    return list(outbox.outbox)


def pick(academy: Any, kind: str, channel: str, pace: str, about: str = "", who: str = "samira") -> bool:
    return choose(
        actor=SENDER, person_id=academy[who].person.pk, profile=TUT, kind=kind, channel=channel, pace=pace,
        about_id=academy[about].person.pk if about else None,
    )  # fmt: skip


def test_a_word_to_sign_is_mailed_at_once_without_content(academy: Any) -> None:
    tell(academy, "tests.to_sign", "lina")
    [sent] = mails()
    notice = Notice.objects.get()
    assert sent.to == ["samira@example.fr"] and sent.subject == "Lina : Mots à signer"
    assert "musée" not in sent.body and "Un mot attend votre signature." in sent.body
    assert f"https://ent.example/avis/{notice.pk}/" in sent.body and notice.by_mail == "sent"
    assert "List-Unsubscribe" not in sent.extra_headers  # it may not be refused
    jobs.settle()
    assert len(outbox.outbox) == 1


def test_content_comes_by_mail_to_who_asked_for_it(academy: Any) -> None:
    client = academy.client("samira")
    asked = {"digest_at": "18:30", "with_content": "on", "night_from": "", "night_to": ""}
    assert client.post("/avis/reglages/heures/", asked).status_code == 303
    tell(academy, "tests.to_sign", "lina")
    [sent] = mails()
    assert "À signer : Sortie au musée" in sent.body


def test_what_was_read_or_withdrawn_before_it_left_disturbs_nobody(academy: Any) -> None:
    tell(academy, "tests.to_sign", "lina")
    read_notice(actor=SENDER, person_id=academy["samira"].person.pk, notice_id=Notice.objects.get().pk)
    tell(academy, "tests.to_sign", "adam", key="second")
    withdraw(actor=SENDER, key="second")
    assert mails() == []


def test_nothing_leaves_in_calm_hours_and_all_of_it_after(academy: Any, at: Any) -> None:
    at(dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC))  # a Saturday
    tell(academy, "tests.to_sign", "lina")
    assert mails() == []
    at(dt.datetime(2026, 11, 30, 5, 59, tzinfo=dt.UTC))
    assert mails() == []
    at(dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC))
    assert len(mails()) == 1


def test_a_person_adds_calm_hours_to_those_of_the_school(academy: Any, at: Any) -> None:
    answer = academy.client("samira").post(
        "/avis/reglages/heures/", {"digest_at": "18:30", "night_from": "18:00", "night_to": "09:00", "weekend": "on"}
    )
    assert answer.status_code == 303
    at(dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC))  # half past six in Paris: early for the school
    both = [To(academy[one].person.pk, TUT, academy["lina"].person.pk) for one in ("samira", "karim")]
    sending = notify(
        actor=SENDER, kind="tests.to_sign", key="k", to=both, data={"title": "x"}, school_id=academy.school("1001").pk
    )
    assert sending.later == ((dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), 1),)
    assert [one.to for one in mails()] == [["karim@example.fr"]]
    at(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC))
    assert [one.to for one in mails()][1:] == [["samira@example.fr"]]


@pytest.mark.parametrize("habits", [{}, {"digest_off": True}])
def test_an_urgency_waits_for_no_digest_and_who_wants_no_mail_has_none(academy: Any, habits: Any) -> None:
    Habits.objects.update_or_create(person=academy["samira"].person, defaults=habits)
    pick(academy, "tests.news", Channel.MAIL, Pace.OFF, who="karim")
    for who in ("samira", "karim"):
        tell(academy, "tests.news", "lina", who=who, key=f"calm {who}")
    assert mails() == [], "an ordinary one waits for the digest, or for nothing"
    for who in ("samira", "karim"):
        tell(academy, "tests.news", "lina", who=who, key=f"urgent {who}", urgent_because="Fuite de gaz")
    assert [one.to for one in mails()] == [["samira@example.fr"]]


def test_choices_hold_for_all_children_or_for_one(academy: Any) -> None:
    pick(academy, "tests.news", Channel.MAIL, Pace.AT_ONCE)
    pick(academy, "tests.news", Channel.MAIL, Pace.OFF, "adam")
    tell(academy, "tests.news", "lina", "adam")
    assert [one.subject for one in mails()] == ["Lina : Actualités"]
    assert pick(academy, "tests.news", Channel.MAIL, "", "adam") and not pick(
        academy, "tests.news", Channel.MAIL, "", "adam"
    )
    tell(academy, "tests.news", "adam", key="later")
    assert [one.subject for one in mails()][1:] == ["Adam : Actualités"]
    assert AuditEntry.objects.filter(action__startswith="notifications.choose").count() == 3


@pytest.mark.parametrize(
    ("kind", "channel", "pace"),
    [
        ("tests.to_sign", Channel.MAIL, Pace.OFF),  # may not be refused
        ("tests.alert", Channel.MAIL, Pace.OFF),
        ("tests.news", Channel.PUSH, Pace.AT_ONCE),  # news has no push
        ("tests.news", Channel.SMS, Pace.AT_ONCE),
        ("tests.to_sign", Channel.PUSH, Pace.DIGEST),  # a digest is by mail
        ("tests.news", Channel.MAIL, "souvent"),
        ("tests.news", Channel.MAIL, ""),  # nothing to go back to for all children
    ],
)
def test_what_the_matrix_does_not_allow_cannot_be_chosen(academy: Any, kind: str, channel: str, pace: str) -> None:
    with pytest.raises(Refused):
        pick(academy, kind, channel, pace)
    assert not Choice.objects.exists()


def test_a_kept_choice_that_is_no_longer_allowed_counts_for_nothing(academy: Any) -> None:
    me = academy["samira"].person
    Choice.objects.create(person=me, about=me, kind="tests.to_sign", channel="mail", pace="off")
    tell(academy, "tests.to_sign", "lina")
    assert len(mails()) == 1


def test_short_messages_to_who_chose_them_name_nobody(academy: Any, tmp_path: Any) -> None:
    pick(academy, "tests.to_sign", Channel.SMS, Pace.AT_ONCE)
    tell(academy, "tests.to_sign", "lina", "adam")
    jobs.settle()
    [written] = list((tmp_path / "sms").glob("*.txt"))  # one for the matter, though it is about two children
    text = written.read_text()
    assert text.startswith("+33612345678") and "Un mot à signer vous attend. https://ent.example/avis/" in text
    assert "Lina" not in text and "musée" not in text


# --- the digest -------------------------------------------------------------------------------------------------------


def digest_at(at: Any, *moment: int) -> list[Any]:
    jobs.settle()
    at(dt.datetime(*moment, tzinfo=dt.UTC))
    have_digests_sent()
    return mails()


def test_one_digest_a_day_for_all_children_at_the_hour_chosen(academy: Any, at: Any) -> None:
    tell(academy, "tests.news", "lina", "adam")
    tell(academy, "tests.news", "lina", key="other")
    assert mails() == [] and Notice.objects.filter(by_mail="waits").count() == 3
    assert digest_at(at, 2026, 11, 23, 17, 29) == []  # half past six in Paris comes a minute later
    [sent] = digest_at(at, 2026, 11, 23, 17, 30)
    assert sent.subject == "Préau : 3 avis aujourd’hui" and sent.to == ["samira@example.fr"]
    body = sent.body.replace("\xa0", " ")
    assert "Lina, Lycée" in body and "– Actualités : 2" in body and "Adam" in body
    assert "musée" not in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    tell(academy, "tests.news", "lina", key="late")
    assert len(digest_at(at, 2026, 11, 23, 18, 0)) == 1  # one a day: it waits for tomorrow's
    assert len(digest_at(at, 2026, 11, 24, 17, 30)) == 2


def test_the_hour_is_the_familys(academy: Any, at: Any) -> None:
    chosen = {"night_from": None, "night_to": None, "weekend": False, "with_content": True}
    set_habits(actor=SENDER, person_id=academy["samira"].person.pk, digest_at=dt.time(12), **chosen)
    tell(academy, "tests.news", "lina")
    jobs.settle()
    assert digest_at(at, 2026, 11, 23, 10, 50) == []
    [sent] = digest_at(at, 2026, 11, 23, 11, 0)
    assert "Sortie au musée" in sent.body
    for hour in (dt.time(6, 30), dt.time(21)):
        with pytest.raises(Refused):
            set_habits(actor=SENDER, person_id=academy["samira"].person.pk, digest_at=hour, **chosen)


def test_a_digest_waits_for_the_end_of_the_week_end(academy: Any, at: Any) -> None:
    at(dt.datetime(2026, 11, 27, 18, 0, tzinfo=dt.UTC))  # Friday, seven in Paris: after the hour, before the night
    tell(academy, "tests.news", "lina")
    jobs.settle()
    assert digest_at(at, 2026, 11, 28, 17, 30) == [] and digest_at(at, 2026, 11, 29, 17, 30) == []
    assert Job.objects.filter(name="notifications.digest").count() == 1  # looked at once, not every ten minutes
    assert digest_at(at, 2026, 11, 30, 5, 59) == []
    assert len(digest_at(at, 2026, 11, 30, 6, 0)) == 1  # Monday at seven
    tell(academy, "tests.news", "lina", key="of monday")
    assert len(digest_at(at, 2026, 11, 30, 9, 0)) == 1
    assert len(digest_at(at, 2026, 11, 30, 17, 30)) == 2  # Monday's own comes at its hour


def test_an_hour_that_is_always_calm_puts_each_digest_off_to_the_morning(academy: Any, at: Any) -> None:
    chosen = {"night_from": None, "night_to": None, "weekend": False, "with_content": False}
    set_habits(actor=SENDER, person_id=academy["samira"].person.pk, digest_at=dt.time(20), **chosen)
    tell(academy, "tests.news", "lina")
    assert digest_at(at, 2026, 11, 23, 19, 0) == []  # eight in Paris: the night begins
    assert len(digest_at(at, 2026, 11, 24, 6, 0)) == 1
    tell(academy, "tests.news", "lina", key="of tuesday")
    assert len(digest_at(at, 2026, 11, 24, 19, 0)) == 1
    assert len(digest_at(at, 2026, 11, 25, 6, 0)) == 2  # each day, not every other day


def test_what_waits_leaves_though_later_ones_come_at_once(academy: Any, at: Any) -> None:
    tell(academy, "tests.news", "lina", "adam")
    assert mails() == []
    pick(academy, "tests.news", Channel.MAIL, Pace.AT_ONCE)
    assert Notice.objects.filter(by_mail="waits").count() == 2
    pick(academy, "tests.news", Channel.MAIL, Pace.DIGEST, "adam")
    pick(academy, "tests.news", Channel.MAIL, Pace.OFF)
    assert [one.about_id for one in Notice.objects.filter(by_mail="waits")] == [academy["adam"].person.pk]
    assert len(digest_at(at, 2026, 11, 23, 17, 30)) == 1


def test_what_may_not_be_refused_leaves_though_digests_are_ended(academy: Any, at: Any) -> None:
    pick(academy, "tests.to_sign", Channel.MAIL, Pace.DIGEST)
    tell(academy, "tests.to_sign", "lina")
    tell(academy, "tests.news", "lina", key="news")
    assert mails() == []
    own = {"night_from": None, "night_to": None, "weekend": False, "with_content": True}
    set_habits(actor=SENDER, person_id=academy["samira"].person.pk, digest_at=None, **own)
    unsubscribe(actor=SENDER, person_id=academy["samira"].person.pk, kind="")
    [sent] = digest_at(at, 2026, 11, 23, 17, 30)
    assert "À signer : Sortie au musée" in sent.body and Notice.objects.get(by_mail="sent").matter.key == "k"


def test_a_kind_that_tells_guardians_and_holders_has_one_row(academy: Any) -> None:
    rows = [one.kind for one in rows_for(academy["samira"].person.pk, TUT)]
    assert rows and len(rows) == len(set(rows))


def test_what_was_read_meanwhile_is_not_in_the_digest(academy: Any, at: Any) -> None:
    tell(academy, "tests.news", "lina")
    jobs.settle()
    read_notice(actor=SENDER, person_id=academy["samira"].person.pk, notice_id=Notice.objects.get().pk)
    assert digest_at(at, 2026, 11, 23, 17, 30) == []
    assert not Notice.objects.filter(by_mail="waits").exists()


def test_a_digest_cut_in_the_middle_is_neither_lost_nor_doubled(
    academy: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from preau.notifications.services import digests

    tell(academy, "tests.news", "lina")
    tell(academy, "tests.news", "lina", who="karim", key="his")
    jobs.settle()
    at(dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC))
    assert have_digests_sent() == 2
    [job] = Job.objects.filter(name="notifications.digest")
    write, done = digests.send_digest, []

    class Killed(BaseException):
        pass

    def dies_after_the_first(person_id: Any) -> bool:
        if done:
            raise Killed
        done.append(person_id)
        return write(person_id)

    monkeypatch.setattr(digests, "send_digest", dies_after_the_first)
    with pytest.raises(Killed):
        jobs.run(job.pk)
    monkeypatch.setattr(digests, "send_digest", write)
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1))
    jobs.run(job.pk)
    assert sorted(one.to[0] for one in mails()) == ["karim@example.fr", "samira@example.fr"]


def test_a_delivery_cut_in_the_middle_goes_on_where_it_was(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from preau.notifications.services import delivery

    monkeypatch.setattr(delivery, "BATCH", 1)
    both = [To(academy[one].person.pk, TUT, academy["lina"].person.pk) for one in ("samira", "karim")]
    notify(actor=SENDER, kind="tests.to_sign", key="k", to=both, data={"title": "x"})
    [job] = Job.objects.filter(name="notifications.deliver")
    leave, left = delivery._Batch.leave, []

    class Killed(BaseException):
        pass

    def dies_in_the_second(self: Any) -> None:
        leave(self)
        left.append(1)
        if len(left) == 2:
            raise Killed  # its mail is written, and the transaction goes with the worker

    monkeypatch.setattr(delivery._Batch, "leave", dies_in_the_second)
    with pytest.raises(Killed):
        jobs.run(job.pk)
    monkeypatch.setattr(delivery._Batch, "leave", leave)
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1))
    assert jobs.run(job.pk)
    assert sorted(one.to[0] for one in mails()) == ["karim@example.fr", "samira@example.fr"]


# --- no more mails ----------------------------------------------------------------------------------------------------


def path_in(sent: Any) -> str:
    link: str = sent.extra_headers["List-Unsubscribe"]
    return link.strip("<>").removeprefix("https://ent.example")


def test_one_post_of_a_mailbox_ends_digests_and_a_look_does_not(academy: Any, at: Any) -> None:
    tell(academy, "tests.news", "lina")
    [sent] = digest_at(at, 2026, 11, 23, 17, 30)
    stranger, path = Client(enforce_csrf_checks=True), path_in(sent)
    assert "Ne plus recevoir ces courriels" in stranger.get(path).content.decode()
    assert not Habits.objects.get().digest_off
    answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and Habits.objects.get().digest_off
    assert AuditEntry.objects.get(action="notifications.unsubscribe").actor_id == academy["samira"].person.pk
    stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert AuditEntry.objects.filter(action="notifications.unsubscribe").count() == 1
    at(MONDAY + dt.timedelta(days=1))
    tell(academy, "tests.news", "lina", key="next")
    tell(academy, "tests.to_sign", "lina", key="sign")
    assert [one.subject for one in mails()][1:] == ["Lina : Mots à signer"]
    assert len(digest_at(at, 2026, 11, 24, 17, 30)) == 2
    assert "Les reprendre" in stranger.post(path).content.decode()
    stranger.post(path, {"reprendre": "1"})
    assert not Habits.objects.get().digest_off


def test_what_may_not_be_refused_leaves_at_once_without_a_digest(academy: Any) -> None:
    pick(academy, "tests.to_sign", Channel.MAIL, Pace.DIGEST)
    own = {"night_from": None, "night_to": None, "weekend": False, "with_content": False}
    set_habits(actor=SENDER, person_id=academy["samira"].person.pk, digest_at=None, **own)
    tell(academy, "tests.to_sign", "lina")
    assert len(mails()) == 1


def test_the_mails_of_one_kind_are_ended_for_all_children(academy: Any) -> None:
    for about in ("", "lina"):
        pick(academy, "tests.news", Channel.MAIL, Pace.AT_ONCE, about)
    tell(academy, "tests.news", "lina")
    [sent] = mails()
    assert "Actualités" in Client().get(path_in(sent)).content.decode()
    Client().post(path_in(sent))
    tell(academy, "tests.news", "lina", "adam", key="next")
    assert len(mails()) == 1
    Client().post(path_in(sent), {"reprendre": "1"})
    assert not Choice.objects.exists()


@pytest.mark.parametrize("token", ["x", "WyJ4Il0:1:2", "a" * 400])
def test_a_link_that_we_did_not_make_ends_nothing(academy: Any, token: str) -> None:
    assert Client().post(f"/avis/courriels/{token}/").status_code == 404


# --- addresses that refuse --------------------------------------------------------------------------------------------


def test_an_address_that_refuses_is_told_in_the_bell_and_written_to_no_more(academy: Any) -> None:
    samira = academy["samira"].person
    assert note_refused(actor=SENDER, address="Samira@example.fr", status="5.1.1") == 1
    assert note_refused(actor=SENDER, address="samira@example.fr", status="5.1.1") == 0
    client = academy.client("samira")
    assert "samira@example.fr" in client.get("/avis/").content.decode()
    tell(academy, "tests.to_sign", "lina")
    assert mails() == []
    page = client.get("/avis/reglages/").content.decode()
    assert "Mon adresse fonctionne" in page
    assert client.post("/avis/reglages/adresse/").status_code == 303
    assert not DeadAddress.objects.exists()
    assert not Notice.objects.filter(
        person=samira, matter__kind="notifications.address_refused", ended_at=None
    ).exists()
    tell(academy, "tests.to_sign", "adam", key="next")
    assert len(mails()) == 1


def test_a_new_address_is_no_trouble(academy: Any) -> None:
    from preau.kernel import events
    from preau.kernel import outbox as queue

    queue.dispatch()
    note_refused(actor=SENDER, address="samira@example.fr", status="550")
    person = academy["samira"].person
    person.email = "nouvelle@example.fr"
    person.save(update_fields=["email"])
    events.publish("directory.mailboxes_changed")
    queue.dispatch()
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize("kind", VECTORS)
def test_a_mail_is_plain_text_whatever_its_names_say(academy: Any, kind: str) -> None:
    for place, vector in enumerate(VECTORS[kind]):
        person = academy["lina"].person
        person.given_name = vector.replace("\0", "")[:100]  # no column of PostgreSQL holds it
        person.save(update_fields=["given_name"])
        tell(academy, "tests.to_sign", "lina", key=f"{kind}{place}")
    sent = mails()
    assert len(sent) == len(VECTORS[kind])
    for one in sent:
        made = one.message()
        assert not made.is_multipart()
        assert made.get_content_type() == "text/plain"
        assert "\n" not in one.subject and "\r" not in one.subject
