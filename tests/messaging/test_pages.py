"""The pages of messages, without a script: writing, reading over, sending, reading, answering, putting away."""

import re
import uuid
from typing import Any

from messaging.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Post, main_of
from preau.messaging.enums import Kind, State
from preau.messaging.models import Delivery, Message
from preau.messaging.services import mark_read
from preau.notifications.models import Notice

SCRIPT = "<script>alert(1)</script>"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page) or re.search(rf'value="([^"]*)"[^>]*name="{name}"', page)
    assert found, name
    return found.group(1)


def begin(client: Any) -> tuple[str, dict[str, str]]:
    """The address of a new draft, and what its form carries."""
    page = client.get("/messages/ecrire/").content.decode()
    address = re.search(r'action="(/messages/ecrire/[0-9a-f-]{36}/)"', page)
    assert address
    return address.group(1), {"version": "0", "seen": field(page, "seen")}


def again(client: Any, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return {"version": field(page, "version"), "seen": field(page, "seen")}


def test_a_teacher_writes_to_a_class_and_sees_who_read(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    typed = {"subject": f"Sortie {SCRIPT}", "text": f"Prenez {SCRIPT}", "q": "2de 4", "comme": "to"}
    found = client.post(address, {**form, **typed, "acte": "chercher"})
    assert found.status_code == 303 and found["Location"].startswith(address)
    page = main_of(client, found["Location"])
    assert "Responsables des élèves, 2de 4" in page and "&lt;script&gt;" in page and SCRIPT not in page
    added = client.post(address, {**again(client, address), **typed, "q": "", "ajouter": post.group()})
    assert added.status_code == 303
    checked = client.post(address, {**again(client, address), **typed, "q": "", "acte": "verifier"})
    review = main_of(client, checked["Location"])
    assert re.search(r"\d+ personnes le recevront, dont \d+ parents", review) and SCRIPT not in review
    sent = client.post(checked["Location"], {"version": field(review, "version"), "nombre": field(review, "nombre")})
    assert sent.status_code == 303
    assert "Annuler l’envoi" in main_of(client, sent["Location"])
    moment.on(seconds=10)
    thread = main_of(client, sent["Location"])
    assert "Lu par 0 sur" in thread and SCRIPT not in thread
    parent = post.academy.client(PARENT)
    inbox = main_of(parent, "/messages/")
    assert "Nouveau" in inbox and post.academy[PUPIL].person.given_name in inbox
    assert Notice.objects.filter(person=post.academy[PARENT].person, read_at=None).exists()
    read = main_of(parent, sent["Location"])
    assert "Responsables des élèves, 2de 4" in read and SCRIPT not in read and "Lu par" not in read
    assert not Notice.objects.filter(person=post.academy[PARENT].person, read_at=None).exists()
    assert "Lu par 1 sur" in main_of(client, sent["Location"])
    message = Message.objects.get()
    readers = main_of(client, f"/messages/{message.pk}/lecteurs/")
    assert post.academy[PARENT].person.full_name in readers and "pas encore lu" in readers
    assert main_of(parent, f"/messages/{message.pk}/lecteurs/", 404) is not None


def test_a_familys_answer_reaches_staff_alone_whatever_the_button(post: Post, moment: Clock) -> None:
    row = post.draft(TEACHER, post.group(), post.person(OTHER_PARENT))
    for kind, who in (("cc", "nadia-leroy"), ("bcc", "helene-garnier")):
        row = _added(post, row, kind, who)
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    parent = post.academy.client(PARENT)
    page = main_of(parent, f"/messages/fil/{row.thread}/")
    names = [post.academy[one].person.full_name for one in (OTHER_PARENT, "nadia-leroy", "helene-garnier")]
    assert not [one for one in names if one in page]
    answer = parent.post(f"/messages/{row.pk}/repondre/", {"a": "tous"})
    draft = Message.objects.get(answers=row)
    people = {one.person.full_name for one in draft.recipients.all() if one.person}
    assert people == {post.academy[TEACHER].person.full_name, post.academy["nadia-leroy"].person.full_name}
    form = again(parent, answer["Location"])
    refused = parent.post(answer["Location"], {
        **form, "subject": "Re", "text": "Oui", "about": str(post.academy[PUPIL].person.pk), "acte": "verifier",
        "ajouter": post.person(OTHER_PARENT), "comme": "to",
    })  # fmt: skip
    review = main_of(parent, refused["Location"])
    assert "Vous ne pouvez pas écrire à" in review and "Envoyer</button>" not in review
    gone = draft.recipients.get(person=post.academy[OTHER_PARENT].person)
    form = again(parent, answer["Location"])
    typed = {"subject": "Re", "text": "Oui", "about": str(post.academy[PUPIL].person.pk)}
    parent.post(answer["Location"], {**form, **typed, "retirer": str(gone.pk)})
    review = main_of(parent, refused["Location"])
    sent = parent.post(refused["Location"], {"version": field(review, "version"), "nombre": field(review, "nombre")})
    assert sent.status_code == 303
    moment.on(seconds=10)
    copies = Delivery.objects.filter(message=draft).exclude(kind=Kind.FROM)
    assert {one.person.full_name for one in copies} == people
    teacher = post.academy.client(TEACHER)
    assert post.academy[PUPIL].person.full_name in main_of(teacher, "/messages/")
    copy = copies.get(person=post.academy[TEACHER].person)
    mark_read(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), ids=[copy.pk])
    assert "Lu par" not in main_of(parent, f"/messages/fil/{row.thread}/")


def _added(post: Post, row: Message, kind: str, who: str) -> Message:
    from preau.messaging.services import Draft, save_draft

    return save_draft(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
        draft=Draft(row.subject, row.text), add=[(kind, post.person(who))],
    )  # fmt: skip


def test_an_answer_to_many_asks_for_a_word_more(post: Post, moment: Clock) -> None:
    post.send("nadia-leroy", post.group(GroupKindStaff), post.group())
    moment.on(seconds=10)
    message = Message.objects.get()
    client = post.academy.client(TEACHER)
    answer = client.post(f"/messages/{message.pk}/repondre/", {"a": "tous"})
    form = again(client, answer["Location"])
    checked = client.post(answer["Location"], {**form, "subject": "Re", "text": "Oui", "acte": "verifier"})
    review = main_of(client, checked["Location"])
    assert "Je réponds bien à" in review
    told = {"version": field(review, "version"), "nombre": field(review, "nombre")}
    assert client.post(checked["Location"], told).status_code == 422
    assert client.post(checked["Location"], {**told, "tous": "oui"}).status_code == 303


GroupKindStaff = "class_teachers"


def test_another_device_wrote_meanwhile(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    client.post(address, {**form, "subject": "un", "text": "a", "acte": "enregistrer"})
    first = again(client, address)
    assert client.post(address, {**first, "subject": "deux", "text": "a"}).status_code == 303
    late = client.post(address, {**first, "subject": "trois", "text": "a"})
    assert late.status_code == 409 and "deux" in late.content.decode() and "trois" in late.content.decode()
    assert Message.objects.get().subject == "deux"


def test_messages_are_put_away_and_come_back_and_go(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    moment.on(seconds=10)
    parent, copy = post.academy.client(PARENT), Delivery.objects.get(kind=Kind.TO)

    def act(word: str, where: str) -> None:
        assert parent.post("/messages/ranger/", {"m": str(copy.pk), "acte": word, "dans": "inbox"}).status_code == 303
        places = ("", "archives/", "corbeille/")
        assert [one for one in places if "Sortie" in main_of(parent, f"/messages/{one}")] == [where]

    act("archiver", "archives/")
    act("remettre", "")
    act("jeter", "corbeille/")
    act("remettre", "")
    act("jeter", "corbeille/")
    parent.post("/messages/ranger/", {"m": str(copy.pk), "acte": "supprimer"})
    assert not Delivery.objects.filter(pk=copy.pk).exists() and Message.objects.filter(pk=sent.pk).exists()
    teacher, mine = post.academy.client(TEACHER), Delivery.objects.get(kind=Kind.FROM)
    for word in ("jeter", "supprimer"):
        teacher.post("/messages/ranger/", {"m": str(mine.pk), "acte": word})
    assert not Message.objects.exists()


def test_nobody_touches_anothers(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    moment.on(seconds=10)
    copy = Delivery.objects.get(kind=Kind.TO)
    other = post.academy.client("nadia-leroy")
    assert other.post("/messages/ranger/", {"m": str(copy.pk), "acte": "jeter"}).status_code == 303
    copy.refresh_from_db()
    assert copy.folder == "inbox"
    for path in (f"fil/{sent.thread}/", f"ecrire/{sent.pk}/", f"ecrire/{sent.pk}/verifier/", f"{sent.pk}/lecteurs/"):
        assert other.get(f"/messages/{path}").status_code == 404
    for path in (f"{sent.pk}/annuler/", f"{sent.pk}/reprendre/", f"{sent.pk}/repondre/", f"{sent.pk}/transferer/"):
        assert other.post(f"/messages/{path}").status_code == 404


def test_a_forward_shows_the_one_text_and_not_what_was_taken_back(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person("nadia-leroy"), text="Le premier texte")
    moment.on(seconds=10)
    nadia = post.academy.client("nadia-leroy")
    begun = nadia.post(f"/messages/{sent.pk}/transferer/")
    assert "Le premier texte" in main_of(nadia, begun["Location"])
    draft = Message.objects.get(forwards=sent)
    draft = _kept(post, draft)
    post.send_draft("nadia-leroy", draft)
    moment.on(seconds=10)
    head = post.academy.client("helene-garnier")
    assert "Le premier texte" in main_of(head, f"/messages/fil/{draft.thread}/")
    assert head.get(f"/messages/fil/{sent.thread}/").status_code == 404
    Message.objects.filter(pk=sent.pk).update(state=State.RECALLED)
    assert "Le premier texte" not in main_of(head, f"/messages/fil/{draft.thread}/")
    assert Message.objects.filter(text__contains="Le premier texte").count() == 1


def _kept(post: Post, row: Message) -> Message:
    from preau.messaging.services import Draft, save_draft

    return save_draft(
        actor=post.academy["nadia-leroy"].actor, hat=post.hat("nadia-leroy"), message_id=row.pk, version=row.version,
        draft=Draft(row.subject, ""), add=[("to", post.person("helene-garnier"))],
    )  # fmt: skip


def test_names_are_proposed_from_three_letters_and_only_whom_one_may_write_to(post: Post) -> None:
    parent = post.academy.client(PARENT)
    asked = "/messages/ecrire/destinataires/?q="
    assert parent.get(f"{asked}ro").json()["options"] == []
    assert post.academy[TEACHER].person.full_name in {
        one["name"] for one in parent.get(f"{asked}roux").json()["options"]
    }
    assert parent.get(f"{asked}karim").json()["options"] == []
    teacher = post.academy.client(TEACHER)
    assert "Responsables des élèves, 2de 4" in {one["name"] for one in teacher.get(f"{asked}2de4").json()["options"]}
    pupil = post.academy.client(PUPIL)
    assert not [one for one in pupil.get(f"{asked}2de 4").json()["options"] if one["detail"] == "Groupe"]


def test_one_child_alone(post: Post, moment: Clock) -> None:
    post.send(TEACHER, post.group(), subject="Pour la classe")
    moment.on(seconds=10)
    parent = post.academy.client(PARENT)
    children = parent.get("/").wsgi_request.hat.children
    lina = next(one for one in children if one.person_id == post.academy[PUPIL].person.pk)
    other = next(one for one in children if one.person_id != lina.person_id)
    for child, shown in ((lina, True), (other, False)):
        parent.post("/enfant/", {"child": child.key, "next": "/messages/"})
        assert ("Pour la classe" in main_of(parent, "/messages/")) is shown


def test_wrong_words_are_answered_as_nothing(post: Post) -> None:
    client = post.academy.client(TEACHER)
    assert client.get("/messages/ailleurs/").status_code == 404
    assert client.get("/messages/?avant=x").status_code == 404
    assert client.post("/messages/ranger/", {"acte": "x"}).status_code == 404
    assert client.post("/messages/ranger/", {"acte": "lu", "m": "x"}).status_code == 404
    assert client.get(f"/messages/fil/{uuid.uuid4()}/").status_code == 404


def test_a_draft_that_lacks_something_is_read_with_what_it_lacks_and_not_sent(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    checked = client.post(address, {**form, "subject": "", "text": "", "q": "", "acte": "verifier"})
    page = main_of(client, checked["Location"])
    assert "Donnez un objet" in page and "Écrivez quelque chose" in page and "ajoutez un destinataire" in page
    assert "personne le recevra" not in page and 'name="nombre"' in page
    assert not re.search(r"<button[^>]*>(?:(?!</button>).)*Envoyer", page, re.DOTALL)


def test_a_message_is_sent_later_from_its_page(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)
    row = post.draft(TEACHER, post.person(PARENT))
    address = f"/messages/ecrire/{row.pk}/verifier/"
    page = main_of(client, address)
    form = {"version": field(page, "version"), "nombre": field(page, "nombre"), "acte": "plus-tard"}
    for wrong in ("", "demain", "2020-01-01T08:00"):
        refused = client.post(address, {**form, "plus-tard": wrong})
        assert refused.status_code == 422 and "Choisissez" in refused.content.decode()
    sent = client.post(address, {**form, "plus-tard": "2026-11-25T10:30"})
    assert sent.status_code == 303
    thread = main_of(client, sent["Location"]).replace("\xa0", " ").replace("\u202f", " ")
    assert "mercredi 25 novembre à 10 h 30" in thread and "Annuler l’envoi" in thread
    assert "part mercredi 25 novembre" in main_of(client, "/messages/envoyes/").replace("\xa0", " ")
    moment.on(days=2, hours=1)
    assert Delivery.objects.filter(message=row, kind=Kind.TO).count() == 1


def test_the_navigation_tells_how_many_wait_in_the_mailbox_that_is_open(post: Post, moment: Clock) -> None:
    client = post.academy.client(PARENT)

    def told(path: str = "/") -> list[str]:
        page = client.get(path).content.decode().replace("\u00a0", " ")
        return re.findall(
            r'href="/messages/".*?nav-count" aria-hidden="true">(\d+)<.*?visually-hidden">, ([^<]*)<', page, re.DOTALL
        )

    def asked() -> Any:
        return client.get("/avis/nombre/").json()["entries"]["/messages/"]

    assert not told() and asked()["count"] == 0
    first = post.send(TEACHER, post.person(PARENT))
    post.send(TEACHER, post.person(PARENT))
    moment.on(seconds=11)
    assert set(told()) == {("2", "2 messages non lus")}
    assert asked() == {"count": 2, "label": "2\xa0messages non lus"}
    assert set(told(f"/messages/fil/{first.thread}/")) == {("1", "1 message non lu")}, "what is shown is read"
    assert set(told()) == {("1", "1 message non lu")}
    assert not re.search("non lu", post.academy.client(TEACHER).get("/").content.decode()), "another's are not counted"
