"""Pupils of a school and those who answer for them."""

from typing import Any

from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Reach
from preau.directory.reach import standing_choice, undecided_reach
from preau.imports.aaf.details import HeldGuardianship, StudentDetails, details_of
from preau.imports.aaf.plan import STUDENT_PROFILE, Waiting, Work, too_many
from preau.imports.aaf.plan_structure import CODE_MAX
from preau.imports.aaf.records import GUARDIAN, STUDENT, StudentRecord, digest
from preau.imports.aaf.refusals import Refusal
from preau.imports.aaf.state import HeldPlace, shared_addresses
from preau.imports.aaf.values import Link
from preau.imports.enums import PendingKind, RefusalCause
from preau.kernel.ids import new_hex_id

AUTHORITY = Reach.AUTHORITY.value
ANSWERING = frozenset({AUTHORITY, Reach.IN_CHARGE.value, Reach.SUPERVISES.value})
"""Reaches that open a pupil's data to somebody."""


def full_name(record: StudentRecord) -> str:
    """The pupil's name for the list of differences."""
    return f"{record.person.given_name} {record.person.family_name}"


class StudentsPlan:
    """Plans the pupils of one school."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.details = work.state.students or StudentDetails()
        self.active: set[str] = set()

    def plan(self) -> None:
        """Plan everything about pupils and guardianships."""
        work, bundle = self.work, self.work.bundle
        self.active = {
            one.person for one in work.state.places.values() if one.profile == STUDENT_PROFILE and one.active
        }
        touched = []
        for key, record in bundle.students.items():
            person = work.people.person_of(STUDENT, key)
            if person is None:
                continue
            links = self._links(key, record)
            homeroom, groups = self._where(record)
            said = tuple((link, shares) for link, _person, shares in links)
            mark = digest((work.frame.year, homeroom, groups, record.schooling, said))
            place = work.state.places.get((person, STUDENT_PROFILE))
            if place and place.active and place.digest == mark:
                if work.people.operation(STUDENT, key) == "changed":
                    work.plan.differ("students", "changed", key, full_name(record))
                continue
            touched.append((key, record, person, place, homeroom, groups, links, mark))
        leaving = self._leaving()
        held = [one[2] for one in touched if one[2] not in work.people.new] + [place.person for place in leaving]
        school = work.plan.school
        if work.state.students is None:
            self.details = details_of([school], work.frame.year, held, work.frame.today)[school]
        for one in touched:
            self._place(*one)
        self._remove(leaving)

    def _where(self, record: StudentRecord) -> tuple[str | None, tuple[str, ...]]:
        school = self.work.bundle.key
        homeroom = next((code[:CODE_MAX] for key, code, _label in record.classes if key == school), None)
        return homeroom, tuple(sorted({code[:CODE_MAX] for key, code, _label in record.groups if key == school}))

    def _links(self, key: str, record: StudentRecord) -> tuple[tuple[Link, str, bool], ...]:
        """Links whose guardian is known: (link, guardian's person, shares the address)."""
        work = self.work
        found: dict[str, tuple[Link, str, bool]] = {}
        for link in record.links:
            person = work.people.person_of(GUARDIAN, link.guardian)
            if person is None:
                file, line = work.bundle.places.get((STUDENT, key), ("", 0))
                work.plan.refusals.append(
                    Refusal(
                        RefusalCause.GUARDIAN_UNKNOWN,
                        _("lien vers le responsable %s, que l’export ne contient pas : lien ignoré")
                        % link.guardian[:40],
                        file, line, STUDENT, key, is_warning=True, schools=(work.bundle.key,),
                    )
                )  # fmt: skip
                continue
            said = work.bundle.guardians.get(link.guardian)
            shares = said.shares_address if said else self.addresses.get(person, False)
            if person not in found or link.reach == AUTHORITY:
                found[person] = (link, person, shares)
        return tuple(sorted(found.values(), key=lambda one: one[0].guardian))

    @property
    def addresses(self) -> dict[str, bool]:
        """Whether guardians known to the directory only share their address."""
        if not self.details.addresses:
            unknown = {
                person
                for record in self.work.bundle.students.values()
                for link in record.links
                if link.guardian not in self.work.bundle.guardians
                and (person := self.work.people.person_of(GUARDIAN, link.guardian))
            }
            self.details.addresses = shared_addresses(unknown) or {"": False}
        return self.details.addresses

    # One pupil --------------------------------------------------------------

    def _place(
        self, key: str, record: StudentRecord, person: str, place: HeldPlace | None, homeroom: str | None,
        groups: tuple[str, ...], links: tuple[tuple[Link, str, bool], ...], mark: bytes,
    ) -> None:  # fmt: skip
        work, changes = self.work, self.work.plan.changes
        school = work.plan.school
        if place is None:
            changes.affiliations_added.append(
                (
                    new_hex_id(),
                    school,
                    person,
                    STUDENT_PROFILE,
                    AffiliationState.ACTIVE.value,
                    key,
                    mark,
                    work.frame.today,
                )
            )
        else:
            changes.affiliations_changed.append((place.id, AffiliationState.ACTIVE.value, key, mark, None))
        arrives = place is None or not place.active
        if arrives and person not in work.people.new:
            changes.woken.append(person)
        moved = self._enroll(person, homeroom, record)
        self._join_groups(person, groups)
        self._answer_for(key, person, links, record)
        if arrives:
            work.plan.differ("students", "added", key, full_name(record), homeroom or "")
        elif moved:
            work.plan.differ("students", "moved", key, full_name(record), moved)
        else:
            work.plan.differ("students", "changed", key, full_name(record))

    def _enroll(self, person: str, homeroom: str | None, record: StudentRecord) -> str:
        """Plan the enrollment; returns "2de 3 → 2de 4" when the class changes."""
        work = self.work
        number = work.homerooms[homeroom] if homeroom else None
        schooling = record.schooling
        wanted = (number, schooling.ine, schooling.mef_code, schooling.level_label, schooling.boarding_status,
                  schooling.entered_on, None)  # fmt: skip
        held = self.details.enrollments.get(person)
        if held is None:
            work.plan.changes.enrollments_added.append(
                (new_hex_id(), work.plan.school, work.frame.year, person, *wanted)
            )
            return _("nouvelle année") if person in self.active else ""
        row, former, code = held
        if former != wanted:
            work.plan.changes.enrollments_changed.append((row, *wanted))
        if former[0] == number:
            return ""
        if former[0]:
            work.moved_from.setdefault(former[0], set()).add(person)
        return f"{code or '—'} → {homeroom or '—'}"

    def _join_groups(self, person: str, groups: tuple[str, ...]) -> None:
        work = self.work
        wanted = {work.groups[code] for code in groups}
        held = self.details.members.get(person, {})
        for group in sorted(wanted - held.keys()):
            work.plan.changes.members_added.append((new_hex_id(), work.plan.school, group, person))
        work.plan.changes.members_gone.extend(held[group] for group in sorted(held.keys() - wanted))

    # Guardianships ------------------------------------------------------------

    def _answer_for(
        self, key: str, person: str, links: tuple[tuple[Link, str, bool], ...], record: StudentRecord
    ) -> None:
        work = self.work
        held = self.details.guardianships.get(person, {})
        wanted = {guardian for _link, guardian, _shares in links}
        for guardian in sorted(held.keys() - wanted):
            if held[guardian].open:
                self._end(person, guardian)
        open_elsewhere = {
            guardian: reach
            for guardian, reach in self.details.elsewhere.get(person, {}).items()
            if guardian in wanted or guardian not in held
        }
        answering = {guardian for guardian, reach in open_elsewhere.items() if reach in ANSWERING}
        decisions = self.details.decisions
        barred = any(
            student == person and reach == Reach.BARRED.value for (student, _guardian), reach in decisions.items()
        )
        known = person not in work.people.new and bool(open_elsewhere)
        # Those who hold authority first: who of several comes third must not hang on the order of their keys.
        for link, guardian, shares in sorted(links, key=lambda one: (one[0].reach != AUTHORITY, one[0].rank)):
            reach = decisions.get((person, guardian), link.reach)
            if reach in ANSWERING and guardian not in answering:
                if barred or (known and len(answering) >= 2):
                    self._wait_for(key, person, guardian, link, shares, record)
                    continue
                answering.add(guardian)
            self.add_guardianship(person, guardian, link, shares)
        work.drop_outdated({PendingKind.THIRD_GUARDIAN}, lambda subject: subject.startswith(f"{key}/"))

    def add_guardianship(self, student: str, guardian: str, link: Link, shares: bool) -> None:
        """Plan one guardianship as it must be: added, changed or opened again."""
        work, changes = self.work, self.work.plan.changes
        former = self.details.guardianships.get(student, {}).get(guardian)
        reach = former.fields[0] if former else ""
        fields = self._fields(student, guardian, link, shares, former)
        if former is None or not former.open:
            work.gained.append(guardian)
            if guardian not in work.people.new:
                changes.woken.append(guardian)
        if former is None:
            changes.guardianships_added.append((new_hex_id(), work.plan.school, student, guardian, *fields, None))
        elif not former.open or (former.source_reach, *former.fields) != fields:
            changes.guardianships_changed.append((former.id, *fields, None))
            if former.open and reach != fields[1]:
                work.plan.reaches.append((former.id, student, guardian, reach, fields[1]))

    def _fields(
        self, student: str, guardian: str, link: Link, shares: bool, former: HeldGuardianship | None
    ) -> tuple[Any, ...]:
        """The rule of `directory.reach`, the head's choice forgotten once it lapsed.

        A link that was withdrawn and comes back is a new word of the directory: the head chooses again.
        """
        head = standing_choice(link.reach, former.head_reach) if former and former.open else ""
        reach = self.details.decisions.get((student, guardian)) or undecided_reach(link.reach, head).value
        return (link.reach, reach, link.relation, link.rank, link.pays, link.aided, shares, head)

    def _end(self, student: str, guardian: str) -> None:
        held = self.details.guardianships[student][guardian]
        self.work.plan.changes.guardianships_changed.append(
            (held.id, held.source_reach, *held.fields, self.work.frame.now)
        )
        self.work.plan.changes.left.append(guardian)
        self.work.lost.append(guardian)
        self.work.plan.withdrawn.append((student, guardian))
        self.work.plan.closed.append(held.id)

    def _wait_for(self, key: str, student: str, guardian: str, link: Link, shares: bool, record: StudentRecord) -> None:
        work = self.work
        if guardian in work.people.new:
            work.people.without_place.add(guardian)
        payload = {
            "student": student, "guardian": guardian, "name": full_name(record), "reach": link.reach,
            "relation": link.relation, "rank": link.rank, "pays": link.pays, "aided": link.aided, "shares": shares,
        }  # fmt: skip
        # By its reach too: confirmed is what was asked, not what the same name stood for before.
        subject = f"{key}/{link.guardian}/{link.reach[0]}"
        work.wait_for(Waiting(PendingKind.THIRD_GUARDIAN.value, subject, 1, payload))

    # Leaving ------------------------------------------------------------------

    def _leaving(self) -> list[HeldPlace]:
        """Places of pupils who must leave, whether or not it waits."""
        work, bundle = self.work, self.work.bundle
        present = {work.people.person_of(STUDENT, key) for key in bundle.students}
        leaving = []
        for place in work.state.places.values():
            if place.profile != STUDENT_PROFILE or not place.active or place.person in present:
                continue
            named = place.source_key in bundle.leaving_students
            if named or (bundle.students_whole and place.source_key and place.source_key not in bundle.kept_students):
                leaving.append(place)
        return sorted(leaving, key=lambda place: place.source_key)

    def _remove(self, leaving: list[HeldPlace]) -> None:
        work = self.work
        kind = PendingKind.STUDENT_REMOVALS
        present = work.state.present.students if work.state.present else len(self.active)
        must_wait = too_many(len(leaving), present) or work.frame.waiting_season
        if leaving and must_wait and not work.confirmed:
            keys = [place.source_key for place in leaving]
            payload = {"affiliations": [place.id for place in leaving], "keys": keys}
            work.plan.waiting.append(Waiting(kind.value, digest(tuple(keys)).hex(), len(leaving), payload))
            return
        if not work.bundle.students_whole and not leaving:
            return
        work.plan.no_longer_waiting += [kind.value]
        for place in leaving:
            end_student(work, self.details, place)


def end_student(work: Work, details: StudentDetails, place: HeldPlace) -> None:
    """Plan the leaving of a pupil: the place is suspended, the enrollment closed, guardianships of this school end."""
    changes, person = work.plan.changes, place.person
    changes.affiliations_changed.append(
        (place.id, AffiliationState.SUSPENDED.value, place.source_key, None, work.frame.today)
    )
    if person in details.enrollments:
        row, former, _code = details.enrollments[person]
        if former[-1] is None:
            changes.enrollments_changed.append((row, *former[:-1], work.frame.today))
    changes.members_gone.extend(sorted(details.members.get(person, {}).values()))
    for guardian, held in sorted(details.guardianships.get(person, {}).items()):
        if held.open:
            changes.guardianships_changed.append((held.id, held.source_reach, *held.fields, work.frame.now))
            changes.left.append(guardian)
            work.lost.append(guardian)
    changes.left.append(person)
    work.plan.ended.setdefault(STUDENT_PROFILE, []).append(person)
    work.plan.differ("students", "left", place.source_key, "")
