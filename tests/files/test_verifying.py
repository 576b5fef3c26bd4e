"""`preau files verify` names what is missing, altered or stray; a backup holds contents, a restore brings them."""

import contextlib
import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cast import LYCEE
from files.brought import arrived, bring
from preau.files.models import Blob, Usage
from preau.files.services.keeping import counted_again
from preau.files.stores import store
from preau.kernel import clock, scope


@pytest.fixture(autouse=True)
def everywhere():
    with scope.everything("tests of files"):
        yield


def _verify(*more: str) -> tuple[int, str]:
    said, code = io.StringIO(), 0
    with contextlib.suppress(CommandError):
        try:
            call_command("files", "verify", *more, stdout=said)
        except CommandError:
            code = 1
            raise
    return code, said.getvalue()


def test_all_is_well(academy):
    bring(academy["claire-roux"], academy.school(LYCEE), b"one", b"two")
    code, said = _verify()
    assert code == 0 and "2 contenus relus" in said and "Tout est là" in said


def test_what_is_missing_altered_stray_or_counted_wrong_is_named(academy):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    missing, altered, cut = bring(claire, lycee, b"missing", b"altered", b"cut")
    stray = arrived(b"stray")
    store().path_of(missing.blob_id).unlink()
    store().path_of(altered.blob_id).write_bytes(b"ALTERED")
    store().path_of(cut.blob_id).write_bytes(b"c")
    Usage.objects.filter(person=claire.person).update(used=5)
    code, said = _verify()
    assert code == 1
    told = {
        missing.blob_id: "manque", altered.blob_id: "a changé", cut.blob_id: "a changé",
        stray.digest: "n’est d’aucun fichier", claire.person.pk: "compté de travers",
    }  # fmt: skip
    for digest, words in told.items():
        assert any(str(digest) in line and words in line for line in said.splitlines()), (digest, said)
    assert str(missing.pk) in said and "devoir.txt" not in said, "files are named by number, never by their name"


def test_counts_and_sums_are_of_one_moment(academy, django_assert_num_queries):
    """People go on sending files meanwhile: what is kept between two reads would look like a fault."""
    for one in ("claire-roux", "lina-benali"):
        bring(academy[one], academy.school(LYCEE), b"contents of " + one.encode())
    Usage.objects.filter(person=academy["lina-benali"].person).update(used=5)
    with django_assert_num_queries(1):
        ((usage, there),) = counted_again()
    assert (usage.person_id, usage.used, there) == (academy["lina-benali"].person.pk, 5, 23)


def test_a_stray_alone_is_no_fault(academy):
    arrived(b"stray")
    assert _verify()[0] == 0


def test_a_run_is_bounded_by_a_day(academy):
    (one,) = bring(academy["claire-roux"], academy.school(LYCEE), b"old")
    store().path_of(one.blob_id).unlink()
    Blob.objects.update(kept_at=clock.now() - dt.timedelta(days=30))
    assert _verify("--since", str(clock.today()))[0] == 0
    assert _verify("--since", str(clock.today() - dt.timedelta(days=40)))[0] == 1


def test_the_night_s_work_is_a_command_too(academy):
    said = io.StringIO()
    call_command("files", "collect", stdout=said)
    assert "strays: 0" in said.getvalue()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_contents_and_a_restore_brings_them(academy, own_database, settings, tmp_path: Path):
    from harness.databases import in_database
    from preau.files.spool import begin
    from preau.files.statements import UploadTicket
    from preau.kernel.backup.making import make
    from preau.kernel.backup.restoring import restore

    (one,) = bring(academy["claire-roux"], academy.school(LYCEE), b"kept in a backup")
    person = str(academy["claire-roux"].person.pk)
    begin(UploadTicket(person=person, kind="tests.thing", most=10, left=10), name="a", length=3)
    found = make(tmp_path / "all.preau", "a key")
    assert [m.name for m in found.members if m.name.startswith("files/")] == [
        f"files/{one.blob_id[:2]}/{one.blob_id[2:4]}/{one.blob_id}"
    ]
    assert not [m.name for m in found.members if m.name.startswith("uploads/")], "what is under way is left out"
    settings.DATA_DIR = tmp_path / "other"
    from preau.files.stores import _made

    _made.cache_clear()
    with in_database(own_database):
        restore(tmp_path / "all.preau", "a key", replace=True)
        assert store().read(one.blob_id, 0, 4) == b"kept"
        assert _verify()[0] == 0
