"""Files of messages: brought without a script, read by whoever has a copy, gone with the message, refused in words."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files import made
from messaging.conftest import OTHER_PARENT, PARENT, TEACHER, Clock, Post, main_of
from messaging.test_pages import again, begin
from preau.files.models import StoredFile, Usage
from preau.kernel import scope
from preau.messaging.enums import State
from preau.messaging.models import Delivery, Message
from preau.messaging.services import bin_, discard, mark_read, recall, remove, save_draft
from preau.messaging.services.purging import expire

TYPED = {"subject": "Sortie", "text": "Le plan.", "q": "", "comme": "to"}


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """The data folder of this test."""
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    settings.HOLD_FIRST_FILE = False  # they have attached files before
    return settings.DATA_DIR


def sent(name: str, body: bytes = made.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def stored() -> list[StoredFile]:
    with scope.everything("tests of files"):
        return list(StoredFile.objects.order_by("pk"))


def plain(page: str) -> str:
    """Its words, with plain spaces."""
    return page.replace("\u202f", " ").replace("\xa0", " ")


def attached_draft(post: Post, who: str, *to: str, name: str = "plan.pdf", body: bytes = made.PDF) -> Message:
    """A draft of theirs with one file, written on its page."""
    client = post.academy.client(who)
    address, form = begin(client)
    typed = {**TYPED, "ajouter": to[0], "acte": ""}
    assert client.post(address, {**form, **typed, "fichiers": [sent(name, body)]}).status_code == 303
    return Message.objects.get(pk=address.split("/")[-2])


def opened(post: Post, who: str, file: StoredFile) -> int:
    """The status with which a file answers to somebody: 302 leads to its content."""
    return int(post.academy.client(who).get(f"/fichiers/{file.pk}/").status_code)


def test_whoever_has_a_copy_reads_it_and_nobody_before_it_left(post: Post, moment: Clock) -> None:
    row = attached_draft(post, TEACHER, post.person(PARENT), name="<script>alert(1)</script> plan.pdf")
    (file,) = stored()
    assert row.attached == 1 and (file.thing, file.school_id) == (row.pk, post.academy.school("1001").pk)
    assert Usage.objects.get(person=post.academy[TEACHER].person).used == file.size
    assert [opened(post, one, file) for one in (TEACHER, PARENT, OTHER_PARENT)] == [302, 404, 404]
    post.send_draft(TEACHER, row)
    assert opened(post, PARENT, file) == 404
    moment.on(seconds=10)
    assert [opened(post, one, file) for one in (TEACHER, PARENT, OTHER_PARENT)] == [302, 302, 404]
    client = post.academy.client(PARENT)
    page = main_of(client, f"/messages/fil/{row.thread}/")
    assert f"/fichiers/{file.pk}/" in page and "<script>" not in page
    assert "1 pièce jointe" in main_of(client, "/messages/")


def test_nobody_reads_it_after_a_recall_and_who_deleted_it_no_more(post: Post, moment: Clock) -> None:
    row = attached_draft(post, TEACHER, post.person(PARENT))
    row = save_draft(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version,
        draft=_typed(row), add=[("to", post.person(OTHER_PARENT))],
    )  # fmt: skip
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    (file,) = stored()
    mine = Delivery.objects.get(message=row, person=post.academy[PARENT].person)
    mark_read(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), ids=[mine.pk])
    recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk)
    assert [opened(post, one, file) for one in (PARENT, OTHER_PARENT, TEACHER)] == [302, 404, 302]
    for act in (bin_, remove):
        act(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), ids=[mine.pk])
    assert opened(post, PARENT, file) == 404
    Message.objects.filter(pk=row.pk).update(state=State.RECALLED)
    assert opened(post, TEACHER, file) == 302


def _typed(row: Message) -> Any:
    from preau.messaging.selectors.threads import draft_of

    return draft_of(row)


def test_a_forward_carries_it_by_reference(post: Post, moment: Clock) -> None:
    row = attached_draft(post, TEACHER, post.person("nadia-leroy"))
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    (file,) = stored()
    client = post.academy.client("nadia-leroy")
    begun = client.post(f"/messages/{row.pk}/transferer/")
    assert f"/fichiers/{file.pk}/" in main_of(client, begun["Location"])
    draft = Message.objects.get(forwards=row)
    draft = save_draft(
        actor=post.academy["nadia-leroy"].actor, hat=post.hat("nadia-leroy"), message_id=draft.pk,
        version=draft.version, draft=_typed(draft), add=[("to", post.person("helene-garnier"))],
    )  # fmt: skip
    assert opened(post, "helene-garnier", file) == 404
    post.send_draft("nadia-leroy", draft)
    moment.on(seconds=10)
    assert opened(post, "helene-garnier", file) == 302 and len(stored()) == 1
    head = post.academy.client("helene-garnier")
    assert f"/fichiers/{file.pk}/" in main_of(head, f"/messages/fil/{draft.thread}/")
    Message.objects.filter(pk=row.pk).update(state=State.RECALLED)
    assert opened(post, "helene-garnier", file) == 404
    assert "plan.pdf" not in main_of(head, f"/messages/fil/{draft.thread}/")
    assert "Le plan." not in main_of(client, f"/messages/ecrire/{draft.pk}/verifier/", 302)


def test_a_message_that_is_only_a_file_is_sent(post: Post, moment: Clock) -> None:
    client = post.academy.client(PARENT)
    address, form = begin(client)
    typed = {**TYPED, "text": "", "ajouter": post.person(TEACHER)}
    client.post(address, {**form, **typed, "fichiers": [sent("mot.pdf")]})
    row = Message.objects.get()
    assert stored()[0].school_id is None  # a family's files count for the family alone
    post.send_draft(PARENT, row)
    moment.on(seconds=10)
    assert opened(post, TEACHER, stored()[0]) == 302


def test_what_is_refused_is_told_and_nothing_typed_is_lost(post: Post, settings: Any) -> None:
    settings.ATTACHMENT_BYTES = 5000
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    files = [
        sent("bon.pdf"), sent("photo.png", made.PROGRAM), sent("gros.pdf", made.PDF + b" " * 6000),
        sent("vide.txt", b""),
    ]  # fmt: skip
    answer = client.post(address, {**form, **TYPED, "acte": "verifier", "fichiers": files})
    assert answer.status_code == 303 and answer["Location"] == address  # not read over: something is to be seen to
    page = plain(main_of(client, address))
    assert "« photo.png » n’est pas joint" in page and "trop gros" in page and "est vide" in page
    assert 'value="Sortie"' in page and "Le plan." in page
    assert [one.name for one in stored()] == ["bon.pdf"]


def test_too_many_are_refused_together_and_so_are_five_hundred(post: Post) -> None:
    client = post.academy.client(TEACHER)
    for number in (11, 500):
        address, form = begin(client)
        files = [sent(f"{one}.txt", b"texte %d" % one) for one in range(number)]
        assert client.post(address, {**form, **TYPED, "fichiers": files}).status_code == 303
        page = plain(main_of(client, address))
        assert "Trop de fichiers : 10 au plus." in page
        assert "Le plan." in page and stored() == []
    address, form = begin(client)
    client.post(address, {**form, **TYPED, "fichiers": [sent(f"{one}.txt", b"un %d" % one) for one in range(10)]})
    late = client.post(address, {**again(client, address), **TYPED, "text": "Autre", "fichiers": [sent("de-trop.pdf")]})
    page = late.content.decode()
    assert late.status_code == 422 and "10 au plus" in page and "Autre" in page and "de-trop.pdf" in page
    assert len(stored()) == 10


def test_a_form_that_came_too_late_keeps_its_files_in_it(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    client.post(address, {**form, **TYPED})
    first = again(client, address)
    assert client.post(address, {**first, **TYPED, "text": "autre", "fichiers": [sent("a.pdf")]}).status_code == 303
    twice = client.post(address, {**first, **TYPED, "text": "autre", "fichiers": [sent("a.pdf")]})
    assert twice.status_code == 303 and len(stored()) == 1  # the same form, sent twice
    late = client.post(address, {**first, **TYPED, "text": "troisième", "fichiers": [sent("b.pdf")]})
    assert late.status_code == 409 and len(stored()) == 1
    receipt = re.search(r'name="fichiers-recus" value="([^"]+)"', late.content.decode())
    assert receipt
    kept = client.post(address, {**again(client, address), **TYPED, "fichiers-recus": receipt.group(1)})
    assert kept.status_code == 303 and {one.name for one in stored()} == {"a.pdf", "b.pdf"}
    assert Message.objects.get().attached == 2


def test_a_file_is_taken_off_and_another_message_s_is_not(post: Post) -> None:
    row, other = attached_draft(post, TEACHER, post.person(PARENT)), attached_draft(post, TEACHER, post.person(PARENT))
    client, address = post.academy.client(TEACHER), f"/messages/ecrire/{row.pk}/"
    of = {one.thing: one for one in stored()}
    client.post(address, {**again(client, address), **TYPED, "retirer-fichier": str(of[other.pk].pk)})
    assert len(stored()) == 2
    client.post(address, {**again(client, address), **TYPED, "retirer-fichier": str(of[row.pk].pk)})
    assert [one.thing for one in stored()] == [other.pk]
    row.refresh_from_db()
    assert row.attached == 0


def test_another_s_receipt_or_a_made_up_one_is_no_file(post: Post) -> None:
    client = post.academy.client(TEACHER)
    address, form = begin(client)
    client.post(address, {**form, **TYPED, "fichiers-recus": ["x", str(uuid.uuid4())]})
    assert "n’est plus reconnu" in main_of(client, address) and stored() == []


def test_files_go_with_the_message(post: Post, moment: Clock) -> None:
    draft = attached_draft(post, TEACHER, post.person(PARENT))
    discard(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=draft.pk)
    assert stored() == [] and Usage.objects.get(person=post.academy[TEACHER].person).used == 0
    row = attached_draft(post, TEACHER, post.person(PARENT))
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    assert len(stored()) == 1
    moment.on(days=731)
    expire()
    assert stored() == [] and not Message.objects.exists()


def test_who_is_erased_leaves_no_draft_s_file_and_what_was_sent_stays(post: Post, moment: Clock) -> None:
    from preau.files.privacy import erase as erase_files
    from preau.messaging.privacy import erase

    person = post.academy[TEACHER].person
    attached_draft(post, TEACHER, post.person(PARENT), name="brouillon.pdf")
    row = attached_draft(post, TEACHER, post.person(PARENT), name="parti.pdf")
    post.send_draft(TEACHER, row)
    moment.on(seconds=10)
    erase([person.pk], frozenset())
    erase_files([person.pk], frozenset())
    assert [(one.name, one.holder_id) for one in stored()] == [("parti.pdf", None)]
    assert opened(post, PARENT, stored()[0]) == 302
