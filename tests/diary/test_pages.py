"""Pages of the diary, as people open them: a lesson filled by one form, what families read, who meets nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.urls import reverse

from diary.conftest import HEAD, NEXT_TUESDAY, PARENT, PUPIL, TEACHER, TODAY, TUESDAY, Clock, Diary
from preau.diary.models import Done, Entry, OwnTask, Work, WorkUnit
from preau.diary.selectors import sheet as selectors_sheet
from preau.diary.selectors.work import taught_in
from preau.diary.services import HIDDEN
from preau.directory.models import Homeroom, Section
from preau.kernel.ids import new_id

Visit = Callable[[str], Any]


def typed(page: Any) -> dict[str, str]:
    """What the form of a page sends when nothing is touched, its buttons left out."""
    form = next(
        one for one in lxml.html.fromstring(page.content.decode()).forms if one.get("class", "").startswith("form")
    )
    return {name: value.removeprefix("\n") for name, value in form.form_values() if value.strip("\n")}


def sheet(client: Any, lesson: Any) -> dict[str, str]:
    """The form of a lesson."""
    return typed(client.get(reverse("diary:lesson", args=[lesson.pk])))


@pytest.fixture
def lesson(diary: Diary) -> Any:
    return diary.lesson(diary.slot())


def test_a_lesson_and_work_for_two_classes_by_one_form(diary: Diary, lesson: Any, client_as: Visit) -> None:
    client, mine, other = client_as(TEACHER), diary.homeroom(), diary.others_class()
    diary.slot(weekday=4, homerooms=frozenset({other.pk}), subject_code="")
    sent = sheet(client, lesson)
    assert sent[f"pour_{mine.pk.hex}"] == "on" and f"pour_{other.pk.hex}" not in sent
    assert sent[f"le_{mine.pk.hex}"] == NEXT_TUESDAY.isoformat()
    sent |= {
        "text": "Thalès : $\\frac{a}{b}$", "work": "Ex. 12 et 14", "minutes": "25", f"pour_{other.pk.hex}": "on",
        f"le_{other.pk.hex}": (TODAY + dt.timedelta(days=3)).isoformat(),
    }  # fmt: skip
    for _time in range(2):
        answer = client.post(reverse("diary:lesson", args=[lesson.pk]), sent)
        assert answer.status_code == 302, answer.content.decode()
    assert (Entry.objects.count(), Work.objects.count(), WorkUnit.objects.count()) == (1, 1, 2)
    page = client.get(reverse("diary:lesson", args=[lesson.pk])).content.decode()
    assert "Ex. 12 et 14" in page
    read = client.get(reverse("diary:of_class", args=[mine.pk]) + f"?jour={TUESDAY}").content.decode()
    assert "<mfrac>" in read and "Thalès" in read and "pour_" not in read


def test_one_box_gives_work_to_all_of_three_classes(diary: Diary, lesson: Any, client_as: Visit) -> None:
    """Opened, ticked, saved: three touches; each class has its day, and nobody is chosen before the box is ticked."""
    client, mine, other = client_as(TEACHER), diary.homeroom(), diary.others_class()
    diary.slot(weekday=4, homerooms=frozenset({other.pk}), subject_code="")
    assert (
        "toutes" not in client.get(reverse("diary:lesson", args=[lesson.pk])).content.decode()
    )  # of two, each its box
    third = (
        Homeroom.objects.filter(school=diary.school, school_year_id=2026).exclude(pk__in=[mine.pk, other.pk]).first()
    )
    assert third is not None
    template = Section.objects.get(homeroom=other, teacher=diary.academy[TEACHER].person)
    Section.objects.create(
        school=diary.school, school_year_id=2026, teacher=template.teacher, subject_code=template.subject_code,
        homeroom=third, group=None,
    )  # fmt: skip
    sent = sheet(client, lesson)
    assert "toutes" not in sent and f"pour_{third.pk.hex}" not in sent and sent["shown"] == "now"
    sent |= {"text": "Thalès", "work": "Ex. 12", "toutes": "on"}
    answer = client.post(reverse("diary:lesson", args=[lesson.pk]), sent)
    assert answer.status_code == 422 and "Dites pour quel jour" in answer.content.decode()  # one has no next lesson
    assert not Work.objects.exists() and "toutes" in typed(answer)
    friday = TODAY + dt.timedelta(days=4)
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), sent | {f"le_{third.pk.hex}": friday.isoformat()})
    due = dict(WorkUnit.objects.values_list("unit", "due_on"))
    assert due == {mine.pk: NEXT_TUESDAY, other.pk: TODAY + dt.timedelta(days=3), third.pk: friday}


def test_a_full_evening_is_read_before_it_is_given(diary: Diary, lesson: Any, client_as: Visit) -> None:
    diary.give(diary.given(None, minutes=80))
    client = client_as(TEACHER)
    sent = {**sheet(client, lesson), "text": "Thalès", "work": "Ex. 12", "minutes": "30"}
    answer = client.post(reverse("diary:lesson", args=[lesson.pk]), sent)
    assert answer.status_code == 422
    assert "1 h 50" in answer.content.decode().replace("\xa0", " ")
    assert not Entry.objects.exists() and Work.objects.count() == 1
    again = typed(answer)
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), again).status_code == 302
    assert Entry.objects.exists() and Work.objects.count() == 2


def test_two_who_teach_together_see_both_texts(diary: Diary, client_as: Visit) -> None:
    lesson = diary.lesson(diary.slot())
    client = client_as(TEACHER)
    first, second = sheet(client, lesson), sheet(client, lesson)
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), {**first, "text": "Thalès"}).status_code == 302
    answer = client.post(reverse("diary:lesson", args=[lesson.pk]), {**second, "text": "Pythagore"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Thalès" in said and "Pythagore" in said
    assert Entry.objects.get().text == "Thalès"


def test_a_draft_is_kept_as_one_types_and_stays_hidden(diary: Diary, lesson: Any, client_as: Visit) -> None:
    client = client_as(TEACHER)
    address = reverse("diary:keep", args=[lesson.pk])
    told = client.post(address, {"text": "Tha", "version": "0"}).json()
    assert (told["version"], Entry.objects.get().appears_at) == (1, None)
    assert client.post(address, {"text": "Thalès", "version": "1"}).json()["version"] == 2
    assert client.post(address, {"text": "Autre", "version": "0"}).status_code == 409
    assert client.post(address, {"text": "Autre", "version": "x"}).status_code == 409
    odd = client.post(reverse("diary:undo", args=[lesson.pk]), {"version": "9" * 5000})
    assert odd.status_code == 302 and Entry.objects.get().text == "Thalès"
    undone = client.post(reverse("diary:undo", args=[lesson.pk]), {"version": "2"})
    assert undone.status_code == 302 and Entry.objects.get().text == "Tha"
    sent = {**sheet(client, lesson), "text": "Thalès", "shown": "now"}
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), sent).status_code == 302
    assert client.post(address, {"text": "x", "version": "4"}).status_code == 422


def test_what_is_to_do_is_read_and_ticked(diary: Diary, client_as: Visit) -> None:
    work = diary.give(diary.given(None, text="Ex. 12 : $x^2$"))
    diary.give(diary.given(None, text="Encore caché"), publication=HIDDEN)
    pupil, parent = client_as(PUPIL), client_as(PARENT)
    page = pupil.get(reverse("diary:to_do")).content.decode()
    assert "<msup>" in page and "Encore caché" not in page
    answer = pupil.post(reverse("diary:done", args=[work.pk]), {"fait": "1"}, follow=True)
    assert "Combien de temps" in answer.content.decode()
    pupil.post(reverse("diary:done", args=[work.pk]), {"minutes": "30"})
    assert Done.objects.get().minutes == 30
    assert parent.post(reverse("diary:done", args=[work.pk]), {"fait": "0"}).status_code == 403
    seen = parent.get(reverse("diary:to_do")).content.decode()
    assert "Ex. 12" in seen and 'value="0"' not in seen
    assert Done.objects.count() == 1


def test_a_task_of_ones_own_by_plain_forms(diary: Diary, client_as: Visit) -> None:
    pupil, key = client_as(PUPIL), new_id()
    sent = {"task_id": str(key), "text": "Rendre le livre", "due_on": TUESDAY.isoformat()}
    for _time in range(2):
        assert pupil.post(reverse("diary:add"), sent).status_code == 302
    pupil.post(reverse("diary:task", args=[key]), {"fait": "1"})
    assert OwnTask.objects.get().is_done
    assert "Rendre le livre" in client_as(PARENT).get(reverse("diary:to_do")).content.decode()
    assert client_as(PARENT).post(reverse("diary:add"), sent).status_code in (403, 404)
    wrong = pupil.post(reverse("diary:add"), {**sent, "task_id": str(new_id()), "due_on": "2026-01-01"})
    assert wrong.status_code == 422
    pupil.post(reverse("diary:task", args=[key]), {"enlever": "1"})
    assert not OwnTask.objects.exists()


def test_families_read_what_was_done_once_it_is_shown(
    diary: Diary, lesson: Any, client_as: Visit, moment: Clock
) -> None:
    moment.now = dt.datetime(2026, 11, 24, 20, 30, tzinfo=dt.UTC)
    diary.write(lesson)
    address = reverse("diary:contents")
    assert "Thalès" not in client_as(PUPIL).get(address).content.decode()
    moment.now = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
    for reader in (PUPIL, PARENT):
        assert "Thalès" in client_as(reader).get(address).content.decode()


def test_a_work_is_written_again_and_taken_back(diary: Diary, client_as: Visit) -> None:
    client, room = client_as(TEACHER), diary.homeroom()
    work = diary.give(diary.given(None))
    address = reverse("diary:work", args=[work.pk])
    sent = typed(client.get(address))
    assert client.post(address, {**sent, "text": "Ex. 15", "classe": str(room.pk)}).status_code == 302
    assert Work.objects.get().text == "Ex. 15"
    assert client.post(reverse("diary:remove", args=[work.pk]), {"version": "2"}).status_code == 302
    assert Work.objects.get().appears_at is None
    assert client_as("nadia-leroy").get(address).status_code == 403


def test_a_new_work_for_a_class_without_a_lesson(diary: Diary, client_as: Visit) -> None:
    client, room = client_as(TEACHER), diary.homeroom()
    address = reverse("diary:work", args=[new_id()])
    answer = client.get(f"{address}?classe={room.pk}")
    assert answer.status_code == 200
    sent = {
        "text": "Lire le chapitre 3", "kind": "read", "shown": "now", "version": "0", "classe": str(room.pk),
        f"pour_{room.pk.hex}": "on", f"le_{room.pk.hex}": NEXT_TUESDAY.isoformat(),
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    codes = dict(taught_in(diary.hat(TEACHER), diary.school.pk, room.pk))
    assert Work.objects.get().subject_code in codes and len(codes) > 1
    page = client.get(reverse("diary:of_class", args=[room.pk])).content.decode()
    for code, subject in codes.items():
        assert f"matiere={code}" in page
        asked = client.get(f"{reverse('diary:work', args=[new_id()])}?classe={room.pk}&matiere={code}")
        assert typed(asked)["matiere"] == code and subject in asked.content.decode()
    assert client.get(reverse("diary:work", args=[new_id()]) + f"?classe={new_id()}").status_code == 404


def test_who_reads_a_class_and_who_does_not(diary: Diary, client_as: Visit) -> None:
    address = reverse("diary:of_class", args=[diary.homeroom().pk])
    for reader, status in (
        (TEACHER, 200),
        (HEAD, 200),
        ("nadia-leroy", 200),
        (PUPIL, 404),
        (PARENT, 404),
        ("yves-caron", 404),
    ):
        assert client_as(reader).get(address).status_code == status, reader
    assert client_as(TEACHER).get(reverse("diary:mine")).status_code == 200


def test_the_head_reads_a_book_and_puts_the_visa(diary: Diary, client_as: Visit) -> None:
    diary.write(diary.lesson(diary.slot(weekday=1), TODAY))
    teacher = diary.academy[TEACHER].person.pk
    client, address = client_as(HEAD), reverse("diary:book", args=[teacher])
    assert "Claire" in client.get(reverse("diary:writers")).content.decode()
    assert "Thalès" in client.get(address).content.decode()
    sent = {"until": TODAY.isoformat(), "comment": "Très clair."}
    assert client.post(address, sent).status_code == 302
    assert Entry.objects.get().locked_at is not None
    assert client.post(address, {**sent, "until": NEXT_TUESDAY.isoformat()}).status_code == 422
    assert "Très clair." in client_as(TEACHER).get(reverse("diary:mine")).content.decode()
    assert client_as(TEACHER).get(address).status_code == 403


def test_the_year_of_a_class_leaves_as_json_and_as_pdf(diary: Diary, client_as: Visit) -> None:
    diary.write(diary.lesson(diary.slot(weekday=1), TODAY), "Thalès : $\\frac{a}{b}$ <b>")
    diary.give(diary.given(None))
    client, unit = client_as(HEAD), diary.homeroom().pk
    told = client.get(reverse("diary:archive", args=[unit, "json"])).json()
    (day,) = told["days"]
    assert (day["day"], day["lessons"][0]["text"]) == (TODAY.isoformat(), "Thalès : $\\frac{a}{b}$ <b>")
    assert day["work"][0]["due"] == [NEXT_TUESDAY.isoformat()]
    paper = client.get(reverse("diary:archive", args=[unit, "pdf"]))
    assert paper.content.startswith(b"%PDF") and "cahier-2de-4-2026.pdf" in paper["Content-Disposition"]
    assert client_as(PUPIL).get(reverse("diary:archive", args=[unit, "json"])).status_code == 404


def test_the_year_of_a_class_is_that_of_the_class(diary: Diary, client_as: Visit, moment: Clock) -> None:
    diary.write(diary.lesson(diary.slot(weekday=1), TODAY))
    client, unit = client_as(HEAD), diary.homeroom()
    moment.now = dt.datetime(2027, 9, 6, 9, 0, tzinfo=dt.UTC)
    told = client.get(reverse("diary:archive", args=[unit.pk, "json"])).json()
    assert (told["school_year"], [one["day"] for one in told["days"]]) == ("2026-2027", [TODAY.isoformat()])


def test_the_head_says_how_much_an_evening_holds(diary: Diary, client_as: Visit) -> None:
    client, address = client_as(HEAD), reverse("diary:rule")
    first = typed(client.get(address))
    assert client.post(address, {**first, "minutes": "60"}).status_code == 302
    assert client.post(address, {**first, "minutes": "45"}).status_code == 409
    assert client.post(address, {**typed(client.get(address)), "minutes": "5"}).status_code == 422


def test_what_is_kept_as_one_types_reads_no_more_than_its_page(
    diary: Diary, lesson: Any, client_as: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked = client_as(TEACHER), []
    monkeypatch.setattr(selectors_sheet, "loads_of", lambda *told: asked.append(told) or {})
    assert sheet(client, lesson) and len(asked) == 1
    assert client.post(reverse("diary:keep", args=[lesson.pk]), {"text": "Thalès", "version": "0"}).status_code == 200
    assert len(asked) == 1
