"""What others put somewhere stays theirs: its past, its place, its thirty days, and what was dropped beside."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from preau.directory.errors import Refused, Unknown
from preau.documents import rules, services
from preau.documents.models import Node, Share, Version
from preau.documents.selectors.reading import placed, version_for, versions_of
from preau.documents.services import binning
from preau.kernel import clock

from .conftest import COLLEAGUE, OTHER_PUPIL, PUPIL, Room


def test_who_reads_a_document_reads_nothing_of_what_it_was(room: Room) -> None:
    node = room.put("sujet.txt", b"Avec le bareme.", parent=room.space(rules.TEAM))
    room.add_version(node, b"Sans le bareme.", seen=1)
    services.move(**room.doing("claire-roux"), node_id=node.pk, target_id=room.space(rules.CLASS))
    first, second = Version.objects.filter(node=node).order_by("edition")
    assert version_for(room.hat(PUPIL), second.pk) == second
    with pytest.raises(Unknown):
        version_for(room.hat(PUPIL), first.pk)
    assert [one.edition for one in versions_of(placed(room.hat(PUPIL), node.pk))] == [2]
    assert version_for(room.hat(COLLEAGUE), first.pk) == first


def test_who_may_change_carries_nothing_off_and_erases_nothing_at_once(room: Room) -> None:
    folder = room.folder("Projet")
    sheet = room.put("plan.txt", parent=folder.pk)
    room.share(folder, "write")
    for one in (folder, sheet):
        with pytest.raises(Refused):
            services.move(**room.doing(PUPIL), node_id=one.pk, target_id=room.own(PUPIL))
    services.put_in_bin(**room.doing(PUPIL), node_id=sheet.pk)
    with pytest.raises(Refused):
        services.remove_for_good(**room.doing(PUPIL), node_id=sheet.pk)
    services.put_back(**room.doing("claire-roux"), node_id=sheet.pk)
    mine = room.put("essai.txt", parent=folder.pk, who=PUPIL)
    services.put_in_bin(**room.doing(PUPIL), node_id=mine.pk)
    services.remove_for_good(**room.doing(PUPIL), node_id=mine.pk)
    assert not Node.objects.filter(pk=mine.pk).exists()


def test_a_casier_stays_sealed(room: Room) -> None:
    above, casier = room.folder("2de 4"), room.folder("Devoir")
    room.share(above)
    room.share(casier, "drop")
    with pytest.raises(Refused):
        services.move(**room.doing("claire-roux"), node_id=casier.pk, target_id=above.pk)
    inner = room.folder("Rendre ici", parent=above.pk)
    with pytest.raises(Refused):
        room.share(inner, "drop")
    person = room.academy[OTHER_PUPIL].person  # of another class, let in by name
    Share.objects.create(school=room.school, node=casier, person=person, gives="drop", made_at=clock.now())
    drop = room.put("copie.txt", parent=casier.pk, who=OTHER_PUPIL)
    room.share(drop, "read", person_id=room.academy[COLLEAGUE].person.pk)
    with pytest.raises((Unknown, PermissionDenied)):
        placed(room.hat(PUPIL), drop.pk)
    assert placed(room.hat(OTHER_PUPIL), drop.pk).node == drop


def test_the_bin_is_emptied_to_its_end_and_spares_what_was_put_back(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binning, "AT_ONCE", 2)
    nodes = [room.put(f"{number}.txt") for number in range(5)]
    for one in nodes:
        services.put_in_bin(**room.doing("claire-roux"), node_id=one.pk)
    Node.objects.filter(pk__in=[one.pk for one in nodes]).update(deleted_at=clock.now() - dt.timedelta(days=31))
    erase, spared = binning.removed, []

    def removed(actor: object, node: Node) -> int:
        if not spared:  # meanwhile another is put back: it was read as due
            left = (
                Node.objects.filter(deleted_at__isnull=False).exclude(pk=node.pk).order_by("deleted_at", "pk").first()
            )
            assert left is not None
            services.put_back(**room.doing("claire-roux"), node_id=left.pk)
            spared.append(left.pk)
        return erase(actor, node)  # type: ignore[arg-type]

    monkeypatch.setattr(binning, "removed", removed)
    binning.forget_binned()
    assert [one.pk for one in Node.objects.filter(pk__in=[one.pk for one in nodes])] == spared
    room.counted()
