"""Pages of documents, as people open them without a script."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.conftest import COLLEAGUE, PUPIL, STRANGER, TEACHER, Room
from preau.documents import rules, services
from preau.documents.enums import VERSION
from preau.documents.models import Node, Version
from preau.files import archiving, statements
from preau.files.public import came_with

Visit = Callable[[str], Any]


def at(name: str, node: Any, *more: Any) -> str:
    """An address of a thing."""
    return reverse(f"documents:{name}", args=[getattr(node, "pk", node), *more])


def sent(name: str, body: bytes = b"texte") -> Any:
    """A file of a form."""
    return SimpleUploadedFile(name, body)


def said(answer: Any) -> str:
    """What a page says, spaces made plain."""
    return str(answer.content.decode().replace("\xa0", " ").replace("\u202f", " "))


def test_a_teacher_fills_a_folder_and_a_class_reads_it(room: Room, client_as: Visit) -> None:
    teacher, pupil = client_as(TEACHER), client_as(PUPIL)
    root = room.space(rules.CLASS)
    assert "Ce dossier est vide" in said(teacher.get(at("node", root)))
    assert teacher.post(at("folder", root), {"name": "Chapitre 3"}).status_code == 302
    folder = Node.objects.get(name="Chapitre 3")
    answer = teacher.post(
        at("add", folder), {"fichiers": [sent("Thalès.txt", "Énoncé".encode()), sent("vide.txt", b"")]}
    )
    assert answer.status_code == 422 and "vide" in said(answer)
    node = Node.objects.get(name="Thalès.txt")
    home = said(pupil.get(reverse("documents:home")))
    assert "2de 4" in home and "Mes documents" in home and "Équipe pédagogique" not in home
    page = said(pupil.get(at("node", node)))
    assert "Énoncé" in page and "Lu par les élèves" in page and "Nouvelle version" not in page
    assert client_as(STRANGER).get(at("node", node)).status_code == 404
    assert pupil.post(at("add", folder), {"fichiers": sent("x.txt")}).status_code == 403
    listing = said(pupil.get(at("node", folder) + "?q=thal&tri=date&sens=desc"))
    assert "Thalès.txt" in listing and "TXT" in listing


def test_a_taken_name_and_a_version_overtaken_are_asked_about(room: Room, client_as: Visit) -> None:
    teacher, colleague = client_as(TEACHER), client_as(COLLEAGUE)
    root = room.space(rules.TEAM)
    teacher.post(at("add", root), {"fichiers": sent("plan.txt", b"un")})
    asked = teacher.post(at("add", root), {"fichiers": sent("plan.txt", b"deux")})
    assert asked.status_code == 409 and "Ce nom est déjà pris" in said(asked)
    receipt = said(asked).split('name="fichiers-recus" value="')[1].split('"')[0]
    assert Version.objects.count() == 1
    done = teacher.post(at("add", root), {"fichiers-recus": receipt, "meme-nom": "remplacer"})
    node = Node.objects.get(name="plan.txt")
    assert done.status_code == 302 and node.edition == 2
    late = colleague.post(at("version", node), {"fichiers": sent("plan.txt", b"trois"), "seen": "1"})
    assert late.status_code == 409 and "Rien n’est écrasé" in said(late)
    receipt = said(late).split('name="fichiers-recus" value="')[1].split('"')[0]
    kept = colleague.post(at("version", node), {"fichiers-recus": receipt, "seen": "2", "acte": "a-cote"})
    assert kept.status_code == 302 and Node.objects.filter(name="plan (2).txt").exists()
    assert teacher.post(at("old_version", node, 1), {"seen": "2"}).status_code == 302
    assert "Version 3" in said(teacher.get(at("node", node)))


def test_things_are_moved_binned_and_brought_back_by_plain_forms(room: Room, client_as: Visit) -> None:
    teacher = client_as(TEACHER)
    node, folder = room.put(), room.folder("Rangé")
    page = said(teacher.get(at("arrange", node) + f"?vers={folder.pk}"))
    assert "Déplacer ici" in page and "Vers : Rangé" in page
    assert teacher.post(at("arrange", node), {"vers": folder.pk, "acte": "deplacer"}).status_code == 302
    assert teacher.post(at("arrange", node), {"vers": folder.pk, "acte": "copier"}).status_code == 302
    assert Node.objects.filter(parent=folder).count() == 2
    assert teacher.post(at("rename", node), {"name": "Nouveau.txt", "seen": "autre"}).status_code == 422
    assert teacher.post(at("rename", node), {"name": "Nouveau.exe", "seen": "cours.txt"}).status_code == 302
    node.refresh_from_db()
    assert node.name == "Nouveau.exe.txt"
    assert teacher.post(at("delete", node)).status_code == 302 and teacher.get(at("node", node)).status_code == 404
    assert "Nouveau.exe.txt" in said(teacher.get(reverse("documents:bin")))
    assert teacher.post(at("restore", node)).status_code == 302 and teacher.get(at("node", node)).status_code == 200
    teacher.post(at("delete", node))
    assert teacher.post(at("erase", node)).status_code == 302 and not Node.objects.filter(pk=node.pk).exists()


def test_sharing_is_said_in_a_sentence_and_a_link_is_told_once(room: Room, client_as: Visit) -> None:
    teacher, node = client_as(TEACHER), room.put()
    page = said(teacher.get(at("shares", node) + "?q=petit"))
    assert "les élèves (2de 4)" in page
    assert "Marc" in page, page[page.index("Avec une personne") :][:1500]
    assert teacher.post(at("shares", node), {"gives": "read"}).status_code == 422
    assert teacher.post(at("shares", node), {"gives": "read", "whom": room.pupils}).status_code == 302
    assert "Lu par les élèves (2de 4) ; modifié par vous." in said(teacher.get(at("node", node)))
    assert "cours.txt" in said(client_as(PUPIL).get(reverse("documents:home")))
    from preau.kernel import clock

    opened = teacher.post(at("link", node), {"ends_on": clock.today().isoformat()})
    assert opened.status_code == 200 and "/documents/lien/" in said(opened)
    assert "/documents/lien/" not in said(teacher.get(at("node", node)))


def test_a_folder_leaves_as_one_archive_with_its_folders(room: Room, client_as: Visit) -> None:
    folder = room.folder("Chapitre")
    below = room.folder("Images", folder.pk)
    room.put("cours.txt", b"Cours." * 400_000, parent=folder.pk)
    room.put("légende.txt", b"Un angle.", parent=below.pk)
    services.put_in_bin(**room.doing(TEACHER), node_id=room.put("parti.txt", parent=folder.pk).pk)
    teacher = client_as(TEACHER)
    answer = teacher.get(at("archive", folder))
    assert answer.status_code == 302 and "/archives/" in answer["Location"]
    given = statements.read(statements.ArchivePass, answer["Location"].rstrip("/").rsplit("/", 1)[-1])
    assert given.name == "Chapitre.zip" and given.session
    parts = list(archiving.pieces(archiving.entries_of(given.digest, given.size)))
    assert max(map(len, parts)) < 1.2 * (1 << 20)
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as made:
        assert made.testzip() is None
        assert sorted(made.namelist()) == ["Images/légende.txt", "cours.txt"]
        assert made.read("Images/légende.txt") == b"Un angle."
    assert teacher.get(at("archive", room.folder("Vide"))).status_code == 422
    assert client_as(PUPIL).get(at("archive", folder)).status_code == 404


def test_a_folder_of_the_device_keeps_its_folders(room: Room, client_as: Visit) -> None:
    teacher, root = client_as(TEACHER), room.own(TEACHER)
    asked = [room.came(TEACHER, "a.txt", b"a"), room.came(TEACHER, "b.txt", b"b")]
    receipts = [one.receipt for one in came_with(room.hat(TEACHER), VERSION, room.school.pk, asked)]
    sent_folders = ["Voyage", "Voyage/../Photos"]
    answer = teacher.post(at("add", root), {"fichiers-recus": receipts, "chemins": sent_folders})
    assert answer.status_code == 302
    names = {one.name: one.parent.name if one.parent else "" for one in Node.objects.filter(is_folder=False)}
    assert names == {"a.txt": "Voyage", "b.txt": "Photos"}
    assert Node.objects.get(name="Photos").parent == Node.objects.get(name="Voyage")
