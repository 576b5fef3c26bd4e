"""Search finds what one's own mailbox shows, by the same words on both databases, and nothing by what it hides."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files import made
from harness.sql import queries
from messaging.conftest import OTHER_PARENT, PARENT, TEACHER, Clock, Post, main_of
from messaging.test_pages import begin
from preau.messaging.enums import Kind
from preau.messaging.models import Delivery, Message, Words
from preau.messaging.selectors import searching
from preau.messaging.selectors.searching import search, words_of
from preau.messaging.services import Draft, bin_, mark_read, recall, remove, save_draft, send, undo


def found(post: Post, who: str, text: str) -> list[str]:
    return [one.subject for one in search(post.hat(who), text).lines]


def test_the_same_words_find_the_same_on_both_databases(post: Post, moment: Clock) -> None:
    post.send(TEACHER, post.person(PARENT), subject="Sortie au musée", text="Prévoyez un pique-nique pour l’été.")
    post.send(TEACHER, post.person(PARENT), subject="Réunion", text="Salle B204, mardi. Les élèves viennent en 2de4.")
    moment.on(seconds=10)
    answers = {
        "musée": ["Sortie au musée"], "MUSEE": ["Sortie au musée"], "musées": ["Sortie au musée"],
        "sorties": ["Sortie au musée"], "sort": ["Sortie au musée"], "pique-nique": ["Sortie au musée"],
        "ete": ["Sortie au musée"], "le musée": ["Sortie au musée"], "pour les musées": ["Sortie au musée"],
        "musée réunion": [], "b204": ["Réunion"], "2de4": ["Réunion"], "élève": ["Réunion"], "reun mardi": ["Réunion"],
        "roux": ["Réunion", "Sortie au musée"], "benali": [], "introuvable": [], "l": [], "pour": [], "": [],
        "' OR 1=1 --": [], "musée:* & !": ["Sortie au musée"], 'mu"see': [],
    }  # fmt: skip
    assert {text: found(post, PARENT, text) for text in answers} == answers
    assert found(post, TEACHER, "benali musée") == ["Sortie au musée"]
    assert found(post, OTHER_PARENT, "musée") == found(post, "nadia-leroy", "musée") == []


def test_a_name_that_the_page_hides_finds_nothing(post: Post, moment: Clock) -> None:
    row = post.draft(TEACHER, post.person(PARENT), subject="Conseil")
    for kind, who in (("to", OTHER_PARENT), ("cc", "nadia-leroy"), ("bcc", "helene-garnier")):
        row = save_draft(
            actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
            draft=Draft(row.subject, row.text), add=[(kind, post.person(who))],
        )  # fmt: skip
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    hidden = post.academy["helene-garnier"].person.family_name
    other, copied = post.academy[OTHER_PARENT].person.given_name, post.academy["nadia-leroy"].person.family_name
    assert [bool(found(post, PARENT, one)) for one in ("conseil", other, copied, hidden)] == [True, False, False, False]
    assert [bool(found(post, "nadia-leroy", one)) for one in (other, copied, hidden)] == [True, True, False]
    assert [bool(found(post, TEACHER, one)) for one in (other, copied, hidden)] == [True, True, True]


def test_a_file_s_name_finds_its_message(post: Post, moment: Clock, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR, settings.HOLD_FIRST_FILE = tmp_path, False
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    typed = {"subject": "Plan", "text": "", "q": "", "comme": "to", "ajouter": post.person(PARENT)}
    client.post(address, {**form, **typed, "fichiers": [SimpleUploadedFile("Itinéraire-bus.pdf", made.PDF)]})
    post.send_draft(TEACHER, Message.objects.get())
    moment.on(seconds=10)
    assert found(post, PARENT, "itineraire") == found(post, TEACHER, "bus") == ["Plan"]


def test_words_go_with_what_is_taken_back_thrown_away_or_purged(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT), subject="Musée")
    assert found(post, TEACHER, "musée") and not found(post, PARENT, "musée")
    undo(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)
    assert not found(post, TEACHER, "musée") and not Words.objects.exists()
    sent.refresh_from_db()
    post.send_draft(TEACHER, sent)
    moment.on(seconds=10)
    assert found(post, PARENT, "musée")
    recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)
    assert not found(post, PARENT, "musée") and not Words.objects.exists()
    sent = post.send(TEACHER, post.person(PARENT), subject="Théâtre")
    moment.on(seconds=10)
    copy = Delivery.objects.get(message=sent, kind=Kind.TO)
    who = {"actor": post.academy[PARENT].actor, "hat": post.hat(PARENT), "ids": [copy.pk]}
    mark_read(**who)
    bin_(**who)
    assert not found(post, PARENT, "théâtre") and found(post, TEACHER, "théâtre")
    remove(**who)
    mine = Delivery.objects.get(message=sent)
    who = {"actor": post.academy[TEACHER].actor, "hat": post.hat(TEACHER), "ids": [mine.pk]}
    bin_(**who)
    remove(**who)
    assert not Words.objects.exists() and not Message.objects.filter(pk=sent.pk).exists()
    assert not found(post, TEACHER, "théâtre")


def test_who_is_forgotten_is_found_by_name_no_more(post: Post, moment: Clock) -> None:
    from preau.messaging.privacy import erase

    sent = post.send(TEACHER, post.person(PARENT), post.person("nadia-leroy"), subject="Musée")
    moment.on(seconds=10)
    erase([post.academy[PARENT].person.pk], frozenset())
    assert not found(post, TEACHER, "samira") and found(post, TEACHER, "leroy musée")
    teacher = post.academy[TEACHER].person
    erase([teacher.pk], frozenset([teacher.pk]))  # whose name stays with what she wrote
    assert Words.objects.filter(message=sent).exists() and found(post, "nadia-leroy", "roux")


@pytest.fixture
def many(post: Post, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Seven messages of a parent, of which a search goes through three at a time and shows two."""
    monkeypatch.setattr(searching, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    return [post.send(PARENT, post.person(TEACHER), subject=f"{word} {number}")
            for number, word in enumerate(["musée", "musée", "autre", "autre", "autre", "musée", "autre"])]  # fmt: skip


def test_it_goes_on_where_it_stopped(post: Post, many: list[Message]) -> None:
    seen: list[str] = []
    before: uuid.UUID | None = None
    pages = 0
    while pages < 9:
        page = search(post.hat(PARENT), "musee", before=before)
        seen += [one.subject for one in page.lines]
        pages, before = pages + 1, page.before
        if before is None:
            break
    assert seen == ["musée 5", "musée 1", "musée 0"] and pages == 3
    client = post.academy.client(PARENT)
    page_text = main_of(client, "/messages/recherche/?q=mus%C3%A9e")
    assert "Chercher plus loin" in page_text and "musée 5" in page_text and "musée 1" not in page_text


def test_the_page_and_its_statements(post: Post, moment: Clock) -> None:
    for number in range(4):
        post.send(TEACHER, post.person(PARENT), subject=f"Musée <b>{number}")
    moment.on(seconds=10)
    for who in (PARENT, TEACHER):
        client = post.academy.client(who)
        assert "Musée &lt;b&gt;3" in main_of(client, "/messages/recherche/?q=musee")
        with queries() as asked:
            client.get("/messages/recherche/?q=musee")
        assert len(asked) <= 8, asked
        assert "Aucun message trouvé" in main_of(client, "/messages/recherche/?q=girafe")
        assert "au moins un mot" in main_of(client, "/messages/recherche/?q=de")
        main_of(client, "/messages/recherche/?q=musee&avant=x", 404)
    assert 'role="search"' in main_of(client, "/messages/")


def test_words_of_what_is_typed() -> None:
    assert words_of("Le Musée, d’Orsay en 2de 4 ! musée") == ["musee", "orsay", "2de", "4"]
    assert words_of("de la pour") == []
    assert len(words_of(" ".join(f"mot{one}" for one in range(50)))) == 8


def test_sending_writes_words_once(post: Post, moment: Clock) -> None:
    row = post.draft(TEACHER, post.person(PARENT), subject="Musée")
    sent = post.send_draft(TEACHER, row)
    send(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version, count=1)
    assert Words.objects.filter(message=sent).count() == 1
