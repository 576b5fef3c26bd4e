"""When it no longer concerns somebody: a guardianship that ends, a place that is left, two records that were one."""

import datetime as dt
from typing import Any

import pytest

from preau.directory.models import Affiliation, Guardianship
from preau.kernel import duties, events, outbox, scope
from preau.kernel.actor import system
from preau.notifications.enums import Channel, Pace
from preau.notifications.models import Choice, Matter, Notice, PushDevice
from preau.notifications.public import To, notify
from preau.notifications.services import choose, follow_joining

SENDER = system("essai")
TUT, ENS = "National_tut", "National_ens"


@pytest.fixture(autouse=True)
def everywhere(academy: Any, monday: dt.datetime) -> Any:
    outbox.dispatch()
    with scope.everything("tests of notices"):
        yield


def sign(academy: Any, *children: str, who: str = "samira", key: str = "k") -> None:
    to = [To(academy[who].person.pk, TUT, academy[one].person.pk) for one in children]
    notify(actor=SENDER, kind="tests.to_sign", key=key, to=to, data={"title": "Sortie"})


def test_who_no_longer_answers_for_a_child_is_told_no_more_of_it(academy: Any) -> None:
    samira, lina = academy["samira"].person, academy["lina"].person
    sign(academy, "lina", "adam")
    choose(
        actor=SENDER, person_id=samira.pk, profile=TUT, kind="tests.to_sign", channel=Channel.SMS, pace=Pace.AT_ONCE,
        about_id=lina.pk,
    )  # fmt: skip
    told = {"guardianship_id": "", "student_id": str(lina.pk), "guardian_id": str(samira.pk)}
    change = {**told, "before": "authority", "after": "none", "narrows": True}
    events.publish("directory.guardianship_changed", change, tenant=academy.school("1001").pk)
    outbox.dispatch()
    assert Notice.objects.filter(ended_at=None).count() == 2  # she still answers for her: nothing ends
    Guardianship.objects.filter(guardian=samira, student=lina).update(ended_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    events.publish("directory.guardianship_changed", change, tenant=academy.school("1001").pk)
    outbox.dispatch()
    assert [one.about_id for one in Notice.objects.filter(ended_at=None)] == [academy["adam"].person.pk]
    assert not Choice.objects.filter(about=lina).exists()


def test_who_left_a_school_is_told_no_more_of_it(academy: Any) -> None:
    lycee, claire = academy.school("1001"), academy["claire-roux"].person
    notify(
        actor=SENDER, kind="tests.news", key="n", to=[To(claire.pk, ENS)], school_id=lycee.pk, data={"title": "Conseil"}
    )
    told = {"profile": ENS, "persons": [str(claire.pk)]}
    events.publish("directory.affiliation_ended", told, tenant=lycee.pk)
    outbox.dispatch()
    assert Notice.objects.filter(ended_at=None).count() == 1  # another affiliation of the same profile runs there
    Affiliation.objects.filter(school=lycee, person=claire).update(state="left")
    events.publish("directory.affiliation_ended", told, tenant=lycee.pk)
    outbox.dispatch()
    assert not Notice.objects.filter(ended_at=None).exists()


def test_guardians_are_told_no_more_of_a_pupil_who_left_the_school(academy: Any) -> None:
    lycee, samira, lina = academy.school("1001"), academy["samira"].person, academy["lina"].person
    for key, school in (("there", lycee.pk), ("elsewhere", None)):
        notify(
            actor=SENDER, kind="tests.to_sign", key=key, to=[To(samira.pk, TUT, lina.pk)], school_id=school,
            data={"title": "Sortie"},
        )  # fmt: skip
    Affiliation.objects.filter(school=lycee, person=lina).update(state="left")
    told = {"profile": "National_elv", "persons": [str(lina.pk)]}
    events.publish("directory.affiliation_ended", told, tenant=lycee.pk)
    outbox.dispatch()
    assert [one.matter.key for one in Notice.objects.filter(ended_at=None)] == ["elsewhere"]


def test_a_second_childs_notice_of_the_same_matter_follows_too(academy: Any) -> None:
    samira, karim = academy["samira"].person, academy["karim"].person
    sign(academy, "lina")
    notice = Notice.objects.get()
    Notice.objects.create(
        matter=notice.matter, person=karim, about=academy["adam"].person, profile=TUT, rings_at=notice.rings_at
    )
    follow_joining(kept_id=samira.pk, merged_id=karim.pk)
    assert {one.about_id for one in Notice.objects.filter(person=samira)} == {
        academy["lina"].person.pk, academy["adam"].person.pk
    }  # fmt: skip


def test_notices_and_choices_follow_the_person_kept(academy: Any) -> None:
    samira, karim, lina = (academy[one].person for one in ("samira", "karim", "lina"))
    sign(academy, "lina", key="both")
    Notice.objects.create(
        matter=Notice.objects.get().matter, person=karim, about=lina, profile=TUT, rings_at=dt.datetime.now(dt.UTC)
    )
    sign(academy, "adam", who="karim", key="his")
    for who, pace in ((samira, Pace.DIGEST), (karim, Pace.AT_ONCE)):
        choose(actor=SENDER, person_id=who.pk, profile=TUT, kind="tests.news", channel=Channel.MAIL, pace=pace)
    choose(
        actor=SENDER, person_id=karim.pk, profile=TUT, kind="tests.message", channel=Channel.PUSH, pace=Pace.OFF
    )  # fmt: skip
    device = {"endpoint": "https://fcm.googleapis.com/x", "public_key": "k", "auth_secret": "s", "name": "Téléphone"}
    PushDevice.objects.create(person=karim, endpoint_digest="d", added_at=dt.datetime.now(dt.UTC), **device)
    follow_joining(kept_id=samira.pk, merged_id=karim.pk)
    assert not Notice.objects.filter(person=karim).exists() and not PushDevice.objects.exists()
    assert sorted(one.matter.key for one in Notice.objects.filter(person=samira)) == ["both", "his"]
    kept = set(Choice.objects.values_list("person_id", "kind", "pace"))
    assert kept == {(samira.pk, "tests.news", Pace.DIGEST), (samira.pk, "tests.message", Pace.OFF)}


def test_who_was_erased_is_nowhere(academy: Any) -> None:
    sign(academy, "lina")
    told = duties.export_of(academy["samira"].person.pk)["notifications"]["notices"]
    assert [one["matter__kind"] for one in told] == ["tests.to_sign"]
    assert "notifications" not in duties.export_of(academy["lina"].person.pk)
    sign(academy, "adam", "lina", key="two")
    duties.erase([academy["lina"].person.pk])
    assert [one.matter.key for one in Notice.objects.all()] == ["two"]
    assert [one.key for one in Matter.objects.all()] == ["two"]  # a sentence that told of her alone is hers too
