"""What staff do for a family by acts of other rooms: a message, a correction, how she is told; what she denies."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files.made import png
from liaison.conftest import CPE, HEAD, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.attendance.enums import Origin
from preau.attendance.models import Absence
from preau.attendance.selectors.family import forget_known
from preau.files.models import StoredFile
from preau.identity.models import Account
from preau.kernel.models import AuditEntry
from preau.liaison.models import Entry
from preau.messaging.models import Delivery, Message
from preau.notifications.models import Choice, Habits, Notice
from preau.notifications.selectors.choices import own_of
from preau.people.models import CorrectionRequest


def counter(room: Room, act: str, who: str = OTHER_PARENT) -> str:
    people = room.academy
    return f"/carnet/guichet/{people[PUPIL].person.pk}/{people[who].person.pk}/faire/{act}/"


def message(room: Room, **more: Any) -> dict[str, Any]:
    return {
        "key": new_number(), "means": "phone", "to": str(room.academy[TEACHER].person.pk),
        "subject": "Absence de lundi", "text": "Elle a rendez-vous.", **more,
    }  # fmt: skip


def told(room: Room, who: str, kind: str) -> int:
    return Notice.objects.filter(person=room.academy[who].person, matter__kind=kind).count()


def test_a_message_by_phone_leaves_once_marked_so_and_is_denied(room: Room, moment: Clock) -> None:
    staff, father = room.academy.client(CPE), room.academy.client(OTHER_PARENT)
    family = f"/carnet/guichet/{room.academy[PUPIL].person.pk}/{room.academy[OTHER_PARENT].person.pk}/"
    assert counter(room, "message") in staff.get(family).content.decode()
    form = message(room)
    receipt = staff.post(counter(room, "message"), form)
    assert receipt.status_code == 302 and staff.post(counter(room, "message"), form).status_code == 302
    row, entry = Message.objects.get(subject="Absence de lundi"), Entry.objects.get()
    assert row.sender_id == entry.person_id == room.academy[OTHER_PARENT].person.pk and row.box == "guardian"
    assert AuditEntry.objects.filter(action="liaison.enter").count() == 1 and told(room, OTHER_PARENT, DONE) == 1
    page = staff.get(receipt["Location"]).content.decode().replace("\xa0", " ")
    assert "par téléphone" in page and "pendant 15 jours" in page and "Elle a rendez-vous" not in page
    moment.on(minutes=1)
    inbox = room.academy.client(TEACHER).get(f"/messages/fil/{row.thread}/").content.decode()
    assert "saisi au guichet, par téléphone" in inbox and "Elle a rendez-vous." in inbox
    own = f"/carnet/saisie/{entry.pk}/"
    assert "Je ne l’ai pas demandé" in father.get(own).content.decode()
    for who in (PARENT, PUPIL, "sophie-martin-lycee"):
        assert room.academy.client(who).post(f"{own}contester/").status_code == 404, who
    for _ in range(2):
        assert father.post(f"{own}contester/").status_code == 302
    assert "contesté" in room.academy.client(TEACHER).get(f"/messages/fil/{row.thread}/").content.decode()
    assert (told(room, CPE, CONTESTED), told(room, TEACHER, CONTESTED)) == (1, 1)
    assert "Contesté" in staff.get(receipt["Location"]).content.decode()


def test_a_message_denied_before_it_left_reaches_nobody(room: Room, moment: Clock) -> None:
    room.academy.client(CPE).post(counter(room, "message"), message(room))
    entry = Entry.objects.get()
    assert room.academy.client(OTHER_PARENT).post(f"/carnet/saisie/{entry.pk}/contester/").status_code == 302
    moment.on(minutes=1)
    assert not Message.objects.filter(subject="Absence de lundi").exists()
    assert not Delivery.objects.filter(person=room.academy[TEACHER].person, message__subject="Absence de lundi")


def test_only_whom_the_family_may_write_to_and_with_its_proof(
    room: Room, moment: Clock, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    staff, stranger = room.academy.client(CPE), room.academy["yves-caron"].person.pk
    page = staff.get(counter(room, "message")).content.decode()
    assert str(room.academy[TEACHER].person.pk) in page and str(stranger) not in page
    for wrong in ({"to": str(stranger)}, {"to": str(room.academy[PARENT].person.pk)}, {"means": "own"},
                  {"means": "paper"}, {"text": ""}):  # fmt: skip
        assert staff.post(counter(room, "message"), message(room, **wrong)).status_code == 422, wrong
    assert not Message.objects.filter(subject="Absence de lundi").exists() and not Entry.objects.exists()
    sheet = SimpleUploadedFile("feuille.png", png(), content_type="image/png")
    assert staff.post(counter(room, "message"), message(room, means="paper", preuve=sheet)).status_code == 302
    file = StoredFile.objects.get(kind="liaison.entry_proof", thing=Entry.objects.get().pk)
    for who, status in ((CPE, True), (OTHER_PARENT, True), (PARENT, False), (TEACHER, False)):
        assert (room.academy.client(who).get(f"/fichiers/{file.pk}/").status_code != 404) is status, who
    for who, code in ((TEACHER, 403), (PARENT, 404)):
        assert room.academy.client(who).post(counter(room, "message"), message(room)).status_code == code


def test_a_family_without_an_account_is_served_too(room: Room, moment: Clock) -> None:
    Account.objects.filter(person=room.academy[OTHER_PARENT].person).delete()
    assert room.academy.client(CPE).post(counter(room, "message"), message(room)).status_code == 302
    moment.on(minutes=1)
    row = Message.objects.get(subject="Absence de lundi")
    assert row.state == "sent" and row.deliveries.filter(person=room.academy[TEACHER].person).exists()


def test_a_correction_is_asked_for_and_taken_back_while_it_waits(room: Room, moment: Clock) -> None:
    staff, lina = room.academy.client(HEAD), room.academy[PUPIL].person
    form = {"key": new_number(), "means": "phone", "field": f"{lina.pk}:given_name", "proposed": "Lyna", "reason": ""}
    assert staff.post(counter(room, "correction"), form).status_code == 302
    asked = CorrectionRequest.objects.get(person=lina)
    assert asked.asked_by_id == room.academy[OTHER_PARENT].person.pk and "guichet, par téléphone" in asked.reason
    own = f"{room.academy[OTHER_PARENT].person.pk}:email"
    mail = {**form, "key": new_number(), "field": own, "proposed": "x@example.org"}
    refused = staff.post(counter(room, "correction"), mail)
    assert refused.status_code == 422 and "par téléphone" in refused.content.decode()
    assert staff.post(counter(room, "correction"), {**mail, "means": "desk"}).status_code == 302
    for one in Entry.objects.all():
        room.academy.client(OTHER_PARENT).post(f"/carnet/saisie/{one.pk}/contester/")
    assert not CorrectionRequest.objects.filter(asked_by=room.academy[OTHER_PARENT].person).exists()


def test_how_she_is_told_is_chosen_and_put_back(room: Room, moment: Clock) -> None:
    staff, father = room.academy.client(CPE), room.academy[OTHER_PARENT].person
    page = staff.get(counter(room, "avis")).content.decode()
    name = "liaison.to_read:National_tut:mail"
    assert f'name="{name}"' in page and not re.search(r"name=\"pour", page)
    form = {"key": new_number(), "means": "desk", name: "off"}
    assert staff.post(counter(room, "avis"), {**form, name: "digest"}).status_code == 422  # as it was
    assert staff.post(counter(room, "avis"), form).status_code == 302
    assert Choice.objects.get(person=father, kind="liaison.to_read").pace == "off"
    entry = Entry.objects.get()
    moment.on(days=15)
    own = f"/carnet/saisie/{entry.pk}/"
    assert room.academy.client(OTHER_PARENT).post(f"{own}contester/").status_code == 422
    Entry.objects.update(at=moment.now - dt.timedelta(days=14))
    assert room.academy.client(OTHER_PARENT).post(f"{own}contester/").status_code == 302
    assert Choice.objects.get(person=father, kind="liaison.to_read").pace == "digest"


def test_when_she_is_told_is_set_and_put_back_but_for_what_she_set_since(room: Room, moment: Clock) -> None:
    staff, own = room.academy.client(CPE), room.academy.client(OTHER_PARENT)
    father = room.academy[OTHER_PARENT].person
    form = {"key": new_number(), "means": "phone", "digest_at": "19:00", "night_from": "", "night_to": ""}
    assert staff.post(counter(room, "heures"), {**form, "night_from": "21:00"}).status_code == 422  # half a night
    for at, left in (("19:00", own_of(father.pk).digest_at), ("12:30", dt.time(8))):
        assert staff.post(counter(room, "heures"), {**form, "key": new_number(), "digest_at": at}).status_code == 302
        assert own_of(father.pk).digest_at == dt.time.fromisoformat(at)
        if at == "12:30":
            Habits.objects.filter(person=father).update(digest_at=dt.time(8))  # set since
        assert own.post(f"/carnet/saisie/{Entry.objects.latest('at', 'pk').pk}/contester/").status_code == 302
        assert own_of(father.pk).digest_at == left


DONE, CONTESTED = "liaison.done_for", "liaison.contested"


@pytest.mark.parametrize("who", [PARENT, PUPIL])
def test_what_was_done_for_one_is_not_shown_to_others_of_the_family(room: Room, moment: Clock, who: str) -> None:
    room.academy.client(CPE).post(counter(room, "message"), message(room))
    assert room.academy.client(who).get(f"/carnet/saisie/{Entry.objects.get().pk}/").status_code == 404


def test_absences_have_their_card_for_who_follows_them(room: Room, moment: Clock) -> None:
    pupil, father = room.academy[PUPIL].person, room.academy[OTHER_PARENT].person
    page = room.academy.client(CPE).get(f"/carnet/guichet/{pupil.pk}/{father.pk}/").content.decode()
    assert "Ses absences" in page and f"/appels/noter/{pupil.pk}/" in page
    missed = Absence.objects.create(
        school=room.academy.school("1001"), pupil=pupil, first_on=moment.now.date(), last_on=moment.now.date(),
        starts=480, ends=540, origin=Origin.SEEN,
    )  # fmt: skip
    forget_known(missed.school_id)
    page = room.academy.client(CPE).get(f"/carnet/guichet/{pupil.pk}/{father.pk}/").content.decode()
    assert f"/appels/absence/{missed.pk}/" in page
