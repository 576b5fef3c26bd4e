"""Several words for several children, signed on one page: what is chosen is kept, the rest stays to be done."""

import re
from typing import Any

from cast import COLLEGE
from liaison.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room
from preau.liaison.models import Answer
from preau.liaison.services import close


def two(room: Room) -> list[Any]:
    lycee = room.sent(only=[PUPIL], buttons="permission")
    college = room.sent("yves-caron", school=COLLEGE, pupil="adam-benali", only=["adam-benali"])
    return [(lycee, PUPIL), (college, "adam-benali")]


def field(room: Room, word: Any, pupil: str) -> str:
    return f"reponse-{word.pk.hex}-{room.academy[pupil].person.pk.hex}"


def test_two_words_for_two_children_are_signed_at_once(room: Room, moment: Clock) -> None:
    words = two(room)
    form = {field(room, *one): choice for one, choice in zip(words, ("allowed", "signed"), strict=True)}
    parent = room.academy.client(PARENT)
    page = parent.get("/carnet/signer/").content.decode()
    assert "Lisez chaque mot" in page
    assert all(name in page for name in form)
    assert parent.post("/carnet/signer/", form).status_code == 302
    found = {(one.word_id, one.choice) for one in Answer.objects.filter(signer=room.academy[PARENT].person)}
    assert {(words[0][0].pk, "allowed"), (words[1][0].pk, "signed")} <= found
    page = parent.get("/carnet/signer/").content.decode()  # those of the demonstration
    parent.post("/carnet/signer/", dict(re.findall(r'type="radio"[^>]*? name="([^"]+)" value="([^"]+)"', page)))
    page = parent.get("/carnet/signer/").content.decode()
    assert "Plus rien à signer" in page and "Lisez chaque mot" not in page
    again = parent.post("/carnet/signer/", form)  # sent once more: they wait no longer
    assert again.status_code == 422 and Answer.objects.filter(word=words[0][0]).count() == 1


def test_what_is_left_empty_stays_to_be_done(room: Room, moment: Clock) -> None:
    first, second = two(room)
    parent = room.academy.client(PARENT)
    assert parent.post("/carnet/signer/", {field(room, *first): "refused"}).status_code == 302
    page = parent.get("/carnet/signer/").content.decode()
    assert field(room, *first) not in page and field(room, *second) in page
    assert parent.post("/carnet/signer/", {}).status_code == 422


def test_one_that_does_not_go_through_leaves_the_others_kept(room: Room, moment: Clock) -> None:
    first, second = two(room)
    form = {field(room, *first): "allowed", field(room, *second): "present"}  # an answer it does not offer
    page = room.academy.client(PARENT).post("/carnet/signer/", form)
    assert page.status_code == 422 and "1 réponse est enregistrée" in page.content.decode().replace("\xa0", " ")
    assert Answer.objects.filter(word=first[0]).exists() and not Answer.objects.filter(word=second[0]).exists()


def test_a_page_opened_before_signs_nothing_that_ended(room: Room, moment: Clock) -> None:
    first, _second = two(room)
    close(**room.doing(TEACHER), word_id=first[0].pk)
    page = room.academy.client(OTHER_PARENT).post("/carnet/signer/", {field(room, *first): "allowed"})
    assert page.status_code == 422 and not Answer.objects.filter(word=first[0]).exists()
