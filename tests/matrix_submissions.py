"""Work handed in that addresses of the matrix name."""

from typing import Any

import matrix_diary as diary
import matrix_targets as targets
from cast import Academy
from matrix_diary import WRITES
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.submissions.models import Assignment


def asked(academy: Academy, school: str) -> dict[str, Any]:
    """A piece of work of the class that rows name, which is handed in."""
    told = diary.work(academy, school)
    Assignment.objects.get_or_create(
        school=academy.school(school), work=told["work_id"], defaults={
            "subject": "Travail de la matrice", "takes": "pft", "late_days": 7, "due_minute": 1439,
            "asked_at": clock.now(), "asked_by": "Z",
        },
    )  # fmt: skip
    return told


def nobodys_version(academy: Academy, school: str) -> dict[str, Any]:
    """A receipt that nobody was given."""
    return {"version_id": new_id()}


def nobodys_copy(academy: Academy, school: str) -> dict[str, Any]:
    """A copy that nobody handed in."""
    return {"copy_id": new_id()}


def nobodys_pupil(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil whom nobody has."""
    return {"student_id": new_id()}


def forged(academy: Academy, school: str) -> dict[str, Any]:
    """What is no receipt."""
    return {"code": "recu.faux"}


def rows(Row: Any, only: Any, all_: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    closed = only("403/404", "teacher", "head", **WRITES)
    followed = only("200/404", "teacher", "cpe", "head")
    return (
        Row("submissions:work", only("200/404", "pupil"), target=asked, look=("pupil",)),
        Row("submissions:work", only("422/404", "pupil"), target=asked, method="post"),
        Row("submissions:receipt", only("404"), target=nobodys_version),
        Row("submissions:check", all_("200"), look=("anonymous",)),
        Row("submissions:check_one", all_("404"), target=forged),
        Row("submissions:copies", closed, target=asked),
        Row("submissions:ask", closed, target=asked),
        Row("submissions:ask", closed, target=asked, method="post"),
        Row("submissions:close", closed, target=asked, method="post"),
        Row("submissions:paper", closed, target=asked, method="post"),
        Row("submissions:teams", closed, target=asked),
        Row("submissions:teams", closed, target=asked, method="post"),
        Row("submissions:copy", only("404", "teacher", "head", **WRITES), target=nobodys_copy),
        Row("submissions:correct", only("404", "teacher", "head", **WRITES), target=nobodys_copy),
        Row("submissions:correct", only("404", "teacher", "head", **WRITES), target=nobodys_copy, method="post"),
        Row("submissions:ask_again", only("404", "teacher", "head", **WRITES), target=nobodys_copy, method="post"),
        Row("submissions:correct_first", closed, target=asked),
        Row("submissions:marking", closed, target=asked),
        Row("submissions:marking", closed, target=asked, method="post"),
        Row("submissions:phrases", only("200/404", "teacher", "head", **WRITES), look=("teacher",)),
        Row("submissions:phrases", only("422/404", "teacher", "head", **WRITES), method="post"),
        Row("submissions:remove_phrase", only("404", "teacher", "head", **WRITES), method="post"),
        Row("submissions:give_back", closed, target=asked, method="post"),
        Row("submissions:remind", closed, target=asked, method="post"),
        Row("submissions:extra_time", followed, target=targets.pupil, look=("cpe",)),
        Row("submissions:extra_time", only("404"), target=nobodys_pupil, method="post"),
    )  # fmt: skip
