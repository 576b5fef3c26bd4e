"""The tree: names, moves, copies, versions, the bin; what is counted stays what there is."""

import random
from typing import Any

import pytest

from documents.conftest import COLLEAGUE, PUPIL, TEACHER, Room
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.documents import rules, services
from preau.documents.enums import Level
from preau.documents.models import Node, Version
from preau.documents.names import compared
from preau.documents.selectors.reading import placed
from preau.documents.selectors.tree import under, ways_up
from preau.documents.services.binning import BIN_DAYS
from preau.files.models import StoredFile
from preau.kernel import clock

HOSTILE = (
    "../../etc/passwd", "..", "a/b\\c", "con.txt", "x" * 255, "é" * 255 + ".txt", "facture\u202efdp.exe", "a\x00b\x07c",
    " . ", "<script>", "\u200b", "caf\u0065\u0301",
)  # fmt: skip


def test_hostile_names_are_kept_harmless_and_each_is_found_again(room: Room) -> None:
    for name in HOSTILE:
        made = room.folder(name, room.folder(f"dans {HOSTILE.index(name)}").pk)
        told = Node.objects.get(pk=made.pk).name
        assert told and len(told) <= 120 and not set(told) & set("/\\\0\x07\u202e\u200b:<>") and told not in ("..", ".")
        again = room.put(name or "x", parent=made.pk)
        assert placed(room.hat(TEACHER), again.pk).node.pk == again.pk
        with pytest.raises(Refused):
            services.rename(**room.doing(TEACHER), node_id=again.pk, name=" ", seen=again.name)


def test_a_name_that_is_taken_is_asked_about_and_nothing_is_written_over(room: Room) -> None:
    first = room.put("Cours.txt", b"un")
    with pytest.raises(services.SameNames) as told:
        room.put("cours.TXT", b"deux")
    assert told.value.names == ["cours.TXT"] and Node.objects.filter(is_folder=False).count() == 1
    both = room.put("cours.txt", b"deux", on_same="garder")
    assert both.name == "cours (2).txt"
    more = room.put("cours.txt", b"trois", on_same="remplacer")
    assert more.pk == first.pk and Version.objects.filter(node=first).count() == 2
    with pytest.raises(Refused):
        services.rename(**room.doing(TEACHER), node_id=both.pk, name="COURS.txt", seen=both.name)
    with pytest.raises(Refused):
        room.folder("Cours.txt")
    room.counted()


def test_the_same_form_twice_is_once(room: Room) -> None:
    came = room.came(TEACHER, "cours.txt", b"x")
    for _twice in range(2):
        services.add_documents(**room.doing(TEACHER), folder_id=room.own(TEACHER), arrivals=[came])
    assert Node.objects.filter(is_folder=False).count() == 1
    node = Node.objects.get(is_folder=False)
    more = room.came(TEACHER, "cours.txt", b"y")
    for _twice in range(2):
        services.add_version(**room.doing(TEACHER), node_id=node.pk, arrival=more, seen=1)
    assert Version.objects.count() == 2 and room.folder("a").pk == room.folder("a").pk


def test_two_people_who_save_at_once_lose_nothing(room: Room) -> None:
    node = room.put(parent=room.space(rules.TEAM))
    room.add_version(node, b"de l'un", seen=1)
    with pytest.raises(Overtaken):
        room.add_version(node, b"de l'autre", seen=1, who=COLLEAGUE)
    beside = room.add_version(node, b"de l'autre", seen=1, who=COLLEAGUE, beside=True)
    assert beside.pk != node.pk and beside.name == "cours (2).txt"
    room.add_version(node, b"apres", seen=2, who=COLLEAGUE)
    assert list(Version.objects.filter(node=node).order_by("edition").values_list("edition", flat=True)) == [1, 2, 3]
    back = services.bring_back_version(**room.doing(TEACHER), node_id=node.pk, edition=1, seen=3)
    assert back.edition == 4 and back.size == len(b"Cours.")
    with pytest.raises(Overtaken):
        services.bring_back_version(**room.doing(TEACHER), node_id=node.pk, edition=2, seen=3)
    room.counted()


def test_a_folder_never_goes_into_itself(room: Room) -> None:
    top = room.folder("a")
    below = room.folder("b", room.folder("c", top.pk).pk)
    for act in (services.move, services.copy):
        with pytest.raises(Refused):
            act(**room.doing(TEACHER), node_id=top.pk, target_id=below.pk)
    with pytest.raises(Refused):
        services.move(**room.doing(TEACHER), node_id=room.own(TEACHER), target_id=below.pk)


def test_the_bin_keeps_thirty_days_and_gives_back(room: Room, monkeypatch: Any) -> None:
    folder = room.folder("cours")
    node = room.put(parent=folder.pk)
    services.put_in_bin(**room.doing(TEACHER), node_id=folder.pk)
    with pytest.raises(Unknown):
        placed(room.hat(TEACHER), node.pk)
    room.folder("cours")
    back = services.put_back(**room.doing(TEACHER), node_id=folder.pk)
    assert back.name == "cours (2)" and placed(room.hat(TEACHER), node.pk).node.name == "cours.txt"
    services.put_in_bin(**room.doing(TEACHER), node_id=folder.pk)
    assert services.forget_binned() == 0 and StoredFile.objects.exists()
    now = clock.now()
    import datetime as dt

    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=BIN_DAYS, minutes=1))
    assert services.forget_binned() == 2
    assert not Node.objects.filter(pk__in=[folder.pk, node.pk]).exists() and not StoredFile.objects.exists()
    room.counted()


def test_any_interleaving_keeps_a_tree(room: Room) -> None:
    """Moves, copies, bins and returns in any order leave a tree, one name in a folder, and counts that hold."""
    draw = random.Random(4)
    people = (TEACHER, COLLEAGUE)
    roots = [room.own(TEACHER), room.space(rules.TEAM), room.space(rules.CLASS)]
    places = list(roots)
    for number in range(90):
        who, at = draw.choice(people), draw.choice(places)
        thing = draw.choice(list(Node.objects.exclude(parent=None)) or [None])
        try:
            match draw.choice(("folder", "put", "move", "copy", "bin", "back", "version")):
                case "folder":
                    places.append(room.folder(f"d{draw.randrange(6)}", at, who).pk)
                case "put":
                    room.put(f"f{draw.randrange(6)}.txt", b"x" * draw.randrange(1, 50), parent=at, who=who,
                             on_same=draw.choice(("garder", "remplacer", "")))  # fmt: skip
                case "move" if thing:
                    services.move(**room.doing(who), node_id=thing.pk, target_id=at)
                case "copy" if thing:
                    services.copy(**room.doing(who), node_id=thing.pk, target_id=at)
                case "bin" if thing:
                    services.put_in_bin(**room.doing(who), node_id=thing.pk)
                case "back" if thing:
                    services.put_back(**room.doing(who), node_id=thing.pk)
                case "version" if thing:
                    room.add_version(thing, b"y" * number, seen=draw.choice((thing.edition, 1)), who=who)
        except (Refused, Unknown, services.SameNames, PermissionError):
            continue
        except Exception as error:
            if type(error).__name__ != "PermissionDenied":
                raise
    nodes = {one.pk: one for one in Node.objects.all()}
    assert len(nodes) > 20
    ways = ways_up(list(nodes))
    for id_, way in ways.items():
        assert nodes[way[-1].id].parent_id is None and nodes[id_].top_id == way[-1].id and len(way) < 25
        assert compared(nodes[id_].name) == nodes[id_].folded
    assert set(under(roots, binned=True)) >= {one for one in nodes if nodes[one].top_id in roots}
    living = [(one.parent_id, one.folded) for one in nodes.values() if one.deleted_at is None and one.parent_id]
    assert len(living) == len(set(living))
    assert StoredFile.objects.count() == Version.objects.count()
    room.counted()


def test_a_quota_refuses_the_whole_and_keeps_what_was_there(room: Room, settings: Any) -> None:
    settings.QUOTA_STAFF = 100
    node = room.put(body=b"x" * 60)
    with pytest.raises(Refused):
        services.copy(**room.doing(TEACHER), node_id=node.pk, target_id=room.folder("copies").pk)
    with pytest.raises(Refused):
        room.add_version(node, b"y" * 60, seen=1)
    assert Version.objects.count() == 1 and Node.objects.filter(is_folder=False).count() == 1
    room.counted()
    assert placed(room.hat(TEACHER), node.pk).level == Level.OWN and PUPIL
