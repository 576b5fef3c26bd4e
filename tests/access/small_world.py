"""A small directory drawn at random, and an oracle of who may write to whom that shares no code with preau.access.

The oracle reads rows by the ORM, one person and one rule at a time, as the sentence of the issue says it.
"""

import datetime as dt
import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from directory import people_of
from preau.access.enums import MandateKind
from preau.access.hats import hats_of
from preau.access.models import Delegation, Mandate, SchoolLink, SchoolSetting
from preau.directory.enums import DecisionKind, Profile, Reach
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    Enrollment,
    GroupMembership,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    Person,
    School,
    SchoolYear,
    Section,
    StudentGroup,
)
from preau.directory.reach import recompute_reaches
from preau.identity.models import Account
from preau.kernel import clock, scope

STAFF = ("National_ens", "National_doc", "National_dir", "National_evs", "National_eta")
SCHOOL_KINDS = (
    "students", "guardians", "teachers", "student_life", "office", "heads", "staff", "head_teachers", "delegates",
    "elected_parents",
)  # fmt: skip
CLASS_KINDS = (
    "class_students", "class_guardians", "class_teachers", "class_staff", "class_head_teachers", "class_delegates",
    "class_elected_parents",
)  # fmt: skip
GROUP_KINDS = ("group_students", "group_guardians", "group_teachers")
KINDS = SCHOOL_KINDS + CLASS_KINDS + GROUP_KINDS
EVERYONE = ("students", "guardians", "class_students", "class_guardians", "group_students", "group_guardians",
            "delegates", "elected_parents", "class_delegates", "class_elected_parents")  # fmt: skip


def worn(person: Person, profile: str) -> Any:
    """The hat of that profile on that head; None when there is none."""
    from dataclasses import replace

    account = Account(person=person)
    account.offices = "none"
    hat = next((one for one in hats_of(account) if one.profile == profile), None)
    return replace(hat, person_id=person.pk) if hat else None


@dataclass
class World:
    """Two schools and everyone in them."""

    schools: list[School] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    rules: dict[Any, dict[str, Any]] = field(default_factory=dict)
    links: set[Any] = field(default_factory=set)
    """Of two schools, said by both: (school, kind) that writes to (school, kind)."""


def draw(seed: int) -> World:
    """Two schools with two classes and one group each, some people in both, some rules set at random."""
    chance = random.Random(seed)
    today, world = clock.today(), World()
    year = today.year if today.month >= 9 else today.year - 1
    for value in (year, year - 1):
        SchoolYear.objects.get_or_create(
            year=value, defaults={"starts_on": dt.date(value, 9, 1), "ends_on": dt.date(value + 1, 8, 31)}
        )
    staff = [people_of.person(f"Agent{n}", "Roux") for n in range(5)]
    adults = [people_of.person(f"Adulte{n}", "Petit") for n in range(4)]
    parents = [*adults, staff[0]]  # a teacher may be a parent
    world.people += [*staff, *adults]
    for number in range(2):
        school = people_of.school(f"École {number}")
        world.schools.append(school)
        classes = [
            Homeroom.objects.create(school=school, school_year_id=year, code=code, label=code) for code in ("A", "B")
        ]
        group = StudentGroup.objects.create(school=school, school_year_id=year, code="G", label="G", source="aaf")
        for who in staff:
            for profile in chance.sample(STAFF, chance.choice((0, 1, 1, 2))):
                place = people_of.place(who, school, profile)
                if chance.random() < 0.1:
                    Affiliation.objects.filter(pk=place.pk).update(state="suspended")
            if chance.random() < 0.5:
                Section.objects.create(
                    school=school, school_year_id=chance.choice((year, year, year - 1)), teacher=who,
                    subject_code="061300", homeroom=chance.choice(classes),
                )  # fmt: skip
            if chance.random() < 0.3:
                Section.objects.create(
                    school=school, school_year_id=year, teacher=who, subject_code="030201", group=group
                )
            if chance.random() < 0.25:
                HomeroomTeacher.objects.create(school=school, homeroom=chance.choice(classes), person=who)
            if chance.random() < 0.3:
                Delegation.objects.create(
                    school=school, person=who, right="see_pupil", homeroom=chance.choice([*classes, None]),
                    starts_on=today - dt.timedelta(days=chance.choice((5, -5))),
                    ends_on=today + dt.timedelta(days=10), reason="essai", given_by="essai", given_at=clock.now(),
                    ended_at=chance.choice((None, None, clock.now())),
                )  # fmt: skip
        for index in range(3):
            born = today - dt.timedelta(days=chance.choice((15, 20)) * 365)
            closed = chance.choice((None, None, today - dt.timedelta(days=2), today + dt.timedelta(days=2)))
            pupil = people_of.pupil(f"Élève{number}{index}", "Lopes", school, birth_date=born,
                                    closes_guardian_messages_on=closed)  # fmt: skip
            world.people.append(pupil)
            if chance.random() < 0.1:
                Affiliation.objects.filter(person=pupil).update(state="suspended")
            homeroom = chance.choice([*classes, *classes, None])
            Enrollment.objects.create(
                school=school, school_year_id=year, student=pupil, homeroom=homeroom,
                left_on=today if chance.random() < 0.1 else None,
            )  # fmt: skip
            if chance.random() < 0.5:
                GroupMembership.objects.create(school=school, group=group, student=pupil)
            for parent in chance.sample(parents, 2):
                reach = chance.choice(("authority", "authority", "authority", "in_charge", "supervises", "contact"))
                link = people_of.link(parent, pupil, school, reach)
                if chance.random() < 0.1:
                    Guardianship.objects.filter(pk=link.pk).update(ended_at=clock.now())
                if chance.random() < 0.2:
                    CourtDecision.objects.create(
                        student=pupil, guardian=parent,
                        kind=chance.choice((DecisionKind.NO_AUTHORITY, DecisionKind.PROTECTION_ORDER,
                                            DecisionKind.SUPERVISES)),
                        starts_on=today - dt.timedelta(days=chance.choice((9, -9))), recorded_by_school=school,
                        recorded_at=clock.now(), withdrawn_at=chance.choice((None, None, clock.now())),
                    )  # fmt: skip
                if chance.random() < 0.25:
                    Mandate.objects.get_or_create(
                        school=school, school_year_id=chance.choice((year, year, year - 1)), person=parent,
                        kind=MandateKind.ELECTED_PARENT, homeroom=chance.choice([homeroom, *classes, None]),
                        ended_at=None, defaults={"given_at": clock.now()},
                    )  # fmt: skip
            if chance.random() < 0.3:
                Mandate.objects.create(
                    school=school, school_year_id=year, person=pupil, kind=MandateKind.DELEGATE,
                    homeroom=chance.choice([homeroom, classes[0]]), given_at=clock.now(),
                    ended_at=chance.choice((None, None, clock.now())),
                )  # fmt: skip
        world.rules[school.pk] = _draw_rules(chance, school)
    world.links = _draw_links(chance, world.schools)
    recompute_reaches()
    for who in world.people:
        who.refresh_from_db()
    if chance.random() < 0.3:
        Person.objects.filter(pk=world.people[-1].pk).update(suspended_at=clock.now())
        world.people[-1].refresh_from_db()
    return world


def linkable(sender: str, receiver: str) -> bool:
    """Of one unit, or one of the whole school."""
    units = [kind.partition("_")[0] if kind in CLASS_KINDS + GROUP_KINDS else "school" for kind in (sender, receiver)]
    return units[0] == units[1] or "school" in units


def _draw_rules(chance: random.Random, school: School) -> dict[str, Any]:
    """All closed, then some opened: with the defaults nearly everybody would reach everybody."""
    links, rows = {}, []
    for sender, receiver in itertools.product(KINDS, KINDS):
        if linkable(sender, receiver):
            value = chance.choices(("open", "reply", "closed"), (0.06, 0.87, 0.07))[0]
            links[sender, receiver] = value
            rows.append(("link", f"{sender}>{receiver}", value))
    writes = {kind: chance.random() > 0.2 for kind in KINDS}
    reached = {kind: chance.random() > 0.2 for kind in KINDS}
    for kind in KINDS:
        rows.append(("writes", kind, "yes" if writes[kind] else "no"))
        rows.append(("reached", kind, "yes" if reached[kind] else "no"))
    SchoolSetting.objects.bulk_create(
        SchoolSetting(school=school, subject=subject, key=key, value=value, changed_by="essai", changed_at=clock.now())
        for subject, key, value in rows
    )
    return {"links": links, "writes": writes, "reached": reached}


def _draw_links(chance: random.Random, schools: list[School]) -> set[Any]:
    """Words of each school about links with the other, at random; those said by both."""
    one, other = (school.pk for school in schools)
    both: set[Any] = set()
    for writer, reader in ((one, other), (other, one)):
        for sender, receiver in itertools.product(SCHOOL_KINDS, SCHOOL_KINDS):
            said = [name for name in ("out", "in") if chance.random() < 0.2]
            for name in said:
                mine, far = (writer, reader) if name == "out" else (reader, writer)
                kinds = (sender, receiver) if name == "out" else (receiver, sender)
                SchoolLink.objects.create(
                    school_id=mine, other_school_id=far, direction=name, own_kind=kinds[0], other_kind=kinds[1],
                    declared_by="essai", declared_at=clock.now(),
                )  # fmt: skip
            if len(said) == 2:
                both.add(((writer, sender), (reader, receiver)))
    return both


def _present(person: Person) -> bool:
    return person.suspended_at is None and person.erased_at is None


def groups_of(person: Person, profile: str = "") -> set[tuple[Any, str, Any]]:
    """(school, kind, unit) of every group the person is in, under one profile when given: by the letter."""
    found: set[tuple[Any, str, Any]] = set()
    if not _present(person):
        return found
    today = clock.today()
    year = today.year if today.month >= 9 else today.year - 1
    active = list(Affiliation.objects.filter(person=person, state="active"))
    if profile in ("", "National_elv"):
        for place in active:
            if place.profile == "National_elv":
                found |= _of_pupil(person, place.school_id, year)
    if profile in ("", "National_tut"):
        found |= _of_guardian(person, today, year)
    for place in active:
        if place.profile in STAFF:
            found |= {one for one in _of_staff(person, place, year, today) if profile in ("", *_acting(one[1]))}
    return found


def _acting(kind: str) -> tuple[str, ...]:
    """The profiles under which one is of a staff group."""
    own = {"teachers": ("National_ens", "National_doc"), "student_life": ("National_evs",),
           "office": ("National_eta",), "heads": ("National_dir",)}  # fmt: skip
    return own.get(kind, STAFF)


def _of_pupil(person: Person, school: Any, year: int) -> set[tuple[Any, str, Any]]:
    found = {(school, "students", None)}
    here = Enrollment.objects.filter(school_id=school, student=person, school_year_id=year, left_on=None).first()
    if here and here.homeroom_id:
        found.add((school, "class_students", here.homeroom_id))
    for member in GroupMembership.objects.filter(school_id=school, student=person, group__school_year_id=year):
        found.add((school, "group_students", member.group_id))
    for mandate in Mandate.objects.filter(school_id=school, person=person, kind="delegate", ended_at=None):
        if mandate.school_year_id == year and here and mandate.homeroom_id in (None, here.homeroom_id):
            found.add((school, "delegates", None))
            if mandate.homeroom_id:
                found.add((school, "class_delegates", mandate.homeroom_id))
    return found


def _of_guardian(person: Person, today: dt.date, year: int) -> set[tuple[Any, str, Any]]:
    found: set[tuple[Any, str, Any]] = set()
    for link in Guardianship.objects.filter(guardian=person, ended_at=None).select_related("student"):
        school, child = link.school_id, link.student
        if link.reach not in (Reach.AUTHORITY, Reach.IN_CHARGE, Reach.SUPERVISES):
            continue
        if not Affiliation.objects.filter(
            school_id=school, person=child, profile=Profile.STUDENT, state="active"
        ).exists():
            continue
        here = Enrollment.objects.filter(school_id=school, student=child, school_year_id=year, left_on=None).first()
        for mandate in Mandate.objects.filter(school_id=school, person=person, kind="elected_parent", ended_at=None):
            of_class = mandate.homeroom_id is None or (here is not None and here.homeroom_id == mandate.homeroom_id)
            if mandate.school_year_id == year and of_class:
                found.add((school, "elected_parents", None))
                if mandate.homeroom_id:
                    found.add((school, "class_elected_parents", mandate.homeroom_id))
        adult = child.birth_date is not None and child.birth_date <= today.replace(year=today.year - 18)
        if adult and child.closes_guardian_messages_on and child.closes_guardian_messages_on <= today:
            continue
        found.add((school, "guardians", None))
        if here and here.homeroom_id:
            found.add((school, "class_guardians", here.homeroom_id))
        for member in GroupMembership.objects.filter(school_id=school, student=child, group__school_year_id=year):
            found.add((school, "group_guardians", member.group_id))
    return found


def _of_staff(person: Person, place: Affiliation, year: int, today: dt.date) -> set[tuple[Any, str, Any]]:
    school = place.school_id
    found = {(school, "staff", None)}
    own = {"National_ens": "teachers", "National_doc": "teachers", "National_evs": "student_life",
           "National_eta": "office", "National_dir": "heads"}  # fmt: skip
    found.add((school, own[place.profile], None))
    for section in Section.objects.filter(school_id=school, teacher=person, school_year_id=year):
        if section.homeroom_id:
            found |= {(school, "class_teachers", section.homeroom_id), (school, "class_staff", section.homeroom_id)}
        else:
            found.add((school, "group_teachers", section.group_id))
    for head in HomeroomTeacher.objects.filter(school_id=school, person=person, homeroom__school_year_id=year):
        kinds = ("class_teachers", "class_staff", "class_head_teachers")
        found |= {(school, kind, head.homeroom_id) for kind in kinds} | {(school, "head_teachers", None)}
    for one in Delegation.objects.filter(school_id=school, person=person, ended_at=None):
        if one.homeroom_id and one.starts_on <= today <= one.ends_on:
            found.add((school, "class_staff", one.homeroom_id))
    return found


def apart(one: Person, other: Person) -> bool:
    """Whether a judge's decision in force keeps the two from finding each other."""
    today = clock.today()
    barred = {
        (row.guardian_id, row.student_id)
        for row in CourtDecision.objects.filter(withdrawn_at=None, starts_on__lte=today)
        if row.kind in ("no_authority", "protection_order") and (row.ends_on is None or row.ends_on >= today)
    }
    for who, pupil in barred:
        kept = {pupil, *Guardianship.objects.filter(student_id=pupil).values_list("guardian_id", flat=True)} - {who}
        running = {
            pupil,
            *Guardianship.objects.filter(student_id=pupil, ended_at=None).values_list("guardian_id", flat=True),
        }
        if (one.pk == who and other.pk in kept) or (other.pk == who and one.pk in running):
            return True
    return False


def named_to(sender: str, receiver: str) -> bool:
    """Elected parents write to no family by name, and see none."""
    return not (sender.endswith("elected_parents") and receiver.endswith("guardians"))


def writes_to(world: World, mine: set[Any], theirs: set[Any], *, seeing: bool = False) -> bool:
    """The sentence: p in G, q in H, G's members may write, H reaches its members, and G may write to H.

    `seeing`: whether the second then sees the first: elected parents do not see families who may write to them, and
    families see those whom the rule lets write to the ones who accept it.
    """
    for school, sender, unit in mine:
        for other_school, receiver, other_unit in theirs:
            if seeing and not named_to(receiver, sender):
                continue
            linked = named_to(sender, receiver) and ((school, sender), (other_school, receiver)) in world.links
            if linked and world.rules[school]["writes"][sender] and world.rules[other_school]["reached"][receiver]:
                return True
            if not seeing and not named_to(sender, receiver):
                continue
            if school != other_school or not linkable(sender, receiver):
                continue
            if unit is not None and other_unit is not None and unit != other_unit:
                continue
            rules = world.rules[school]
            opened = rules["links"][sender, receiver] == "open"
            if opened and rules["writes"][sender] and rules["reached"][receiver]:
                return True
    return False


def everything() -> Any:
    """The scope in which a world is drawn and questioned."""
    return scope.everything("a small world")
