"""Too much is told 429, and many files opened leave a trace; nothing of another school ever shows."""

import datetime as dt
import json

import pytest

from api.caller import Api, by_session, by_token, partner_secret
from cast import COLLEGE, LYCEE
from preau.api import limits, notes
from preau.api.services import count_notes
from preau.directory.models import Homeroom, StudentGroup
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry


def test_a_caller_beyond_its_rate_waits_and_others_do_not(academy, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS", (3, 60))
    api, other = by_token(academy, "samira-benali"), by_token(academy, "helene-garnier")
    met = [api.get("/me") for _ in range(4)]
    assert [one.status_code for one in met] == [200, 200, 200, 429]
    assert 1 <= int(met[-1].headers["Retry-After"]) <= 60 and met[-1].json()["title"]
    assert other.get("/me").status_code == 200


def test_the_window_slides(monkeypatch):
    start = dt.datetime(2026, 11, 26, 8, 0, 0, tzinfo=dt.UTC)
    seconds = iter([0, 0, 61, 150])
    monkeypatch.setattr(clock, "real_now", lambda: start + dt.timedelta(seconds=next(seconds)))
    assert [limits.take("x", (2, 60)) > 0 for _ in range(4)] == [False, False, True, False]


def test_limits_hold_when_redis_is_gone(monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    def broken(*_args, **_more):
        raise ConnectionError

    monkeypatch.setattr(limits.cache, "add", broken, raising=False)
    assert [limits.take("x", (1, 60)) > 0 for _ in range(2)] == [False, True]


def test_limits_hold_when_nothing_can_be_written(monkeypatch):
    def broken():
        raise OSError("read-only")

    monkeypatch.setattr(limits.counters, "shared", broken)
    assert [limits.take("x", (1, 60)) > 0 for _ in range(2)] == [False, True]


def test_a_file_of_notes_counted_in_twice_tells_once(academy):
    actor, school = academy["helene-garnier"].actor, academy.school(LYCEE).pk
    notes.bulk(actor, school)
    from preau.api.services import _record_bulk

    (note,) = [one for path in notes.folder().glob("*.tsv") for one in notes.read(path)]
    for _ in range(2):
        _record_bulk(note)
    assert AuditEntry.objects.filter(action="api.list_many_pupils").count() == 1


def test_fifty_files_a_minute_and_no_more(academy, monkeypatch):
    monkeypatch.setattr(limits, "FILES", (2, 60))
    teacher, pupil = by_token(academy, "claire-roux"), academy["lina-benali"].person.pk
    assert [teacher.get(f"/pupils/{pupil}").status_code for _ in range(3)] == [200, 200, 429]
    later = clock.now() + dt.timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    count_notes()
    with scope.everything("reading the trail for a test"):
        entries = AuditEntry.objects.filter(action="api.list_many_pupils")
        assert [one.chain for one in entries] == [str(academy.school(LYCEE).pk)]


CANARY = "Zqxcanari"
PATHS = (
    "/me", "/schools", "/classes", "/groups", "/pupils", f"/pupils?q={CANARY}", "/classes/{class}", "/pupils/{pupil}",
    "/pupils/{pupil}/guardians", "/schools/{school}", "/schools/{school}/staff", "/schools/{school}/terms/2026",
    "/messages", "/messages?folder=sent", "/messages/folders", f"/messages/recipients?q={CANARY}", "/news", "/words",
    "/notices", "/exchanges/{pupil}", "/messages/drafts/{pupil}", "/news/{school}", "/words/{class}/{pupil}",
    *(
        f"/ims/oneroster/rostering/v1p2/{one}"
        for one in (
            "orgs?limit=5000", "courses?limit=5000", "classes?limit=5000", "users?limit=5000", "enrollments?limit=5000",
            f"users?filter=familyName~'{CANARY}'", "users/{pupil}", "classes/{class}", "schools/{school}/students",
            "orgs/{school}", "classes/{class}/students", "users/{pupil}/classes",
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "who", ["helene-garnier", "nadia-leroy", "claire-roux", "lina-benali", "paul-faure", "partner"]
)
def test_words_of_another_school_never_show(academy, who):
    elsewhere = academy.school(COLLEGE)
    pupil = academy["emma-lopes"].person
    with scope.everything("planting canaries"):
        place = Homeroom.objects.filter(school=elsewhere).first()
        for model in (Homeroom, StudentGroup):
            model.objects.filter(school=elsewhere).update(label=f"{CANARY} classe")
    type(pupil).objects.filter(pk=pupil.pk).update(family_name=CANARY, search_name=CANARY.lower())
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(name=f"Collège {CANARY}", city=CANARY)
    words = {"{class}": str(place.pk), "{pupil}": str(pupil.pk), "{school}": str(elsewhere.pk)}
    api = Api(partner_secret(academy, LYCEE)[1]) if who == "partner" else by_session(academy, who)
    for path in PATHS:
        asked = path
        for word, value in words.items():
            asked = asked.replace(word, value)
        answer = api.get(asked)
        if "{" in path:
            assert answer.status_code in (403, 404), path
        told = {**answer.json(), "instance": ""} if isinstance(answer.json(), dict) else answer.json()
        assert CANARY.lower() not in json.dumps(told).lower().replace(f"q={CANARY}".lower(), ""), path
