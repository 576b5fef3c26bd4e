"""Four threads that write audited rows, some hundred a second, until they are told to stop (SIGTERM).

Each transaction writes three rows that belong together: an event, an act of the writer's chain, an act of the
platform's. A snapshot that cuts one in two shows.
"""

import os
import signal
import sys
import threading
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from preau.kernel import audit, events  # noqa: E402
from preau.kernel.actor import system  # noqa: E402

WRITERS = [uuid.UUID(int=1000 + number) for number in range(4)]


def write(writer: uuid.UUID, stop: threading.Event) -> None:
    """Write until told to stop."""
    number = 0
    while not stop.wait(0.02):
        number += 1
        with transaction.atomic():
            events.publish("test.written", {"writer": str(writer), "n": number}, tenant=writer)
            audit.record(actor=system("test"), action="test.write", tenant=writer, subject_id=number)
            audit.record(actor=system("test"), action="test.write", data={"writer": str(writer), "n": number})
        if number == 1:
            os.write(1, b"begun\n")  # in one go: two threads that print at once may lose a line
    connection.close()


def main() -> int:
    """Write until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threads = [threading.Thread(target=write, args=(writer, stop)) for writer in WRITERS]
    for one in threads:
        one.start()
    stop.wait()
    for one in threads:
        one.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
