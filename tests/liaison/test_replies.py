"""What is written under a word: between one person of a family and the staff who follow it, and nobody else."""

from typing import Any

import pytest

from liaison.conftest import CPE, HEAD, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.directory.errors import Refused
from preau.liaison.models import Reply
from preau.liaison.services import close
from preau.notifications.models import Notice

SECRET = "Nous avons déménagé au 12 rue des Lilas."


@pytest.fixture
def replied(room: Room, moment: Clock, both: Any) -> Any:
    """A word under which one guardian wrote."""
    word, pupil = both(), room.academy[PUPIL].person
    form = {"key": new_number(), "text": SECRET}
    for _ in range(2):
        sent = room.academy.client(PARENT).post(f"/carnet/mot/{word.pk}/{pupil.pk}/repondre/", form)
        assert sent.status_code == 302
    return word


def thread_of(room: Room, word: Any) -> str:
    people = room.academy
    return f"/carnet/bureau/{word.pk}/famille/{people[PUPIL].person.pk}/{people[PARENT].person.pk}/"


def test_a_reply_sent_twice_is_written_once_and_told_to_who_wrote_the_word(room: Room, replied: Any) -> None:
    assert Reply.objects.filter(word=replied).count() == 1
    rung = Notice.objects.filter(person=room.academy[TEACHER].person, matter__kind="liaison.written")
    assert rung.count() == 1 and SECRET not in str(rung.get().matter.data)


def test_staff_who_follow_the_word_read_it_and_no_other_guardian_does(room: Room, replied: Any) -> None:
    for who in (TEACHER, CPE, HEAD):
        assert SECRET in room.academy.client(who).get(thread_of(room, replied)).content.decode(), who
    own = f"/carnet/mot/{replied.pk}/{room.academy[PUPIL].person.pk}/"
    assert SECRET in room.academy.client(PARENT).get(own).content.decode()
    other = room.academy.client(OTHER_PARENT)
    assert SECRET not in other.get(own).content.decode()
    assert other.get(thread_of(room, replied)).status_code == 404


def test_an_answer_of_the_school_reaches_that_guardian_alone(room: Room, replied: Any) -> None:
    form = {"key": new_number(), "text": "Merci, c’est noté."}
    staff = room.academy.client(CPE)
    assert [staff.post(thread_of(room, replied), form).status_code for _ in range(2)] == [302, 302]
    own = f"/carnet/mot/{replied.pk}/{room.academy[PUPIL].person.pk}/"
    assert "c’est noté" in room.academy.client(PARENT).get(own).content.decode()
    assert "c’est noté" not in room.academy.client(OTHER_PARENT).get(own).content.decode()
    told = Notice.objects.filter(matter__kind="liaison.answered").values_list("person_id", flat=True)
    assert list(told) == [room.academy[PARENT].person.pk]


def test_a_number_of_somebody_else_s_reply_writes_nothing(room: Room, replied: Any) -> None:
    first = Reply.objects.get(word=replied)
    sent = room.academy.client(OTHER_PARENT).post(
        f"/carnet/mot/{replied.pk}/{room.academy[PUPIL].person.pk}/repondre/", {"key": str(first.pk), "text": "Moi"}
    )
    assert sent.status_code == 404 and Reply.objects.get(word=replied).text == SECRET


def test_nobody_writes_under_a_closed_word(room: Room, replied: Any) -> None:
    from preau.liaison.services import reply

    close(**room.doing(TEACHER), word_id=replied.pk)
    with pytest.raises(Refused):
        reply(
            **room.doing(PARENT), word_id=replied.pk, pupil_id=room.academy[PUPIL].person.pk,
            reply_id=Reply().pk, text="Encore",
        )  # fmt: skip


def test_a_script_in_a_word_or_a_reply_is_text(room: Room, moment: Clock) -> None:
    word = room.sent(title="<script>alert(1)</script>", only=[PUPIL])
    pupil = room.academy[PUPIL].person.pk
    room.academy.client(PARENT).post(
        f"/carnet/mot/{word.pk}/{pupil}/repondre/", {"key": new_number(), "text": "<img src=x onerror=alert(2)>"}
    )
    pages = [
        (PARENT, "/carnet/"), (PARENT, "/carnet/signer/"), (PARENT, f"/carnet/mot/{word.pk}/{pupil}/"), (PARENT, "/"),
        (TEACHER, f"/carnet/bureau/{word.pk}/"), (TEACHER, f"/carnet/bureau/{word.pk}/reponses/"),
        (TEACHER, thread_of(room, word)),
    ]  # fmt: skip
    for who, path in pages:
        page = room.academy.client(who).get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.content.decode() and "<img src=x" not in page.content.decode(), path
