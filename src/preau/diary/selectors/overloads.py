"""Full evenings in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.diary.errors import Overload
from preau.diary.texts import duration
from preau.ui import wording


def overload_words(overloads: Sequence[Overload]) -> list[str]:
    """Each in a sentence: the class, the day, what it would hold, and a better day."""
    return [_sentence(one) for one in overloads]


def _sentence(one: Overload) -> str:
    told = {"label": one.label, "day": wording.long_date(one.day)}
    if one.is_tests:
        words = ngettext(
            "%(label)s aurait %(num)s contrôle %(day)s.", "%(label)s aurait %(num)s contrôles %(day)s.", one.tests
        ) % {**told, "num": one.tests}  # fmt: skip
    else:
        words = _("%(label)s aurait %(time)s de travail pour %(day)s.") % {**told, "time": duration(one.minutes)}
    if one.better_on is None:
        return words
    better = _("Il y a de la place pour %(day)s.") % {"day": wording.long_date(one.better_on)}
    return f"{words} {better}"
