"""What the home page of a guardian, or of a pupil who signs for themself, shows: words that wait, by one statement
written by hand.
"""

import datetime as dt
import functools
import uuid
from dataclasses import dataclass

from preau.access.public import About, Hat, signs_about
from preau.directory.enums import Profile
from preau.directory.rights import adult_on
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.liaison.enums import Buttons, By, State

MOST = 100
"""Words that a home page counts at most."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A word that waits for its reader."""

    word_id: uuid.UUID
    pupil_id: uuid.UUID
    title: str
    due_on: dt.date | None
    child: str


@in_steps
def waiting_of(hat: Hat) -> Steps[list[Waiting]]:
    """The words to sign that wait for this reader, the most pressing first; those to read alone are in their list."""
    if hat.person_id is None:
        return []
    is_pupil = hat.profile == Profile.STUDENT
    if is_pupil:
        children = {(school, hat.person_id): "" for school in hat.school_ids}
    else:
        children = {
            (one.school_id, one.person_id): one.given_name
            for one in hat.shown_children()
            if signs_about(one, About.MESSAGES)
        }
    if not children:
        return []
    params: dict[str, object] = {"me": sql.key(hat.person_id), **({"today": clock.today()} if is_pupil else {})}
    for number, (school, pupil) in enumerate(sorted(children)):
        params[f"school{number}"], params[f"pupil{number}"] = sql.key(school), sql.key(pupil)
    rows = yield from read(_statement(len(children), is_pupil), params)
    return [
        Waiting(sql.as_id(word), sql.as_id(pupil), title, sql.as_day(due), children[sql.as_id(at), sql.as_id(pupil)])
        for word, pupil, title, due, at, born in rows
        if not is_pupil or _is_adult(sql.as_day(born))
    ]


def _is_adult(born: dt.date | None) -> bool:
    return born is not None and adult_on(born) <= clock.today()


@functools.lru_cache(maxsize=16)
def _statement(children: int, is_pupil: bool) -> str:
    """For so many children, who are a table apart: PostgreSQL then keeps its plan (as in `access.reader`). Of a pupil,
    nothing unless they took signatures over."""
    born, themself = "NULL", ""
    if is_pupil:
        born = "m.birth_date"
        themself = "JOIN directory_person m ON m.id = told.pupil_id AND m.takes_over_signatures_on <= %(today)s"
    told = ", ".join(f"(%(school{number})s, %(pupil{number})s)" for number in range(children))
    text = f"""
        WITH told (school_id, pupil_id) AS MATERIALIZED (VALUES {told})
        SELECT w.id, p.pupil_id, w.title, w.due_on, w.school_id, {born}
          FROM told {themself} JOIN liaison_wordpupil p ON p.school_id = told.school_id AND p.pupil_id = told.pupil_id
          JOIN liaison_word w ON w.id = p.word_id AND w.school_id = p.school_id
         WHERE w.state = '{State.SENT.value}' AND w.buttons <> '{Buttons.SEEN.value}'
           AND NOT EXISTS (SELECT 1 FROM liaison_answer a
                            WHERE a.school_id = p.school_id AND a.word_id = p.word_id AND a.pupil_id = p.pupil_id
                              AND a.contested_at IS NULL
                              AND (w.quorum = '{By.ONE.value}' OR a.signer_id = %(me)s))
         ORDER BY w.due_on IS NULL, w.due_on, w.sent_at, w.id LIMIT {MOST}"""  # noqa: S608 (names of our own)
    return " ".join(text.split())
