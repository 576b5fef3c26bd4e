"""Sixty usual words in ten languages: whole, filled alike, read beside the French, answered in one's own language."""

import re
from typing import Any

import pytest

from liaison.conftest import PARENT, PUPIL, TEACHER, Clock, Room, new_number
from preau.liaison import usual
from preau.liaison.enums import Choice
from preau.liaison.models import Answer, Word
from preau.liaison.selectors.family import lines_of
from preau.liaison.services import save_draft, written_usual
from preau.liaison.usual import BLANKS, GROUPS, LANGUAGES, language, text_of, usual_words

BLANK = re.compile(r"\{(\w+)\}")
FILLED = {
    "date": "2026-12-10", "date2": "2026-12-11", "hour": "08:30", "hour2": "16:00", "amount": "12.5",
    "place": "musée", "subject": "Maths", "thing": "carte", "person": "Mme Roux",
}  # fmt: skip


def test_there_are_sixty_in_ten_languages_and_none_is_empty() -> None:
    assert len(usual_words()) == 60 and len(LANGUAGES) == 10
    assert {one.group for one in usual_words().values()} == set(GROUPS)
    for code in LANGUAGES:
        assert set(language(code).words) == set(usual_words()), code
        assert all(len(text.strip()) > 5 for text in language(code).words.values()), code
        assert set(language(code).choices) == set(Choice.values) and all(language(code).choices.values()), code
        assert len(set(language(code).words.values())) == 60, code


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_sentence_has_the_blanks_of_the_french_one(code: str) -> None:
    for key, text in language(code).words.items():
        french = sorted(BLANK.findall(language("fr").words[key]))
        assert sorted(BLANK.findall(text)) == french, f"{code} {key}"
        assert set(french) <= {*BLANKS, "pupil"}, key
        assert not re.search(r"[{}]", text_of(code, key, FILLED, "Lina")), f"{code} {key}"
        assert "…" not in text_of(code, key, FILLED, "Lina"), f"{code} {key}"


def test_languages_say_their_direction_and_who_read_them_again() -> None:
    assert {code for code in LANGUAGES if language(code).direction == "rtl"} == {"ar", "fa"}
    assert {code for code in LANGUAGES if language(code).reviewed} == {"fr"}
    letters = {"ar": "ء-ي", "fa": "ء-ی", "uk": "а-яіїєґ", "zh": "一-鿿"}
    for code, some in letters.items():
        assert all(re.search(f"[{some}]", text) for text in language(code).words.values()), code
    assert [str(Choice(one).label) for one in Choice.values] == [language("fr").choices[one] for one in Choice.values]


def test_a_language_is_read_when_it_is_first_asked_for(monkeypatch: Any) -> None:
    read: list[str] = []
    whole = usual.json.loads
    monkeypatch.setattr(usual.json, "loads", lambda text: read.append(text) or whole(text))
    language.cache_clear()
    language("ar"), language("ar")
    assert len(read) == 1
    with pytest.raises(LookupError):
        language("../fr")


def test_days_hours_and_amounts_are_said_as_each_language_says_them() -> None:
    french = text_of("fr", "outing_paid", FILLED, "Lina")
    assert "10/12/2026" in french and "12,50\xa0€" in french and "Lina" in french
    assert "8\xa0h\xa030 à 16\xa0h" in text_of("fr", "outing", FILLED, "Lina")
    assert "2026年12月10日08:30" in text_of("zh", "outing", FILLED, "Lina")
    assert "10.12.2026" in text_of("tr", "outing", FILLED, "Lina")
    assert "\u2068Lina\u2069" in text_of("ar", "outing", FILLED, "Lina")  # keeps its own direction


@pytest.fixture
def outing(room: Room, moment: Clock) -> Word:
    """A usual word about Lina, sent."""
    places = [f"class:{room.homeroom().pk.hex}"]
    word = save_draft(
        **room.doing(TEACHER), school_id=room.academy.school("1001").pk, word_id=Word().pk, places=places,
        written=written_usual("outing", FILLED, title="Sortie scolaire", quorum="one", due_on=None),
    )  # fmt: skip
    return room.send(word)


def test_it_is_written_by_its_form_and_read_with_the_child_s_name(room: Room, moment: Clock) -> None:
    teacher = room.academy.client(TEACHER)
    page = teacher.get("/carnet/bureau/usuels/").content.decode()
    assert page.count("?usuel=") == 60
    place = f"class:{room.homeroom().pk.hex}"
    form = {
        "key": new_number(), "title": "Au musée", "places": [place], "quorum": "each", "due_on": "", "seen": "",
        **{f"blank_{name}": FILLED[name] for name in ("date", "hour", "hour2", "place")},
    }  # fmt: skip
    wrong = teacher.post("/carnet/bureau/rediger/?usuel=outing", {**form, "blank_hour": "25:00"})
    assert wrong.status_code == 422 and not Word.objects.filter(title="Au musée").exists()
    assert teacher.post("/carnet/bureau/rediger/?usuel=outing", form).status_code == 302
    word = Word.objects.get(title="Au musée")
    assert (word.usual, word.buttons, word.blanks["hour"]) == ("outing", "permission", "08:30")
    again = teacher.get(f"/carnet/bureau/{word.pk}/rediger/").content.decode()
    assert 'value="08:30"' in again and 'value="2026-12-10"' in again
    room.send(word)
    mine = next(one for one in lines_of(room.hat(PARENT)) if one.word.pk == word.pk)
    assert "Autorisez-vous Lina" in mine.text and "10/12/2026" in mine.text


def test_a_reader_of_arabic_reads_it_beside_the_french_and_answers_in_arabic(room: Room, outing: Word) -> None:
    parent, pupil = room.academy.client(PARENT), room.academy[PUPIL].person.pk
    path = f"/carnet/mot/{outing.pk}/{pupil}/"
    assert 'dir="rtl"' not in parent.get(path).content.decode()
    assert parent.post("/carnet/langue/", {"langue": "ar", "retour": path})["Location"] == path
    page = parent.get(path).content.decode()
    beside = re.search(r'<div lang="ar" dir="rtl"><p class="message-text reading">(.*?)</p>', page, re.DOTALL)
    assert beside and "هل تسمحون بمشاركة" in beside[1] and "Autorisez-vous Lina" in page
    assert "ترجمة لم تُراجَع" in page and "Traduction non relue" in page
    assert re.search(r'value="allowed"[^>]*>\s*<span lang="ar" dir="rtl">أسمح</span>', page)
    assert 'lang="ar" dir="rtl"' in parent.get("/carnet/signer/").content.decode()
    parent.post(path, {"reponse": "allowed"})
    assert Answer.objects.get(word=outing).choice == "allowed"
    seen = room.academy.client(TEACHER).get(f"/carnet/bureau/{outing.pk}/reponses/").content.decode()
    assert "J’autorise" in seen and "أسمح" not in seen
    parent.post("/carnet/langue/", {"langue": "fr", "retour": "https://ailleurs.example/"})
    assert 'dir="rtl"' not in parent.get(path).content.decode()


def test_a_word_in_one_s_own_sentences_has_buttons_in_the_reader_s_language_and_no_translation(
    room: Room, moment: Clock
) -> None:
    word, parent = room.sent(only=[PUPIL]), room.academy.client(PARENT)
    parent.post("/carnet/langue/", {"langue": "uk"})
    path = f"/carnet/mot/{word.pk}/{room.academy[PUPIL].person.pk}/"
    page = parent.get(path).content.decode()
    assert "Прочитано й підписую" in page and "Переклад не перевірено" not in page
    assert parent.post("/carnet/langue/", {"langue": "xx"}).status_code == 302
    assert "Прочитано й підписую" in parent.get(path).content.decode()
