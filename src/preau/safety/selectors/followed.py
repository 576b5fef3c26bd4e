"""Reports as whoever made them follows them."""

import uuid

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.safety.models import Report


def mine(hat: Hat) -> list[Report]:
    """What somebody reported in the schools of this hat, the latest first."""
    rows = Report.objects.filter(reported_by_id=hat.person_id, school_id__in=list(hat.school_ids))
    return list(rows.select_related("school").defer("frozen").order_by("-reported_at", "pk")[:50])


def my_report(hat: Hat, report_id: uuid.UUID) -> Report:
    """One of them; raises Unknown for another's."""
    found = next((one for one in mine(hat) if one.pk == report_id), None)
    if found is None:
        raise Unknown("no report of theirs")
    return found
