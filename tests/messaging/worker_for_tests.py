"""A worker that stays within a delivery, or what appears late, until it is killed: `python worker_for_tests.py FILE`.

It stays after the copies were written and before the mark that they were, where a death would hurt most, and says so by
that file. With no file it is an ordinary worker whose jobs come back two seconds after a death.
"""

import datetime as dt
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

import preau.messaging.tasks  # noqa: E402, F401
from preau.kernel import jobs, worker  # noqa: E402
from preau.messaging.services import delivering, sending  # noqa: E402


def stays(**_more: Any) -> None:
    """Until the end."""
    Path(sys.argv[1]).touch()
    time.sleep(120)


if __name__ == "__main__":
    for kind in (sending.DELIVER, delivering.APPEAR):
        jobs._kinds[kind] = replace(jobs._kinds[kind], lease=dt.timedelta(seconds=2))
    if len(sys.argv) > 1:
        delivering.notify = stays  # type: ignore[assignment]
    sys.exit(worker.main())
