"""How a mailbox's messages end."""

from messaging.conftest import PARENT, TEACHER, Clock, Post, main_of
from preau.messaging.models import Mailbox, Message


def test_a_signature_stands_under_what_begins_and_in_that_mailbox_alone(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)
    set_ = client.post("/messages/reglages/", {"signature": "C. Roux\r\nHistoire <b>"})
    assert set_.status_code == 303 and "C. Roux" in main_of(client, "/messages/reglages/")
    assert "C. Roux\nHistoire &lt;b&gt;" in main_of(client, "/messages/ecrire/")
    received = post.send(PARENT, post.person(TEACHER))
    moment.on(seconds=10)
    client.post(f"/messages/{received.pk}/repondre/")
    client.post(f"/messages/{received.pk}/transferer/")
    for row in Message.objects.filter(sender_id=post.academy[TEACHER].person.pk):
        assert row.text == "\n\nC. Roux\nHistoire <b>"
    assert "C. Roux" not in main_of(post.academy.client(PARENT), "/messages/ecrire/")
    client.post("/messages/reglages/", {"signature": "  "})
    assert "C. Roux" not in main_of(client, "/messages/ecrire/") and Mailbox.objects.count() == 1
    assert client.post("/messages/reglages/", {"signature": "x" * 501}).status_code == 422


def test_an_answer_that_holds_a_signature_alone_says_nothing_yet(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)
    client.post("/messages/reglages/", {"signature": "C. Roux"})
    received = post.send(PARENT, post.person(TEACHER))
    moment.on(seconds=10)
    begun = client.post(f"/messages/{received.pk}/repondre/")
    row = Message.objects.get(answers=received)
    assert begun["Location"].endswith(f"{row.pk}/")
    assert "Écrivez quelque chose" in main_of(client, f"/messages/ecrire/{row.pk}/verifier/")
