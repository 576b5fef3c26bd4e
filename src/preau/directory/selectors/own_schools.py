"""What is known already of a school that somebody would add, or of who heads it."""

from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, School
from preau.directory.own_keys import is_fed_by_academy
from preau.kernel.text import fold


def schools_alike(name: str, city: str) -> list[School]:
    """Schools of that name in that town, whatever their UAI: perhaps the same one."""
    wanted = fold(name), fold(city)
    near = School.objects.filter(city__iexact=city) | School.objects.filter(name__iexact=name)
    return [one for one in near.order_by("uai") if (fold(one.name), fold(one.city)) == wanted]


def why_no_first_head(school: School) -> str:
    """Why nobody may name this school's first head, in a sentence; empty when one may be named."""
    if is_fed_by_academy(school):
        return _("L’annuaire de l’académie apporte déjà les personnes de cet établissement.")
    heads = Affiliation.objects.filter(school=school, profile=Profile.HEAD, state=AffiliationState.ACTIVE)
    if heads.exists():
        return _("Cet établissement a déjà une direction.")
    return ""
