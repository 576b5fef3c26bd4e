"""Who may still be told of whom, asked when a mail leaves: it may have waited while a judge decided.

Mails to families only: a person is told of themselves; a guardian, of the pupils they answer for and of who answers
for the same pupils. A room that writes to staff about a pupil names nobody (preau.kernel.mail) or adds its ground here.
"""

import uuid

from preau.directory.models import Guardianship, Person
from preau.directory.rights import rights_of_guardian
from preau.kernel import clock, scope


def may_be_told(*, recipient_id: uuid.UUID, about_id: uuid.UUID) -> bool:
    """Whether that person may hear of that one today. Who has left, or was erased, hears of nobody else."""
    if recipient_id == about_id:
        return True
    if not Person.objects.filter(pk=recipient_id, suspended_at=None, erased_at=None).exists():
        return False
    answers_for = _children_of(recipient_id)
    return about_id in answers_for or bool(answers_for & _children_of(about_id))


def _children_of(guardian_id: uuid.UUID) -> set[uuid.UUID]:
    """Pupils whom this person answers for today, with a right to an account, in all schools."""
    today = clock.today()
    with scope.everything("whether a mail about a pupil may still leave"):
        links = Guardianship.objects.filter(guardian_id=guardian_id, ended_at=None).select_related("student")
        return {one.student_id for one in links if rights_of_guardian(one, one.student, today).has_account}
