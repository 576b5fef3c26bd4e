"""From a draft to families: for whom, how many, when; reminders to those who are waited for; who follows a word."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import COLLEGE
from liaison.conftest import CPE, HEAD, MONDAY, OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.directory.errors import Overtaken, Refused
from preau.directory.models import Enrollment, Homeroom
from preau.identity import stepping
from preau.kernel.models import AuditEntry, Job
from preau.liaison.enums import State
from preau.liaison.models import Word, WordPupil
from preau.liaison.selectors.desk import desk_of, desk_word, reach_of, table_of
from preau.liaison.services import choose_pupils, recall, remind, save_draft
from preau.liaison.services.writing import Written, version_of
from preau.notifications.kinds import kind_of
from preau.notifications.models import Notice


def form_of(room: Room, **more: Any) -> dict[str, Any]:
    return {
        "key": new_number(), "title": "Photo de classe", "text": "Mardi.", "buttons": "sign", "quorum": "one",
        "places": [f"class:{room.homeroom().pk.hex}"], "due_on": "", "seen": "", **more,
    }  # fmt: skip


def told(word: Word, kind: str = "liaison.to_sign") -> set[Any]:
    rows = Notice.objects.filter(matter__kind=kind, matter__link=f"/carnet/mot/{word.pk}/", ended_at=None)
    return set(rows.values_list("person_id", flat=True))


def test_a_teacher_writes_reads_again_and_sends_in_three_steps(room: Room, moment: Clock) -> None:
    teacher = room.academy.client(TEACHER)
    step = teacher.post("/carnet/bureau/rediger/", form_of(room))
    page = teacher.get(step["Location"]).content.decode()
    word = Word.objects.get(title="Photo de classe")
    there = reach_of(word)
    assert f"{there.readers} le liront, {there.signers} pourront répondre" in page.replace("\xa0", " ")
    assert there.pupils == WordPupil.objects.filter(word=word).count() > 5
    assert word.title not in room.academy.client(PARENT).get("/carnet/").content.decode()
    done = teacher.post(f"/carnet/bureau/{word.pk}/envoyer/", {"version": version_of(word)})
    assert done.status_code == 302
    home = room.academy.client(PARENT).get("/").content.decode()
    assert "Photo de classe" in home and "mots à signer" in home.replace("\xa0", " ")
    moment.on(seconds=1)
    assert room.academy[PARENT].person.pk in told(word) and len(told(word)) == there.readers


def test_sending_twice_tells_once(room: Room, moment: Clock) -> None:
    word = room.draft()
    version = version_of(word)
    room.send(word, version=version), room.send(word, version=version)
    moment.on(seconds=1)
    assert AuditEntry.objects.filter(action="liaison.send", subject_id=str(word.pk)).count() == 1
    rows = Notice.objects.filter(matter__key=f"liaison/{word.pk}")
    assert rows.count() == rows.values("person_id", "about_id").distinct().count() > 5


def test_what_was_not_read_is_not_sent(room: Room) -> None:
    word = room.draft()
    version = version_of(word)
    save_draft(
        **room.doing(TEACHER), school_id=word.school_id, word_id=word.pk, written=Written("Sortie", "Autre texte."),
        places=word.places, seen={"version": version},
    )  # fmt: skip
    with pytest.raises(Overtaken):
        room.send(word, version=version)
    with pytest.raises(Overtaken):
        save_draft(
            **room.doing(TEACHER), school_id=word.school_id, word_id=word.pk, written=Written("Sortie", "Le mien."),
            places=word.places, seen={"version": version},
        )  # fmt: skip


def test_a_form_sent_twice_writes_one_draft(room: Room) -> None:
    form = form_of(room)
    teacher = room.academy.client(TEACHER)
    assert [teacher.post("/carnet/bureau/rediger/", form).status_code for _ in range(2)] == [302, 302]
    assert Word.objects.filter(title="Photo de classe").count() == 1


def test_a_teacher_writes_to_their_classes_and_to_no_other(room: Room) -> None:
    other = Homeroom.objects.filter(school=room.academy.school("1001")).exclude(
        pk__in=[one.removeprefix("class:") for one in room.academy.client(TEACHER).get(
            "/carnet/bureau/rediger/").content.decode().split('"') if one.startswith("class:")]
    ).first()  # fmt: skip
    for place in (f"class:{other.pk.hex}", "school", "level:2nde"):
        with pytest.raises(PermissionDenied):
            room.draft(places=[place])
    forged = room.academy.client(TEACHER).post("/carnet/bureau/rediger/", form_of(room, places=["school"]))
    assert forged.status_code == 422


def test_chosen_pupils_of_other_classes_are_left_out(room: Room) -> None:
    word = room.draft()
    other = Enrollment.objects.filter(school=word.school, left_on=None).exclude(homeroom=room.homeroom()).first()
    kept = choose_pupils(
        **room.doing(TEACHER), word_id=word.pk, pupils=[other.student_id, room.academy[PUPIL].person.pk]
    )  # fmt: skip
    assert kept.is_chosen
    assert [one.pupil_id for one in WordPupil.objects.filter(word=word)] == [room.academy[PUPIL].person.pk]
    with pytest.raises(Refused):
        choose_pupils(**room.doing(TEACHER), word_id=word.pk, pupils=[other.student_id])


def test_who_came_into_the_class_since_is_reached_and_who_left_it_is_not(room: Room) -> None:
    word = room.draft()
    WordPupil.objects.filter(word=word, pupil=room.academy[PUPIL].person).delete()  # as if they had come since
    gone = WordPupil.objects.filter(word=word).first()
    Enrollment.objects.filter(student=gone.pupil_id, homeroom=room.homeroom()).update(left_on=MONDAY.date())
    room.send(word)
    pupils = set(WordPupil.objects.filter(word=word).values_list("pupil_id", flat=True))
    assert room.academy[PUPIL].person.pk in pupils and gone.pupil_id not in pupils


def test_a_whole_school_asks_for_the_second_factor_again(room: Room) -> None:
    word = room.draft(HEAD, places=["school"])
    stale = room.academy.client(HEAD)
    session = stale.session
    del session[stepping.CONFIRMED]
    session.save()
    asked = stale.post(f"/carnet/bureau/{word.pk}/envoyer/tous/", {"version": version_of(word)})
    word.refresh_from_db()
    assert word.state == State.DRAFT and 'action="/confirmer/"' in asked.content.decode()
    through = stale.post(f"/carnet/bureau/{word.pk}/envoyer/", {"version": version_of(word)})
    word.refresh_from_db()
    assert through.status_code == 403 and word.state == State.DRAFT


def test_a_reminder_goes_to_those_who_are_waited_for_once_a_day(room: Room, moment: Clock, both: Any) -> None:
    word = both()
    room.answer(PARENT, word, "allowed")
    assert remind(**room.doing(TEACHER), word_id=word.pk) == 1
    moment.on(seconds=1)
    assert told(word, "liaison.reminded") == {room.academy[OTHER_PARENT].person.pk}
    with pytest.raises(Refused, match="aujourd’hui"):
        remind(**room.doing(CPE), word_id=word.pk)
    moment.on(days=1)
    room.answer(OTHER_PARENT, word, "allowed")
    assert remind(**room.doing(TEACHER), word_id=word.pk) == 0


def test_a_reminder_leaves_by_itself_two_days_before(room: Room, moment: Clock) -> None:
    word = room.sent(only=[PUPIL], due_on=MONDAY.date() + dt.timedelta(days=4))
    job = Job.objects.get(key=f"liaison.remind_at_due/{word.pk}")
    assert job.run_at == dt.datetime(2026, 11, 25, 7, 0, tzinfo=dt.UTC)
    moment.on(days=1, hours=21)
    assert not told(word, "liaison.reminded")
    moment.on(hours=2)
    assert told(word, "liaison.reminded") == {room.academy[one].person.pk for one in (PARENT, OTHER_PARENT)}
    near = room.sent(only=[PUPIL], due_on=MONDAY.date() + dt.timedelta(days=4))
    assert not Job.objects.filter(key=f"liaison.remind_at_due/{near.pk}").exists()


def test_nothing_of_a_recalled_word_rings(room: Room, moment: Clock) -> None:
    word, late = room.sent(only=[PUPIL]), room.draft(only=[PUPIL])
    moment.on(seconds=1)
    assert told(word)
    room.send(late)
    for one in (word, late):
        recall(**room.doing(TEACHER), word_id=one.pk)
    moment.on(seconds=1)
    assert not told(word) and not told(late)


def test_who_follows_a_word(room: Room, academy: Any) -> None:
    word = room.sent(CPE, only=[PUPIL])
    assert desk_word(room.hat(HEAD), word.pk).manages  # sees and writes for the school
    of_class = desk_word(room.hat(TEACHER), word.pk)  # head teacher of 2de 4
    assert not of_class.manages and [one.pupil_id for one in table_of(of_class)] == [academy[PUPIL].person.pk]
    elsewhere = Enrollment.objects.filter(school=word.school, left_on=None).exclude(homeroom=room.homeroom())
    other = room.sent(HEAD, places=[f"class:{elsewhere.exclude(homeroom=None).first().homeroom_id.hex}"])
    with pytest.raises(PermissionDenied):
        desk_word(room.hat(TEACHER), other.pk)
    mine = room.draft(TEACHER)
    assert mine.pk not in {one.word.pk for one, _all, _done in desk_of(room.hat(CPE), word.school_id)}
    with pytest.raises(PermissionDenied):
        desk_word(room.hat(HEAD), mine.pk)  # a draft is its writer's
    assert academy.client("yves-caron").get(f"/carnet/bureau/{word.pk}/").status_code == 404


def test_who_follows_two_classes_sees_of_a_word_the_pupils_of_theirs_alone(room: Room) -> None:
    elsewhere = Enrollment.objects.filter(school=room.academy.school("1001"), left_on=None)
    other = elsewhere.exclude(homeroom=room.homeroom()).exclude(homeroom=None).first()
    word = room.sent(HEAD, places=[f"class:{room.homeroom().pk.hex}", f"class:{other.homeroom_id.hex}"])
    seen = {one.pupil_id for one in table_of(desk_word(room.hat(TEACHER), word.pk))}
    assert room.academy[PUPIL].person.pk in seen and other.student_id not in seen
    page = room.academy.client(TEACHER).get(f"/carnet/bureau/{word.pk}/reponses/").content.decode()
    assert other.student.family_name + " " + other.student.given_name not in page


def test_a_word_of_another_school_is_no_one_s_here(room: Room) -> None:
    word = room.sent("yves-caron", school=COLLEGE, pupil="adam-benali", only=["adam-benali"])
    room.answer(PARENT, word, pupil="adam-benali", school=COLLEGE)
    assert word.pk not in {one.word.pk for one, _all, _done in desk_of(room.hat(HEAD), room.academy.school("1001").pk)}


def test_words_to_sign_keep_one_way_out(room: Room) -> None:
    for name in ("liaison.to_sign", "liaison.reminded"):
        assert not kind_of(name).refusable
