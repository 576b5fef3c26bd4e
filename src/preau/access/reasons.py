"""Why somebody sees what they see in a school, in sentences: said from the declarations that answer for pages.

Nothing here decides: each sentence asks `rules` what a page would ask, so that a rule that changes changes its words.
"""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.access.hats import title_of
from preau.access.rules import ClassGround, FileRights, file_rights, ground_to_open_class, has_all_classes
from preau.access.selectors import TaughtClass, classes_of
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing seen, and why: "Lit 2de 4 car enseigne : Mathématiques". `class_id` when it is a class or a group."""

    sentence: str
    class_id: uuid.UUID | None = None


def _in_files(rights: FileRights) -> str:
    """What is read in a pupil's file beyond class, groups and teachers, in words; empty for nothing."""
    words = (
        (rights.birth_date, _("date de naissance")),
        (rights.ine, _("INE")),
        (rights.contacts, _("téléphones et courriels des responsables")),
        (rights.any_address, _("adresses")),
        (rights.fees, _("qui paie")),
        (rights.readings, _("qui a consulté la fiche")),
    )
    return ", ".join(word for shown, word in words if shown)


def _of_taught(profile: str, person_id: uuid.UUID, taught: TaughtClass) -> Reason | None:
    if ground_to_open_class(profile, person_id, [person_id]) is not ClassGround.TEACHES:
        return None
    grounds = []
    if taught.is_head_teacher:
        grounds.append(_("est professeur principal"))
    if taught.subjects:
        grounds.append(_("enseigne %(subjects)s") % {"subjects": ", ".join(taught.subjects)})
    said = {"place": taught.label, "why": _(" et ").join(grounds) or _("y enseigne")}
    if taught.is_group:
        return Reason(_("Lit le groupe %(place)s car %(why)s.") % said, taught.id)
    return Reason(_("Lit %(place)s car %(why)s.") % said, taught.id)


def _of_staff(profile: str, person_id: uuid.UUID, school_id: uuid.UUID) -> list[Reason]:
    title = title_of(profile)
    found = []
    if has_all_classes(profile):
        found.append(Reason(_("Lit toutes les classes et tous les élèves car : %(title)s.") % {"title": title}))
    else:
        taught = [_of_taught(profile, person_id, one) for one in classes_of(person_id, [school_id])]
        found += [one for one in taught if one is not None]
        if not found:
            found.append(
                Reason(_("Ne lit aucune classe : aucun enseignement ne lui est donné cette année (%(title)s).")
                       % {"title": title})
            )  # fmt: skip
    more = _in_files(file_rights(profile))
    if more:
        found.append(Reason(_("Lit dans les fiches : %(fields)s, car : %(title)s.") % {"fields": more, "title": title}))
    return found


def _of_pupil(person_id: uuid.UUID, school_id: uuid.UUID) -> Reason:
    here = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year_of(clock.today()), student_id=person_id, left_on=None
    )
    place = here.select_related("homeroom").first()
    if place is None or place.homeroom is None:
        return Reason(_("Lit sa propre scolarité car élève, sans classe pour l’instant."))
    said = {"place": place.homeroom.label}
    return Reason(_("Lit sa propre scolarité car élève de %(place)s.") % said, place.homeroom_id)


def reasons_in_school(person_id: uuid.UUID, school_id: uuid.UUID) -> list[Reason]:
    """What the person sees by each place held today in the school; empty without any. A guardian's are told by link."""
    places = Affiliation.objects.filter(school_id=school_id, person_id=person_id, state=AffiliationState.ACTIVE)
    found = []
    for profile in places.order_by("profile").values_list("profile", flat=True):
        if profile == Profile.STUDENT:
            found.append(_of_pupil(person_id, school_id))
        elif profile in STAFF_PROFILES:
            found += _of_staff(profile, person_id, school_id)
        else:
            found.append(Reason(_("Lit son accueil seulement : %(title)s.") % {"title": title_of(profile)}))
    return found
