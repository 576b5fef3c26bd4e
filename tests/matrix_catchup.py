"""Lessons to catch up that addresses of the matrix name."""

from typing import Any

import matrix_agenda as agenda
from cast import Academy
from matrix_diary import WRITES, own_lesson, work
from preau.kernel.ids import new_id

NOTHING = {"note": "", "version": "0"}


def nobodys(academy: Academy, school: str) -> dict[str, Any]:
    """A lesson that nobody was given."""
    return {"lesson_id": new_id()}


def rows(Row: Any, only: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    return (
        Row("catchup:to_give", only("200", "teacher", "head", **WRITES), look=("teacher",)),
        Row("catchup:give", only("403/404", "teacher", "head", **WRITES), target=agenda.lesson, method="post",
            data=NOTHING),
        Row("catchup:give", only("422/404", "teacher", head="403/404", **WRITES), target=own_lesson, method="post",
            data=NOTHING),
        Row("catchup:pack", only("200", "pupil", "guardian"), look=("pupil", "guardian")),
        Row("catchup:done", only("404", "pupil", "guardian"), target=nobodys, method="post"),
        Row("catchup:work", only("302/404", "pupil", guardian="404"), target=work, method="post"),
    )  # fmt: skip
