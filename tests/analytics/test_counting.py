"""The national definitions, against a plain reference."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from preau.analytics.counting import IDLE_SECONDS, Cell, Event, Figures, count, read_line
from preau.analytics.enums import ALL

A, B = "school-a", "school-b"


def event(second: int, visitor: str = "v1", service: str = "accueil", **more: object) -> Event:
    values = {"profile": "ELEVE", "device": "smartphone", "is_page": True, "schools": (A,)} | more
    return Event(second, visitor, service=service, **values)  # type: ignore[arg-type]


def counted(*events: Event) -> dict[Cell, Figures]:
    figures: dict[Cell, Figures] = {}
    count(events, figures)
    return figures


def total(figures: dict[Cell, Figures], school: str = A, service: str = ALL, device: str = ALL) -> Figures:
    return figures[Cell(school, ALL, service, device)]


def test_thirty_minutes_of_idleness_end_a_visit() -> None:
    assert total(counted(event(0), event(IDLE_SECONDS))) == Figures(1, 1, 2, IDLE_SECONDS)
    assert total(counted(event(0), event(IDLE_SECONDS + 1))) == Figures(2, 1, 2, 0)


def test_a_service_counts_the_visits_that_touched_it() -> None:
    figures = counted(event(0), event(10, service="notes"), event(30), event(9000, service="notes"))
    assert total(figures) == Figures(2, 1, 4, 30)
    assert total(figures, service="accueil") == Figures(1, 1, 2, 10)
    assert total(figures, service="notes") == Figures(2, 1, 2, 20)


def test_two_devices_are_two_visits_of_one_user() -> None:
    figures = counted(event(0), event(5, device="ordinateur"))
    assert total(figures) == Figures(2, 1, 2, 0)
    assert total(figures, device="ordinateur") == Figures(1, 1, 1, 0)


def test_several_children_shown_count_in_each_school() -> None:
    figures = counted(event(0, schools=(A, B)), event(10, schools=(B,)))
    assert total(figures, A) == Figures(1, 1, 1, 10)
    assert total(figures, B) == Figures(1, 1, 2, 10)


def test_a_line_comes_back_as_it_was_and_a_cut_one_is_skipped() -> None:
    one = event(12, schools=(A, B))
    line = one.as_line()
    assert read_line(line) == one
    for end in range(len(line)):
        assert read_line(line[:end]) is None


def reference(events: list[Event]) -> dict[Cell, Figures]:
    """The same by other means: cell by cell, looking through everything each time."""
    found: dict[Cell, Figures] = {}
    schools = {school for one in events for school in one.schools}
    axes = [[*sorted({getattr(one, name) for one in events}), ALL] for name in ("profile", "service", "device")]
    for school, profile, service, device in itertools.product(sorted(schools), *axes):
        wanted = {"profile": profile, "service": service, "device": device}

        def is_in(one: Event, wanted: dict[str, str] = wanted, school: str = school) -> bool:
            return school in one.schools and all(v in (ALL, getattr(one, k)) for k, v in wanted.items())

        if not any(map(is_in, events)):
            continue
        figures = Figures(users=len({one.visitor for one in events if is_in(one)}))
        figures.pages = sum(1 for one in events if is_in(one) and one.is_page)
        for key in sorted({(one.visitor, one.device) for one in events}):
            own = sorted((one for one in events if (one.visitor, one.device) == key), key=lambda one: one.second)
            number, numbers = 0, []
            for before, one in zip([None, *own], own, strict=False):
                number += before is not None and one.second - before.second > IDLE_SECONDS
                numbers.append(number)
            figures.visits += len({n for n, one in zip(numbers, own, strict=True) if is_in(one)})
            for (n, one), (m, after) in itertools.pairwise(zip(numbers, own, strict=True)):
                if n == m and is_in(one):
                    figures.seconds += after.second - one.second
        found[Cell(school, profile, service, device)] = figures
    return found


EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(0, 20_000),
        st.sampled_from(["v1", "v2", "v3"]),
        st.sampled_from(["ELEVE", "PARENT"]),
        st.sampled_from(["accueil", "notes"]),
        st.sampled_from(["ordinateur", "smartphone"]),
        st.booleans(),
        st.sampled_from([(A,), (B,), (A, B)]),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda one: (one.second, one.visitor, one.device),
)


@given(EVENTS)
def test_figures_are_those_of_the_reference(events: list[Event]) -> None:
    assert counted(*events) == reference(events)


@given(EVENTS, st.randoms())
def test_order_and_cutting_by_visitor_change_nothing(events: list[Event], chance) -> None:
    whole = counted(*events)
    shuffled = list(events)
    chance.shuffle(shuffled)
    parts: dict[Cell, Figures] = {}
    for visitor in ("v2", "v1", "v3"):
        count([one for one in shuffled if one.visitor == visitor], parts)
    assert parts == whole
