"""Where somebody may close something in a crisis."""

from preau.access.public import OPERATOR, Hat, may_set_in
from preau.directory.models import School

PLATFORM, AUTHORITY = "plateforme", "collectivite"


def places_of(hat: Hat) -> list[tuple[str, str]]:
    """Each place, by its key and its name: the platform; a collectivity, then its schools; a school."""
    if hat.profile == OPERATOR:
        return [(PLATFORM, "")]
    if hat.local_authority_id is not None:
        schools = School.objects.filter(pk__in=list(hat.school_ids)).order_by("name", "pk")
        return [(AUTHORITY, hat.place), *((str(one.pk), one.name) for one in schools)]
    return [(str(one.id), one.name) for one in hat.schools if may_set_in(hat, one.id, None)]
