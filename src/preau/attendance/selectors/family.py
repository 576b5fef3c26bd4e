"""What a family reads of absences: those of each child, those that wait for an explanation, and who gave one."""

import functools
import time
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.access.public import About, Hat, is_told, relative_for, signs_about, signs_for_themself
from preau.attendance.enums import Origin, reason_words
from preau.attendance.models import Absence, Justification, Mark, RollCall
from preau.attendance.selectors.board import hours_words, said_of, span_words
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import Person
from preau.directory.rights import adult_on
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.timetable.public import lessons_held

MOST = 100
"""Absences that a family's page holds."""
KEPT_SECONDS, MOST_KNOWN = 60.0, 1000
_known: dict[uuid.UUID, tuple[float, bool]] = {}


def with_absences(school_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these schools where absences are noted, remembered for a minute by each process: homes of others ask
    nothing.
    """
    now, found = time.monotonic(), set()
    for one in school_ids:
        until, is_used = _known.get(one, (0.0, False))  # another thread may forget it meanwhile
        if until <= now:
            is_used = RollCall.objects.filter(school_id=one).exists() or Absence.objects.filter(school_id=one).exists()
            if len(_known) > MOST_KNOWN:
                _known.clear()
            _known[one] = (now + KEPT_SECONDS, is_used)
        if is_used:
            found.add(one)
    return found


def forget_known(school_id: uuid.UUID) -> None:
    """Ask again of a school at the next page: it noted an absence. For after the transaction: asked before, it would be
    remembered without any.
    """
    _until, is_used = _known.get(school_id, (0.0, True))
    if not is_used:
        _known.pop(school_id, None)


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody whose absences are read. `explains`: whether the reader explains them."""

    school_id: uuid.UUID
    pupil_id: uuid.UUID
    name: str
    explains: bool

    @property
    def key(self) -> str:
        """What a form calls them."""
        return f"{self.school_id.hex}-{self.pupil_id.hex}"


def children_of(hat: Hat) -> list[Child]:
    """Children of whom this hat is told; the pupil of age who explains for themself. At most one read."""
    if hat.profile == Profile.GUARDIAN:
        return [
            Child(one.school_id, one.person_id, one.given_name, signs_about(one, About.ABSENCES))
            for one in hat.shown_children() if is_told(one, About.ABSENCES)
        ]  # fmt: skip
    if hat.profile == Profile.STUDENT and hat.person_id is not None:
        me = Person.objects.filter(pk=hat.person_id).first()
        if me is not None and signs_for_themself(me):
            return [Child(school, me.pk, me.given_name, explains=True) for school in hat.school_ids]
    return []


@dataclass(frozen=True, slots=True)
class Line:
    """An absence in a family's list. `waits`: for this reader's explanation."""

    id: uuid.UUID
    child: str
    when: str
    reason: str
    waits: bool
    is_to_come: bool


def lines_of(children: Sequence[Child]) -> list[Line]:
    """Their absences, the newest first. One read."""
    if not children:
        return []
    known = {(one.school_id, one.pupil_id): one for one in children}
    found, today = [], clock.today()
    for number, school, pupil, first, starts, last, ends, origin, reason in sql.named_rows(
        _every(len(known)), _told(list(known))
    ):
        child, first_on, last_on = known[sql.as_id(school), sql.as_id(pupil)], sql.as_day(first), sql.as_day(last)
        assert first_on is not None and last_on is not None
        waits = child.explains and not reason and origin == Origin.SEEN
        when = hours_words(first_on, starts, last_on, ends)
        found.append(Line(sql.as_id(number), child.name, when, reason_words(reason), waits, first_on > today))
    return found


@functools.lru_cache(maxsize=16)
def _every(children: int) -> str:
    text = f"""
        {_children(children)}
        SELECT a.id, a.school_id, a.pupil_id, a.first_on, a.starts, a.last_on, a.ends, a.origin, a.reason
          FROM told JOIN attendance_absence a ON a.school_id = told.school_id AND a.pupil_id = told.pupil_id
           AND NOT a.is_void
         ORDER BY a.first_on DESC, a.starts DESC, a.id LIMIT {MOST}"""  # noqa: S608 (ours)
    return " ".join(text.split())


def _children(count: int) -> str:
    told = ", ".join(f"(%(school{number})s, %(pupil{number})s)" for number in range(count))
    return f"WITH told (school_id, pupil_id) AS MATERIALIZED (VALUES {told})"


def _told(children: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> dict[str, object]:
    params: dict[str, object] = {}
    for number, (school, pupil) in enumerate(children):
        params[f"school{number}"], params[f"pupil{number}"] = sql.key(school), sql.key(pupil)
    return params


@in_steps
def waiting_of(hat: Hat) -> Steps[list[Line]]:
    """Absences that wait for this hat's explanation, the newest first. One read by a statement written by hand, none
    where absences are not noted.
    """
    is_pupil = hat.profile == Profile.STUDENT
    if is_pupil and hat.person_id is not None:
        children = {(school, hat.person_id): "" for school in hat.school_ids}
    else:
        children = {
            (one.school_id, one.person_id): one.given_name
            for one in hat.shown_children()
            if signs_about(one, About.ABSENCES)
        }
    there = with_absences({school for school, _pupil in children})
    asked = sorted(one for one in children if one[0] in there)
    if not asked:
        return []
    params = {**_told(asked), "today": clock.today()} if is_pupil else _told(asked)
    found = []
    rows = yield from read(_statement(len(asked), is_pupil), params)
    for number, school, pupil, first, starts, last, ends, born in rows:
        first_on, last_on, birth = sql.as_day(first), sql.as_day(last), sql.as_day(born)
        assert first_on is not None and last_on is not None
        if not is_pupil or (birth is not None and adult_on(birth) <= clock.today()):
            name = children[sql.as_id(school), sql.as_id(pupil)]
            found.append(Line(sql.as_id(number), name, hours_words(first_on, starts, last_on, ends), "", True, False))
    return found


@functools.lru_cache(maxsize=16)
def _statement(children: int, is_pupil: bool) -> str:
    """For so many children; of a pupil, nothing unless they took signatures over."""
    born, themself = "NULL", ""
    if is_pupil:
        born = "m.birth_date"
        themself = "JOIN directory_person m ON m.id = told.pupil_id AND m.takes_over_signatures_on <= %(today)s"
    text = f"""
        {_children(children)}
        SELECT a.id, a.school_id, a.pupil_id, a.first_on, a.starts, a.last_on, a.ends, {born}
          FROM told {themself} JOIN attendance_absence a ON a.school_id = told.school_id AND a.pupil_id = told.pupil_id
           AND a.reason = '' AND NOT a.is_void AND a.origin = 'seen'
         ORDER BY a.first_on DESC, a.starts DESC, a.id LIMIT {MOST}"""  # noqa: S608 (ours)
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Read:
    """One absence, as somebody of the family opens it. `lessons`: those missed, in words."""

    absence: Absence
    child: str
    when: str
    lessons: str
    reason: str
    explains: bool
    said: Sequence[Justification]
    me: uuid.UUID


def absence_for(hat: Hat, absence_id: uuid.UUID) -> Read:
    """One absence, for who is told of that pupil. Raises Unknown for anybody else."""
    row = Absence.objects.filter(pk=absence_id, is_void=False).first()
    found = relative_for(hat, row.school_id, row.pupil_id, About.ABSENCES) if row else None
    if row is None or found is None:
        raise Unknown("no such absence for them")
    pupil, who = found
    marks = Mark.objects.filter(school_id=row.school_id, absence=row).order_by("roll_call__starts")
    missed = list(marks.values_list("roll_call__lesson_id", flat=True)[:MOST_LESSONS])
    lessons = ", ".join(dict.fromkeys(one.subject for one in lessons_held(row.school_id, missed)))
    reason = reason_words(row.reason)
    return Read(
        row, pupil.given_name, span_words(row), lessons, reason, who.signs, said_of(row), who.person.pk
    )  # fmt: skip


MOST_LESSONS = 3
"""Lessons missed that the page of an absence names."""
