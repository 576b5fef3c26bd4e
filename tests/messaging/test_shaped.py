"""A message with a shape: one text said in two ways, that never part."""

import uuid
from dataclasses import replace

from messaging.conftest import PARENT, TEACHER, Clock, Post, main_of
from preau.kernel.actor import system
from preau.messaging import services
from preau.messaging.forms import WriteForm
from preau.messaging.models import Message
from preau.messaging.selectors.exchange import exchange_of
from preau.messaging.selectors.searching import search
from preau.messaging.selectors.threads import draft_of
from preau.messaging.services.withdrawing import Evidence, withdraw_since

SHAPED = "<p>Prenez <strong>des bottes</strong>.</p><script>window.pris=1</script><img src=x onerror=window.pris=1>"
KEPT = "<p>Prenez <strong>des bottes</strong>.</p>"


def test_it_is_cleaned_when_written_and_its_plain_text_is_what_it_says(post: Post) -> None:
    row = post.draft(TEACHER, post.person(PARENT), text="Autre chose", html=SHAPED)
    assert (row.html, row.text) == (KEPT, "Prenez des bottes.")
    kept = services.save_draft(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
        draft=draft_of(row),
    )  # fmt: skip
    assert (kept.html, kept.text) == (row.html, row.text), "twice saved"
    again = services.save_draft(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
        draft=replace(draft_of(row), html=SHAPED),
    )  # fmt: skip
    assert again.version == kept.version, "the same form sent twice is the same draft"


def _typed(post: Post, row: Message, **fields: str) -> WriteForm:
    data = {"subject": row.subject, "version": str(row.version), **fields}
    form = WriteForm(data, hat=post.hat(TEACHER), version=row.version, draft=draft_of(row))
    assert form.is_valid(), form.errors
    return form


def test_a_form_without_the_editor_keeps_the_shape_until_the_words_change(post: Post) -> None:
    row = post.draft(TEACHER, html=SHAPED)
    assert _typed(post, row, html=KEPT).draft.text == "Prenez des bottes.", "the editor sends its shape alone"
    assert _typed(post, row, html=KEPT, text="Prenez des bottes.").draft.html == KEPT
    changed = _typed(post, row, html=KEPT, text="Prenez des\r\nsandales.").draft
    assert (changed.html, changed.text) == ("", "Prenez des\nsandales.")


def test_it_is_read_forwarded_found_and_frozen(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT), html=SHAPED)
    moment.on(seconds=11)
    shown = main_of(post.academy.client(PARENT), f"/messages/fil/{sent.thread}/")
    assert KEPT in shown
    assert "window.pris" not in shown
    Message.objects.filter(pk=sent.pk).update(html=SHAPED)
    again = main_of(post.academy.client(PARENT), f"/messages/fil/{sent.thread}/")
    assert "window.pris" not in again, "cleaned when read, too"
    hat = post.hat(PARENT)
    assert search(hat, "bottes").lines
    frozen = exchange_of(hat, sent.pk)
    assert frozen is not None
    assert frozen.messages[0].text == "Prenez des bottes."
    forward = services.begin_forward(actor=post.academy[PARENT].actor, hat=hat, message_id=sent.pk)
    assert KEPT in main_of(post.academy.client(PARENT), f"/messages/ecrire/{forward.pk}/")


def test_what_is_withdrawn_keeps_no_shape(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT), html=SHAPED)
    moment.on(seconds=11)
    withdraw_since(
        actor=system("essai"), person_id=uuid.UUID(post.person(TEACHER)), since=moment.now.replace(hour=0),
        evidence=Evidence("safety.containment", sent.school_id, sent.pk),
    )  # fmt: skip
    sent.refresh_from_db()
    assert (sent.text, sent.html) == ("", "")


def test_too_long_a_shape_is_refused_in_words(post: Post) -> None:
    row = post.draft(TEACHER)
    data = {"subject": "a", "version": str(row.version), "html": "<p>a</p>" * 20_000}
    form = WriteForm(data, hat=post.hat(TEACHER), version=row.version, draft=draft_of(row))
    assert "html" in form.errors
