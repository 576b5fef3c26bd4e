"""Files kept, counted, removed, and collected; a form sent twice, two uploads at once, a process that is killed."""

import datetime as dt
import os
import threading
import uuid
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from cast import LYCEE
from files import made
from files.attached import KIND, THING
from files.brought import arrived, bring, hat_of
from preau.directory.errors import Refused, Unknown
from preau.files import spool
from preau.files.enums import Drawing
from preau.files.models import Blob, StoredFile, Usage
from preau.files.services import collect, draw, keep, remove_file, remove_files_of
from preau.files.services.keeping import counted_again
from preau.files.statements import UploadTicket
from preau.files.stores import Missing, store
from preau.kernel import clock, jobs, scope
from preau.kernel.models import AuditEntry


@pytest.fixture
def everywhere():
    with scope.everything("tests of files"):
        yield


def _used(person=None, school=None) -> int:
    row = Usage.objects.filter(person=person) if person else Usage.objects.filter(school=school)
    return row.values_list("used", flat=True).first() or 0


def test_a_content_is_kept_once_and_each_file_counts(academy, everywhere):
    lycee, claire, lina = academy.school(LYCEE), academy["claire-roux"], academy["lina-benali"]
    (one,), (other,) = bring(claire, lycee, b"le meme"), bring(lina, lycee, b"le meme", name="autre.txt")
    assert one.blob_id == other.blob_id and Blob.objects.count() == 1
    assert store().read(one.blob_id, 0, 7) == b"le meme"
    assert (_used(claire.person), _used(lina.person), _used(school=lycee)) == (7, 7, 14)
    told = AuditEntry.objects.filter(action="files.keep").order_by("at").first()
    assert told.chain == str(lycee.pk) and told.data == {"kind": KIND, "count": 1, "bytes": 7}


def test_a_form_sent_twice_keeps_its_files_once(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    came = [arrived(b"a"), arrived(b"bb")]
    given_ = {"actor": claire.actor, "hat": hat_of(claire), "kind": KIND, "school_id": lycee.pk, "thing_id": THING}
    first, again = keep(arrivals=came, **given_), keep(arrivals=came, **given_)
    assert [one.pk for one in first] == [one.pk for one in again]
    assert StoredFile.objects.count() == 2 and _used(claire.person) == 3
    with pytest.raises(Refused, match="plus reconnu"):  # nor may somebody else make it theirs
        keep(arrivals=came, **{**given_, "actor": academy["lina-benali"].actor, "hat": hat_of(academy["lina-benali"])})


def test_a_file_named_twice_in_one_form_is_kept_once(academy, everywhere):
    claire, came = academy["claire-roux"], arrived(b"a")
    given_ = {"actor": claire.actor, "hat": hat_of(claire), "kind": KIND, "school_id": academy.school(LYCEE).pk}
    first, again = keep(arrivals=[came, came], thing_id=THING, **given_)
    assert first.pk == again.pk and StoredFile.objects.count() == 1 and _used(claire.person) == 1


def test_a_file_of_one_thing_is_not_silently_left_out_of_another(academy, everywhere):
    """A form that the browser's "back" shows again, sent for something else: its files are there, or it is told."""
    claire, came = academy["claire-roux"], arrived(b"a")
    given_ = {"actor": claire.actor, "hat": hat_of(claire), "kind": KIND, "school_id": academy.school(LYCEE).pk}
    keep(arrivals=[came], thing_id=THING, **given_)
    with pytest.raises(Refused, match="plus reconnu"):
        keep(arrivals=[came], thing_id=uuid.uuid4(), **given_)


def test_too_many_files_of_one_thing_are_refused_together(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    bring(claire, lycee, b"1", b"2")
    with pytest.raises(Refused, match="3 au plus"):
        bring(claire, lycee, b"3", b"4")
    assert StoredFile.objects.count() == 2
    with pytest.raises(Refused, match="3 au plus"):
        bring(claire, lycee, *[b"x"] * 500)
    with pytest.raises(Refused, match="vide"):
        bring(claire, lycee, b"")


@pytest.mark.parametrize("who", ["person", "school"])
def test_a_quota_is_never_passed(who: str, academy, everywhere, settings):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    setattr(settings, "QUOTA_STAFF" if who == "person" else "QUOTA_SCHOOL", 10)
    bring(claire, lycee, b"12345678")
    with pytest.raises(Refused, match="plein"):
        bring(claire, lycee, b"123", thing=uuid.uuid4())
    assert (_used(claire.person), _used(school=lycee)) == (8, 8), "nothing of it is counted"
    bring(claire, lycee, b"12", thing=uuid.uuid4())


def test_an_upload_counts_until_its_file_does(academy, everywhere, django_capture_on_commit_callbacks):
    """And a form that is refused keeps nothing: what it brought counts on."""
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    who = str(claire.person.pk)
    ticket = UploadTicket(person=who, kind=KIND, school=str(lycee.pk), most=100, left=10)
    upload = spool.begin(ticket, name="a.txt", length=6)
    upload.data.write_bytes(b"sixsix")
    receipt = spool.finish(upload)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused, match="3 au plus"):
        bring(claire, lycee, b"1", b"2", b"3", thing=uuid.uuid4(), receipts=(receipt,))
    with django_capture_on_commit_callbacks(execute=False) as at_commit:
        bring(claire, lycee, receipts=(receipt,))
    with pytest.raises(Refused, match="sans les joindre"):
        spool.begin(ticket, name="b.txt", length=6)
    for act in at_commit:
        act()
    spool.begin(ticket, name="b.txt", length=6)
    assert _used(claire.person) == 6


def test_a_file_over_the_limit_is_refused_in_words(academy, everywhere):
    with pytest.raises(Refused, match=r"8\sMo au plus"):
        bring(academy["claire-roux"], academy.school(LYCEE), b"x" * ((8 << 20) + 1))


def test_what_is_removed_is_counted_no_more_and_goes_days_later(academy, everywhere, settings):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    (one,) = bring(claire, lycee, b"contents")
    remove_file(actor=claire.actor, file_id=one.pk)
    assert (_used(claire.person), _used(school=lycee)) == (0, 0)
    with pytest.raises(Unknown):
        remove_file(actor=claire.actor, file_id=one.pk)
    collect()
    assert store().size(one.blob_id) == 8, "whoever removed it by mistake may bring it again"
    _age(one.blob_id, days=4)
    Blob.objects.update(unused_since=clock.now() - dt.timedelta(days=4))
    assert collect()["contents"] == 1
    with pytest.raises(Missing):
        store().size(one.blob_id)
    assert not Blob.objects.exists()


def _age(digest: str, *, days: int) -> None:
    past = clock.real_now().timestamp() - days * 86400
    os.utime(store().path_of(digest), (past, past))


def test_what_is_used_again_in_the_meantime_stays(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    (one,) = bring(claire, lycee, b"contents")
    assert remove_files_of(actor=claire.actor, kind=KIND, thing_id=THING, school_id=lycee.pk) == 1
    collect()
    Blob.objects.update(unused_since=clock.now() - dt.timedelta(days=4))
    _age(one.blob_id, days=4)
    (again,) = bring(claire, lycee, b"contents")
    assert collect()["contents"] == 0
    assert store().size(again.blob_id) == 8
    assert Blob.objects.get().unused_since is None


def test_an_upload_that_just_arrived_is_not_collected_but_one_that_nobody_kept_is(academy, everywhere):
    came = arrived(b"not kept yet")
    assert collect()["strays"] == 0
    assert store().size(came.digest) == 12
    _age(came.digest, days=4)
    assert collect()["strays"] == 1


def test_a_file_brought_for_a_thing_that_was_never_sent_goes(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    bring(claire, lycee, b"draft", thing=None)
    assert collect()["unattached"] == 0
    StoredFile.objects.update(kept_at=clock.now() - dt.timedelta(days=4))
    assert collect()["unattached"] == 1 and _used(claire.person) == 0


def test_a_preview_is_drawn_by_a_job_and_stays_with_its_content(academy, everywhere):
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    (pdf,) = bring(claire, lycee, made.PDF, name="cours.pdf")
    assert Blob.objects.get(pk=pdf.blob_id).drawing == Drawing.WAITING
    jobs.settle()
    blob = Blob.objects.get(pk=pdf.blob_id)
    assert blob.drawing == Drawing.DRAWN and blob.preview.content == "image/webp"
    assert draw(blob.pk) is False, "once is enough"
    collect()
    assert Blob.objects.filter(unused_since=None).count() == 2
    remove_file(actor=claire.actor, file_id=pdf.pk)
    for _night in range(4):
        for one in Blob.objects.all():
            _age(one.pk, days=5)
        Blob.objects.exclude(unused_since=None).update(unused_since=clock.now() - dt.timedelta(days=5))
        collect()
    assert not Blob.objects.exists()


def test_a_document_that_breaks_its_drawer_is_kept_without_a_preview(academy, everywhere):
    (pdf,) = bring(academy["claire-roux"], academy.school(LYCEE), b"%PDF-1.4 broken", name="cours.pdf")
    jobs.settle()
    assert Blob.objects.get(pk=pdf.blob_id).drawing == Drawing.NONE


@pytest.mark.django_db(transaction=True)
def test_uploads_at_once_never_pass_a_quota_together(academy, settings):
    """Eight threads, room for three: three are kept, whatever their order."""
    settings.QUOTA_STAFF = 35
    claire = academy["claire-roux"]
    with scope.everything("a test"):
        lycee, hat, actor = academy.school(LYCEE), hat_of(claire), claire.actor
    came = [arrived(os.urandom(10)) for _each in range(8)]
    kept: list[str] = []
    together = threading.Barrier(8)

    def one(number: int) -> None:
        try:
            together.wait(30)
            with scope.everything("a test"):
                keep(
                    actor=actor, hat=hat, kind=KIND, arrivals=[came[number]], school_id=lycee.pk, thing_id=uuid.uuid4()
                )
            kept.append(came[number].digest)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with scope.everything("a test"):
        assert len(kept) == 3
        assert sorted(StoredFile.objects.values_list("blob_id", flat=True)) == sorted(kept)
        assert _used(claire.person) == 30 and counted_again() == []


ACTS = st.lists(st.tuples(st.sampled_from(["bring", "again", "remove", "collect"]), st.integers(1, 9)), max_size=12)


@tried(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_what_is_counted_is_what_there_is_after_any_acts(acts, academy, everywhere, settings):
    settings.QUOTA_STAFF = 25
    claire, lycee = academy["claire-roux"], academy.school(LYCEE)
    StoredFile.objects.all().delete()
    Usage.objects.all().delete()
    hat = hat_of(claire)
    last = None
    for act, size in acts:
        try:
            if act == "bring" or (act == "again" and last is not None):
                last = arrived(bytes([size]) * size) if act == "bring" else last
                keep(actor=claire.actor, hat=hat, kind=KIND, arrivals=[last], school_id=lycee.pk, thing_id=uuid.uuid4())
            elif act == "remove" and (row := StoredFile.objects.order_by("size").first()):
                remove_file(actor=claire.actor, file_id=row.pk)
            elif act == "collect":
                collect()
        except Refused:
            pass
    assert counted_again() == []
    there = sum(StoredFile.objects.values_list("size", flat=True))
    assert there <= 25 and _used(claire.person) == there
    for row in StoredFile.objects.select_related("blob"):
        assert store().size(row.blob_id) == row.size


@pytest.mark.sqlite
def test_a_process_killed_while_it_keeps_a_file_leaves_all_or_nothing(own_database, tmp_path: Path):
    """The content is on the disk before a row says so: killed in between, a stray is left, which the night takes."""
    import subprocess
    import sys

    from harness.databases import ROOT, environment

    code = (
        "import django, os, signal, uuid; django.setup()\n"
        "from preau.files.stores import store\n"
        "from pathlib import Path\n"
        "import hashlib, sys\n"
        "source = Path(sys.argv[1]); source.write_bytes(b'killed')\n"
        "store().put(source, hashlib.sha256(b'killed').hexdigest())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    env = environment(own_database, tmp_path / "var")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "source")], env=env, cwd=ROOT)
    assert done.returncode == -9
    verify = subprocess.run(
        [sys.executable, "-m", "preau", "files", "verify"], env=env, cwd=ROOT, capture_output=True, text=True
    )  # fmt: skip
    assert verify.returncode == 0 and "n’est d’aucun fichier" in verify.stdout
