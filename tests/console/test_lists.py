"""Lists of the desk, sorted by their headings and taken as files in which no cell can become a formula."""

import csv
import datetime as dt
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
from preau.identity.services import set_lock
from preau.kernel import clock, jobs, scope

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
    worn.confirmed(head, f"{chess}ajouter/", {"id": [str(one.pk) for one in pupils]})
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
    assert 'name="liste" value="absent"' in head.get(f"{ACTIVATION}jamais-venus/").content.decode()
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


ABSENT = f"{ACTIVATION}jamais-venus/"
SAID = {"Lina": "Béranger Lina", "Sofia": "Béranger Sofia", "Tom": "Cadet @Tom"}


def found_in(page) -> list[str]:
    """Who is in the table, in its order."""
    rows = re.findall(r'<th scope="row">(.*?)</th>', page.content.decode(), re.DOTALL)
    return [name for row in rows for name, words in SAID.items() if words in row]


def test_who_never_came_is_searched_sorted_and_narrowed_and_so_is_its_file(world) -> None:
    head = world["head"]
    assert found_in(head.get(ABSENT)) == ["Lina", "Sofia", "Tom"]
    assert found_in(head.get(ABSENT, {"q": "beranger"})) == ["Lina", "Sofia"]
    assert found_in(head.get(ABSENT, {"q": "2b"})) == ["Tom"]
    assert found_in(head.get(ABSENT, {"profil": "responsables"})) == ["Sofia"]
    assert found_in(head.get(ABSENT, {"sens": "desc"})) == ["Tom", "Sofia", "Lina"]
    assert found_in(head.get(ABSENT, {"tri": "profil", "sens": "desc"}))[0] == "Sofia"
    assert "Personne ne correspond" in worn.text_of(head.get(ABSENT, {"q": "personne"}))
    page = head.get(ABSENT, {"q": "beranger", "tri": "nom", "sens": "desc"}).content.decode()
    export = page[page.index('name="liste" value="absent"') :].partition("</form>")[0]
    asked = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', export))
    assert asked.items() >= {"q": "beranger", "tri": "nom", "sens": "desc"}.items()
    taken = csv_of(head.post(NEW, {"liste": "absent", **asked, "format": "csv"}))
    assert [row[1] for row in taken[1:]] == ["Sofia", "Lina"], "the file is the list as it stands"
    room = re.search(r'<option value="([0-9a-f-]{36})">2B', head.get(ABSENT).content.decode())[1]
    assert found_in(head.get(ABSENT, {"classe": room})) == ["Tom"]
    assert found_in(head.get(ABSENT, {"classe": "rien"})) == []


def test_who_never_came_stands_in_pages_and_once_for_each_child(world) -> None:
    head, at = world["head"], world["at"]
    with scope.everything("test"):
        for number in range(58):
            people_of.enrolled(people_of.pupil("Ève", f"Suite{number:02}", at), at, "2A")
        twins = people_of.pupil("Léa", "Béranger", at)
        people_of.enrolled(twins, at, "2B")
        sofia = people_of.Person.objects.get(given_name="Sofia")
        people_of.link(sofia, twins, at)
    page = head.get(ABSENT)
    assert "Page 1 sur 2" in worn.text_of(page)
    ids = re.findall(r' id="([^"]+)"', head.get(ABSENT, {"q": "sofia"}).content.decode())
    assert len(ids) == len(set(ids)), "a guardian of two has two boxes"
    said = worn.text_of(head.get(ABSENT, {"q": "sofia"}))
    assert "1 personne" in said and "2 personnes" not in said, "two lines, one person"


def test_those_ticked_are_reminded_after_their_number_is_said(world, settings, mailoutbox) -> None:
    settings.MAIL_URL = "memory:"
    head = world["head"]
    with scope.everything("test"):
        people_of.Person.objects.filter(given_name__in=("Lina", "Sofia")).update(email="x@maison.example")
    page = head.get(ABSENT).content.decode()
    keys = re.findall(r'name="id" value="([^"]+)"', page)
    assert len(keys) == 3
    recap = head.get(f"{ABSENT}rappel/", {"id": keys})
    text = worn.text_of(recap)
    assert "2 personnes jamais venues" in text and "Sans adresse électronique connue : 1" in text
    assert "Cochez au moins une personne" in worn.text_of(head.get(f"{ABSENT}rappel/", follow=True))
    assert "Le nombre a changé" in worn.text_of(head.post(f"{ABSENT}rappel/", {"id": keys, "nombre": "3"}))
    jobs.settle()
    assert not mailoutbox
    for _ in range(2):
        head.post(f"{ABSENT}rappel/", {"id": keys, "nombre": "2"})
    jobs.settle()
    assert len(mailoutbox) == 2
    whole = worn.text_of(head.get(f"{ABSENT}rappel/", {"tous": "1", "q": "lina"}))
    assert "2 personnes jamais venues" in whole, "Lina, and Sofia who answers for her"


def test_classes_are_searched_and_sorted_by_their_share(world) -> None:
    head = world["head"]
    with scope.everything("test"):
        account = worn.open_account(actor=worn.US, person=world["pupils"][1], login="tom.c")
        account.set_password("une phrase bien longue")
        account.save()
    assert order_in(head.get(ACTIVATION), ">2A<", ">2B<") == [">2A<", ">2B<"]
    assert order_in(head.get(ACTIVATION, {"tri": "eleves", "sens": "desc"}), ">2A<", ">2B<") == [">2B<", ">2A<"]
    one = head.get(ACTIVATION, {"q": "2b"})
    assert ">2B<" in one.content.decode() and ">2A<" not in one.content.decode()
    assert [row[0] for row in csv_of(head.get(ACTIVATION, {"q": "2b", "format": "csv"}))] == ["Classe", "2B"]
    assert "Aucune classe de ce nom" in worn.text_of(head.get(ACTIVATION, {"q": "terminale"}))


def test_staff_who_never_came_are_searched_sorted_and_paged(world) -> None:
    head, at = world["head"], world["at"]
    staff = f"{ACTIVATION}personnels/"
    with scope.everything("test"):
        for number in range(51):
            people_of.place(people_of.person("Ève", f"Suite{number:02}"), at, Profile.TEACHER)
        people_of.place(people_of.person("Nadia", "Leroy"), at, Profile.STUDENT_LIFE)
    page = worn.text_of(head.get(staff))
    assert "Jamais venus : 53" in page and "Page 1 sur 2" in page and "Nadia Leroy" in page
    assert "Ève Suite50" not in page and "Ève Suite50" in worn.text_of(head.get(staff, {"page": "2"}))
    found = worn.text_of(head.get(staff, {"q": "leroy nadia"}))
    assert "Jamais venus : 1" in found and "Suite" not in found
    assert "Nadia Leroy" in worn.text_of(head.get(staff, {"tri": "profil", "page": "2"})), "Vie scolaire comes last"


def test_members_are_searched_and_sorted_and_so_is_their_file(world) -> None:
    head, pupils = world["head"], world["pupils"]
    group = head.post(GROUPS, {"label": "Échecs"}).url
    worn.confirmed(head, f"{group}ajouter/", {"id": [str(one.pk) for one in pupils]})
    assert found_in(head.get(group)) == ["Lina", "Tom"]
    assert found_in(head.get(group, {"sens": "desc"})) == ["Tom", "Lina"]
    assert found_in(head.get(group, {"tri": "classe", "sens": "desc"})) == ["Tom", "Lina"]
    page = head.get(group, {"dans": "cadet 2b"})
    assert found_in(page) == ["Tom"]
    asked = {"liste": "group", "groupe": group.strip("/").split("/")[-1], "dans": "cadet", "format": "csv"}
    assert 'name="dans" value="cadet 2b"' in page.content.decode()
    assert [row[0] for row in csv_of(head.post(NEW, asked))[1:]] == ["Cadet @Tom"]
    assert "Personne ne correspond" in worn.text_of(head.get(group, {"dans": "personne"}))
    assert found_in(head.get(group, {"q": "beranger", "sens": "desc"})) == ["Lina"]


def test_what_left_is_searched_and_paged_and_what_waits_is_always_there(world) -> None:
    head, at = world["head"], world["at"]
    with scope.everything("test"):
        deputy = worn.staff(at, given="Denis")
        me = people_of.Person.objects.get(given_name="Hélène")
        ListExport.objects.bulk_create(
            ListExport(
                school=at, kind="people", format="csv", count=number, state="taken", asked_by=me,
                asked_at=clock.now() - dt.timedelta(minutes=number),
            )
            for number in range(1, 61)
        )  # fmt: skip
        ListExport.objects.create(
            school=at, kind="people", format="csv", count=500, state="waiting", asked_by=me,
            reason="Élections des parents", asked_at=clock.now() - dt.timedelta(days=2),
        )  # fmt: skip
    first, second = (worn.text_of(deputy.get("/console/exports/", {"page": n})) for n in ("1", "2"))
    assert "Page 1 sur 2" in first and "Annuaire · 1 ligne" in first and "Annuaire · 60 lignes" in second
    assert "Demande d’Hélène Garnier" in first and "Demande d’Hélène Garnier" in second, "on each page"
    assert "Demande d’" not in worn.text_of(head.get("/console/exports/")), "one's own is decided by another"
    found = worn.text_of(head.get("/console/exports/", {"q": "elections"}))
    assert "Aucun export trouvé" in found or "500 lignes" in found
    assert "500 lignes" in worn.text_of(head.get("/console/exports/", {"q": "Élections"}))
    assert "Aucun export trouvé" in worn.text_of(head.get("/console/exports/", {"q": "personne"}))


def test_suspensions_confided_rights_and_elected_people_are_searched_and_paged(world) -> None:
    head, at, pupils = world["head"], world["at"], world["pupils"]
    with scope.everything("test"):
        people = [people_of.pupil("Ève", f"Suite{number:02}", at) for number in range(55)]
        for one in (*people, pupils[0]):
            set_lock(actor=worn.US, kind="write", target="person", person=one, school=at, reason="Chahut")
    locks = "/console/suspensions/"
    assert "Page 1 sur 2" in worn.text_of(head.get(locks))
    found = worn.text_of(head.get(locks, {"dans": "lina chahut"}))
    assert "Lina Béranger" in found and "Suite" not in found
    assert "Aucune suspension ne correspond" in worn.text_of(head.get(locks, {"dans": "personne"}))
    assert "Aucun droit confié ne correspond" in worn.text_of(head.get("/console/droits/confies/", {"dans": "x"}))
    assert head.get("/console/elus/", {"dans": "x"}).status_code == 200


def test_the_journal_is_paged_as_other_lists_and_read_from_either_end(academy, client_as, monkeypatch) -> None:
    from preau.ui import listing

    monkeypatch.setattr(listing.paged, "__kwdefaults__", {**listing.paged.__kwdefaults__, "per_page": 2})
    head = client_as("helene-garnier")
    for given in ("Un", "Deux", "Trois"):
        head.post(GROUPS, {"label": f"Groupe {given}"})

    head.get("/console/")  # what was said of each act is read here

    def told(**asked: str) -> list[str]:
        text = worn.text_of(head.get("/console/journal/", {"q": "créé le groupe", **asked}))
        return re.findall(r"Groupe (\w+)", text)

    assert told() == ["Trois", "Deux"] and told(page="2") == ["Un"]
    assert told(tri="anciens") == ["Un", "Deux"] and told(tri="anciens", page="99999") == ["Trois"]
    page = head.get("/console/journal/", {"q": "créé le groupe", "tri": "anciens"}).content.decode()
    assert "tri=anciens&amp;page=2" in page and 'value="anciens" selected' in page
