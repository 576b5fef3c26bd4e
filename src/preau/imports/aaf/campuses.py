"""Joint campuses (cités scolaires): schools that name another as the one they are attached to share one with it.

The academy's directory is the only source of a campus. Its name is that of the school the others are attached to, by
which that school is known again when a delta speaks of another one.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping

from preau.directory.models import JointCampus, School
from preau.imports.aaf.records import SchoolRecord
from preau.kernel.ids import new_id


def attachments(academy: str) -> dict[str, str]:
    """What the schools of an academy are attached to today, by join key; to nothing, the first one of a campus."""
    together: dict[uuid.UUID, list[tuple[str, bool]]] = defaultdict(list)
    rows = School.objects.filter(authority_id=academy, joint_campus__isnull=False).order_by("join_key")
    for key, name, campus, its_name in rows.values_list("join_key", "name", "joint_campus_id", "joint_campus__name"):
        together[campus].append((key, name == its_name))
    made: dict[str, str] = {}
    for members in together.values():
        first = next((key for key, gave_its_name in members if gave_its_name), members[0][0])
        made |= {key: first for key, _ in members if key != first}
    return made


def save_campuses(academy: str, before: Mapping[str, str], said: Mapping[str, SchoolRecord]) -> None:
    """Bring campuses to what the export says; `before`: the attachments of the schools it does not speak of.

    The order of the entries changes nothing; a campus that keeps its first school keeps its identity.
    """
    schools = {one.join_key: one for one in School.objects.filter(authority_id=academy).select_related("joint_campus")}
    attached = {**before, **{key: record.campus for key, record in said.items()}}
    attached = {key: to for key, to in attached.items() if key in schools and to in schools and to != key}
    together = _together(attached)
    former = {one.joint_campus_id for one in schools.values() if one.joint_campus_id}
    kept: set[uuid.UUID] = set()
    wanted: dict[str, uuid.UUID] = {}
    # Of two parts of a campus, the one whose first school gave it its name keeps it.
    for first in sorted(together, key=lambda key: (not _named_after(schools[key]), key)):
        main = schools[first]
        campus = main.joint_campus
        if campus is None or campus.pk in kept:
            campus = JointCampus.objects.create(id=new_id(), name=main.name)
        elif campus.name != main.name:
            campus.name = main.name
            campus.save(update_fields=["name"])
        kept.add(campus.pk)
        wanted |= dict.fromkeys(together[first], campus.pk)
    for key, school in schools.items():
        if school.joint_campus_id != wanted.get(key):
            School.objects.filter(pk=school.pk).update(joint_campus=wanted.get(key))
    JointCampus.objects.filter(pk__in=former - kept, schools=None).delete()


def _named_after(school: School) -> bool:
    return school.joint_campus is not None and school.joint_campus.name == school.name


def _together(attached: Mapping[str, str]) -> dict[str, set[str]]:
    """Schools that belong together, by the first of each campus: the one attached to none, else the lowest key."""
    of: dict[str, set[str]] = {}
    for key, to in attached.items():
        whole = of.get(key, {key}) | of.get(to, {to})
        of |= dict.fromkeys(whole, whole)
    campuses = {frozenset(whole) for whole in of.values()}
    return {min(one, key=lambda key: (key in attached, key)): set(one) for one in campuses}
