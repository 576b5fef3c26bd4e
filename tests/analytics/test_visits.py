"""From a page to a daily count: no write on the way, no name at the end, nothing doubled by a crash."""

import datetime as dt
import shutil
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.utils import timezone

from preau.analytics import observers, services, spool
from preau.analytics.counting import read_line
from preau.analytics.enums import ACCOUNTS, ALL, label_of
from preau.analytics.models import DailyCount
from preau.directory.models import Affiliation, EducationAuthority, Guardianship, Person, School
from preau.kernel import clock, scope
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Mobile"
LINA = uuid.UUID(int=5)


class Calendar:
    """A clock that tests move."""

    moment = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)

    def forward(self, **delta: int) -> None:
        self.moment += dt.timedelta(**delta)


@pytest.fixture
def calendar(monkeypatch, settings, tmp_path) -> Calendar:
    settings.DATA_DIR = tmp_path
    calendar = Calendar()
    monkeypatch.setattr(clock, "now", lambda: calendar.moment)
    monkeypatch.setattr(observers, "SPOOL", spool.Spool())
    monkeypatch.setattr(spool, "FLUSH_SECONDS", 0.01)
    yield calendar
    observers.SPOOL._stop.set()


@pytest.fixture
def school(db) -> School:
    academy = EducationAuthority.objects.create(code="99", name="Essai")
    return School.objects.create(uai="0999999X", name="Lycée d’essai", authority=academy, join_key="1")


def hat(*school_ids: uuid.UUID, profile: str = "National_elv", **more: object) -> SimpleNamespace:
    values = {"local_authority_id": None, "child": None, "children": ()} | more
    return SimpleNamespace(profile=profile, schools=[SimpleNamespace(id=one) for one in school_ids], **values)


def visit(rf, worn: SimpleNamespace | None, person: uuid.UUID = LINA, service: str = "accueil", **more: object) -> None:
    request = rf.generic(more.pop("method", "GET"), "/", headers={"user-agent": PHONE, **more.pop("headers", {})})
    request.hat, request.service, request.actor = worn, service, Actor("Lina", person)
    observers.observe(request, HttpResponse(status=more.pop("status", 200), **more), 0.01)


def lines(calendar: Calendar) -> list:
    observers.SPOOL.flush()
    found = []
    for path in spool.folder_of(timezone.localdate(calendar.moment)).glob("*.tsv"):  # days are those of Paris
        found += [read_line(line) for line in path.read_text().splitlines(keepends=True)]
    return found


def counts(day: dt.date, **cell: str) -> tuple[int, int, int, int]:
    wanted = {"profile": ALL, "service": ALL, "device": ALL} | cell
    with scope.everything("tests of visits"):
        row = DailyCount.objects.get(day=day, **wanted)
    return row.visits, row.users, row.pages, row.seconds


def test_noting_a_page_asks_nothing_of_the_database(rf, calendar) -> None:
    # No django_db mark: any query fails.
    visit(rf, hat(uuid.UUID(int=1)))
    (event,) = lines(calendar)
    assert (event.profile, event.service, event.device, event.is_page) == ("ELEVE", "accueil", "smartphone", True)
    assert event.schools == (str(uuid.UUID(int=1)),)


@pytest.mark.parametrize(
    "more",
    [
        {"worn": None},
        {"service": ""},
        {"status": 404},
        {"headers": {"sec-purpose": "prefetch"}},
        {"worn": hat(uuid.UUID(int=1), uuid.UUID(int=2), local_authority_id=uuid.UUID(int=3))},
        {"worn": hat()},
        {"person": None},
    ],
)
def test_what_is_no_activity_of_someone_in_a_school_is_not_noted(rf, calendar, more: dict) -> None:
    visit(rf, more.pop("worn", hat(uuid.UUID(int=1))), **more)
    assert lines(calendar) == []


@pytest.mark.parametrize(
    "more", [{"method": "POST"}, {"headers": {"hx-request": "true"}}, {"content_type": "application/json"}]
)
def test_an_activity_without_a_page_keeps_the_visit_going(rf, calendar, more: dict) -> None:
    visit(rf, hat(uuid.UUID(int=1)), **more)
    (event,) = lines(calendar)
    assert not event.is_page


def test_a_guardian_counts_where_the_child_shown_is(rf, calendar) -> None:
    first, second = (SimpleNamespace(school_id=uuid.UUID(int=n)) for n in (1, 2))
    schools = (uuid.UUID(int=1), uuid.UUID(int=2))
    visit(rf, hat(*schools, profile="National_tut", children=(first, second)))
    visit(rf, hat(*schools, profile="National_tut", children=(first, second), child=second))
    both, one = lines(calendar)
    assert set(both.schools) == {str(one) for one in schools}
    assert one.schools == (str(schools[1]),)
    assert one.profile == "PARENT"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, "smartphone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome Mobile Safari", "smartphone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome Safari", "tablette"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile", "tablette"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64)", "ordinateur"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "ordinateur"),
        ("", "autre"),
    ],
)
def test_devices(agent: str, device: str) -> None:
    assert observers.device_of(agent) == device


def test_profiles_have_national_labels() -> None:
    found = {name: label_of(f"National_{name}") for name in ("elv", "tut", "ens", "doc", "dir", "evs", "eta", "ext")}
    assert found == {
        "elv": "ELEVE", "tut": "PARENT", "ens": "ENSEIGNANT", "doc": "ENSEIGNANT", "dir": "ADMIN_VIE_SCOL_TECH",
        "evs": "ADMIN_VIE_SCOL_TECH", "eta": "ADMIN_VIE_SCOL_TECH", "ext": "AUTRE",
    }  # fmt: skip


def test_nothing_kept_names_the_person_or_lasts_a_day(rf, calendar, school) -> None:
    visit(rf, hat(school.pk))
    calendar.forward(days=1)
    visit(rf, hat(school.pk))
    observers.SPOOL.flush()
    kept = [path for path in spool.folder().rglob("*") if path.is_file()]
    for path in kept:
        assert LINA.bytes not in path.read_bytes()
        assert str(LINA) not in path.read_text(errors="replace")
        assert LINA.hex not in path.read_text(errors="replace")
    days = sorted(spool.folder().glob("2026-*"))
    first, second = (read_line(next(iter(day.glob("*.tsv"))).read_text()) for day in days)
    assert first.visitor != second.visitor  # nobody is followed from one day to the next
    services.close_past_days(actor=system("night"))
    assert not days[0].exists()
    assert [path.name for path in (spool.folder() / "keys").iterdir()] == [days[1].name]


def test_a_day_is_counted_then_closed(rf, calendar, school) -> None:
    day = calendar.moment.date()
    for _page in range(3):
        visit(rf, hat(school.pk))
        calendar.forward(minutes=10)
    visit(rf, hat(school.pk), person=uuid.UUID(int=6), service="notes")
    observers.SPOOL.flush()
    services.count_today()
    assert counts(day) == (2, 2, 4, 1200)
    assert counts(day, service="notes") == (1, 1, 1, 0)
    assert counts(day, profile="ELEVE", device="smartphone", service="accueil") == (1, 1, 3, 1200)
    services.count_today()
    assert counts(day) == (2, 2, 4, 1200)
    assert services.close_past_days(actor=system("night")) == 0
    calendar.forward(days=1)
    assert services.close_past_days(actor=system("night")) == 1
    assert counts(day) == (2, 2, 4, 1200)
    assert AuditEntry.objects.filter(action="analytics.close_day", subject_id=str(day)).count() == 1
    assert services.close_past_days(actor=system("night")) == 0


@pytest.mark.parametrize("broken", ["mark", "erase", "half-erased"])
def test_a_crash_at_any_step_of_closing_changes_no_figure(rf, calendar, school, monkeypatch, broken: str) -> None:
    day = calendar.moment.date()
    visit(rf, hat(school.pk))
    observers.SPOOL.flush()
    other = spool.folder_of(day) / "99-other.tsv"
    shutil.copy(next(iter(spool.folder_of(day).glob("*.tsv"))), other)
    other.write_text(other.read_text().replace("smartphone", "ordinateur"))
    calendar.forward(days=1)

    def crash(path: Path, *_: object) -> None:
        if broken == "half-erased":
            other.unlink()
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(*((Path, "touch") if broken == "mark" else (shutil, "rmtree")), crash)
        with pytest.raises(OSError, match="killed"):
            services.close_past_days(actor=system("night"))
    services.close_past_days(actor=system("night"))
    assert counts(day) == (2, 1, 2, 0)
    assert not spool.folder_of(day).exists()


def test_what_comes_late_for_a_closed_day_does_not_shrink_it(rf, calendar, school) -> None:
    day = calendar.moment.date()
    for number in range(3):
        visit(rf, hat(school.pk), person=uuid.UUID(int=number))
    observers.SPOOL.flush()
    calendar.forward(days=1)
    services.close_past_days(actor=system("night"))
    spool.folder_of(day).mkdir()
    (spool.folder_of(day) / "1-late.tsv").write_text(f"1\t{'0' * 24}\tELEVE\taccueil\tautre\t1\t{school.pk}\n")
    services.close_past_days(actor=system("night"))
    assert counts(day) == (3, 3, 3, 0)
    assert not spool.folder_of(day).exists()


def test_cut_lines_and_unknown_schools_are_left_out(rf, calendar, school) -> None:
    visit(rf, hat(school.pk))
    visit(rf, hat(uuid.UUID(int=404)), person=uuid.UUID(int=6))
    observers.SPOOL.flush()
    (path,) = spool.folder_of(calendar.moment.date()).glob("*.tsv")
    with path.open("a") as file:
        file.write("17640\tcut")
    services.count_today()
    assert counts(calendar.moment.date()) == (1, 1, 1, 0)


def test_much_activity_is_read_in_parts(rf, calendar, school, monkeypatch) -> None:
    for number in range(20):
        for _twice in range(2):
            visit(rf, hat(school.pk), person=uuid.UUID(int=number))
    observers.SPOOL.flush()
    monkeypatch.setattr(services, "PART_BYTES", 400)
    services.count_today()
    assert counts(calendar.moment.date()) == (20, 20, 40, 0)


def test_accounts_are_the_denominator(calendar, school) -> None:
    people = [Person.objects.create(family_name="A", given_name=str(n), search_name=str(n)) for n in range(5)]
    with scope.everything("tests of visits"):
        for person, profile, state in (
            (people[0], "National_elv", "active"),
            (people[1], "National_elv", "suspended"),
            (people[2], "National_ens", "active"),
        ):
            Affiliation.objects.create(school=school, person=person, profile=profile, state=state)
        for guardian, reach in ((people[3], "authority"), (people[4], "contact")):
            Guardianship.objects.create(
                school=school, student=people[0], guardian=guardian, source_reach=reach, reach=reach
            )
    services.count_today()
    day = calendar.moment.date()
    for label in ("ELEVE", "ENSEIGNANT", "PARENT"):
        assert counts(day, service=ACCOUNTS, profile=label) == (0, 1, 0, 0)


def test_days_are_those_of_the_platform(rf, calendar) -> None:
    calendar.moment = dt.datetime(2026, 11, 24, 22, 59, 59, tzinfo=dt.UTC)
    visit(rf, hat(uuid.UUID(int=1)))
    calendar.forward(seconds=1)  # midnight in Paris
    visit(rf, hat(uuid.UUID(int=1)))
    observers.SPOOL.flush()
    assert {path.name for path in spool.folder().glob("2026-*")} == {"2026-11-24", "2026-11-25"}


def test_an_event_is_written_where_it_was_noted(rf, calendar, settings, tmp_path) -> None:
    """A spool that lags behind writes nothing among the events of another installation (nor of the next test)."""
    visit(rf, hat(uuid.UUID(int=1)))
    settings.DATA_DIR = tmp_path / "elsewhere"
    assert lines(calendar) == []
    settings.DATA_DIR = tmp_path
    assert len(lines(calendar)) == 1


def test_a_full_disk_loses_counts_not_pages(rf, calendar) -> None:
    visit(rf, hat(uuid.UUID(int=1)))
    observers.SPOOL.flush()
    shutil.rmtree(spool.folder_of(calendar.moment.date()))
    spool.folder_of(calendar.moment.date()).write_text("in the way")
    visit(rf, hat(uuid.UUID(int=1)))
    observers.SPOOL.flush()


def test_pages_of_the_academy_are_counted_by_service_and_school(academy, client_as, calendar, monkeypatch) -> None:
    calendar.moment = timezone.now()
    for name, label in (("lina", "ELEVE"), ("claire-roux", "ENSEIGNANT")):
        client_as(name).get("/", headers={"user-agent": PHONE})
        event = lines(calendar)[-1]
        assert (event.profile, event.service, event.device, event.is_page) == (label, "accueil", "smartphone", True)
    samira = client_as("samira")
    samira.get("/")
    with scope.everything("tests of visits"):
        hers = {
            str(one)
            for one in Guardianship.objects.filter(guardian=academy["samira"].person).values_list(
                "school_id", flat=True
            )
        }
    assert len(hers) > 1
    (event,) = [one for one in lines(calendar) if one.profile == "PARENT"]
    assert set(event.schools) == hers
    client_as("paul-faure").get("/")
    assert len(lines(calendar)) == 3
