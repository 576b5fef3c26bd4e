"""Folders of one's own: made, named, filled, taken away; nobody else's are ever touched."""

import uuid

import pytest

from messaging.conftest import PARENT, PUPIL, TEACHER, Clock, Post, main_of
from preau.messaging import services
from preau.messaging.enums import Folder, State
from preau.messaging.models import Delivery, OwnFolder
from preau.messaging.selectors.boxes import LEAVING, read_box
from preau.messaging.selectors.copies import waiting_in
from preau.messaging.selectors.folders import own_folders
from preau.messaging.services.folders import MOST_FOLDERS


def _made(post: Post, name: str = "Voyage", who: str = PARENT) -> OwnFolder:
    return services.make_folder(actor=post.academy[who].actor, hat=post.hat(who), name=name)


def test_a_folder_through_its_pages(post: Post, moment: Clock) -> None:
    post.send(TEACHER, post.person(PARENT))
    moment.on(seconds=11)
    client = post.academy.client(PARENT)
    answer = client.post("/messages/dossiers/", {"nom": " Voyage  à Lisbonne "}, follow=True)
    assert "Voyage à Lisbonne" in answer.content.decode()
    client.post("/messages/dossiers/", {"nom": "voyage a lisbonne"})
    own = OwnFolder.objects.get()
    assert client.post("/messages/dossiers/", {"nom": " "}).status_code == 422
    copy = Delivery.objects.get(person=post.academy[PARENT].person)
    filed = client.post(
        "/messages/ranger/", {"m": str(copy.pk), "acte": "classer", "dossier": own.pk.hex, "dans": "inbox"}, follow=True
    )
    assert "1\xa0message classé." in filed.content.decode()
    assert "Aucun message" in main_of(client, "/messages/")
    page = main_of(client, f"/messages/dossiers/{own.pk}/")
    assert "Sortie" in page and "Remettre à sa place" in page and f'value="{own.pk.hex}"' in page
    assert "1 message, 1 non lu" in main_of(client, "/messages/dossiers/").replace("\u00a0", " ")
    back = client.post("/messages/ranger/", {"m": str(copy.pk), "acte": "lu", "dans": own.pk.hex})
    assert back["Location"] == f"/messages/dossiers/{own.pk}/"
    client.post(f"/messages/dossiers/{own.pk}/changer/", {"acte": "renommer", "nom": "Lisbonne"})
    assert "Lisbonne" in main_of(client, "/messages/")
    gone = client.post(f"/messages/dossiers/{own.pk}/changer/", {"acte": "supprimer"}, follow=True)
    assert "1\xa0message est revenu à sa place." in gone.content.decode()
    assert "Sortie" in main_of(client, "/messages/")
    assert client.post(f"/messages/dossiers/{own.pk}/changer/", {"acte": "supprimer"}).status_code == 404


def test_another_s_folder_is_nothing(post: Post, moment: Clock) -> None:
    post.send(TEACHER, post.person(PARENT))
    moment.on(seconds=11)
    theirs = _made(post, who=PUPIL)
    copy = Delivery.objects.get(person=post.academy[PARENT].person)
    client = post.academy.client(PARENT)
    form = {"m": str(copy.pk), "acte": "classer", "dossier": theirs.pk.hex}
    assert client.post("/messages/ranger/", form).status_code == 404
    assert client.get(f"/messages/dossiers/{theirs.pk}/").status_code == 404
    for act in ("renommer", "supprimer"):
        answer = client.post(f"/messages/dossiers/{theirs.pk}/changer/", {"acte": act, "nom": "A"})
        assert answer.status_code == 404
    copy.refresh_from_db()
    assert (copy.folder, copy.own_id) == (Folder.INBOX, None)
    mine = _made(post)
    _made(post)
    assert [one.id for one in own_folders(post.hat(PARENT))] == [mine.pk], "twice is once"


def test_names_and_numbers_are_bounded(post: Post) -> None:
    first = _made(post, "0")
    for number in range(1, MOST_FOLDERS):
        _made(post, str(number))
    with pytest.raises(services.Refused, match="dossiers au plus"):
        _made(post, "un de trop")
    with pytest.raises(services.Refused, match="trop long"):
        _made(post, "a" * 51)
    actor, hat = post.academy[PARENT].actor, post.hat(PARENT)
    with pytest.raises(services.Refused, match="porte déjà ce nom"):
        services.rename_folder(actor=actor, hat=hat, own=first.pk, name="1")
    assert services.rename_folder(actor=actor, hat=hat, own=first.pk, name="0").name == "0"
    with pytest.raises(services.Unknown):
        services.delete_folder(actor=actor, hat=hat, own=uuid.uuid4())


def test_what_waits_to_leave_has_its_own_list(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    hat, box = post.hat(TEACHER), sent.box
    assert [one.message_id for one in read_box(hat, LEAVING).lines] == [sent.pk]
    assert waiting_in(uuid.UUID(post.person(TEACHER)), box)[2] == 1
    assert "part " in main_of(post.academy.client(TEACHER), "/messages/attente/").replace("\u00a0", " ")
    assert not read_box(post.hat(PARENT), LEAVING).lines
    moment.on(seconds=11)
    sent.refresh_from_db()
    assert sent.state == State.SENT
    assert not read_box(hat, LEAVING).lines
    assert waiting_in(uuid.UUID(post.person(TEACHER)), box)[2] == 0
    assert "Rien n’attend" in main_of(post.academy.client(TEACHER), "/messages/attente/")
