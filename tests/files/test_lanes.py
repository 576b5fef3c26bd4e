"""Arrivals are examined a few at a time, and of each person one: nobody waits for somebody else's slow archives."""

import asyncio
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from preau.files import spool, tus


def _upload(person: str) -> spool.Upload:
    return spool.Upload(
        id=uuid.uuid4(), person=person, kind="", school="", session="", language="fr", name="a.zip", length=1,
        until=time.time() + 60,
    )  # fmt: skip


def test_one_person_s_slow_archives_hold_nobody_else_s(monkeypatch) -> None:
    slow, quick = str(uuid.uuid4()), str(uuid.uuid4())
    go_on = threading.Event()

    def finish(upload: spool.Upload) -> str:
        if upload.person == slow:
            go_on.wait(30)
        return upload.person

    async def both() -> list[str]:
        place = tus.Uploads()
        theirs = [asyncio.create_task(place._finished(_upload(slow))) for _each in range(8)]
        await asyncio.sleep(0.1)
        try:
            assert await asyncio.wait_for(place._finished(_upload(quick)), 5) == quick
            assert not any(one.done() for one in theirs)
        finally:
            go_on.set()
        return await asyncio.gather(*theirs)

    monkeypatch.setattr(spool, "finish", finish)
    # In a thread of its own: a browser's loop may run in this one.
    with ThreadPoolExecutor(1) as alone:
        assert alone.submit(asyncio.run, both()).result() == [slow] * 8, "and none of them is lost"
