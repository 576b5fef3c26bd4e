"""The process is killed while pupils hand in: each receipt that was given still has its bytes, and nothing is half."""

import datetime as dt
import hashlib
import os
import signal
from pathlib import Path

import pytest

from harness.databases import environment
from kernel.runtime_helpers import eventually, process
from preau.diary.models import WorkUnit
from preau.files.models import StoredFile
from preau.files.stores.disk import DiskStore
from preau.kernel import clock
from preau.submissions.models import Copy, CopyPart, CopyVersion
from preau.submissions.receipts import checked, digest_of_whole
from submissions.conftest import PUPIL, Desk

HANDER = str(Path(__file__).with_name("hander_for_tests.py"))


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_each_receipt_given_before_a_kill_keeps_its_bytes(desk: Desk, tmp_path: Path, settings: object) -> None:
    row = desk.ask(takes="f", late_days=0)
    WorkUnit.objects.update(due_on=clock.real_now().date() + dt.timedelta(days=5))  # the other process' clock is real
    settings.SECRET_KEY = "tests-only-" + "x" * 50  # type: ignore[attr-defined]
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PYTHONPATH="src")
    told = tmp_path / "receipts"
    told.touch()
    pupil = desk.academy[PUPIL]
    arguments = [HANDER, str(told), str(row.work), str(pupil.account.pk), str(pupil.person.pk)]

    def count() -> int:
        return len(told.read_text("ascii").splitlines())

    with process(arguments, env, tmp_path / "out") as hander:
        eventually(lambda: count() >= 3 or hander.poll() is not None)
        assert hander.poll() is None, (tmp_path / "out").read_text()
        hander.send_signal(signal.SIGKILL)
        hander.wait()
    given = [checked(one) for one in told.read_text("ascii").splitlines()]
    kept = DiskStore(tmp_path / "var" / "files")
    versions = {one.digest: one for one in CopyVersion.objects.all()}
    assert len(given) <= len(versions) <= len(given) + 1  # the last may be stored, and not told yet
    for receipt in given:
        assert versions[receipt.digest].handed_at.replace(microsecond=0) == receipt.at
    for version in versions.values():
        parts = list(CopyPart.objects.filter(version=version).order_by("place"))
        assert digest_of_whole([(one.digest, one.size) for one in parts]) == version.digest
        for part in parts:
            assert hashlib.sha256(kept.read(part.digest, 0, part.size)).hexdigest() == part.digest
            assert StoredFile.objects.get(pk=part.file).thing == version.pk
    assert Copy.objects.get().current == len(versions)
