"""The table of durations, kind by kind: there the day before, gone on its day, whatever the years between."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from preau.access.models import Crisis, Delegation, ElectedConsent, Mandate, NameOpening, ReplyClosing
from preau.analytics.models import DailyCount
from preau.api.models import IdempotentAnswer
from preau.attendance.models import Absence, RollCall
from preau.catchup.models import CatchUp, Release
from preau.console.models import FirstHead, ListExport
from preau.diary.models import Done, Entry, OwnTask, Work
from preau.directory import retention
from preau.directory.models import (
    Affiliation,
    EducationAuthority,
    FileReading,
    FormerMailbox,
    Homeroom,
    LocalAuthority,
    Person,
    RecordMatch,
    School,
    SchoolYear,
)
from preau.documents.models import Node
from preau.federation.models import LinkedService, ServiceSession
from preau.helpdesk.models import HelpRequest
from preau.identity.models import (
    Account,
    AccountSession,
    ApiToken,
    DeviceNotice,
    KnownDevice,
    Lock,
    OneTimeCode,
    Slip,
    ViewOpening,
)
from preau.imports.models import ImportRefusal, ImportRun, ImportSchoolStep
from preau.kernel import audit, clock, duties, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry, Job, OutboxEvent
from preau.liaison.models import Entry as DoneEntry
from preau.liaison.models import Word
from preau.messaging.models import Delivery, Message
from preau.news.models import NewsItem
from preau.notifications.models import DeadAddress, Matter, Notice
from preau.people.models import CorrectionRequest, DataExport
from preau.people.services import file_of
from preau.portal.models import AdultChoice, ContactRequest
from preau.safety.models import Containment, Report
from preau.submissions.models import Assignment, Copy, CopyVersion
from preau.timetable.models import Lesson, Reception, Slot

START = dt.datetime(2026, 9, 1, 3, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
EVENING = dt.timedelta(hours=6)
"""Before the start of what is counted by civil days: the night begins at five in the morning in Paris."""


class Moved:
    """A clock that tests move, and the night that follows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = START
        monkeypatch.setattr(clock, "now", lambda: self.at)
        monkeypatch.setattr(clock, "real_now", lambda: self.at)

    def night(self, days: float, *, before: bool = False) -> None:
        """That many days after the start, an hour late or the evening before; all that goes by itself goes."""
        self.at = START + dt.timedelta(days=days) + (-EVENING if before else HOUR)
        retention.erase_leavers(actor=system("conservation"))
        duties.expire()


@pytest.fixture
def calendar(monkeypatch, settings, tmp_path) -> Moved:
    settings.DATA_DIR = tmp_path
    return Moved(monkeypatch)


@pytest.fixture(autouse=True)
def all_schools():
    with scope.everything("tests of durations"):
        yield


def person(number: int) -> Person:
    return Person.objects.create(family_name=f"Canari{number}", given_name="Lina", search_name="lina canari")


def leaver(school: School) -> Callable[[], bool]:
    one = person(1)
    Affiliation.objects.create(
        school=school, person=one, profile="National_elv", state="suspended", left_on=START.date()
    )
    Person.objects.filter(pk=one.pk).update(suspended_at=START)
    Account.objects.create(person=one, login="canari", created_at=START)
    return lambda: (
        Person.objects.filter(pk=one.pk, family_name="Canari1").exists()
        or Account.objects.filter(login="canari").exists()
    )


def run() -> ImportRun:
    return ImportRun.objects.create(
        kind="full", state="applied", source="x", actor_label="x", started_at=START, finished_at=START,
        authority=EducationAuthority.objects.get(),
    )  # fmt: skip


def message(kind: str) -> Callable[[], bool]:
    """A message, of which somebody has a copy, in the bin for the other kind; its own term is long past or to come."""
    binned = kind == "messaging.binned_messages"
    written = START + dt.timedelta(days=5000) if binned else START
    key = uuid.uuid4()
    row = Message.objects.create(
        pk=key, thread=key, sender="canari", box="pupil", profile="National_elv", state="sent", written_at=written
    )
    Delivery.objects.create(
        message=row, person=person(9), box="pupil", folder="bin" if binned else "inbox", thread=key, kind="to",
        profile="National_elv", binned_at=START if binned else None,
    )  # fmt: skip
    return lambda: Delivery.objects.filter(message=key).exists() or Message.objects.filter(pk=key).exists()


def copies(kind: str, school: School) -> Callable[[], bool]:
    """Work asked for; a copy of it, whose number tells when."""
    row = Assignment.objects.create(school=school, work=uuid.uuid4(), subject="x", asked_at=START)
    if kind == "submissions.asked":
        return lambda: Assignment.objects.exists()
    number = uuid.UUID(int=int(START.timestamp() * 1000) << 80)
    copy = Copy.objects.create(pk=number, school=school, assignment=row, pupil=person(11), current=1, handed_at=START)
    CopyVersion.objects.create(
        school=school, copy=copy, number=1, attempt=uuid.uuid4(), digest="0" * 64, handed_at=START, text="x"
    )
    return lambda: Copy.objects.exists() or CopyVersion.objects.exists()


def diary(kind: str, school: School) -> Callable[[], bool]:
    """A page and a work of last year's diary; what a pupil ticked, whose number tells when."""
    SchoolYear.objects.update_or_create(year=2025, defaults={"starts_on": dt.date(2025, 9, 1), "ends_on": START.date()})
    here = {"school": school, "school_year_id": 2025, "subject": "x", "text": kind, "changed_at": START}
    work = Work.objects.create(**here, given_on=dt.date(2026, 6, 1))
    if kind == "diary.pages":
        Entry.objects.create(**here, day=dt.date(2026, 6, 1))
        return lambda: Entry.objects.exists() or Work.objects.filter(pk=work.pk).exists()
    number = uuid.UUID(int=int(START.timestamp() * 1000) << 80)
    Done.objects.create(pk=number, school=school, work=work, pupil=person(9))
    OwnTask.objects.create(pk=number, school=school, pupil=person(8), text="x", due_on=START.date())
    return lambda: Done.objects.exists() or OwnTask.objects.exists()


def copy_of_data() -> Callable[[], bool]:
    one = person(2)
    export = DataExport.objects.create(subject=one, asked_by=one, asked_at=START, state="ready")
    path: Path = file_of(export.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"canari")
    return lambda: path.exists() or DataExport.objects.exists()


def of_access(kind: str, school: School) -> Callable[[], bool]:
    day = START.date()
    if kind == "access.delegations":
        Delegation.objects.create(
            school=school, person=person(10), right="read_journal", starts_on=day, ends_on=day, reason="x",
            given_by="x", given_at=START,
        )  # fmt: skip
        return lambda: Delegation.objects.exists()
    if kind == "access.mandates":
        year, _ = SchoolYear.objects.update_or_create(year=2025, defaults={"starts_on": day, "ends_on": day})
        Mandate.objects.create(
            school=school, school_year=year, kind="delegate", person=person(11), given_at=START
        )  # fmt: skip
        return lambda: Mandate.objects.exists()
    if kind == "access.elected_consents":
        past, _ = SchoolYear.objects.update_or_create(year=2025, defaults={"starts_on": day, "ends_on": day})
        room = Homeroom.objects.create(school=school, school_year=past, code="X", label="X")
        ElectedConsent.objects.create(school=school, guardian=person(12), homeroom=room, given_at=START)
        return lambda: ElectedConsent.objects.exists()
    if kind == "access.replies_closed":
        ReplyClosing.objects.create(
            school=school, closed_by=person(14), thread=uuid.uuid4(), closed_at=START, reopened_at=START
        )  # fmt: skip
        return lambda: ReplyClosing.objects.exists()
    if kind == "access.crises":
        Crisis.objects.create(
            school=school, kind="inform", notice="x", reason="x", set_by="x", set_at=START, ends_at=START
        )
        return lambda: Crisis.objects.exists()
    assert kind == "access.openings", kind
    NameOpening.objects.create(
        school=school, asked_by=person(12), asked_as="x", reason="x", hours=2, asked_at=START
    )  # fmt: skip
    return lambda: NameOpening.objects.exists()


def year_over(school):
    """A slot of the last day of a school year that ends now."""
    year, _made = SchoolYear.objects.get_or_create(
        year=2025, defaults={"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2026, 8, 31)}
    )
    day = dt.date(2026, 6, 30)
    SchoolYear.objects.filter(pk=2025).update(ends_on=START.date())
    return Slot.objects.create(
        school=school, school_year=year, weekday=2, starts=480, ends=535, first_on=day, last_on=day
    )


def of_identity(kind: str, school: School) -> Callable[[], bool]:
    """What strong accounts keep for a year."""
    if kind == "identity.locks":
        Lock.objects.create(
            school=school, kind="entry", target="person", person=person(13), reason="x", set_by="x", set_at=START,
            ends_at=START, closed_at=START,
        )  # fmt: skip
        return lambda: Lock.objects.exists()
    if kind == "identity.support_views":
        ViewOpening.objects.create(
            school=school, asked_by=person(14), asked_label="x", reason="x", asked_at=START, ends_at=START
        )
        return lambda: ViewOpening.objects.exists()
    one = person(15 if kind == "identity.devices" else 16)
    account = Account.objects.create(person=one, login=kind, created_at=START)
    if kind == "identity.devices":
        KnownDevice.objects.create(account=account, device_key="k", name="x", first_seen_at=START, last_seen_at=START)
        return lambda: KnownDevice.objects.exists()
    assert kind == "identity.device_notices", kind
    DeviceNotice.objects.create(recipient=one, account=account, device_name="x", at=START)
    return lambda: DeviceNotice.objects.exists()


def made(kind: str, school: School, folder: Path) -> Callable[[], bool]:
    """Make one thing of a kind at the start; says whether it is still there."""
    if kind == "directory.leavers":
        return leaver(school)
    if kind == "directory.file_readings":
        one = person(3)
        FileReading.objects.create(
            school=school, student=one, reader=person(4), profile="National_ens", day=START.date(), first_at=START,
            last_at=START,
        )  # fmt: skip
        return lambda: FileReading.objects.exists()
    if kind == "directory.former_mailboxes":
        FormerMailbox.objects.create(person=person(7), email="canari@x.example", changed_at=START)
        return lambda: FormerMailbox.objects.exists()
    if kind == "directory.match_lists":
        RecordMatch.objects.create(
            kept=person(5), merged=person(6), state="joined", moved={"email": "canari"}, created_at=START,
            joined_at=START,
        )  # fmt: skip
        return lambda: RecordMatch.objects.exclude(moved={}).exists()
    if kind == "identity.sessions":
        AccountSession.objects.create(
            session_key="k", session_data="x", expire_date=START + dt.timedelta(days=30), account_id=uuid.uuid4()
        )
        return lambda: AccountSession.objects.exists()
    if kind == "identity.slips":
        Slip.objects.create(
            school=school, batch=uuid.uuid4(), kind="pupil", person=person(8), code_digest="c", link_digest="l",
            printed_at=START, expires_at=START + dt.timedelta(days=30),
        )  # fmt: skip
        return lambda: Slip.objects.exists()
    if kind == "identity.codes":
        OneTimeCode.objects.create(
            person=person(9), road="desk", digest="d", made_at=START, expires_at=START + HOUR
        )  # fmt: skip
        return lambda: OneTimeCode.objects.exists()
    if kind == "identity.tokens":
        ApiToken.objects.create(
            school=school, label="x", digest=b"d", ending="abcd", created_at=START, expires_at=START
        )
        return lambda: ApiToken.objects.exists()
    if kind in {"identity.locks", "identity.support_views", "identity.devices", "identity.device_notices"}:
        return of_identity(kind, school)
    if kind.startswith("access."):
        return of_access(kind, school)
    if kind == "federation.entered":
        service = LinkedService.objects.create(
            school=school, name="x", protocol="cas", start_url="https://exo.example/", salt="s", created_at=START
        )
        ServiceSession.objects.create(service=service, account_id=uuid.uuid4(), session="s", opened_at=START)
        return lambda: ServiceSession.objects.exists()
    if kind == "api.answers":
        IdempotentAnswer.objects.create(owner=uuid.uuid4(), key="k", digest=b"d", made_at=START)
        return lambda: IdempotentAnswer.objects.exists()
    if kind == "kernel.trail":
        audit.record(actor=system("canari"), action="kernel.export_person", subject="Person", subject_id=uuid.uuid4())
        return lambda: AuditEntry.objects.filter(actor_label="canari").exists()
    if kind in {"kernel.jobs", "kernel.failed_jobs"}:
        state = "done" if kind == "kernel.jobs" else "failed"
        Job.objects.create(name="a.b", key=kind, state=state, run_at=START, created_at=START, done_at=START)
        return lambda: Job.objects.filter(key=kind).exists()
    if kind in {"kernel.events", "kernel.parked_events"}:
        at = {"dispatched_at": START} if kind == "kernel.events" else {"parked_at": START}
        OutboxEvent.objects.create(topic=kind, created_at=START, **at)
        return lambda: OutboxEvent.objects.filter(topic=kind).exists()
    if kind == "liaison.entries":
        who = Person.objects.create(family_name="Canari", given_name="Guichet")
        entry = DoneEntry.objects.create(school=school, pupil=who, person=who, act="avis", at=START, entered_by="x")
        return lambda: DoneEntry.objects.filter(pk=entry.pk).exists()
    if kind == "liaison.words":
        word = Word.objects.create(
            school=school, title="Canari", text="x", state="sent", buttons="sign", quorum="one", sent_at=START,
            changed_at=START,
        )  # fmt: skip
        return lambda: Word.objects.filter(pk=word.pk).exists()
    if kind == "timetable.slots":
        slot = year_over(school)
        lesson = Lesson.objects.create(school=school, slot=slot, day=slot.last_on)
        return lambda: Slot.objects.filter(pk=slot.pk).exists() or Lesson.objects.filter(pk=lesson.pk).exists()
    if kind == "timetable.files":
        year, _made = SchoolYear.objects.get_or_create(
            year=2025, defaults={"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2026, 8, 31)}
        )
        Reception.objects.create(school=school, school_year=year, name="canari.csv", received_at=START)
        return lambda: Reception.objects.exists()
    if kind == "attendance.rolls":
        slot = year_over(school)
        lesson = Lesson.objects.create(school=school, slot=slot, day=slot.last_on)
        times = {"starts": 480, "ends": 535}
        RollCall.objects.create(
            school=school, lesson=lesson, day=lesson.day, called_at=START, changed_at=START, **times
        )
        Absence.objects.create(
            school=school, pupil=person(8), first_on=lesson.day, last_on=lesson.day, origin="seen", **times
        )
        return lambda: RollCall.objects.exists() or Absence.objects.exists()
    if kind in {"diary.pages", "diary.ticks"}:
        return diary(kind, school)
    if kind == "catchup.given":
        number = uuid.UUID(int=int(START.timestamp() * 1000) << 80)
        row = Release.objects.create(
            pk=number, school=school, lesson=number, day=START.date(), starts=480, subject="x", released_at=START
        )
        CatchUp.objects.create(pk=number, school=school, release=row, pupil=person(9))
        return lambda: Release.objects.exists() or CatchUp.objects.exists()
    if kind in {"submissions.copies", "submissions.asked"}:
        return copies(kind, school)
    if kind in {"documents.bin", "documents.spaces"}:
        gone = {"deleted_at": START} if kind == "documents.bin" else {}
        about: dict[str, object] = {"school": school, "made_at": START, "changed_at": START, "folded": "x"}
        root = Node.objects.create(is_folder=True, space="staff" if gone else "class:x", **about)
        row = Node.objects.create(parent=root, root=root, name="x", **about, **gone)
        return lambda: Node.objects.filter(pk=row.pk).exists()
    if kind == "people.exports":
        return copy_of_data()
    if kind == "console.exports":
        ListExport.objects.create(school=school, kind="people", format="csv", query={}, count=1, asked_at=START)
        return lambda: ListExport.objects.exists()
    if kind == "people.corrections":
        one = person(7)
        CorrectionRequest.objects.create(
            school=school, person=one, asked_by=one, field="email", proposed="canari", state="refused", asked_at=START,
            decided_at=START,
        )  # fmt: skip
        return lambda: CorrectionRequest.objects.exists()
    if kind in {"portal.answered", "portal.unanswered"}:
        answered = START if kind == "portal.answered" else None
        ContactRequest.objects.create(text=kind, created_at=START, answered_at=answered)
        return lambda: ContactRequest.objects.filter(text=kind).exists()
    if kind == "portal.adult_choices":
        AdultChoice.objects.create(school=school, student=person(9), told_on=START.date())
        return lambda: AdultChoice.objects.exists()
    if kind == "console.first_heads":
        FirstHead.objects.create(
            school=school, family_name="Canari", given_name="Rose", email="rose@ent.example", state="refused",
            asked_at=START, decided_at=START,
        )  # fmt: skip
        return lambda: FirstHead.objects.exists()
    if kind == "news.items":
        item = NewsItem.objects.create(
            school=school, title="Canari", text="x", state="published", starts_at=START, ends_at=START, changed_at=START
        )
        return lambda: NewsItem.objects.filter(pk=item.pk).exists()
    if kind == "safety.containments":
        Containment.objects.create(school=school, person=person(9), since=START, made_at=START)
        return lambda: Containment.objects.exists()
    if kind == "safety.reports":
        made = Report.objects.create(
            school=school, standing="witness", text="Canari", reported_at=START, climbs_at=START, closed_at=START
        )
        return lambda: Report.objects.filter(pk=made.pk).exists()
    if kind == "helpdesk.requests":
        asked = HelpRequest.objects.create(
            school=school, matter="other", text="Canari", asked_at=START, climbs_at=START, asked_by="Canari"
        )
        return lambda: HelpRequest.objects.filter(pk=asked.pk).exists()
    if kind == "notifications.notices":
        told = Matter.objects.create(key="k", kind="a.b", raised_at=START, expires_at=START)
        Notice.objects.create(matter=told, person=person(9), about=person(9), rings_at=START)
        return lambda: Notice.objects.exists()
    if kind in {"messaging.messages", "messaging.binned_messages"}:
        return message(kind)
    if kind == "notifications.dead_addresses":
        DeadAddress.objects.create(person=person(9), address="canari@ent.example", status="550", refused_at=START)
        return lambda: DeadAddress.objects.exists()
    if kind == "analytics.counts":
        DailyCount.objects.create(school=school, day=START.date(), profile="National_elv", service="a", device="b")
        return lambda: DailyCount.objects.exists()
    if kind == "imports.runs":
        pk = run().pk
        return lambda: ImportRun.objects.filter(pk=pk).exists()
    if kind == "imports.undo":
        step = ImportSchoolStep.objects.create(run=run(), school=school, state="applied", applied_at=START, undo=b"x")
        return lambda: ImportSchoolStep.objects.filter(pk=step.pk, undo__isnull=False).exists()
    if kind == "imports.names":
        ImportRefusal.objects.create(
            run=run(), cause="no_name", reason="Canari", record_kind="student", file="f", line=1
        )
        return lambda: ImportRefusal.objects.exists()
    raise AssertionError(f"{kind} has a term and nothing here that shows it goes")


@pytest.fixture
def school(db) -> School:
    academy = EducationAuthority.objects.create(code="99", name="Essai")
    LocalAuthority.objects.create(name="Essai", kind="region")
    return School.objects.create(uai="0999999X", name="Lycée d’essai", authority=academy, join_key="1")


BY_FILES = {"kernel.logs", "files.unused", "files.uploads"}
"""Kinds that are files beside the database, with tests of their own (tests/kernel/test_logs.py, tests/files)."""


def kinds() -> dict[str, float]:
    return {term.kind: term.days() for term in duties.terms() if term.kind not in BY_FILES}


# What is dated by a day and not by an hour goes with the night after that day.
BY_DAY = {
    "directory.file_readings",
    "analytics.counts",
    "access.delegations",
    "access.elected_consents",
    "access.mandates",
}


def last_day(kind: str, days: float) -> float:
    """The last day on which the kind may still be there."""
    return days + 1 if kind in BY_DAY or kind == "imports.undo" else days


def test_each_kind_is_there_until_its_day_and_gone_on_it(school, calendar, tmp_path):
    there = {kind: made(kind, school, tmp_path) for kind in kinds()}
    assert all(still() for still in there.values())
    for days in sorted(set(kinds().values())):
        together = [kind for kind, one in kinds().items() if one == days]
        calendar.night(days, before=True)
        assert [kind for kind in together if not there[kind]()] == [], f"gone before their {days:g} days"
        calendar.night(days)
        calendar.night(max(last_day(kind, days) for kind in together))
        assert [kind for kind in together if there[kind]()] == [], f"still there after {days:g} days"


def test_five_years_a_year_at_a_time(school, calendar, tmp_path):
    there = {kind: made(kind, school, tmp_path) for kind in kinds()}
    for year in range(1, 7):
        calendar.night(year * 366)
        present = {kind for kind, still in there.items() if still()}
        assert present == {kind for kind, days in kinds().items() if last_day(kind, days) > year * 366}, year
    assert audit.verify() == []


def test_what_was_erased_and_comes_back_with_an_old_backup_goes_the_next_night(school, calendar, tmp_path):
    """Rows as an old backup holds them, put back years later: dates alone decide, no list of erasures is needed."""
    there = {kind: made(kind, school, tmp_path) for kind in kinds()}
    from django.core import serializers

    from preau.kernel.backup.rows import kept_models

    held = {model: serializers.serialize("json", model._base_manager.all()) for model in kept_models()}
    calendar.night(3 * 366)
    gone = {kind for kind, still in there.items() if not still()}
    assert "directory.leavers" in gone
    for model, rows in held.items():
        if model._meta.label in {"kernel.AuditEntry", "kernel.AuditHead"}:
            continue  # a chain is restored whole or not at all: tests/kernel/test_backup.py
        for row in serializers.deserialize("json", rows):
            row.save()
    back = {kind for kind in gone if there[kind]()}
    assert "directory.leavers" in back
    calendar.night(3 * 366 + 1)
    assert {kind for kind in back if there[kind]()} == set()
