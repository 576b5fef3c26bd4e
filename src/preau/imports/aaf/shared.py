"""People of several schools, written once before the schools: processes on different schools never meet over them."""

import uuid

from django.db import transaction

from preau.directory.bulk import Journal, SchoolChanges, folded, write_people
from preau.imports.aaf import records as r
from preau.imports.aaf.people import PeoplePlan
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.records import GUARDIAN, STAFF, STUDENT, PersonFields
from preau.imports.aaf.staging import Staging
from preau.imports.models import ImportSharedStep
from preau.kernel import scope
from preau.kernel.actor import Actor

BATCH = 2000


def _person(kind: str, body: bytes) -> PersonFields:
    if kind == STUDENT:
        return r.unpacked_student(body).person
    if kind == STAFF:
        return r.unpacked_staff(body).person
    return r.unpacked_person(body)


def write_shared(*, actor: Actor, run_id: uuid.UUID, authority: str, staging: Staging, progress: Progress) -> None:
    """Add and change the people of more than one school, batch by batch; done again from the start it changes nothing.

    The staging area has listed them (`Staging.find_shared`).

    What was done to each is noted in the staging area in the same order as it is committed, so that the schools can
    report it. A kill between the two only makes a school report one "changed" less.
    """
    for kind in (GUARDIAN, STAFF, STUDENT):
        keys = staging.shared_keys(kind)
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            people = {key: _person(kind, body) for key, body in staging.by_keys(kind, batch).items()}
            plan = PeoplePlan(authority)
            with transaction.atomic(), scope.everything("people of several schools"):
                plan.load(kind, batch)
                plan.take(kind, people)
                if plan.changes:
                    journal = Journal(SchoolChanges(people=plan.changes))
                    write_people(actor=actor, changes=plan.changes)
                    ImportSharedStep.objects.create(run_id=run_id, undo=folded([journal.close()]) or b"")
            staging.note_shared(kind, [(op, key) for (_kind, key), op in plan.operations.items()])
            progress.advance(len(batch))
    staging.mark("shared")
