"""The pages on personal data say what the declarations say: every use, every term, for anyone."""

import re
from html import unescape

from django.test import Client
from django.utils.html import escape

from preau.kernel import duties
from preau.portal.selectors.privacy import spell
from quality.docs import REGISTER, register


def test_the_page_says_every_personal_use_and_every_term(db):
    page = Client().get("/donnees/").content.decode()
    for room, duty in duties.duties().items():
        for name, use in duty.fields.items():
            if use.is_personal:
                for words in (use.purpose, use.audience, use.duration):
                    assert escape(str(words)) in page, f"{room}.{name}"
    for term in duties.terms():
        assert escape(str(term.what)) in page, term.kind
        assert escape(spell(term.days())) in page, term.kind


def test_a_use_that_nobody_told_the_page_about_is_shown_at_once(db, monkeypatch):
    use = duties.FieldUse("écrire le cahier canari", "les canaris", "mille ans", data="chants")
    known = {**duties.duties(), "diary": duties.Duty({"Song.text": use})}
    monkeypatch.setattr(duties, "duties", lambda: known)
    page = Client().get("/donnees/").content.decode()
    assert "écrire le cahier canari" in page
    assert "mille ans" in page


def test_durations_are_said_as_people_say_them():
    assert [spell(days) for days in (0.5, 1, 7, 89, 365, 3 * 365, 5 * 366, 400)] == [
        "12 heures", "1 jour", "7 jours", "89 jours", "1 an", "3 ans", "5 ans", "400 jours",
    ]  # fmt: skip


def test_the_page_says_the_rights_and_who_else_to_ask(db):
    """Access, copy, correction, erasure, limitation (GDPR 15 to 20), a child by its guardian, and the CNIL (77)."""
    page = unescape(Client().get("/donnees/").content.decode())
    rights = page[page.index("Vos droits") :]
    for words in (
        "voir vos données", "une copie", "corriger ce qui est faux", "l’effacement", "la limitation",
        "enfant mineur", "au délégué", "CNIL", "mission d’intérêt public",
    ):  # fmt: skip
        assert words in (page if words.startswith("mission") else rights), words
    simple = unescape(Client().get("/donnees/simple/").content.decode())
    for words in ("Voir tes données", "une copie", "Dire qu’une chose est fausse", "délégué"):
        assert words in simple, words


def test_the_door_and_the_footer_lead_to_the_page(db):
    for page in ("/connexion/", "/aide/"):
        assert 'href="/donnees/"' in Client().get(page).content.decode()
    assert 'href="/donnees/simple/"' in Client().get("/donnees/").content.decode()


def test_the_simple_page_is_simple(db):
    """Short sentences, common words (A2–B1), and no word of the trade."""
    page = Client().get("/donnees/simple/").content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index('<div class="prose">') : page.index("Qui est responsable")])
    sentences = [one.split() for one in re.split(r"[.?!:;]", main) if one.strip()]
    assert len(sentences) > 15
    assert max(map(len, sentences)) <= 20
    assert not re.search(r"traitement|finalité|destinataire|RGPD|conservation|portabilité", main)


def test_the_kept_register_is_what_the_declarations_write(db):
    """Every declared field and term stands in docs: `make docs` when this fails."""
    kept = REGISTER.read_text()
    for duty in duties.duties().values():
        for name in duty.fields:
            assert f"`{name}`" in kept, f"{name}: make docs"
    for term in duties.terms():
        assert f"`{term.kind}`" in kept, f"{term.kind}: make docs"
    assert kept == register(), "make docs"


def test_the_impact_analysis_names_every_room_that_keeps_something():
    text = (REGISTER.parent / "aipd.md").read_text()
    for room, duty in duties.duties().items():
        assert not duty.fields or f"`{room}`" in text, f"{room} is not in docs/protection-des-donnees/aipd.md"
