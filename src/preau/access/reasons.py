"""Why somebody sees what they see in a school, in sentences: said from the declarations that answer for pages.

Nothing here decides: each sentence asks `rights` and `rules` what a page asks, so that both say the same.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.access.enums import Extent, Right
from preau.access.hats import Hat, title_of
from preau.access.rights import Held, extents_of
from preau.access.roles import default_extent
from preau.access.rules import ClassGround, FileRights, file_rights, ground_to_open_class
from preau.access.selectors import TaughtClass
from preau.access.selectors.places import unit_names
from preau.directory.enums import STAFF_PROFILES, Profile


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


def _of_taught(taught: TaughtClass) -> Reason:
    grounds = []
    if taught.is_head_teacher:
        grounds.append(_("est professeur principal"))
    if taught.subjects:
        grounds.append(_("enseigne %(subjects)s") % {"subjects": ", ".join(taught.subjects)})
    said = {"place": taught.label, "why": _(" et ").join(grounds) or _("y enseigne")}
    if taught.is_group:
        return Reason(_("Lit le groupe %(place)s car %(why)s.") % said, taught.id)
    return Reason(_("Lit %(place)s car %(why)s.") % said, taught.id)


def _by_class(
    person_id: uuid.UUID, school_id: uuid.UUID, held: Held, classes: Iterable[TaughtClass]
) -> list[Reason]:  # fmt: skip
    """Classes and groups that open one by one: those taught, then those confided."""
    taught = {one.id: one for one in classes}
    names = unit_names(school_id) if held.units else {}
    found, confided = [], []
    for unit in [*taught, *(one for one in held.units if one not in taught)]:
        ground = ground_to_open_class(held, person_id, unit, [person_id] if unit in taught else [])
        if ground is ClassGround.TEACHES:
            found.append(_of_taught(taught[unit]))
        elif ground is ClassGround.CONFIDED and unit in names:
            said = _("Lit %(place)s car ce droit lui est confié.") % {"place": names[unit]}
            confided.append(Reason(said, unit))
    return found + sorted(confided, key=lambda one: one.sentence)


def _why_everywhere(hat: Hat, right: str, title: str) -> str:
    """Why a right reaches the whole school: by the place itself, else because the school decided so."""
    if default_extent(hat.profile, right) == Extent.SCHOOL:
        return title
    return _("%(title)s, par un droit confié ou réglé dans l’établissement") % {"title": title}


def _of_staff(hat: Hat, person_id: uuid.UUID, school_id: uuid.UUID, taught: Iterable[TaughtClass]) -> list[Reason]:
    title = title_of(hat.profile)
    classes = extents_of(hat, Right.SEE_CLASS, [school_id]).get(school_id, Held(Extent.NONE))
    pupils = extents_of(hat, Right.SEE_PUPIL, [school_id]).get(school_id, Held(Extent.NONE))
    everywhere = [held.extent == Extent.SCHOOL for held in (classes, pupils)]
    found = []
    if all(everywhere):
        why = {"title": _why_everywhere(hat, Right.SEE_CLASS, title)}
        found.append(Reason(_("Lit toutes les classes et tous les élèves car : %(title)s.") % why))
    else:
        if everywhere[0]:
            why = {"title": _why_everywhere(hat, Right.SEE_CLASS, title)}
            found.append(Reason(_("Ouvre la page de toutes les classes car : %(title)s.") % why))
        else:
            found += _by_class(person_id, school_id, classes, taught)
        if everywhere[1]:
            why = {"title": _why_everywhere(hat, Right.SEE_PUPIL, title)}
            found.append(Reason(_("Ouvre la fiche de tous les élèves car : %(title)s.") % why))
    if not found and classes.extent == Extent.OWN_CLASSES:
        said = _("Ne lit aucune classe : aucun enseignement ne lui est donné cette année (%(title)s).")
        found.append(Reason(said % {"title": title}))
    elif not found:
        found.append(Reason(_("Ne lit aucune classe : ce droit n’est pas donné (%(title)s).") % {"title": title}))
    more = _in_files(file_rights(hat.profile))
    if more and (pupils.extent != Extent.NONE or pupils.units):
        found.append(Reason(_("Lit dans les fiches : %(fields)s, car : %(title)s.") % {"fields": more, "title": title}))
    return found


def _of_pupil(own_class: tuple[uuid.UUID, str] | None) -> Reason:
    if own_class is None:
        return Reason(_("Lit sa propre scolarité car élève, sans classe pour l’instant."))
    class_id, label = own_class
    return Reason(_("Lit sa propre scolarité car élève de %(place)s.") % {"place": label}, class_id)


def reasons_in_school(
    person_id: uuid.UUID, school_id: uuid.UUID, profiles: Iterable[str], *,
    own_class: tuple[uuid.UUID, str] | None = None, taught: Sequence[TaughtClass] = (),
) -> list[Reason]:  # fmt: skip
    """What the person sees by each place held today in the school; empty without any. A guardian's are told by link.

    The caller has read what they are: `profiles` held today, a pupil's `own_class`, the classes `taught`.
    """
    found = []
    for profile in profiles:
        if profile == Profile.STUDENT:
            found.append(_of_pupil(own_class))
        elif profile in STAFF_PROFILES:
            hat = Hat(
                "", profile, title_of(profile), (), governed=frozenset({school_id}), person_id=person_id
            )  # worn by nobody: what it would be answered
            found += _of_staff(hat, person_id, school_id, taught)
        else:
            found.append(Reason(_("Lit son accueil seulement : %(title)s.") % {"title": title_of(profile)}))
    return found
