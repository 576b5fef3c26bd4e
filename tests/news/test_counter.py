"""News at the counter: what staff enter for a family, marked so, told, contested; no more than she could do herself."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import COLLEGE
from files.made import png
from news.conftest import hat_of
from preau.access.public import served_by
from preau.directory.enums import Reach
from preau.directory.models import Guardianship, Person
from preau.files.models import StoredFile
from preau.kernel import clock, jobs
from preau.kernel.models import AuditEntry
from preau.news.models import Acknowledgement, Poll, PollVote
from preau.news.selectors.polls import poll_shown
from preau.notifications.models import Notice

CPE, HEAD, TEACHER, PARENT, OTHER_PARENT, PUPIL = (
    "nadia-leroy", "helene-garnier", "claire-roux", "samira-benali", "karim-benali", "lina-benali",
)  # fmt: skip


@pytest.fixture
def flash(published: Any) -> Any:
    """What guardians are asked to say that they know."""
    return published(HEAD, "guardians", title="Cantine fermée", is_flash=True)


def counter(academy: Any, pupil: str = PUPIL, who: str = OTHER_PARENT) -> str:
    return f"/carnet/guichet/{academy[pupil].person.pk}/{academy[who].person.pk}/"


def address(academy: Any, item: Any, who: str = OTHER_PARENT, pupil: str = PUPIL) -> str:
    return f"/actualites/guichet/{academy[pupil].person.pk}/{academy[who].person.pk}/{item.pk}/"


def words(answer: Any) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_by_phone_it_is_noted_once_marked_so_and_the_family_is_told(academy: Any, client_as: Any, flash: Any) -> None:
    staff, here = client_as(CPE), address(academy, flash)
    assert here in words(staff.get(counter(academy)))
    form = {"key": uuid.uuid4(), "means": "phone"}
    assert "Noter que" in words(staff.get(here))
    assert staff.post(here, form).status_code == 302 and staff.post(here, form).status_code == 302
    row = Acknowledgement.objects.get(item=flash)
    assert (row.person, row.means, row.entered_by_id) == (
        academy[OTHER_PARENT].person, "phone", academy[CPE].person.pk,
    )  # fmt: skip
    told = words(staff.get(here))
    assert "Reçu" in told and "par téléphone" in told and "pendant 15 jours" in told
    assert here not in words(staff.get(counter(academy))), "nothing waits for him any more"
    jobs.settle()
    assert Notice.objects.filter(matter__kind="news.done_for", person=academy[OTHER_PARENT].person).count() == 1
    assert AuditEntry.objects.filter(action="news.acknowledge_for").count() == 1
    page = words(client_as(OTHER_PARENT).get(f"/actualites/{flash.pk}/"))
    assert "Noté pour vous par téléphone" in page and "/contester/" in page
    mother = words(client_as(PARENT).get(f"/actualites/{flash.pk}/"))
    assert "J’ai lu" in mother and "/contester/" not in mother, "the other guardian has her own"


def test_what_is_contested_waits_again_and_who_entered_it_is_told(academy: Any, client_as: Any, flash: Any) -> None:
    client_as(CPE).post(address(academy, flash), {"key": uuid.uuid4(), "means": "desk"})
    father = client_as(OTHER_PARENT)
    assert client_as(PARENT).post(f"/actualites/{flash.pk}/contester/").status_code == 302
    assert Acknowledgement.objects.filter(item=flash).count() == 1, "nothing of hers was entered"
    for _again in range(2):
        assert father.post(f"/actualites/{flash.pk}/contester/").status_code == 302
    assert not Acknowledgement.objects.filter(item=flash).exists()
    assert "J’ai lu" in words(father.get(f"/actualites/{flash.pk}/"))
    jobs.settle()
    notice = Notice.objects.select_related("matter").get(matter__kind="news.contested")
    assert notice.person == academy[CPE].person and client_as(CPE).get(notice.matter.link).status_code == 200
    assert AuditEntry.objects.filter(action="news.contest").count() == 1


def test_after_fifteen_days_it_stands(academy: Any, client_as: Any, flash: Any, monkeypatch: Any) -> None:
    client_as(CPE).post(address(academy, flash), {"key": uuid.uuid4(), "means": "phone"})
    row = Acknowledgement.objects.get(item=flash)
    Acknowledgement.objects.filter(pk=row.pk).update(at=clock.now() - dt.timedelta(days=16))
    father = client_as(OTHER_PARENT)
    late = father.post(f"/actualites/{flash.pk}/contester/")
    assert late.status_code == 422 and "appelez l’établissement" in words(late)
    assert "/contester/" not in words(father.get(f"/actualites/{flash.pk}/"))
    assert Acknowledgement.objects.filter(item=flash).exists()


def test_own_words_are_never_contested_nor_overwritten(academy: Any, client_as: Any, flash: Any) -> None:
    father = client_as(OTHER_PARENT)
    father.post(f"/actualites/{flash.pk}/lu/")
    client_as(CPE).post(address(academy, flash), {"key": uuid.uuid4(), "means": "phone"})
    father.post(f"/actualites/{flash.pk}/contester/")
    assert Acknowledgement.objects.get(item=flash).means == "own"


def test_from_paper_the_signed_sheet_is_kept_for_who_may_read_it(academy: Any, client_as: Any, flash: Any) -> None:
    staff, here = client_as(CPE), address(academy, flash)
    bare = staff.post(here, {"key": uuid.uuid4(), "means": "paper"})
    assert bare.status_code == 422 and "Joignez la feuille" in words(bare)
    sheet = SimpleUploadedFile("feuille.png", png(40, 40), "image/png")
    assert staff.post(here, {"key": uuid.uuid4(), "means": "paper", "preuve": sheet}).status_code == 302
    proof = StoredFile.objects.get(kind="news.proof")
    file = f"/fichiers/{proof.pk}/"
    assert client_as(OTHER_PARENT).get(file).status_code in (200, 302)
    assert client_as(PARENT).get(file).status_code == 404 and client_as("yves-caron").get(file).status_code == 404
    assert client_as(OTHER_PARENT).post(f"/actualites/{flash.pk}/contester/").status_code == 302
    assert not StoredFile.objects.filter(pk=proof.pk).exists(), "the proof goes with what was taken away"


def test_a_question_is_answered_for_her_as_secretly_as_by_herself(academy: Any, client_as: Any, published: Any) -> None:
    item = published(HEAD, "guardians", title="Sortie de fin d’année")
    poll = Poll.objects.create(
        school_id=item.school_id, item=item, question="La mer ou la montagne ?", answers=["La mer", "La montagne"],
        ends_at=clock.now().replace(year=clock.now().year + 1),
    )  # fmt: skip
    staff, here = client_as(CPE), address(academy, item)
    assert here in words(staff.get(counter(academy)))
    key = uuid.uuid4()
    nothing = staff.post(here, {"key": key, "means": "phone", "reponse": "9"})
    assert nothing.status_code == 422 and not PollVote.objects.filter(poll=poll).exists()
    for _again in range(2):
        assert staff.post(here, {"key": key, "means": "phone", "reponse": "1"}).status_code == 302
    shown = poll_shown(item, academy[OTHER_PARENT].person.pk)
    assert shown is not None and shown.people == 1 and [one.is_mine for one in shown.answers] == [False, True]
    page = words(staff.get(here))
    assert "a répondu" in page
    assert not re.search(r'name="reponse"[^>]*checked', page), "not even who entered it reads it"
    jobs.settle()
    assert Notice.objects.filter(matter__kind="news.done_for", person=academy[OTHER_PARENT].person).count() == 1
    entry = AuditEntry.objects.get(action="news.vote_for")
    assert "montagne" not in str(entry.data) and str(academy[OTHER_PARENT].person.pk) not in str(entry.data)
    client_as(OTHER_PARENT).post(f"/actualites/{item.pk}/repondre/", {"reponse": "0"})
    changed = poll_shown(item, academy[OTHER_PARENT].person.pk)
    assert changed is not None and changed.answers[0].is_mine and changed.people == 1


def test_nobody_acts_for_a_family_that_is_not_theirs(academy: Any, client_as: Any, flash: Any, published: Any) -> None:
    here = address(academy, flash)
    assert client_as(TEACHER).get(here).status_code == 403
    assert client_as(PARENT).get(here).status_code == 404
    assert client_as("yves-caron").get(here).status_code == 404, "of another school"
    staff = client_as(CPE)
    assert staff.get(address(academy, flash, who=TEACHER)).status_code == 404, "nothing to that pupil"
    assert staff.get(address(academy, flash, who=PUPIL)).status_code == 404, "a pupil under age answers nothing here"
    not_theirs = published(HEAD, "teachers", title="Conseil", is_flash=True)
    assert staff.get(address(academy, not_theirs)).status_code == 404, "no more than the family would read"
    Guardianship.objects.filter(student=academy[PUPIL].person, guardian=academy[OTHER_PARENT].person).update(
        reach=Reach.BARRED
    )
    assert staff.get(here).status_code == 404 and staff.post(here, {"means": "phone"}).status_code == 404


def test_the_hat_at_the_counter_holds_one_child_of_one_school(academy: Any) -> None:
    """Of a guardian of several, staff see what concerns the child of their school alone."""
    hat = hat_of(academy[CPE])
    served = served_by(hat, academy[PUPIL].person.pk, academy[PARENT].person.pk)
    assert served is not None and [one.person_id for one in served.hat.children] == [academy[PUPIL].person.pk]
    assert list(served.hat.school_ids) == [hat.school.id] and academy.school(COLLEGE).pk not in served.hat.school_ids
    adult = academy[PUPIL].person
    Person.objects.filter(pk=adult.pk).update(birth_date=clock.today().replace(year=clock.today().year - 19))
    own = served_by(hat, adult.pk, adult.pk)
    assert own is not None and own.is_pupil and own.hat.profile == "National_elv"
