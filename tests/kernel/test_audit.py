"""The trail: readable, chained, and honest about its holes."""

import datetime as dt
import io
import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from preau.kernel import audit, clock
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, AuditHead

HEAD = Actor(label="Hélène Garnier, direction", person_id=uuid.UUID(int=7))
SCHOOL = uuid.UUID(int=11)


def act(position: int = 0, tenant: uuid.UUID | None = SCHOOL) -> AuditEntry:
    with transaction.atomic():
        return audit.record(
            actor=HEAD, action="directory.suspend_person", tenant=tenant, subject="Person", subject_id=position,
            data={"school": "Lycée Simone-Veil", "count": position, "ratio": 1e16, "when": dt.date(2026, 9, 1)},
        )  # fmt: skip


@pytest.fixture
def chain(db) -> str:
    for position in range(1, 7):
        act(position)
    return str(SCHOOL)


def rows(chain: str):
    return AuditEntry.objects.filter(chain=chain)


def kinds(chain: str) -> list[tuple[int, str]]:
    return [(flaw.position, flaw.kind) for flaw in audit.verify(chain)]


def test_a_whole_chain_holds(chain: str) -> None:
    act(tenant=None)
    assert audit.verify() == []
    assert [entry.position for entry in rows(chain).order_by("position")] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_an_act_needs_the_transaction_that_does_it() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(actor=HEAD, action="a.b")


@pytest.mark.parametrize(
    "change",
    [
        {"actor_label": "Someone else"},
        {"action": "directory.read_person"},
        {"subject_id": "9"},
        {"data": {"count": 99}},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"actor_id": None},
        {"id": uuid.UUID(int=3)},
    ],
)
def test_an_altered_row_is_named(chain: str, change: dict) -> None:
    rows(chain).filter(position=3).update(**change)
    assert kinds(chain) == [(3, "altered")]


def test_a_row_altered_with_its_digest_shows_at_the_next(chain: str) -> None:
    entry = rows(chain).get(position=3)
    entry.actor_label = "Someone else"
    entry.digest = audit.digest_of(entry)
    entry.save()
    assert kinds(chain) == [(4, "relinked")]


@pytest.mark.parametrize("position", [1, 3, 6])
def test_a_removed_row_is_named(chain: str, position: int) -> None:
    rows(chain).filter(position=position).delete()
    assert kinds(chain) == [(position, "removed")]


def test_reordered_rows_are_named(chain: str) -> None:
    rows(chain).filter(position=3).update(position=99)
    rows(chain).filter(position=4).update(position=3)
    rows(chain).filter(position=99).update(position=4)
    found = kinds(chain)
    assert {position for position, _kind in found} >= {3, 4}
    assert (4, "moved") in found


def test_a_cut_tail_with_its_head_moved_back_still_breaks_the_common_digest(chain: str) -> None:
    told = audit.common_digest()
    last = rows(chain).get(position=5)
    rows(chain).filter(position=6).delete()
    AuditHead.objects.filter(chain=chain).update(position=5, digest=bytes(last.digest))
    assert kinds(chain) == []
    assert audit.common_digest() != told


def test_a_lost_head_is_named(chain: str) -> None:
    AuditHead.objects.filter(chain=chain).delete()
    assert kinds(chain) == [(6, "head")]


def test_a_forged_row_after_the_head_is_left_to_no_one(chain: str) -> None:
    AuditHead.objects.filter(chain=chain).update(digest=b"x" * 32)
    assert kinds(chain) == [(6, "head")]


def test_an_act_costs_three_statements(chain: str) -> None:
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        audit.record(actor=HEAD, action="a.b", tenant=SCHOOL)
    assert len(queries) == 3, [query["sql"] for query in queries]


def test_sentences_are_for_people(db, monkeypatch) -> None:
    monkeypatch.setattr(
        audit, "sentences", lambda: {"a.known": "%(actor)s a suspendu %(count)s personnes de %(place)s"}
    )
    with transaction.atomic():
        known = audit.record(actor=HEAD, action="a.known", data={"count": 3})
        unknown = audit.record(actor=HEAD, action="a.unknown", data={"secret": "Canari"})
    assert audit.sentence_of(known) == "Hélène Garnier, direction a suspendu 3 personnes de …"
    assert audit.sentence_of(unknown) == "Hélène Garnier, direction\xa0: action «\xa0a.unknown\xa0»"


def test_codes_are_told_in_words(db) -> None:
    told = {
        "access.give_mandate": {"kind": "elected_parent"},
        "access.entrust": {"right": "read_journal", "starts_on": "2026-09-01", "ends_on": "2026-12-18"},
        "access.set_entry": {"entry": "service annuaire:National_elv", "before": "on", "after": "off"},
        "access.end_mandate": {"kind": "a kind of yesterday"},
        "people.ask_correction": {"field": "birth_date"},
    }
    with transaction.atomic():
        rows = [audit.record(actor=HEAD, action=action, data=data) for action, data in told.items()]
    mandate, entrusted, entry, old, correction = [audit.sentence_of(row).replace("\xa0", " ") for row in rows]
    assert mandate.endswith("(Parent élu)")
    assert entrusted.endswith("(lire le journal) du 1er septembre 2026 au 18 décembre 2026")
    assert "« « Annuaire » est ouvert pour : les élèves. »" in entry
    assert "« « Annuaire » est fermé pour : les élèves. »" in entry
    assert old.endswith("(a kind of yesterday)")  # the trail outlives the lists
    assert correction.endswith("(Date de naissance)")


def test_a_part_of_the_platform_begins_its_sentence(db) -> None:
    with transaction.atomic():
        row = audit.record(actor=system("démonstration"), action="access.end_mandate", data={"kind": "delegate"})
    assert audit.sentence_of(row).startswith("Démonstration a mis fin")


def test_data_cannot_pass_for_the_actor(db, monkeypatch) -> None:
    monkeypatch.setattr(audit, "sentences", lambda: {"a.b": "%(actor)s"})
    with transaction.atomic():
        entry = audit.record(actor=HEAD, action="a.b", data={"actor": "Someone else"})
    assert audit.sentence_of(entry) == HEAD.label


def test_odd_values_come_back_as_they_were_signed(db) -> None:
    with transaction.atomic():
        audit.record(
            actor=system("a\0b"), action="a.b", subject_id="x" * 300,
            data={"nul": "a\0b", "surrogate": "a\ud800b", "float": 1e22, "nested": {1: [uuid.UUID(int=1), None, True]}},
        )  # fmt: skip
    assert audit.verify() == []


def test_the_command_tells_and_fails(chain: str) -> None:
    out = io.StringIO()
    call_command("audit", "verify", stdout=out)
    assert audit.common_digest() in out.getvalue()
    call_command("audit", "show", "--last", "2", stdout=out)
    assert "Hélène Garnier" in out.getvalue()
    rows(chain).filter(position=2).update(actor_label="x")
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("audit", "verify", stderr=errors)
    assert "position 2" in errors.getvalue()


def test_old_rows_go_on_their_day_and_the_chain_still_holds(db, monkeypatch) -> None:
    start = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    for day in range(10):
        monkeypatch.setattr(clock, "now", lambda day=day: start + dt.timedelta(days=day))
        act(day)
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=audit.TRAIL_DAYS))
    assert audit.prune() == 0
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=audit.TRAIL_DAYS + 4, hours=1))
    assert audit.prune() == 5
    assert audit.verify() == []
    assert audit.prune() == 0
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=audit.TRAIL_DAYS + 40))
    assert audit.prune() == 5
    assert audit.verify() == []
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=3 * audit.TRAIL_DAYS))
    audit.prune()
    assert audit.verify() == []


def test_a_prefix_removed_by_hand_is_not_pruning(chain: str) -> None:
    rows(chain).filter(position__lte=3).delete()
    assert kinds(chain) == [(1, "removed")]


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_whole_chain() -> None:
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _turn in range(8):
                act()
                act(tenant=None)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert audit.verify() == []
    assert AuditHead.objects.get(chain=str(SCHOOL)).position == 40
