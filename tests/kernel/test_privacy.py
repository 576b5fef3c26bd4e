"""Export, register, and what expires by itself."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from preau.directory.models import Affiliation, EducationAuthority, Guardianship, Person, School
from preau.identity.models import Account
from preau.kernel import audit, clock, duties, scope
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry, Job, OutboxEvent


@pytest.fixture
def family(db) -> tuple[Person, Person]:
    academy = EducationAuthority.objects.create(code="99", name="Essai")
    school = School.objects.create(uai="0999999X", name="Lycée d’essai", authority=academy, join_key="1")
    pupil = Person.objects.create(
        family_name="Alpha", given_name="Ana", search_name="ana alpha", birth_date=dt.date(2010, 1, 2)
    )
    parent = Person.objects.create(family_name="Bêta", given_name="Boris", search_name="boris beta", mobile="0611")
    with scope.everything("tests of privacy"):
        Affiliation.objects.create(school=school, person=pupil, profile="National_elv")
        Guardianship.objects.create(
            school=school, student=pupil, guardian=parent, source_reach="authority", reach="authority"
        )
    Account.objects.create(person=pupil, login="ana.alpha", password="argon2$canary", created_at=clock.now())
    with transaction.atomic():
        audit.record(actor=Actor("Ana Alpha, élève", pupil.pk), action="kernel.trail_pruned", data={"count": 4})
    return pupil, parent


def test_export_holds_all_of_a_person_and_nothing_of_others(family) -> None:
    pupil, parent = family
    told = duties.export_of(pupil.pk)
    text = json.dumps(told, ensure_ascii=False)
    assert told["directory"]["person"]["birth_date"] == "2010-01-02"
    assert told["directory"]["places"][0]["profile"] == "National_elv"
    assert told["directory"]["has_guardians"][0]["reach"] == "authority"
    assert told["identity"]["account"]["login"] == "ana.alpha"
    assert "4" in told["kernel"]["acts"][0]["act"]
    for canary in ("Bêta", "Boris", "0611", "canary", str(parent.pk)):
        assert canary not in text
    assert "Ana" not in json.dumps(duties.export_of(parent.pk), ensure_ascii=False)


def test_commands_write_the_export_and_the_register(family) -> None:
    out = io.StringIO()
    call_command("privacy", "export", str(family[0].pk), stdout=out)
    assert json.loads(out.getvalue())["identity"]["account"]["login"] == "ana.alpha"
    assert AuditEntry.objects.filter(action="kernel.export_person", subject_id=str(family[0].pk)).count() == 1
    out = io.StringIO()
    call_command("privacy", "register", stdout=out)
    assert "`Guardianship.reach`" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("privacy", "export", "nobody")


def test_jobs_and_events_expire(db, monkeypatch) -> None:
    start = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    for number, state in enumerate(("done", "failed", "waiting")):
        Job.objects.create(name="a.b", key=str(number), state=state, run_at=start, created_at=start, done_at=start)
    OutboxEvent.objects.create(topic="a.told", created_at=start, dispatched_at=start)
    OutboxEvent.objects.create(topic="a.waiting", created_at=start)

    def left_after(days: int) -> tuple[set[str], set[str]]:
        monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=days, hours=1))
        duties.expire()
        return (
            set(Job.objects.values_list("state", flat=True)),
            set(OutboxEvent.objects.values_list("topic", flat=True)),
        )

    assert left_after(6) == ({"done", "failed", "waiting"}, {"a.told", "a.waiting"})
    assert left_after(7) == ({"done", "failed", "waiting"}, {"a.waiting"})
    assert left_after(30) == ({"failed", "waiting"}, {"a.waiting"})
    assert left_after(365) == ({"waiting"}, {"a.waiting"})


def test_erasure_needs_a_transaction(monkeypatch) -> None:
    class Bare:
        in_atomic_block = False

    monkeypatch.setattr(duties.transaction, "get_connection", Bare)
    with pytest.raises(AssertionError):
        duties.erase([])
