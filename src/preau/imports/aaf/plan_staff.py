"""Members of staff of a school: profiles, functions, teachings, classes headed."""

import functools

from preau.directory.enums import AffiliationState, Profile
from preau.imports.aaf.details import StaffDetails, staff_details_of
from preau.imports.aaf.plan import STAFF_VALUES, Waiting, Work, too_many
from preau.imports.aaf.plan_structure import CODE_MAX
from preau.imports.aaf.records import STAFF, StaffRecord, digest
from preau.imports.aaf.state import HeldPlace, is_led
from preau.imports.aaf.values import Function, profile_of
from preau.imports.enums import PendingKind
from preau.kernel.ids import new_hex_id

HEAD = Profile.HEAD.value
WIDE = {HEAD: PendingKind.HEAD, Profile.STUDENT_LIFE.value: PendingKind.WIDE_RIGHTS}
"""Profiles that see a whole school, and as what their opening waits."""
Teaching = tuple[str, str | None, str | None]


def profiles_here(record: StaffRecord, school: str) -> dict[str, tuple[Function, ...]]:
    """National profiles of a member of staff in a school, with the functions that give each.

    Without any function the person is a teacher when the export says so, else administrative or technical staff. A
    collectivity's function gives no place in a school.
    """
    found: dict[str, list[Function]] = {}
    here = [function for key, function in record.functions if key == school]
    for function in here:
        profile = profile_of(function.code)
        if profile:
            found.setdefault(profile, []).append(function)
    if not here:
        found[Profile.TEACHER.value if record.teaches else Profile.SCHOOL_STAFF.value] = []
    return {profile: _distinct(functions) for profile, functions in sorted(found.items())}


def _distinct(functions: list[Function]) -> tuple[Function, ...]:
    """One function for each code and discipline, as the directory's unique key wants."""
    kept = {(one.code, one.discipline): one for one in sorted(functions, reverse=True)}
    return tuple(kept[key] for key in sorted(kept))


class StaffPlan:
    """Plans the staff of one school."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.details = work.state.staff or StaffDetails()
        self.held: dict[str, dict[str, HeldPlace]] = {}

    def plan(self) -> None:
        """Plan everything about staff."""
        work = self.work
        for place in work.state.places.values():
            if place.profile in STAFF_VALUES:
                self.held.setdefault(place.person, {})[place.profile] = place
        touched, seen = [], set()
        for key, record in work.bundle.staff.items():
            person = work.people.person_of(STAFF, key)
            if person is None or person in seen:
                continue
            seen.add(person)
            profiles = profiles_here(record, work.bundle.key)
            mark = self._mark(record, profiles)
            profiles = self._allowed(key, person, record, profiles, mark)
            places = self.held.get(person, {})
            active = {profile for profile, place in places.items() if place.active}
            if active == profiles.keys() and all(places[profile].digest == mark for profile in profiles):
                if active and work.people.operation(STAFF, key) == "changed":
                    work.plan.differ("staff", "changed", key, _name(record))
                continue
            touched.append((key, record, person, profiles, mark))
        work.drop_outdated(WIDE.values(), self._concerns)
        leaving = self._leaving(seen)
        held = [one[2] for one in touched if one[2] not in work.people.new] + sorted({one.person for one in leaving})
        school = work.plan.school
        if work.state.staff is None:
            self.details = staff_details_of([school], work.frame.year, held)[school]
        for one in touched:
            self._place(*one)
        self._remove(leaving)

    def _mark(self, record: StaffRecord, profiles: dict[str, tuple[Function, ...]]) -> bytes:
        school = self.work.bundle.key
        parts = (record.class_teachings, record.group_teachings, record.heads)
        here = tuple(tuple(one for one in part if one[0] == school) for part in parts)
        return digest((self.work.frame.year, tuple(profiles.items()), here))

    def _allowed(
        self, key: str, person: str, record: StaffRecord, profiles: dict[str, tuple[Function, ...]], mark: bytes
    ) -> dict[str, tuple[Function, ...]]:
        """The profiles without those that wait for a second person.

        A head always does, unless the school has none yet and it was confirmed beforehand; vie scolaire, who see a
        whole school too, do in a school that a head leads already.
        """
        work = self.work
        active = {profile for profile, place in self.held.get(person, {}).items() if place.active}
        rest = dict(profiles)
        for profile, kind in WIDE.items():
            if profile not in profiles or profile in active or HEAD in active:
                continue
            if (work.confirmed and not self.is_led) if profile == HEAD else not self.is_led:
                work.asked.add((kind.value, key))  # it opens now; what waited for it is confirmed at the end of the run
                continue
            payload = {
                "person": person, "key": key, "name": _name(record), "digest": mark.hex(), "profile": profile,
                "functions": [list(one) for one in profiles[profile]],
            }  # fmt: skip
            work.wait_for(Waiting(kind.value, key, 1, payload))
            del rest[profile]
        if not rest and person in work.people.new:
            work.people.without_place.add(person)
        return rest

    @functools.cached_property
    def is_led(self) -> bool:
        """Whether somebody heads this school already."""
        return any(profile == HEAD and place.active for (_one, profile), place in self.work.state.places.items()) or (
            not self.work.bundle.staff_whole and is_led(self.work.plan.school)
        )

    def _concerns(self, key: str) -> bool:
        bundle = self.work.bundle
        named = key in bundle.staff or key in bundle.leaving_staff
        return named or (bundle.staff_whole and key not in bundle.kept_staff)

    # One person ---------------------------------------------------------------

    def _place(
        self, key: str, record: StaffRecord, person: str, profiles: dict[str, tuple[Function, ...]], mark: bytes
    ) -> None:
        work, changes = self.work, self.work.plan.changes
        places = self.held.get(person, {})
        was_here = any(place.active for place in places.values())
        for profile, functions in profiles.items():
            place = places.get(profile)
            if place is None:
                number = new_hex_id()
                changes.affiliations_added.append(
                    (number, work.plan.school, person, profile, AffiliationState.ACTIVE.value, key, mark,
                     work.frame.today)
                )  # fmt: skip
            else:
                number = place.id
                changes.affiliations_changed.append((number, AffiliationState.ACTIVE.value, key, mark, None))
            self.set_functions(number, functions)
        for profile, place in sorted(places.items()):
            if place.active and profile not in profiles:
                changes.affiliations_changed.append(
                    (place.id, AffiliationState.SUSPENDED.value, place.source_key, None, work.frame.today)
                )
                changes.left.append(person)
                work.plan.ended.setdefault(profile, []).append(person)
        if profiles and not was_here and person not in work.people.new:
            changes.woken.append(person)
        self._teachings(person, self._wanted_teachings(record))
        self._heads(person, {work.homerooms[code[:CODE_MAX]] for school, code in record.heads
                             if school == work.bundle.key})  # fmt: skip
        if profiles:
            work.plan.differ("staff", "changed" if was_here else "added", key, _name(record), ", ".join(profiles))
        elif was_here:
            work.plan.differ("staff", "left", key, _name(record))

    def set_functions(self, affiliation: str, functions: tuple[Function, ...]) -> None:
        changes, school = self.work.plan.changes, self.work.plan.school
        held = self.details.functions.get(affiliation, {})
        wanted = {(one.code, one.label, one.discipline, one.discipline_label) for one in functions}
        for code, label, discipline, discipline_label in sorted(wanted - held.keys()):
            changes.functions_added.append(
                (new_hex_id(), school, affiliation, code, label, discipline, discipline_label)
            )
        changes.functions_gone.extend(held[one] for one in sorted(held.keys() - wanted))

    def _wanted_teachings(self, record: StaffRecord) -> set[Teaching]:
        work, here = self.work, self.work.bundle.key
        wanted: set[Teaching] = {
            (subject, work.homerooms[code[:CODE_MAX]], None)
            for school, code, subject, _label in record.class_teachings
            if school == here
        }
        wanted |= {
            (subject, None, work.groups[code[:CODE_MAX]])
            for school, code, subject, _label in record.group_teachings
            if school == here
        }
        return wanted

    def _teachings(self, person: str, wanted: set[Teaching]) -> None:
        changes, frame = self.work.plan.changes, self.work.frame
        held = self.details.sections.get(person, {})
        for subject, homeroom, group in sorted(wanted - held.keys(), key=str):
            changes.sections_added.append(
                (new_hex_id(), self.work.plan.school, frame.year, person, subject, homeroom, group)
            )
        changes.sections_gone.extend(sorted(held[one] for one in held.keys() - wanted))

    def _heads(self, person: str, wanted: set[str]) -> None:
        changes = self.work.plan.changes
        held = self.details.heads.get(person, {})
        for homeroom in sorted(wanted - held.keys()):
            changes.head_teachers_added.append((new_hex_id(), self.work.plan.school, homeroom, person))
        changes.head_teachers_gone.extend(sorted(held[one] for one in held.keys() - wanted))

    # Leaving --------------------------------------------------------------------

    def _leaving(self, present: set[str]) -> list[HeldPlace]:
        bundle = self.work.bundle
        leaving = []
        for person, places in self.held.items():
            if person in present:
                continue
            for place in places.values():
                named = place.source_key in bundle.leaving_staff
                if place.active and (
                    named or (bundle.staff_whole and place.source_key and place.source_key not in bundle.kept_staff)
                ):
                    leaving.append(place)
        return sorted(leaving, key=lambda place: (place.source_key, place.profile))

    def _remove(self, leaving: list[HeldPlace]) -> None:
        work, kind = self.work, PendingKind.STAFF_REMOVALS
        people = {place.person for place in leaving}
        held = sum(any(place.active for place in places.values()) for places in self.held.values())
        present = work.state.present.staff if work.state.present else held
        must_wait = too_many(len(people), present) or work.frame.waiting_season
        if leaving and must_wait and not work.confirmed:
            keys = sorted({place.source_key for place in leaving})
            payload = {"affiliations": [place.id for place in leaving], "keys": keys}
            work.plan.waiting.append(Waiting(kind.value, digest(tuple(keys)).hex(), len(people), payload))
            return
        if not work.bundle.staff_whole and not leaving:
            return
        work.plan.no_longer_waiting += [kind.value]
        for place in leaving:
            end_staff(work, self.details, place)


def end_staff(work: Work, details: StaffDetails, place: HeldPlace) -> None:
    """Plan the leaving of a member of staff from one profile: suspended; teachings and classes headed end."""
    changes, person = work.plan.changes, place.person
    changes.affiliations_changed.append(
        (place.id, AffiliationState.SUSPENDED.value, place.source_key, None, work.frame.today)
    )
    already = person in changes.left
    changes.left.append(person)
    work.plan.ended.setdefault(place.profile, []).append(person)
    if not already:
        changes.sections_gone.extend(sorted(details.sections.get(person, {}).values()))
        changes.head_teachers_gone.extend(sorted(details.heads.get(person, {}).values()))
        work.plan.differ("staff", "left", place.source_key, "")


def _name(record: StaffRecord) -> str:
    return f"{record.person.given_name} {record.person.family_name}"
