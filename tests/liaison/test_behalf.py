"""What staff do for a family: in the same form, marked so, with its proof and receipt, contestable for fifteen days."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from files.made import png
from liaison.conftest import CPE, HEAD, MONDAY, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.directory.enums import Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Guardianship
from preau.files.models import StoredFile
from preau.liaison.models import Answer, FormerAnswer, PaperSheet, Reply
from preau.liaison.paper import link_of
from preau.liaison.selectors.behalf import sheets_of
from preau.liaison.selectors.desk import count_of, desk_word, reach_of, table_of
from preau.liaison.selectors.home import waiting_of
from preau.liaison.services import answer_for, contest, print_sheets, put_on_paper
from preau.notifications.models import Notice


def path_of(room: Room, word: Any, who: str = OTHER_PARENT) -> str:
    people = room.academy
    return f"/carnet/guichet/{word.pk}/{people[PUPIL].person.pk}/{people[who].person.pk}/"


def enter(room: Room, word: Any, choice: str = "allowed", means: str = "phone", by: str = CPE, **more: Any) -> Answer:
    people = room.academy
    return answer_for(
        **room.doing(by), word_id=word.pk, pupil_id=people[PUPIL].person.pk, family_id=people[OTHER_PARENT].person.pk,
        choice=choice, means=means, **more,
    )  # fmt: skip


def done(room: Room, word: Any) -> tuple[int, int]:
    found = count_of(table_of(desk_word(room.hat(TEACHER), word.pk)))
    return found.done, found.people


def test_an_answer_by_phone_is_marked_so_and_the_family_is_told(room: Room, moment: Clock, both: Any) -> None:
    word = both()
    staff = room.academy.client(CPE)
    form = {"key": new_number(), "means": "phone", "reponse": "allowed", "text": "Il rentrera en bus."}
    page = staff.get(path_of(room, word)).content.decode()
    assert "J’autorise" in page and "par téléphone" in page
    receipt = staff.post(path_of(room, word), form)
    assert receipt.status_code == 302
    again = staff.post(path_of(room, word), form)
    made = Answer.objects.get(word=word)
    assert again.status_code == 302 and (made.means, made.entered_by_id) == ("phone", room.academy[CPE].person.pk)
    assert Reply.objects.get(word=word).means == "phone"
    paper = staff.get(receipt["Location"]).content.decode().replace("\xa0", " ")
    assert (
        "par téléphone" in paper and "pendant 15 jours" in paper and room.academy[PARENT].person.full_name not in paper
    )
    moment.on(seconds=1)
    told = Notice.objects.filter(matter__kind="liaison.done_for")
    assert [one.person_id for one in told] == [room.academy[OTHER_PARENT].person.pk]
    table = room.academy.client(TEACHER).get(f"/carnet/bureau/{word.pk}/reponses/").content.decode()
    assert "par téléphone" in table and room.academy[CPE].person.full_name in table


def test_a_sheet_that_came_back_needs_its_proof_which_staff_and_its_signer_open(
    room: Room, moment: Clock, both: Any, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    word, staff = both(), room.academy.client(CPE)
    form = {"key": new_number(), "means": "paper", "reponse": "refused", "text": ""}
    assert staff.post(path_of(room, word), form).status_code == 422 and not Answer.objects.filter(word=word).exists()
    sheet = SimpleUploadedFile("feuille.png", png(), content_type="image/png")
    assert staff.post(path_of(room, word), {**form, "preuve": sheet}).status_code == 302
    made = Answer.objects.get(word=word)
    file = StoredFile.objects.get(kind="liaison.proof", thing=made.pk)
    opening = {CPE, TEACHER, OTHER_PARENT}
    for who in (*opening, PARENT, "sophie-martin-lycee"):
        status = room.academy.client(who).get(f"/fichiers/{file.pk}/").status_code
        assert (status != 404) is (who in opening), who


def test_it_is_contested_by_one_button_and_counts_no_more(room: Room, moment: Clock, both: Any) -> None:
    word = both()
    room.answer(PARENT, word, "allowed")
    enter(room, word)
    assert done(room, word) == (1, 0)
    path = f"/carnet/mot/{word.pk}/{room.academy[PUPIL].person.pk}/"
    family = room.academy.client(OTHER_PARENT)
    assert "Je n’ai pas donné cette réponse" in family.get(path).content.decode()
    for _ in range(2):
        assert family.post(f"{path}contester/").status_code == 302
    assert done(room, word) == (0, 1)
    told = Notice.objects.filter(matter__kind="liaison.contested").values_list("person_id", flat=True)
    assert list(told) == [room.academy[TEACHER].person.pk]
    assert "Contesté" in room.academy.client(TEACHER).get(f"/carnet/bureau/{word.pk}/reponses/").content.decode()
    assert word.pk in {one.word_id for one in waiting_of(room.hat(OTHER_PARENT))}
    with pytest.raises(Refused, match="feuille signée"):
        enter(room, word)
    room.answer(OTHER_PARENT, word, "allowed")  # says it themself: it counts, and what was contested stays told
    assert done(room, word) == (1, 0)
    stands = Answer.objects.get(word=word, signer=room.academy[OTHER_PARENT].person)
    assert stands.means == "own" and stands.contested_at is None
    assert FormerAnswer.objects.get(answer__word=word).contested_at == moment.now


def test_after_fifteen_days_and_of_one_s_own_answer_nothing_is_contested(room: Room, moment: Clock, both: Any) -> None:
    word, pupil = both(), room.academy[PUPIL].person.pk
    room.answer(PARENT, word, "allowed")
    with pytest.raises(Refused):
        contest(**room.doing(PARENT), word_id=word.pk, pupil_id=pupil)
    enter(room, word)
    moment.on(days=15)
    with pytest.raises(Refused):
        contest(**room.doing(OTHER_PARENT), word_id=word.pk, pupil_id=pupil)
    assert Answer.objects.filter(word=word, contested_at=None).count() == 2


def test_who_acts_for_whom(room: Room, both: Any) -> None:
    word = both()
    for who in (TEACHER, PARENT):
        with pytest.raises(Unknown):
            enter(room, word, by=who)
    with pytest.raises(Refused):
        enter(room, word, means="own")  # nobody answers as if they were her
    Guardianship.objects.filter(guardian=room.academy[OTHER_PARENT].person).update(reach=Reach.SUPERVISES)
    with pytest.raises(PermissionDenied):
        enter(room, word)
    Guardianship.objects.filter(guardian=room.academy[OTHER_PARENT].person).update(reach=Reach.BARRED)
    with pytest.raises(Unknown):
        enter(room, word)
    assert room.academy.client("yves-caron").get(path_of(room, word)).status_code == 404
    assert not Answer.objects.filter(word=word).exists()


def test_words_of_a_family_on_paper_are_printed_handed_over_and_leave_the_queue_when_answered(
    room: Room, moment: Clock, both: Any
) -> None:
    school, person = room.academy.school("1001").pk, room.academy[OTHER_PARENT].person
    staff = room.academy.client(HEAD)
    assert staff.post(f"/carnet/papier/famille/{person.pk}/", {"papier": "oui"}).status_code == 302
    assert reach_of(room.draft()).on_paper == 1
    word = both()
    mine = [one for one in sheets_of(school) if one.word.pk == word.pk]
    assert [(one.person.pk, one.pupil.pk) for one in mine] == [(person.pk, room.academy[PUPIL].person.pk)]
    assert mine[0].key in staff.get("/carnet/papier/").content.decode()
    made = staff.post("/carnet/papier/imprimer/", {"feuille": [mine[0].key]})
    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF-")
    assert print_sheets(**room.doing(HEAD), school_id=school, keys=[mine[0].key]) and PaperSheet.objects.get(word=word)
    staff.post("/carnet/papier/imprimer/", {"feuille": [mine[0].key], "remises": "oui"})
    assert PaperSheet.objects.get(word=word).handed_at == moment.now
    enter(room, word, by=HEAD)
    assert not [one for one in sheets_of(school) if one.word.pk == word.pk]
    put_on_paper(**room.doing(HEAD), school_id=school, person_id=person.pk, on_paper=False)
    assert reach_of(room.draft()).on_paper == 0


def test_the_square_of_a_sheet_opens_a_page_that_asks_who_one_is(room: Room, both: Any, client: Any) -> None:
    school = room.academy.school("1001").pk
    put_on_paper(
        **room.doing(HEAD), school_id=school, person_id=room.academy[OTHER_PARENT].person.pk, on_paper=True
    )  # fmt: skip
    word = both()
    sheet = next(one for one in sheets_of(school) if one.word.pk == word.pk)
    path = re.sub(r"^https?://[^/]+", "", link_of(sheet))
    assert "/connexion/" in client.get(path)["Location"]
    assert client.post(path, {"reponse": "allowed"}).status_code == 302
    assert room.academy.client("sophie-martin-lycee").get(path).status_code == 404
    assert room.academy.client(OTHER_PARENT).get(path).status_code == 200
    assert not Answer.objects.filter(word=word).exists()


def test_a_sheet_in_the_reader_s_language_is_printed_too(room: Room, moment: Clock, both: Any) -> None:
    school, person = room.academy.school("1001").pk, room.academy[OTHER_PARENT].person
    room.academy.client(OTHER_PARENT).post("/carnet/langue/", {"langue": "ar"})
    put_on_paper(**room.doing(HEAD), school_id=school, person_id=person.pk, on_paper=True)
    word = both()
    sheet = next(one for one in sheets_of(school) if one.word.pk == word.pk)
    made = room.academy.client(HEAD).post("/carnet/papier/imprimer/", {"feuille": [sheet.key]})
    assert made.content.startswith(b"%PDF-") and moment.now == MONDAY
