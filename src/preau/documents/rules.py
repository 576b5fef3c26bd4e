"""The room's rights, in one place: acts, shared spaces, and how far a hat goes in a folder.

Who is of a class, a group or a school is asked of `preau.access`, as the audiences of a hat; a share names the same.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.enums import GroupKind, Right
from preau.access.public import (
    Act,
    Hat,
    Risk,
    audience_of_key,
    audience_words,
    audiences_of,
    extents_of,
    subjects_taught,
    unit_names,
)
from preau.documents.enums import LEVELS, Given, Level
from preau.documents.models import Node, Share
from preau.kernel import clock

ARRANGE = Act("documents.arrange", gettext_lazy("ranger, déposer et renommer des documents"), Risk.NONE)
SHARE = Act("documents.share", gettext_lazy("partager un dossier ou un document"), Risk.NONE)
LINK = Act("documents.link", gettext_lazy("ouvrir ou fermer un lien public vers un document"), Risk.BULK)

CLASS, GROUP, TEAM, SUBJECT, STAFF, SCHOOL = "class", "group", "team", "subject", "staff", "school"
_NAMES = uuid.UUID("5d0c5a3c-5e9e-4a63-9a5b-3f0e5a0d6b1e")
_K = GroupKind


class Space(NamedTuple):
    """A root of a school: the folder of a person, or what a group shares. `of`: its class, group or subject."""

    school_id: uuid.UUID
    sort: str
    of: str = ""
    name: str = ""
    detail: str = ""

    @property
    def key(self) -> str:
        """The text by which a root says which space it is; empty for the folder of a person."""
        return f"{self.sort}:{self.of}" if self.of else self.sort

    @property
    def id(self) -> uuid.UUID:
        """The number that its root has, before anybody put anything there too."""
        return uuid.uuid5(_NAMES, f"{self.school_id.hex}/{self.key}")


def own_root(school_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID:
    """The number of a person's own root in a school."""
    return uuid.uuid5(_NAMES, f"{school_id.hex}/person/{person_id.hex}")


def readers_of_space(key: str) -> dict[str, Level]:
    """Which audiences go how far in a shared space, by their keys; a subject's is told by who teaches it."""
    sort, _colon, of = key.partition(":")
    if sort == CLASS:
        return {
            f"{_K.CLASS_STUDENTS.value}:{of}": Level.READ, f"{_K.CLASS_TEACHERS.value}:{of}": Level.WRITE,
            f"{_K.CLASS_STAFF.value}:{of}": Level.WRITE,
        }  # fmt: skip
    if sort == GROUP:
        return {f"{_K.GROUP_STUDENTS.value}:{of}": Level.READ, f"{_K.GROUP_TEACHERS.value}:{of}": Level.WRITE}
    if sort == TEAM:
        return {f"{_K.CLASS_TEACHERS.value}:{of}": Level.WRITE, f"{_K.CLASS_STAFF.value}:{of}": Level.WRITE}
    if sort == STAFF:
        return {_K.STAFF.value: Level.WRITE}
    if sort == SCHOOL:
        return {
            _K.STUDENTS.value: Level.READ, _K.GUARDIANS.value: Level.READ, _K.STAFF.value: Level.READ,
            _K.OFFICE.value: Level.WRITE, _K.HEADS.value: Level.WRITE,
        }  # fmt: skip
    return {}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: their person, the keys of the audiences they are in and the subjects they teach, by school."""

    person_id: uuid.UUID
    is_staff: bool
    schools: Collection[uuid.UUID]
    keys: Mapping[uuid.UUID, frozenset[str]] = field(default_factory=dict)
    subjects: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict)

    def level_in_space(self, root: Node) -> Level:
        """How far they go in a root by what they are."""
        if root.owner_id is not None:
            return Level.OWN if root.owner_id == self.person_id else Level.NONE
        sort, _colon, of = root.space.partition(":")
        if sort == SUBJECT:
            return Level.WRITE if of in self.subjects.get(root.school_id, {}) else Level.NONE
        held = self.keys.get(root.school_id, frozenset())
        return max((level for key, level in readers_of_space(root.space).items() if key in held), default=Level.NONE)

    def level_by(self, shares: Iterable[Share]) -> Level:
        """How far these shares take them today."""
        today = clock.today()
        return max(
            (
                LEVELS[one.gives] for one in shares
                if (one.ends_on is None or one.ends_on >= today)
                and (one.person_id == self.person_id if one.person_id else one.key in self.keys.get(one.school_id, ()))
            ),
            default=Level.NONE,
        )  # fmt: skip


def reader_of(hat: Hat) -> Reader:
    """Who wears this hat, as rights are asked. Two reads at most for each of its schools."""
    assert hat.person_id is not None
    taught = {one: subjects_taught(one, hat.person_id) for one in hat.school_ids} if hat.is_staff else {}
    return Reader(hat.person_id, hat.is_staff, hat.school_ids, audiences_of(hat), taught)


def spaces_of(hat: Hat, reader: Reader) -> list[Space]:
    """The shared spaces that a hat opens, in the order they are shown."""
    found: list[Space] = []
    several = len(hat.schools) > 1
    for school in hat.schools:
        names = unit_names(school.id)
        keys = reader.keys.get(school.id, frozenset())
        detail = school.name if several else ""
        units: dict[tuple[str, str], str] = {}
        for key in keys:
            kind, _colon, of = key.partition(":")
            label = names.get(uuid.UUID(of)) if of else None
            if label is None:
                continue
            if kind in (_K.CLASS_STUDENTS, _K.CLASS_TEACHERS, _K.CLASS_STAFF):
                units[CLASS, of] = label
                if kind != _K.CLASS_STUDENTS:
                    units[TEAM, of] = _("Équipe pédagogique (%(unit)s)") % {"unit": label}
            elif kind in (_K.GROUP_STUDENTS, _K.GROUP_TEACHERS):
                units[GROUP, of] = label
        order = (CLASS, GROUP, TEAM)
        for (sort, of), label in sorted(units.items(), key=lambda one: (order.index(one[0][0]), one[1])):
            found.append(Space(school.id, sort, of, label, detail))
        for code, label in sorted(reader.subjects.get(school.id, {}).items()):
            found.append(Space(school.id, SUBJECT, code, _("Professeurs (%(unit)s)") % {"unit": label}, detail))
        if _K.STAFF in keys:
            found.append(Space(school.id, STAFF, "", _("Tous les personnels"), detail))
        if keys & set(readers_of_space(SCHOOL)):
            found.append(Space(school.id, SCHOOL, "", _("Documents de l’établissement"), detail))
    return found


def may_share_with_groups(hat: Hat, school_id: uuid.UUID) -> bool:
    """Whether this hat shares with classes and groups of a school, opens a casier or a public link there."""
    return school_id in extents_of(hat, Right.SHARE_DOCUMENTS, [school_id])


def sentence(root: Node, shares: Collection[Share], names: Mapping[object, str], reader: Reader, subject: str) -> str:
    """Who reads and who changes a folder, in a sentence. `shares`: of it and of those above; `names`: of units."""
    by_level: dict[str, list[str]] = {one: [] for one in (Given.READ.value, Given.WRITE.value, Given.DROP.value)}
    if root.owner_id is None:
        if root.space.startswith(SUBJECT):
            by_level[Given.WRITE].append(_("les enseignants (%(unit)s)") % {"unit": subject})
        else:
            told = readers_of_space(root.space)
            for gives, level in ((Given.READ, Level.READ), (Given.WRITE, Level.WRITE)):
                keys = [audience_of_key(key) for key, one in told.items() if one == level]
                keys = [one for one in keys if not (one.kind == _K.CLASS_STAFF and len(keys) > 1)]
                by_level[gives] += audience_words(keys, names)
    today = clock.today()
    for one in shares:
        if one.ends_on is None or one.ends_on >= today:
            whom = one.person.full_name if one.person else audience_words([audience_of_key(one.key)], names)[0]
            by_level[one.gives].append(whom)
    parts = []
    if by_level[Given.READ]:
        parts.append(_("Lu par %(who)s") % {"who": _and(by_level[Given.READ])})
    writers = by_level[Given.WRITE]
    if root.owner_id is not None:
        owner = _("vous") if root.owner_id == reader.person_id else (root.owner.full_name if root.owner else "")
        writers = [owner, *writers]
    if writers == [_("vous")] and not parts and not by_level[Given.DROP]:
        return _("Lu et modifié par vous, et par personne d’autre.")
    parts.append(_("modifié par %(who)s") % {"who": _and(writers)})
    if by_level[Given.DROP]:
        parts.append(_("dépôts de %(who)s, lus par qui modifie") % {"who": _and(by_level[Given.DROP])})
    words = " ; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _and(words: Collection[str]) -> str:
    listed = list(dict.fromkeys(words))
    return listed[0] if len(listed) == 1 else _("%(some)s et %(last)s") % {
        "some": ", ".join(listed[:-1]), "last": listed[-1],
    }  # fmt: skip
