"""Reads of one page that rooms declare and that go to the database together.

A read in steps is a generator that hands over what it wants to ask and goes on with the rows:

    @in_steps
    def waiting_of(hat: Hat) -> Steps[list[Waiting]]:
        rows = yield from read(_STATEMENT, {"me": sql.key(hat.person_id)})
        return [Waiting(*one) for one in rows]

`waiting_of(hat)` answers as any function; a page that holds several `gathered`s their steps: what each asks first goes
as one message to PostgreSQL and comes back as one, then what each asks next. None knows of the others.
"""

import functools
import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from types import GeneratorType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

from preau.kernel import sql

P = ParamSpec("P")
T = TypeVar("T")
Rows = list[tuple[Any, ...]]


class Read(NamedTuple):
    """A statement and its values, by name or in order, as `kernel.sql` takes them."""

    sql: str
    params: Mapping[str, Any] | Sequence[Any]


Steps = Generator[Sequence[Read], Sequence[Rows], T]


def read(statement: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> Steps[Rows]:
    """The rows of one read."""
    (found,) = yield (Read(statement, params),)
    return found


def gathered(*many: Any) -> Steps[list[Any]]:
    """What each of them comes to, in their order, asked together. What is no generator is its own answer."""
    found = list(many)
    going: list[tuple[int, Any, Sequence[Rows] | None]] = [
        (place, one, None) for place, one in enumerate(many) if isinstance(one, GeneratorType)
    ]
    while going:
        asking = []
        for place, steps, rows in going:
            try:
                asking.append((place, steps, steps.send(rows)))
            except StopIteration as end:
                found[place] = end.value
        answers = iter((yield [one for _place, _steps, reads in asking for one in reads]) if asking else ())
        going = [(place, steps, list(itertools.islice(answers, len(reads)))) for place, steps, reads in asking]
    return found


def run(steps: Steps[T]) -> T:
    """What steps come to: each time, all that is asked is read together."""
    rows: Sequence[Rows] | None = None
    while True:
        try:
            asked = steps.send(rows) if rows is not None else next(steps)
        except StopIteration as end:
            done: T = end.value
            return done
        rows = sql.rows_together(asked)


class InSteps(Generic[P, T]):
    """A function whose reads may go with those of others; called, it answers alone."""

    def __init__(self, function: Callable[P, Steps[T]]) -> None:
        self.steps = function
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Its answer, by reads of its own."""
        return run(self.steps(*args, **kwargs))


def in_steps(function: Callable[P, Steps[T]]) -> InSteps[P, T]:
    """Have a generator of reads be called as a function (`f(…)`), and gathered with others (`f.steps(…)`)."""
    return InSteps(function)
