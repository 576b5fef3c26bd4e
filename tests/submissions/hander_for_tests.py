"""A pupil who hands in one version after another until killed: `python hander_for_tests.py FILE WORK ACCOUNT PERSON`.

Each receipt that the pupil is told is written to that file, a line each, once `hand_in` has given it back.
"""

import os
import sys
import uuid
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from preau.access.public import hats_of  # noqa: E402
from preau.files.public import arrivals  # noqa: E402
from preau.identity.public import account_by_id  # noqa: E402
from preau.kernel import scope  # noqa: E402
from preau.kernel.actor import Actor  # noqa: E402
from preau.kernel.ids import new_id  # noqa: E402
from preau.submissions.enums import PartKind  # noqa: E402
from preau.submissions.receipts import sealed  # noqa: E402
from preau.submissions.selectors.files import FILE  # noqa: E402
from preau.submissions.services import Handed, Sent, hand_in  # noqa: E402


def main() -> None:
    """Hand in, and say so, for ever."""
    path, work, account_id, person_id = sys.argv[1], *(uuid.UUID(one) for one in sys.argv[2:5])
    with scope.everything("a pupil of tests hands in"), open(path, "a", encoding="ascii") as told:
        account = account_by_id(account_id)
        assert account is not None
        hat = replace(next(one for one in hats_of(account) if not one.is_staff), person_id=person_id)
        actor = Actor("Lina", person_id, hat.key)
        for number in range(10_000):
            sent = SimpleUploadedFile("copie.txt", f"version {number} {new_id()}".encode())
            came = arrivals(hat=hat, kind=FILE, school_id=hat.schools[0].id, receipts=(), sent=[sent])
            handed = Handed(new_id(), [Sent(PartKind.FILE, came[0])], seen=number)
            version = hand_in(actor=actor, hat=hat, work_id=work, handed=handed)
            told.write(sealed(version.handed_at, version.digest) + "\n")
            told.flush()
            os.fsync(told.fileno())


main()
