"""A draft kept as one types: each step on the server, two devices told apart, nothing lost."""

from messaging.conftest import PARENT, TEACHER, Post, main_of
from messaging.test_pages import again, begin
from preau.messaging.models import Message


def test_what_is_typed_is_kept_and_the_button_goes_on_from_there(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    first = client.post(f"{address}garder/", {**form, "subject": "Sortie", "text": "Prenez"})
    told = first.json()
    assert first.status_code == 200 and told["words"].startswith("Enregistré à") and told["version"] == 1
    second = client.post(
        f"{address}garder/", {**form, "subject": "Sortie", "text": "Prenez un plan", **_hidden(told)}
    ).json()  # fmt: skip
    assert Message.objects.get().text == "Prenez un plan"
    sent = client.post(address, {"subject": "Sortie", "text": "Prenez un plan.", "q": "", **_hidden(second)})
    assert sent.status_code == 303 and Message.objects.get().text == "Prenez un plan."


def _hidden(told: dict[str, object]) -> dict[str, str]:
    return {"version": str(told["version"]), "seen": str(told["seen"])}


def test_another_device_is_told_of_and_the_button_shows_both(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    client.post(address, {**form, "subject": "un", "text": "a", "acte": "enregistrer"})
    early = again(client, address)
    other = client.post(f"{address}garder/", {**early, "subject": "deux", "text": "a"})
    late = client.post(f"{address}garder/", {**early, "subject": "trois", "text": "a"})
    assert other.status_code == 200 and late.status_code == 409
    assert "autre appareil" in late.json()["words"] and Message.objects.get().subject == "deux"
    both = client.post(address, {**early, "subject": "trois", "text": "a", "acte": "enregistrer"})
    assert both.status_code == 409 and "deux" in both.content.decode() and "trois" in both.content.decode()


def test_what_cannot_be_kept_says_why(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    long = client.post(f"{address}garder/", {**form, "subject": "x" * 151})
    assert long.status_code == 422 and "à corriger" in long.json()["words"] and not Message.objects.exists()
    client.post(f"{address}garder/", {**form, "subject": "Sortie"})
    stranger = post.academy.client(PARENT)
    assert stranger.post(f"{address}garder/", {**form, "subject": "vol"}).status_code == 404
    assert client.get(f"{address}garder/").status_code == 405
    row = Message.objects.get()
    post.send_draft(TEACHER, _addressed(post, row))
    gone = client.post(f"{address}garder/", {**form, "version": "2", "subject": "trop tard"})
    assert gone.status_code == 422 and "déjà parti" in gone.json()["words"]
    assert "data-draft" in main_of(client, "/messages/ecrire/")


def _addressed(post: Post, row: Message) -> Message:
    from preau.messaging.services import Draft, save_draft

    return save_draft(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
        draft=Draft("Sortie", "Texte"), add=[("to", post.person(PARENT))],
    )  # fmt: skip
