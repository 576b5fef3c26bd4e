"""Makes lessons and opens pages for `make bench-teaching`: `python -m bench.lessons` takes orders as `bench.pages`."""

import time
from typing import Any

from bench.pages import Bench, answer_orders


class Lessons(Bench):
    """Pages, and what the worker does at night."""

    def forget(self) -> int:
        """No lesson was ever made: how many slots wait for theirs. What differs goes with them."""
        from preau.kernel import scope
        from preau.timetable.models import Change, Lesson, Slot

        with scope.everything("lessons are made anew for a benchmark"):
            Change.objects.all().delete()
            Lesson.objects.all()._raw_delete("default")
            return int(Slot.objects.update(made_until=None))

    def near(self) -> dict[str, Any]:
        """The next two weeks of all schools."""
        from preau.timetable.services import make_near

        return self._made(make_near)

    def year(self) -> dict[str, Any]:
        """The rest of the year."""
        from preau.timetable.services import make_year

        return self._made(make_year)

    @staticmethod
    def _made(make: Any) -> dict[str, Any]:
        started = time.perf_counter()
        count = make()
        return {"count": count, "seconds": time.perf_counter() - started}


def main() -> int:
    """Answer orders until the input ends."""
    return answer_orders(Lessons())


if __name__ == "__main__":
    raise SystemExit(main())
