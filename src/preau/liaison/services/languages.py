"""In which language somebody reads words beside the French."""

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.liaison.models import ReadingLanguage
from preau.liaison.usual import FRENCH, LANGUAGES


@transaction.atomic
def choose_language(*, actor: Actor, hat: Hat, code: str) -> None:
    """Read words in this language too; French: in French alone. Twice changes nothing."""
    if code not in LANGUAGES or hat.person_id is None:
        raise Refused(_("Choisissez une des langues proposées."))
    rows = ReadingLanguage.objects.filter(person_id=hat.person_id)
    if code == FRENCH:
        changed = bool(rows.delete()[0])
    else:
        before = rows.values_list("language", flat=True).first()
        changed = before != code
        if changed:
            ReadingLanguage.objects.update_or_create(person_id=hat.person_id, defaults={"language": code})
    if changed:
        audit.record(
            actor=actor, action="liaison.choose_language", subject="person", subject_id=hat.person_id,
            data={"language": code},
        )  # fmt: skip
