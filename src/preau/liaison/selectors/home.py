"""What a guardian's home page shows: words that wait for her, by one statement written by hand."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.access.public import Hat, Values
from preau.directory.enums import Profile
from preau.kernel import sql
from preau.liaison.enums import Buttons, By, State
from preau.liaison.selectors.signers import signs_of

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


def waiting_of(hat: Hat) -> list[Waiting]:
    """The words to sign that wait for this guardian, the most pressing first; those to read alone are in their list."""
    if hat.profile != Profile.GUARDIAN or hat.person_id is None:
        return []
    children = {(one.school_id, one.person_id): one.given_name for one in hat.shown_children() if signs_of(one)}
    if not children:
        return []
    values = Values(me=sql.key(hat.person_id), most=MOST)
    theirs = " OR ".join(
        f"(p.school_id = {values.of(school)} AND p.pupil_id = {values.of(pupil)})" for school, pupil in sorted(children)
    )
    rows = sql.rows_by_one_plan(
        f"""
        SELECT w.id, p.pupil_id, w.title, w.due_on, w.school_id
          FROM liaison_wordpupil p JOIN liaison_word w ON w.id = p.word_id AND w.school_id = p.school_id
         WHERE ({theirs}) AND w.state = '{State.SENT.value}' AND w.buttons <> '{Buttons.SEEN.value}'
           AND NOT EXISTS (SELECT 1 FROM liaison_answer a
                            WHERE a.school_id = p.school_id AND a.word_id = p.word_id AND a.pupil_id = p.pupil_id
                              AND a.contested_at IS NULL
                              AND (w.quorum = '{By.ONE.value}' OR a.signer_id = %(me)s))
         ORDER BY w.due_on IS NULL, w.due_on, w.sent_at, w.id LIMIT %(most)s""",  # noqa: S608 (ours)
        values.params,
    )
    return [
        Waiting(sql.as_id(word), sql.as_id(pupil), title, sql.as_day(due), children[sql.as_id(at), sql.as_id(pupil)])
        for word, pupil, title, due, at in rows
    ]
