"""Files follow their holder: joined to another record, or gone."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from preau.files.attaching import attachables
from preau.files.models import StoredFile, Usage
from preau.files.services.keeping import forget
from preau.kernel import scope


@transaction.atomic
def follow_joining(*, kept_id: uuid.UUID, merged_id: uuid.UUID) -> None:
    """Give the person kept what the other had. Twice changes nothing.

    Should the joining be undone, they stay there: what hangs on a thing is read by its room's rules, whoever holds it.
    """
    with scope.everything("files of a joined person, of all their schools"):
        if not StoredFile.objects.filter(holder_id=merged_id).update(holder_id=kept_id):
            return
        Usage.objects.bulk_create([Usage(person_id=kept_id)], ignore_conflicts=True)
        for usage in Usage.objects.select_for_update(of=("self",)).filter(person_id=merged_id):
            Usage.objects.filter(person_id=kept_id).update(used=F("used") + usage.used)
            usage.delete()


def let_go_of(person_ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """Files of persons who are erased go; what hangs on a thing of the school stays with it, without them."""
    stays = [one.name for one in attachables().values() if one.outlives_holder]
    with scope.everything("erasure of people who left"):
        rows = StoredFile.objects.filter(holder_id__in=person_ids)
        kept = rows.filter(kind__in=stays, thing__isnull=False).update(holder_id=None)
        gone = forget(list(rows.order_by("pk")))
        Usage.objects.filter(person_id__in=person_ids).delete()
    return {"files": gone, "files_left_to_their_school": kept}
