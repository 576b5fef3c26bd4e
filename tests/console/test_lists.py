"""Lists of the desk, sorted by their headings and taken as files in which no cell can become a formula."""

import csv
import io
import re
import zipfile

import pytest
from lxml import etree

from console import worn
from directory import people_of
from preau.console.models import ListExport
from preau.directory.enums import Profile
from preau.directory.models import School
from preau.kernel import scope

pytestmark = pytest.mark.django_db
SCHOOLS, GROUPS, ACTIVATION = "/console/etablissements/", "/console/groupes/", "/console/activation/"
NEW = "/console/exports/nouveau/"


def csv_of(answer) -> list[list[str]]:
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def cells_of(answer) -> list[list[str]]:
    """A workbook read back, as it is kept: every cell a text, no formula anywhere."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        sheet = etree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    space = {"x": sheet.nsmap[None]}
    assert not sheet.xpath("//x:f", namespaces=space)
    return [
        ["".join(cell.itertext()) for cell in row.xpath("x:c", namespaces=space)]
        for row in sheet.xpath("//x:row", namespaces=space)
    ]


def order_in(page, *names: str) -> list[str]:
    """These names, in the order of the page's table."""
    table = worn.text_of(page).partition("<tbody>")[2]
    return sorted(names, key=table.index)


@pytest.fixture
def world():
    with scope.everything("test"):
        region = worn.region()
        at, other = people_of.school("=Lycée(1)"), people_of.school("Collège B")
        School.objects.update(local_authority=region)
        pupils = [people_of.pupil("Lina", "Béranger", at), people_of.pupil("@Tom", "Cadet", at)]
        for pupil, room in zip(pupils, ("2A", "2B"), strict=True):
            people_of.enrolled(pupil, at, room)
        people_of.guardian("Sofia", "Béranger", pupils[0], at)
        return {"head": worn.staff(at), "officer": worn.officer(region), "at": at, "other": other, "pupils": pupils,
                "teacher": worn.staff(at, Profile.TEACHER, "Claire")}  # fmt: skip


def test_schools_sort_by_each_heading_and_leave_as_files(world) -> None:
    officer = world["officer"]
    names = ("=Lycée(1)", "Collège B")
    page = officer.get(SCHOOLS)
    assert order_in(page, *names) == ["=Lycée(1)", "Collège B"]
    for sort in ("nom", "collectivite", "eleves", "responsables", "personnels", "classes"):
        assert f"tri={sort}" in page.content.decode()
    assert order_in(officer.get(SCHOOLS, {"tri": "eleves"}), *names) == ["Collège B", "=Lycée(1)"]
    assert order_in(officer.get(SCHOOLS, {"tri": "eleves", "sens": "desc"}), *names) == ["=Lycée(1)", "Collège B"]
    assert order_in(officer.get(SCHOOLS, {"tri": "nom", "sens": "desc"}), *names) == ["Collège B", "=Lycée(1)"]
    rows = csv_of(officer.get(SCHOOLS, {"format": "csv", "tri": "eleves", "sens": "desc"}))
    assert rows[0][:2] == ["Établissement", "UAI"] and rows[1][0] == "'=Lycée(1)" and rows[1][5:8] == ["2", "1", "2"]
    assert [row[0] for row in csv_of(officer.get(SCHOOLS, {"format": "csv", "q": "collège"}))[1:]] == ["Collège B"]
    assert cells_of(officer.get(SCHOOLS, {"format": "xlsx"}))[1][0] == "=Lycée(1)", "text, whatever it begins with"
    assert officer.get(SCHOOLS, {"format": "exe"}).status_code == 404


def test_groups_sort_and_leave_as_files_and_so_do_their_members(world) -> None:
    head, pupils = world["head"], world["pupils"]
    chess, choir = (head.post(GROUPS, {"label": label}).url for label in ("Échecs", "Chorale"))
    head.post(f"{chess}ajouter/", {"id": [str(one.pk) for one in pupils]})
    assert order_in(head.get(GROUPS), "Échecs", "Chorale") == ["Chorale", "Échecs"]
    assert order_in(head.get(GROUPS, {"sens": "desc"}), "Échecs", "Chorale") == ["Échecs", "Chorale"]
    assert order_in(head.get(GROUPS, {"tri": "personnes", "sens": "desc"}), "Échecs", "Chorale")[0] == "Échecs"
    assert csv_of(head.get(GROUPS, {"format": "csv"})) == [
        ["Groupe", "Source", "Personnes"], ["Chorale", "Créé à la main", "0"], ["Échecs", "Créé à la main", "2"],
    ]  # fmt: skip
    page = head.get(chess).content.decode()
    assert "Exporter pour Excel" in page and "Exporter" not in head.get(choir).content.decode()
    number = chess.strip("/").split("/")[-1]
    assert f'name="groupe" value="{number}"' in page
    taken = head.post(NEW, {"liste": "group", "groupe": number, "format": "csv"})
    assert csv_of(taken)[1:] == [["Béranger Lina", "2A", "Échecs"], ["Cadet @Tom", "2B", "Échecs"]]
    with scope.everything("test"):
        assert [(one.kind, one.count) for one in ListExport.objects.all()] == [("group", 2)], "people: it is counted"
        stranger = worn.staff(world["other"], given="Odile")
    for who, asked in ((stranger, number), (head, "rien"), (head, "")):
        assert who.post(NEW, {"liste": "group", "groupe": asked, "format": "csv"}).status_code == 404


def test_who_never_came_leaves_as_a_file_by_class_or_whole(world) -> None:
    head = world["head"]
    page = head.get(ACTIVATION).content.decode()
    assert 'name="liste" value="absent"' in page
    every = csv_of(head.post(NEW, {"liste": "absent", "format": "csv"}))
    assert every == [
        ["Nom", "Prénom", "Profil", "Classe"], ["Béranger", "Lina", "Élève", "2A"],
        ["Béranger", "Sofia", "Responsable de Lina Béranger", "2A"], ["Cadet", "'@Tom", "Élève", "2B"],
    ]  # fmt: skip
    room = re.search(r"/console/activation/([0-9a-f-]{36})/", page)[1]
    assert f'name="classe" value="{room}"' in head.get(f"{ACTIVATION}{room}/").content.decode()
    one = cells_of(head.post(NEW, {"liste": "absent", "classe": room, "format": "xlsx"}))
    assert one[1:] == [row for row in every[1:] if row[3] == one[1][3]]
    assert csv_of(head.get(ACTIVATION, {"format": "csv"}))[1] == ["2A", "1", "0", "1", "0"]
    assert world["teacher"].post(NEW, {"liste": "absent", "format": "csv"}).status_code == 403
    assert head.post(NEW, {"liste": "absent", "classe": "rien", "format": "csv"}).status_code == 404
