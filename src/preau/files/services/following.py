"""Files follow their holder: joined to another record, or gone."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Sum

from preau.files.attaching import attachables
from preau.files.models import StoredFile, Usage
from preau.files.services.keeping import forget
from preau.kernel import scope


@transaction.atomic
def count_anew(*, person_ids: Sequence[uuid.UUID]) -> None:
    """Count what these persons keep, whose files changed hands: joined, or parted again. Twice changes nothing.

    The files themselves follow by `privacy.py` (`followed`).
    """
    with scope.everything("files of a joined person, of all their schools"):
        for person_id in sorted(person_ids):
            rows = StoredFile.objects.filter(holder_id=person_id, counted=True)
            if rows.exists():
                Usage.objects.bulk_create([Usage(person_id=person_id)], ignore_conflicts=True)
            usage = Usage.objects.select_for_update(of=("self",)).filter(person_id=person_id).first()
            if usage is not None:
                usage.used = rows.aggregate(all=Sum("size"))["all"] or 0
                usage.save(update_fields=["used"])


def let_go_of(person_ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """Files of persons who are erased go; what hangs on a thing of the school stays with it, without them."""
    stays = [one.name for one in attachables().values() if one.outlives_holder]
    with scope.everything("erasure of people who left"):
        rows = StoredFile.objects.filter(holder_id__in=person_ids)
        kept = rows.filter(kind__in=stays, thing__isnull=False).update(holder_id=None)
        gone = forget(list(rows.order_by("pk")))
        Usage.objects.filter(person_id__in=person_ids).delete()
    return {"files": gone, "files_left_to_their_school": kept}
