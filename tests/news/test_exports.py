"""Who has not read, and who has not answered, leave as files by the console's door: its rights, its thresholds."""

import csv
import io
from typing import Any

from cast import LYCEE
from liaison.conftest import Room
from preau.access.public import Audience
from preau.console.models import ListExport
from preau.directory.models import Homeroom, Person
from preau.news.models import NewsItem

HEAD, TEACHER, CPE, OTHER_HEAD = "helene-garnier", "claire-roux", "nadia-leroy", "yves-caron"
MOTHER, FATHER, PUPIL = "samira-benali", "karim-benali", "lina-benali"
DOOR = "/console/exports/nouveau/"


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_who_has_not_read_a_flash_leaves_as_a_file(academy: Any, published: Any) -> None:
    room = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4")
    item = published(HEAD, Audience("class_guardians", room.pk), title="Sortie", is_flash=True)
    academy.client(MOTHER).post(f"/actualites/{item.pk}/lu/")
    Person.objects.filter(pk=academy[FATHER].person.pk).update(family_name="=1+1")
    asked = {"liste": "unread", "actualite": str(item.pk), "format": "csv"}
    head = academy.client(HEAD)
    page = head.get(f"/actualites/{item.pk}/lecteurs/").content.decode()
    assert 'value="unread"' in page and f'name="actualite" value="{item.pk}"' in page
    rows = rows_of(head.post(DOOR, asked))
    father = next(row for row in rows if academy[FATHER].person.given_name in row[0])
    assert "Lina" in father[2] and father[0].startswith("'=")  # no formula
    assert not any("Samira" in row[0] for row in rows)
    kept = ListExport.objects.get()
    assert kept.kind == "unread" and kept.count > len(rows) - 1  # children are named too
    assert academy.client(TEACHER).post(DOOR, asked).status_code == 403
    assert 'value="unread"' not in academy.client(TEACHER).get("/actualites/bureau/").content.decode()
    assert academy.client(OTHER_HEAD).post(DOOR, asked).status_code == 404
    for number in ("", "x", "0" * 32):
        assert head.post(DOOR, {**asked, "actualite": number}).status_code == 404


def test_a_long_one_waits_for_a_reason_and_a_second_person(academy: Any, published: Any) -> None:
    item = published(HEAD, "guardians", title="Sortie", is_flash=True)
    answer = academy.client(HEAD).post(DOOR, {"liste": "unread", "actualite": str(item.pk), "format": "xlsx"})
    assert not answer.streaming and 'name="motif"' in answer.content.decode()
    assert not ListExport.objects.filter(state="taken").exists()


def test_a_draft_or_a_plain_item_is_no_list(academy: Any, published: Any, written: Any) -> None:
    plain: NewsItem = published(HEAD, "staff")
    draft: NewsItem = written(HEAD, "staff", is_flash=True)
    for item in (plain, draft):
        asked = {"liste": "unread", "actualite": str(item.pk), "format": "csv"}
        assert academy.client(HEAD).post(DOOR, asked).status_code == 404


def test_who_has_not_answered_a_word_leaves_as_a_file(academy: Any) -> None:
    room = Room(academy)
    word = room.sent(TEACHER, only=[PUPIL], quorum="each", buttons="sign")
    room.answer(MOTHER, word)
    head, asked = academy.client(HEAD), {"liste": "unsigned", "mot": str(word.pk), "format": "csv"}
    page = head.get(f"/carnet/bureau/{word.pk}/reponses/").content.decode()
    assert 'value="unsigned"' in page
    assert 'value="unsigned"' not in academy.client(TEACHER).get(f"/carnet/bureau/{word.pk}/reponses/").content.decode()
    rows = rows_of(head.post(DOOR, asked))
    assert len(rows) == 2 and academy[PUPIL].person.given_name in rows[1][0]
    assert rows[1][2] == academy[FATHER].person.full_name
    assert academy.client(CPE).post(DOOR, asked).status_code == 403
    assert academy.client(OTHER_HEAD).post(DOOR, asked).status_code == 404
    room.answer(FATHER, word)
    assert len(rows_of(head.post(DOOR, asked))) == 1
