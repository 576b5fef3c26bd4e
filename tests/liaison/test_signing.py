"""Who signs a word: each for their own, by what the directory says at that moment; once, whatever is sent twice."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liaison.conftest import CPE, HEAD, MONDAY, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room
from preau.directory.enums import Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Guardianship, Person
from preau.liaison.models import Answer, FormerAnswer
from preau.liaison.selectors.desk import count_of, desk_word, table_of
from preau.liaison.selectors.family import line_for, lines_of
from preau.liaison.selectors.home import waiting_of
from preau.liaison.services import close, recall
from preau.notifications.models import Notice


def reach(room: Room, who: str, reach: str, pupil: str = PUPIL) -> None:
    rows = Guardianship.objects.filter(guardian=room.academy[who].person, student=room.academy[pupil].person)
    assert rows.update(reach=reach)


def counts(room: Room, word: Any, who: str = TEACHER) -> tuple[int, int, int]:
    found = count_of(table_of(desk_word(room.hat(who), word.pk)))
    return found.pupils, found.done, found.people


def test_one_signature_is_one_row_whatever_is_sent_twice(room: Room, moment: Clock) -> None:
    word = room.sent(only=[PUPIL])
    first = room.answer(PARENT, word)
    moment.on(seconds=2)
    again = room.answer(PARENT, word)
    assert (first.pk, first.at) == (again.pk, again.at) == (Answer.objects.get(word=word).pk, MONDAY)
    assert counts(room, word) == (1, 1, 0)


def test_each_guardian_signs_where_each_is_asked_and_one_is_enough_where_one_is(room: Room, both: Any) -> None:
    word, one = both(), room.sent(title="Autre", only=[PUPIL])
    assert counts(room, word) == (1, 0, 2)
    room.answer(PARENT, word, "allowed")
    room.answer(PARENT, one)
    assert counts(room, word) == (1, 0, 1) and counts(room, one) == (1, 1, 0)
    assert not [one for one in lines_of(room.hat(PARENT)) if one.word.pk == word.pk and one.waits]
    room.answer(OTHER_PARENT, word, "refused")
    row = table_of(desk_word(room.hat(TEACHER), word.pk))[0]
    assert row.standing.is_done and row.standing.is_split
    # Where one is enough, the other may say otherwise all the same: both exercise authority.
    assert not line_for(room.hat(OTHER_PARENT), one.pk, room.academy[PUPIL].person.pk)[0].waits
    room.answer(OTHER_PARENT, one)
    assert Answer.objects.filter(word=one).count() == 2


def test_a_word_that_a_family_s_list_shows_opens_and_is_signed(room: Room, moment: Clock) -> None:
    word = room.sent(only=[PUPIL])
    # The pupil's own access is stopped; the place in the school, and with it what the family is told, stays.
    Person.objects.filter(pk=room.academy[PUPIL].person.pk).update(suspended_at=MONDAY)
    assert word.pk in [one.word.pk for one in lines_of(room.hat(PARENT)) if one.waits]
    room.answer(PARENT, word)
    assert counts(room, word) == (1, 1, 0)


def test_an_answer_changes_until_the_last_day_and_keeps_what_it_was(room: Room, moment: Clock, both: Any) -> None:
    word = both(due_on=MONDAY.date() + dt.timedelta(days=3))
    room.answer(PARENT, word, "refused")
    moment.on(days=3)
    changed = room.answer(PARENT, word, "allowed")
    assert [(one.choice, one.at) for one in FormerAnswer.objects.filter(answer=changed)] == [("refused", MONDAY)]
    moment.on(days=1)
    with pytest.raises(Refused, match="dernier jour"):
        room.answer(PARENT, word, "refused")
    assert room.answer(OTHER_PARENT, word, "refused").choice == "refused"  # late, for the first time


@pytest.mark.parametrize(("given", "reads", "signs"), [
    (Reach.AUTHORITY, True, True), (Reach.IN_CHARGE, True, True), (Reach.SUPERVISES, True, False),
    (Reach.CONTACT, False, False), (Reach.BARRED, False, False),
])  # fmt: skip
def test_what_each_reach_may(room: Room, both: Any, given: str, reads: bool, signs: bool) -> None:
    word, page = both(), f"/carnet/mot/{{}}/{room.academy[PUPIL].person.pk}/"
    reach(room, OTHER_PARENT, given)
    browser = room.academy.client(OTHER_PARENT)
    answered = browser.post(page.format(word.pk), {"reponse": "allowed"})
    assert browser.get(page.format(word.pk)).status_code == (200 if reads else 404)
    assert answered.status_code == (302 if signs else 403 if reads else 404)
    assert Answer.objects.filter(word=word).exists() is signs
    assert counts(room, word)[2] == 1  # whoever may sign and has not


def test_who_lost_authority_reads_and_signs_nothing_with_a_page_opened_before(room: Room, both: Any) -> None:
    word = both()
    hat = room.hat(OTHER_PARENT)  # worn before
    reach(room, OTHER_PARENT, Reach.BARRED)
    from preau.liaison.services import answer

    with pytest.raises(Unknown):
        answer(
            actor=room.academy[OTHER_PARENT].actor, hat=hat, word_id=word.pk,
            pupil_id=room.academy[PUPIL].person.pk, choice="allowed",
        )  # fmt: skip
    assert counts(room, word) == (1, 0, 1)


def test_what_was_signed_stays_when_its_signer_may_no_more(room: Room, both: Any) -> None:
    word = both()
    room.answer(OTHER_PARENT, word, "allowed")
    Guardianship.objects.filter(guardian=room.academy[OTHER_PARENT].person).update(ended_at=MONDAY)
    assert counts(room, word) == (1, 0, 1)
    assert [one.name for one in table_of(desk_word(room.hat(TEACHER), word.pk))[0].people if one.answer] == [
        room.academy[OTHER_PARENT].person.full_name
    ]
    room.answer(PARENT, word, "allowed")
    assert counts(room, word) == (1, 1, 0)


def test_an_adult_pupil_who_took_signatures_over_signs_and_guardians_only_read(room: Room) -> None:
    theo = room.academy["theo-marchand"]
    word = room.sent(HEAD, only=["theo-marchand"], pupil="theo-marchand")
    Person.objects.filter(pk=theo.person.pk).update(takes_over_signatures_on=dt.date(2026, 1, 1))
    with pytest.raises(PermissionDenied):
        room.answer("brigitte-marchand", word, pupil="theo-marchand")
    browser = room.academy.client("theo-marchand")
    assert word.title in browser.get("/carnet/").content.decode()
    assert room.answer("theo-marchand", word, pupil="theo-marchand").signer_id == theo.person.pk
    assert counts(room, word, HEAD) == (1, 1, 0)


def test_a_pupil_reads_no_word_to_families(room: Room, both: Any) -> None:
    word = both()
    browser = room.academy.client(PUPIL)
    page = browser.get("/carnet/").content.decode()
    assert f"/carnet/mot/{word.pk}/" not in page and f">{word.title}<" not in page
    assert browser.get(f"/carnet/mot/{word.pk}/{room.academy[PUPIL].person.pk}/").status_code == 404


def test_a_stranger_signs_nothing_for_another_child(room: Room, both: Any) -> None:
    word = both()
    for who in ("sophie-martin-lycee", "ines-lopes", TEACHER, HEAD):
        answered = room.academy.client(who).post(
            f"/carnet/mot/{word.pk}/{room.academy[PUPIL].person.pk}/", {"reponse": "allowed"}
        )
        assert answered.status_code == 404, who
    assert not Answer.objects.filter(word=word).exists()


def test_a_closed_word_is_read_and_not_answered_a_recalled_one_not_read(room: Room, both: Any) -> None:
    word = both()
    room.answer(PARENT, word, "allowed")
    close(**room.doing(CPE), word_id=word.pk)
    with pytest.raises(Refused):
        room.answer(OTHER_PARENT, word, "allowed")
    with pytest.raises(Refused):
        room.answer(PARENT, word, "refused")
    assert room.answer(PARENT, word, "allowed")  # sent again: it stands
    recall(**room.doing(TEACHER), word_id=word.pk)
    with pytest.raises(Unknown):
        room.answer(PARENT, word, "allowed")
    assert Answer.objects.filter(word=word).count() == 1


def test_an_answer_that_is_not_offered_is_refused(room: Room, both: Any) -> None:
    word = both()
    for choice in ("signed", "", "nothing"):
        with pytest.raises(Refused):
            room.answer(PARENT, word, choice)
    assert not Answer.objects.filter(word=word).exists()


def test_the_bell_forgets_a_word_when_all_children_are_answered_for(room: Room, moment: Clock) -> None:
    word = room.sent(only=[PUPIL])
    moment.on(seconds=1)
    mine = Notice.objects.filter(person=room.academy[PARENT].person, matter__key=f"liaison/{word.pk}", read_at=None)
    assert mine.count() == 1
    room.answer(PARENT, word)
    assert not mine.exists()


def test_home_and_list_say_the_same(room: Room, moment: Clock, both: Any) -> None:
    both(title="Un"), room.sent(title="Deux", only=[PUPIL]), room.sent(title="Trois", only=[PUPIL], buttons="seen")
    room.answer(OTHER_PARENT, room.sent(title="Quatre", only=[PUPIL]))
    for who, expected in ((PARENT, {"Un", "Deux"}), (OTHER_PARENT, {"Un", "Deux"})):
        of_list = {one.word.title for one in lines_of(room.hat(who)) if one.waits and one.word.is_to_sign}
        of_home = {one.title for one in waiting_of(room.hat(who))}
        theirs = {"Un", "Deux", "Trois", "Quatre"}
        assert of_list & theirs == of_home & theirs == expected, who
    reach(room, OTHER_PARENT, Reach.SUPERVISES)
    assert not theirs & {one.title for one in waiting_of(room.hat(OTHER_PARENT))}
