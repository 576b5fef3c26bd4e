"""Pages of work handed in, as people open them: without scripts first."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preau.files.models import StoredFile
from preau.files.stores import store
from preau.kernel.jobs import settle
from preau.submissions.models import Assignment, Copy, CopyPart, CopyVersion
from submissions.conftest import CPE, DUE, HEAD, PARENT, PUPIL, TEACHER, Desk, photo

Visit = Callable[[str], Any]
STRANGER = "jules-girard"


def said(answer: Any, status: int = 200) -> str:
    """What a page says, spaces made plain."""
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode().replace("\xa0", " ").replace("\u202f", " "))


def form_of(page: str) -> dict[str, Any]:
    """The hidden fields of the form of a copy, and what it has already."""
    part = page[page.index("data-handin") :]
    found: dict[str, Any] = {
        name: re.findall(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', part)
        for name in ("attempt", "seen")
    }
    found = {name: next(one for one in values[0] if one) for name, values in found.items()}
    receipts = re.findall(r'name="photos-recus" value="([^"]+)"', part)
    if receipts:
        found["photos-recus"] = receipts
    return found


def pages(*colours: str) -> list[SimpleUploadedFile]:
    """Photographs of pages."""
    return [SimpleUploadedFile(f"{one}.jpg", photo(one), "image/jpeg") for one in colours]


def test_six_photographs_by_a_plain_form_ordered_by_hand_and_receipted(
    desk: Desk, client_as: Visit, client: Any
) -> None:
    row = desk.ask()
    pupil, address = client_as(PUPIL), reverse("submissions:work", args=[row.work])
    page = said(pupil.get(address))
    assert "mardi 24 novembre" in page and "Après, ce n’est plus accepté." in page and page.count("Photo suivante") == 5
    assert address in said(pupil.get(reverse("diary:to_do")))
    colours = ["red", "green", "blue", "white", "black", "grey"]
    again = said(pupil.post(address, {**form_of(page), "faire": "ajouter", "photos": pages(*colours)}))
    assert not Copy.objects.exists() and all(f"{one}.jpg" in again for one in colours)
    sent = {**form_of(again), "faire": "envoyer", "photos-place": ["6", "5", "4", "3", "2", "1"]}
    sent |= {"photos-mots": ["", "", "", "", "", "La figure"], "said_at": "1795500000"}
    answer = pupil.post(address, sent)
    version = CopyVersion.objects.get()
    assert answer["Location"] == reverse("submissions:receipt", args=[version.pk])
    names = list(CopyPart.objects.order_by("place").values_list("name", flat=True))
    assert names == [f"{one}.jpg" for one in reversed(colours)] and version.said_at is not None
    assert CopyPart.objects.get(place=1).words == "La figure"
    assert pupil.post(address, sent)["Location"] == answer["Location"]  # « Rendre », twice
    settle()
    receipt = said(pupil.get(answer["Location"]))
    assert version.digest in receipt and "Toutes les photos en un PDF" in receipt and "La figure" in receipt
    parent = client_as(PARENT)
    seen = said(parent.get(address))
    assert "Rendu" in seen and "data-handin" not in seen and "Seul l’élève rend sa copie" in seen
    assert parent.post(address, sent).status_code == 403
    assert "Rendu" in said(parent.get(reverse("diary:to_do")))
    assert client_as(STRANGER).get(address).status_code == 404
    # A stranger, who is not signed in, has it checked: the hour, and nothing of who, where or what.
    link = re.search(r'href="(/recu/[^"]+)"', receipt)
    assert link is not None
    check = said(client.get(link[1]))
    assert "Authentique, reçu le" in check and version.digest in check
    for secret in ("BENALI", "Lina", "Mathématiques", desk.school.name):
        assert secret not in check
    code = link[1].split("/")[2]
    assert "Authentique" in said(
        client.get(reverse("submissions:check"), {"recu": f"http://x/recu/{code[:40]} {code[40:]}/"})
    )
    assert "n’est pas authentique" in said(client.get(f"/recu/{code[:-3]}AAA/"), 404)
    version.refresh_from_db()
    file = StoredFile.objects.get(pk=version.joined)
    assert store().size(file.blob_id) == file.size


def test_a_teacher_asks_counts_reads_and_notes_paper(desk: Desk, client_as: Visit) -> None:
    room = desk.homeroom()
    work = desk.give(desk.given(due={room.pk: DUE.date()}))
    teacher = client_as(TEACHER)
    assert reverse("submissions:copies", args=[work.pk]) in said(teacher.get(reverse("diary:work", args=[work.pk])))
    copies, ask = (reverse(f"submissions:{name}", args=[work.pk]) for name in ("copies", "ask"))
    assert teacher.get(copies)["Location"] == ask
    page = said(teacher.get(ask))
    assert "Heure limite" in page
    sent = {
        "takes": ["p", "t"],
        "in_groups": "non",
        "hour": "18:00",
        "late_days": "1",
        "replaces": "on",
        "version": "0",
    }
    assert teacher.post(ask, {**sent, "takes": []}).status_code == 422
    assert teacher.post(ask, sent)["Location"] == copies
    row = Assignment.objects.get()
    assert (row.takes, row.due_minute, row.late_days) == ("pt", 18 * 60, 1)
    assert teacher.post(ask, {**sent, "hour": "19:00", "version": "7"}).status_code == 409
    desk.moment.now = DUE + dt.timedelta(seconds=1)
    version = desk.hand(row, text="Thalès <b>", said_at=None)
    listed = said(teacher.get(copies))
    assert "Après l’heure" in listed and "BENALI Lina" in listed and "1 / " in listed
    one = said(teacher.get(reverse("submissions:copy", args=[version.copy_id])))
    assert "Thalès &lt;b&gt;" in one and "BENALI Lina" in one
    other = next(iter(set(_pupils(desk)) - {desk.academy[PUPIL].person.pk}))
    paper = reverse("submissions:paper", args=[work.pk])
    assert teacher.post(paper, {"eleve": str(other), "papier": "1"}).status_code == 302
    assert Copy.objects.get(pupil_id=other).paper_at and "Pas sur papier, finalement" in said(teacher.get(copies))
    assert client_as(HEAD).get(copies).status_code == 403
    assert teacher.post(reverse("submissions:close", args=[work.pk]), {"fermer": "1"}).status_code == 302
    assert "Plus aucune copie" in said(teacher.get(copies))


def _pupils(desk: Desk) -> list[Any]:
    from preau.directory.models import Enrollment

    rows = Enrollment.objects.filter(school=desk.school, homeroom=desk.homeroom(), left_on=None)
    return list(rows.values_list("student_id", flat=True))


def test_what_is_refused_costs_nothing_of_the_rest(desk: Desk, client_as: Visit) -> None:
    row = desk.ask()
    pupil, address = client_as(PUPIL), reverse("submissions:work", args=[row.work])
    bad = SimpleUploadedFile("vide.jpg", b"", "image/jpeg")
    sent = {
        **form_of(said(pupil.get(address))),
        "faire": "envoyer",
        "text": "Mon texte",
        "photos": [*pages("red"), bad],
    }
    page = said(pupil.post(address, sent), 422)
    assert "« vide.jpg » n’est pas pris. Ce fichier est vide." in page and "Mon texte" in page and "red.jpg" in page
    assert "Rien n’est encore rendu" in page and not CopyVersion.objects.exists()
    kept = form_of(page)
    assert pupil.post(address, {**kept, "faire": "envoyer", "text": "Mon texte"}).status_code == 302
    # Another window, which saw nothing yet: told first, then a choice.
    other = {"attempt": "0190aaaa-0000-7000-8000-000000000009", "seen": "0", "faire": "envoyer", "text": "Autre"}
    told = said(pupil.post(address, other), 409)
    assert "regarde-la avant de la remplacer" in told and "Autre" in told
    assert pupil.post(address, {**form_of(told), "faire": "envoyer", "text": "Autre"}).status_code == 302
    assert Copy.objects.get().current == 2
    desk.moment.now = DUE + dt.timedelta(seconds=1)
    late = {**sent, "attempt": "0190aaaa-0000-7000-8000-00000000000a", "photos": []}
    json = pupil.post(address, late, headers={"accept": "application/json"})
    assert json.status_code == 410 and "reste" in json.json()["words"]
    assert "data-handin" not in said(pupil.get(address))


def test_groups_and_extra_time_have_their_pages(desk: Desk, client_as: Visit) -> None:
    row = desk.ask(in_groups=True)
    teacher, pupil = client_as(TEACHER), client_as(PUPIL)
    address = reverse("submissions:work", args=[row.work])
    assert "fera bientôt les groupes" in said(pupil.get(address))
    mine = desk.academy[PUPIL].person.pk
    teams = reverse("submissions:teams", args=[row.work])
    assert "BENALI Lina" in said(teacher.get(teams))
    assert teacher.post(teams, {f"groupe-{mine.hex}": "99"}).status_code == 422
    assert teacher.post(teams, {f"groupe-{mine.hex}": "2"}).status_code == 302
    assert "Groupe 2." in said(pupil.get(address))
    extra = reverse("submissions:extra_time", args=[mine])
    adviser = client_as(CPE)
    assert "Pas de temps" in said(teacher.get(extra)) and "<form" in said(adviser.get(extra))
    assert teacher.post(extra, {"hours": "24", "version": "0"}).status_code in (302, 403)
    adviser.post(extra, {"hours": "24", "version": "0"})
    for who in (PUPIL, PARENT):
        assert "24 heures de temps supplémentaire" in said(client_as(who).get(address))
    listed = said(teacher.get(reverse("submissions:copies", args=[row.work])))
    assert "supplémentaire" not in listed and "24 heures" in said(teacher.get(extra))
    assert client_as(STRANGER).get(extra).status_code == 404
