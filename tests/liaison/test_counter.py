"""The counter: a family found by any of its names, what was written for her contested, an adult pupil's own card."""

import datetime as dt
from typing import Any

import pytest

from liaison.conftest import CPE, HEAD, MONDAY, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.directory.enums import Reach
from preau.directory.models import Guardianship, Person
from preau.kernel.models import AuditEntry
from preau.liaison.models import Reply
from preau.liaison.services import answer_for
from preau.notifications.models import Notice

ADULT = "theo-marchand"


def found(room: Room, text: str, who: str = CPE) -> str:
    page = room.academy.client(who).get("/carnet/guichet/", {"q": text})
    assert page.status_code == 200
    return page.content.decode().replace("\xa0", " ")


def test_a_family_is_found_by_the_child_by_a_guardian_and_by_the_class(room: Room, academy: Any) -> None:
    lina, karim = academy[PUPIL].person, academy[OTHER_PARENT].person
    Person.objects.filter(pk=karim.pk).update(given_name="Élie", family_name="Dûrand", search_name="durand elie")
    label = room.homeroom().label
    link = f"/carnet/guichet/{lina.pk}/{karim.pk}/"
    for text in ("LINA bénali", "dürand", "DURAND élie", f"{label.lower().replace(' ', '')} lina", f"{label} lina"):
        assert link in found(room, text), text
    for text in ("lina zzz", "z", "", "élied", "%", "_"):
        assert link not in found(room, text), text
    assert academy.client(TEACHER).get("/carnet/guichet/?q=lina").status_code == 403
    assert academy.client(PARENT).get("/carnet/guichet/?q=lina").status_code == 404


def test_only_families_of_that_school_and_nobody_kept_apart(room: Room, academy: Any) -> None:
    lina, karim = academy[PUPIL].person, academy[OTHER_PARENT].person
    assert "Adam" not in found(room, "adam benali")  # of the collège
    Guardianship.objects.filter(student=lina, guardian=karim).update(reach=Reach.BARRED)
    Person.objects.filter(pk=karim.pk).update(family_name="Ecarté", search_name="ecarte karim")
    assert f"/carnet/guichet/{lina.pk}/" not in found(room, "ecarte")
    page = found(room, "lina benali")
    assert f"/carnet/guichet/{lina.pk}/" in page and f"/carnet/guichet/{lina.pk}/{karim.pk}/" not in page
    address = f"/carnet/guichet/{lina.pk}/{karim.pk}/"
    assert academy.client(HEAD).get(address).status_code == 404


def test_the_counter_leads_to_what_waits(room: Room, academy: Any, both: Any) -> None:
    word = both(title="Sortie au lac")
    lina, karim = academy[PUPIL].person, academy[OTHER_PARENT].person
    page = academy.client(CPE).get(f"/carnet/guichet/{lina.pk}/{karim.pk}/").content.decode()
    assert f"/carnet/guichet/{word.pk}/{lina.pk}/{karim.pk}/" in page and "À signer" in page


@pytest.fixture
def told(room: Room, academy: Any, moment: Clock, both: Any) -> Reply:
    """What student life wrote under a word for Lina's father, who phoned."""
    word = both()
    answer_for(
        **room.doing(CPE), word_id=word.pk, pupil_id=academy[PUPIL].person.pk,
        family_id=academy[OTHER_PARENT].person.pk, choice="allowed", means="phone", text="Elle rentre seule.",
        reply_id=new_number(),
    )  # fmt: skip
    return Reply.objects.get(word=word)


def address_of(told: Reply) -> str:
    return f"/carnet/mot/{told.word_id}/{told.pupil_id}/texte/{told.pk}/contester/"


def test_what_was_written_for_a_family_is_contested_once_by_that_person(room: Room, academy: Any, told: Reply) -> None:
    father = academy.client(OTHER_PARENT)
    page = f"/carnet/mot/{told.word_id}/{told.pupil_id}/"
    assert address_of(told) in father.get(page).content.decode()
    assert academy.client(PARENT).post(address_of(told)).status_code == 404
    assert academy.client(PUPIL).post(address_of(told)).status_code == 404
    assert father.post(address_of(told)).status_code == 302 and father.post(address_of(told)).status_code == 302
    assert AuditEntry.objects.filter(action="liaison.contest_reply").count() == 1
    assert Notice.objects.filter(person=academy[TEACHER].person, matter__kind="liaison.contested").count() == 1
    assert address_of(told) not in father.get(page).content.decode()
    desk = f"/carnet/bureau/{told.word_id}/famille/{told.pupil_id}/{academy[OTHER_PARENT].person.pk}/"
    assert "Contesté" in academy.client(TEACHER).get(desk).content.decode()


def test_after_fifteen_days_it_stays(academy: Any, told: Reply, moment: Clock) -> None:
    moment.now = MONDAY + dt.timedelta(days=15)
    father = academy.client(OTHER_PARENT)
    assert address_of(told) not in father.get(f"/carnet/mot/{told.word_id}/{told.pupil_id}/").content.decode()
    assert father.post(address_of(told)).status_code == 422
    assert Reply.objects.get(pk=told.pk).stands


def test_one_s_own_words_are_not_contested(room: Room, academy: Any, both: Any) -> None:
    word = both()
    father, lina = academy.client(OTHER_PARENT), academy[PUPIL].person
    page = f"/carnet/mot/{word.pk}/{lina.pk}/"
    father.post(f"{page}repondre/", {"key": new_number(), "text": "Merci."})
    mine = Reply.objects.get(word=word)
    assert "contester" not in father.get(page).content.decode() and father.post(address_of(mine)).status_code == 422


def test_an_adult_pupil_who_signs_has_the_words_on_their_home_page(room: Room, academy: Any, moment: Clock) -> None:
    theo = academy[ADULT]
    word = room.sent(HEAD, title="Charte du numérique", only=[ADULT], pupil=ADULT, buttons="sign")
    home = academy.client(ADULT)
    assert word.title not in home.get("/").content.decode()
    Person.objects.filter(pk=theo.person.pk).update(takes_over_signatures_on=dt.date(2026, 1, 1))
    assert word.title in home.get("/").content.decode()
    Person.objects.filter(pk=theo.person.pk).update(birth_date=dt.date(2010, 1, 1))
    assert word.title not in home.get("/").content.decode()  # not of age
    Person.objects.filter(pk=theo.person.pk).update(birth_date=dt.date(2008, 1, 1))
    room.answer(ADULT, word, pupil=ADULT)
    assert word.title not in home.get("/").content.decode()
