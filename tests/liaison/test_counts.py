"""Who answered and who is waited for are right after any interleaving of what people and the school do."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from liaison.conftest import CPE, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room
from preau.directory.enums import Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Guardianship
from preau.liaison.enums import By
from preau.liaison.selectors.desk import count_of, desk_of, desk_word, table_of, waiting_people
from preau.liaison.selectors.family import lines_of
from preau.liaison.selectors.home import waiting_of
from preau.liaison.services import answer_for, close, contest, reopen

ADULTS = (PARENT, OTHER_PARENT)
REACHES = (Reach.AUTHORITY, Reach.IN_CHARGE, Reach.SUPERVISES, Reach.BARRED)
SIGNS = {Reach.AUTHORITY, Reach.IN_CHARGE}
READS = {*SIGNS, Reach.SUPERVISES}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(ADULTS), st.sampled_from(("allowed", "refused"))),
        st.tuples(st.just("reach"), st.sampled_from(ADULTS), st.sampled_from(REACHES)),
        st.tuples(st.just("desk"), st.sampled_from(ADULTS), st.sampled_from(("allowed", "refused"))),
        st.tuples(st.just("contest"), st.sampled_from(ADULTS)),
        st.tuples(st.just("close")),
        st.tuples(st.just("reopen")),
    ),
    max_size=12,
)


class Model:
    """What should stand, kept by hand."""

    def __init__(self, quorum: str) -> None:
        self.quorum, self.open = quorum, True
        self.reach = dict.fromkeys(ADULTS, Reach.AUTHORITY)
        self.answers: dict[str, str] = {}
        self.by_desk: set[str] = set()
        self.contested: set[str] = set()

    def waiting(self) -> set[str]:
        signers = {one for one in ADULTS if self.reach[one] in SIGNS}
        return signers - set(self.answers) if self.quorum == By.EACH or not self.answers else set()


def _step(room: Room, word: Any, model: Model, step: tuple[Any, ...]) -> None:
    what = step[0]
    if what == "reach":
        model.reach[step[1]] = step[2]
        people = room.academy
        Guardianship.objects.filter(guardian=people[step[1]].person, student=people[PUPIL].person).update(reach=step[2])
    elif what == "answer":
        may = model.reach[step[1]] in SIGNS and (model.open or model.answers.get(step[1]) == step[2])
        try:
            room.answer(step[1], word, step[2])
            assert may
            if step[1] in model.contested or model.answers.get(step[1]) != step[2]:
                model.by_desk.discard(step[1])
            model.contested.discard(step[1])
            model.answers[step[1]] = step[2]
        except (Refused, Unknown, PermissionDenied, StopIteration):  # no hat at all, for who is put aside
            assert not may
    elif what == "desk":
        _at_desk(room, word, model, step[1], step[2])
    elif what == "contest":
        _contest(room, word, model, step[1])
    else:
        model.open = what == "reopen"
        (reopen if model.open else close)(**room.doing(TEACHER), word_id=word.pk)


def _at_desk(room: Room, word: Any, model: Model, who: str, choice: str) -> None:
    same = model.answers.get(who) == choice
    may = model.reach[who] in SIGNS and who not in model.contested and (model.open or same)
    try:
        answer_for(
            **room.doing(CPE), word_id=word.pk, pupil_id=room.academy[PUPIL].person.pk,
            family_id=room.academy[who].person.pk, choice=choice, means="phone",
        )  # fmt: skip
        assert may
        if not same:
            model.by_desk.add(who)
        model.answers[who] = choice
    except (Refused, Unknown, PermissionDenied):
        assert not may


def _contest(room: Room, word: Any, model: Model, who: str) -> None:
    if model.reach[who] not in READS:
        return
    may = who in model.by_desk or who in model.contested
    try:
        contest(**room.doing(who), word_id=word.pk, pupil_id=room.academy[PUPIL].person.pk)
        assert may
        if model.answers.pop(who, None):
            model.contested.add(who)
    except Refused:
        assert not may


def _same(room: Room, word: Any, model: Model) -> None:
    people = {room.academy[one].person.pk: one for one in ADULTS}
    row = table_of(desk_word(room.hat(TEACHER), word.pk))[0]
    assert {
        people[one.person_id]: one.answer.choice for one in row.people if one.answer and one.answer.stands
    } == model.answers
    assert {people[one] for one in row.standing.waiting} == model.waiting()
    assert {people[one.person.pk] for _pupil, one in waiting_people(word)} == model.waiting()
    counts = count_of([row])
    assert counts.done + counts.waiting + counts.stuck == counts.pupils == 1
    assert counts.done == (bool(model.answers) and not model.waiting())
    desk = next(one for one in desk_of(room.hat(TEACHER), word.school_id) if one[0].word.pk == word.pk)
    assert desk[1:] == (1, int(bool(model.answers)))
    for name in ADULTS:
        waits = name in model.waiting() and model.open
        if model.reach[name] in READS:
            hat = room.hat(name)
            line = next(one for one in lines_of(hat) if one.word.pk == word.pk)
            assert line.waits is waits
            assert (word.pk in {one.word_id for one in waiting_of(hat)}) is waits


def test_any_interleaving(room: Room, moment: Clock) -> None:
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(By.values), STEPS)
    @example(By.EACH.value, [("desk", PARENT, "allowed"), ("contest", PARENT), ("answer", PARENT, "allowed")])
    @example(By.ONE.value, [("desk", PARENT, "refused"), ("contest", PARENT), ("answer", OTHER_PARENT, "allowed")])
    def walk(quorum: str, steps: list[tuple[Any, ...]]) -> None:
        model = Model(quorum)
        with transaction.atomic():
            word = room.sent(only=[PUPIL], buttons="permission", quorum=quorum)
            for step in steps:
                _step(room, word, model, step)
                _same(room, word, model)
            transaction.set_rollback(True)

    walk()
