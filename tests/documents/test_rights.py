"""Who reads, writes and drops: spaces, shares until a day, casiers, links; a right that ends is asked for again."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from documents.conftest import COLLEAGUE, HEAD, OTHER_PUPIL, PARENT, PUPIL, STRANGER, TEACHER, Room
from preau.directory.errors import Refused, Unknown
from preau.documents import rules, services
from preau.documents.enums import Level
from preau.documents.models import Node, PublicLink, Share
from preau.documents.securing import end_what_opens
from preau.documents.selectors.reading import listed, placed, searched, shared_with
from preau.documents.services.linking import digest_of
from preau.kernel import clock
from preau.notifications.models import Notice


def level(room: Room, who: str, node: Node) -> Any:
    """How far somebody goes in a thing: a level, 403 or 404."""
    try:
        return placed(room.hat(who), node.pk, Level.DROP).level
    except PermissionDenied:
        return 403
    except Unknown:
        return 404


def test_spaces_are_read_and_written_by_whom_their_sentence_says(room: Room) -> None:
    of_class = room.put(parent=room.space(rules.CLASS))
    of_team = room.put(parent=room.space(rules.TEAM))
    of_school = room.put(parent=room.space(rules.SCHOOL), who=HEAD)
    of_staff = room.put(parent=room.space(rules.STAFF))
    own = room.put()
    expected = {
        TEACHER: (Level.WRITE, Level.WRITE, Level.READ, Level.WRITE, Level.OWN),
        PUPIL: (Level.READ, 404, Level.READ, 404, 404),
        PARENT: (404, 404, Level.READ, 404, 404),
        HEAD: (403, 403, Level.WRITE, Level.WRITE, 403),
        STRANGER: (404, 404, 404, 404, 404),
    }
    for who, levels in expected.items():
        assert tuple(level(room, who, one) for one in (of_class, of_team, of_school, of_staff, own)) == levels, who
    told = placed(room.hat(PUPIL), of_class.pk).sentence()
    assert told.startswith("Lu par les élèves (2de 4) ; modifié par les enseignants (2de 4)")
    assert placed(room.hat(TEACHER), own.pk).sentence() == "Lu et modifié par vous, et par personne d’autre."


def test_a_share_opens_until_its_day_and_closes_when_it_is_taken_back(room: Room, monkeypatch: Any) -> None:
    folder = room.folder("À lire")
    node = room.put(parent=folder.pk)
    today = clock.today()
    shared = room.share(folder, ends_on=today + dt.timedelta(days=3))
    assert level(room, PUPIL, node) == Level.READ and level(room, PARENT, node) == 404
    hat = room.hat(PUPIL)
    assert [one.name for one, _words in shared_with(hat, rules.reader_of(hat))] == ["À lire"]
    assert [one.name for one in searched(hat, rules.reader_of(hat), "cours")] == ["cours.txt"]
    assert Notice.objects.filter(person=room.academy[PUPIL].person, ended_at=None, matter__kind="documents.shared")
    with pytest.raises(PermissionDenied):
        services.rename(**room.doing(PUPIL), node_id=node.pk, name="x", seen=node.name)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=4))
    monkeypatch.setattr(clock, "today", lambda tz=None: today + dt.timedelta(days=4))
    assert level(room, PUPIL, node) == 404 and not shared_with(hat, rules.reader_of(hat))
    monkeypatch.undo()
    services.end_share(**room.doing(TEACHER), node_id=folder.pk, share_id=shared.pk)
    assert level(room, PUPIL, node) == 404 and not searched(hat, rules.reader_of(hat), "cours")
    assert not Notice.objects.filter(person=room.academy[PUPIL].person, ended_at=None, matter__kind="documents.shared")


def test_a_person_is_shared_with_and_writes(room: Room) -> None:
    node = room.put()
    colleague = room.academy[COLLEAGUE].person
    room.share(node, "write", person_id=colleague.pk)
    room.add_version(node, b"relu", seen=1, who=COLLEAGUE)
    with pytest.raises(PermissionDenied):
        room.share(node, "read", who=COLLEAGUE)
    node.refresh_from_db()
    services.move(**room.doing(TEACHER), node_id=node.pk, target_id=room.space(rules.CLASS))
    assert not Share.objects.exists()


def test_a_pupil_shares_with_nobody_they_may_not_write_to_and_no_class(room: Room) -> None:
    node = room.put(who=PUPIL)
    for whom in ({"key": room.pupils}, {"key": "staff"}, {"person_id": room.academy[STRANGER].person.pk}):
        with pytest.raises(PermissionDenied):
            services.share(**room.doing(PUPIL), node_id=node.pk, gives="read", **whom)  # type: ignore[arg-type]


def test_a_casier_shows_each_pupil_their_own_and_the_teacher_all(room: Room) -> None:
    box = room.folder("Casier")
    room.share(box, "drop")
    mine = room.put("devoir.txt", b"un", parent=box.pk, who=PUPIL)
    Share.objects.create(  # another pupil than those of the class: nobody of the cast is beside Lina in hers
        school=room.school, node=box, person=room.academy[OTHER_PUPIL].person, gives="drop", made_at=clock.now()
    )
    theirs = room.put("devoir.txt", b"deux", parent=box.pk, who=OTHER_PUPIL)
    again = room.put("devoir.txt", b"mieux", parent=box.pk, who=PUPIL)
    assert again.pk == mine.pk and again.edition == 2 and mine.name.endswith(" - devoir.txt")
    assert (level(room, PUPIL, mine), level(room, PUPIL, theirs)) == (Level.READ, 404)
    assert [one.id for one in listed(placed(room.hat(PUPIL), box.pk, Level.DROP), "nom", descending=False)] == [mine.pk]
    assert len(listed(placed(room.hat(TEACHER), box.pk), "nom", descending=False)) == 2
    for act in (services.put_in_bin, services.make_folder):
        key = "node_id" if act is services.put_in_bin else "parent_id"
        more = {} if act is services.put_in_bin else {"name": "x"}
        with pytest.raises(PermissionDenied):
            act(**room.doing(PUPIL), **{key: box.pk}, **more)  # type: ignore[operator]
    assert level(room, PARENT, box) == 404


def test_a_public_link_opens_until_its_day_and_ends_with_its_account(
    room: Room, client: Any, monkeypatch: Any
) -> None:  # fmt: skip
    node = room.put("Sortie.txt", b"Rendez-vous a 8 h.")
    today = clock.today()
    with pytest.raises(PermissionDenied):
        services.open_link(**room.doing(PUPIL), node_id=room.put(who=PUPIL).pk, ends_on=today)
    for day in (today - dt.timedelta(days=1), today + dt.timedelta(days=400)):
        with pytest.raises(Refused):
            services.open_link(**room.doing(TEACHER), node_id=node.pk, ends_on=day)
    secret = services.open_link(**room.doing(TEACHER), node_id=node.pk, ends_on=today)
    page = reverse("documents:public", args=[secret])
    answer = client.get(page)
    assert answer.status_code == 200 and "Sortie.txt" in answer.content.decode()
    assert "Roux" not in answer.content.decode() and answer["X-Robots-Tag"] == "noindex"
    taken = client.get(reverse("documents:public_file", args=[secret]))
    assert taken.status_code == 302 and "/contenus/" in taken["Location"]
    assert PublicLink.objects.get().digest == digest_of(secret) != secret
    monkeypatch.setattr(clock, "today", lambda tz=None: today + dt.timedelta(days=1))
    assert client.get(page).status_code == 404
    monkeypatch.undo()
    assert client.get(page).status_code == 200
    services.put_in_bin(**room.doing(TEACHER), node_id=node.pk)
    assert client.get(page).status_code == 404
    services.put_back(**room.doing(TEACHER), node_id=node.pk)
    secret = services.open_link(**room.doing(TEACHER), node_id=node.pk, ends_on=today)
    member = room.academy[TEACHER]
    assert end_what_opens(actor=member.actor, person_id=member.person.pk) == {"public_links": 1}
    assert client.get(reverse("documents:public", args=[secret])).status_code == 404
