"""A school's own list: columns said, rehearsed, applied, done again, undone; what is wrong is told by its line."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from console import worn
from directory import people_of
from preau.directory.enums import Profile, Reach, RecordKind
from preau.directory.models import Affiliation, DirectoryRecord, Enrollment, GroupMembership, Guardianship, Person
from preau.imports.csvfiles import services as lists
from preau.imports.enums import PendingKind
from preau.imports.models import CsvFile, ImportRefusal, ImportRun, PendingChange
from preau.kernel import audit, scope
from preau.kernel.jobs import kind_of
from preau.kernel.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
BRING = "/console/imports/listes/"
PUPILS = """Identifiant;Nom;Prénom;Date de naissance;Classe;Niveau;Options;Nom responsable 1;Prénom responsable 1;Mail responsable 1;Mobile responsable 1
E1;Béranger;Lina;14/07/2011;4A;4e;Latin|Chorale;Béranger;Sofia;sofia@example.org;06 00 00 00 01
E2;Béranger;Tom;2013-02-03;6B;6e;;Béranger;Sofia;sofia@example.org;06 00 00 00 01
E3;Cadet;Noé;01/09/2011;4A;4e;Latin;Cadet;Marc;;
"""  # noqa: E501
STAFF = (
    "Nom,Prénom,Mail,Fonction,Classes\n"
    "Roux,Claire,claire@example.org,Professeure,4A|6B\n"
    "Caron,Yves,y@example.org,Principal,\n"
)


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path
    with scope.everything("test"):
        at = people_of.school("Cours Montaigne")
        return worn.staff(at), at


def do_jobs() -> None:
    for job in Job.objects.filter(name__startswith="imports.", state=Job.State.WAITING):
        with scope.everything("test"):
            kind_of(job.name).function(job)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def upload(text: str | bytes, name: str = "liste.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), "text/csv")


def columns_of(page: str) -> dict[str, str]:
    """What the form offers, as a browser would send it back."""
    with scope.everything("test"):
        kept = CsvFile.objects.get(pk=page.strip("/").split("/")[-1])
    return {f"c{place}": name or "-" for place, name in enumerate(kept.columns)}


def bring(client: Any, text: str | bytes, kind: str = "students", **more: str) -> str:
    """Bring, keep the columns guessed, rehearse; the run's page."""
    answer = client.post(BRING, {"kind": kind, "file": upload(text)})
    assert answer.status_code == 302, worn.text_of(answer)
    answer = client.post(answer.url, columns_of(answer.url) | more)
    assert answer.status_code == 302, worn.text_of(answer)
    do_jobs()
    return str(answer.url)


def applied(client: Any, text: str | bytes, kind: str = "students", **more: str) -> str:
    page = bring(client, text, kind, **more)
    assert client.post(f"{page}appliquer-liste/").status_code == 302
    do_jobs()
    return page


def everything(at: Any) -> dict[str, Any]:
    with scope.everything("test"):
        return {
            "people": set(Person.objects.filter(records__join_key__startswith="csv:").values_list("pk", "email")),
            "places": set(Affiliation.objects.filter(school=at).values_list("person_id", "profile", "state")),
            "families": set(
                Guardianship.objects.filter(school=at).values_list("student_id", "guardian_id", "reach", "ended_at")
            ),
            "classes": set(Enrollment.objects.filter(school=at).values_list("student_id", "homeroom__label")),
            "groups": set(GroupMembership.objects.filter(school=at).values_list("student_id", "group__label")),
        }


def test_a_list_is_rehearsed_applied_repeated_and_undone(world: Any) -> None:
    head, at = world
    answer = head.post(BRING, {"kind": "students", "file": upload(PUPILS)})
    page = worn.text_of(head.get(answer.url))
    assert "3 lignes" in page and "UTF-8" in page and "« ; »" in page and "Par exemple : Béranger · Cadet" in page
    before = everything(at)
    run = bring(head, PUPILS)
    rehearsed = worn.text_of(head.get(run))
    assert "Appliquer cette livraison" in rehearsed and everything(at) == before, "a rehearsal writes nothing"
    assert "Écrire ces changements" in worn.text_of(head.get(f"{run}appliquer-liste/"))
    head.post(f"{run}appliquer-liste/")
    do_jobs()
    after = everything(at)
    with scope.everything("test"):
        lina = Person.objects.get(given_name="Lina")
        assert lina.birth_date.isoformat() == "2011-07-14"
        assert Enrollment.objects.get(student=lina).level_label == "4e"
        assert sorted(GroupMembership.objects.filter(student=lina).values_list("group__label", flat=True)) == [
            "Chorale", "Latin",
        ]  # fmt: skip
        sofia = Person.objects.get(given_name="Sofia")
        assert sofia.email == "sofia@example.org"
        links = Guardianship.objects.filter(guardian=sofia)
        assert {one.reach for one in links} == {Reach.AUTHORITY} and len(links) == 2, "one mother of two"
    again = applied(head, PUPILS)
    assert everything(at) == after and "Lina" not in worn.text_of(head.get(again)), "done again, nothing changes"
    told = [audit.sentence_of(one) for one in AuditEntry.objects.order_by("pk")]
    assert any("a déposé la liste «\xa0liste.csv\xa0»" in one for one in told)
    assert any("a simulé la liste" in one for one in told) and any("a appliqué" in one for one in told)
    assert head.post(f"{run}annuler/").status_code == 302
    do_jobs()
    left = everything(at)
    assert not [one for one in left["places"] if one[1] == Profile.STUDENT and one[2] == "active"]


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), ("\t", "cp1252"), ("|", "utf-8-sig"), (";", "cp1252")]
)
def test_writings_of_spreadsheets_are_recognised(world: Any, separator: str, encoding: str) -> None:
    head, at = world
    text = "Nom;Prénom;Date de naissance;Classe\nBéranger;Zoé;14/07/2011;4A\nL’Œuvre;Éloïse;03/02/2012;4A\n"
    applied(head, text.replace(";", separator).encode(encoding))
    with scope.everything("test"):
        names = Affiliation.objects.filter(school=at, profile=Profile.STUDENT)
        assert set(names.values_list("person__family_name", flat=True)) == {"Béranger", "L’Œuvre"}


def test_a_wrong_column_is_told_in_plain_words_before_anything_is_read(world: Any) -> None:
    head, _at = world
    page = head.post(BRING, {"kind": "students", "file": upload(PUPILS)}).url
    wrong = columns_of(page) | {"c1": "birth_date", "c3": "family_name"}
    answer = head.post(page, wrong)
    said = worn.text_of(answer)
    assert answer.status_code == 422 and not ImportRun.objects.exists()
    assert (
        "La colonne « Nom » est choisie pour « Date de naissance », mais elle contient « Béranger », « Cadet »" in said
    )
    assert "des dates (14/07/2011) sont attendus" in said
    assert "La colonne « Date de naissance » est choisie pour « Nom »" in said
    twice = head.post(page, columns_of(page) | {"c1": "given_name"})
    assert "plusieurs colonnes" in worn.text_of(twice)
    bare = head.post(page, columns_of(page) | {"c0": "-", "c3": "-"})
    assert "Rien ne distingue deux homonymes" in worn.text_of(bare)
    same = head.post(page, columns_of(page) | {"c0": "-", "c5": "identifier"})
    assert "mais plusieurs lignes y ont la même valeur" in worn.text_of(same)


def test_lines_that_cannot_be_taken_are_told_by_their_number_and_the_others_go_on(world: Any) -> None:
    head, at = world
    text = (
        "Identifiant;Nom;Prénom;Date de naissance;Classe;Mail\n"
        "1;Béranger;Lina;31/02/2011;4A;\n"
        "2;;Tom;01/01/2012;4A;\n"
        "3;Cadet;Noé;01/09/2011;4A;pas une adresse\n"
        "4;Durand;Léa;02/09/2011;4A;;trop;de;cases\n"
        "5;Petit;Ana;03/09/2011;4A;ana@example.org\n"
        "5;Petit;Anna;03/09/2011;4B;\n"
    )
    run = applied(head, text)
    page = worn.text_of(head.get(run))
    assert "date de naissance impossible : 31/02/2011" in page and "nom ou prénom absent" in page
    assert "9 cases pour 6 colonnes" in page and "« pas une adresse » ne se lit pas : laissé vide" in page
    assert "Corriger la ligne dans le fichier" in page, "not what the academy should do"
    with scope.everything("test"):
        lines = set(ImportRefusal.objects.filter(is_warning=False).values_list("line", flat=True))
        assert lines == {2, 3, 5, 7}
        here = Affiliation.objects.filter(school=at, profile=Profile.STUDENT)
        assert set(here.values_list("person__given_name", flat=True)) == {"Noé", "Ana"}


def test_a_whole_list_takes_away_only_whom_a_list_brought_and_nobody_when_a_line_names_nobody(world: Any) -> None:
    head, at = world
    applied(head, PUPILS)
    with scope.everything("test"):
        given = people_of.pupil("Ancien", "Élève", at)
        Affiliation.objects.filter(person=given).update(source_key="")
    shorter = "\n".join(PUPILS.splitlines()[:3]) + "\n"

    def here() -> set[str]:
        with scope.everything("test"):
            rows = Affiliation.objects.filter(school=at, profile=Profile.STUDENT, state="active")
            return set(rows.values_list("person__given_name", flat=True))

    applied(head, shorter)
    assert here() == {"Lina", "Tom", "Noé", "Ancien"}, "a list that is not whole takes nobody away"
    broken = shorter + ";Sans;Repère;;4A;;;;;;\n"
    run = applied(head, broken, whole="on")
    assert here() == {"Lina", "Tom", "Noé", "Ancien"}
    assert "Des lignes ne disent pas de qui elles parlent" in worn.text_of(head.get(run))
    applied(head, shorter, whole="on")
    assert here() == {"Lina", "Tom", "Ancien"}


def test_what_no_column_says_stays_and_columns_are_remembered(world: Any) -> None:
    head, at = world
    text = PUPILS.replace("Niveau", "Palier")
    page = head.post(BRING, {"kind": "students", "file": upload(text)}).url
    assert columns_of(page)["c5"] == "-"
    assert head.post(page, columns_of(page) | {"c5": "level_label"}).status_code == 302
    do_jobs()
    run = ImportRun.objects.get()
    head.post(f"/console/imports/{run.pk}/appliquer-liste/")
    do_jobs()
    before = everything(at)
    again = head.post(BRING, {"kind": "students", "file": upload(text)}).url
    assert columns_of(again)["c5"] == "level_label", "what was said the last time is offered"
    applied(head, "Identifiant;Nom;Prénom\nE1;Béranger;Lina\nE2;Béranger;Tom\n")
    assert everything(at) == before, "no column for families, classes or options: they stay"


def test_staff_come_by_function_and_a_head_waits_for_a_second_person(world: Any) -> None:
    head, at = world
    applied(head, PUPILS)
    run = applied(head, STAFF, kind="staff")
    with scope.everything("test"):
        assert Affiliation.objects.filter(school=at, profile=Profile.TEACHER, person__given_name="Claire").exists()
        assert not Affiliation.objects.filter(person__given_name="Yves", state="active").exists()
        waiting = PendingChange.objects.get()
        assert waiting.kind == PendingKind.HEAD
    worn.confirmed(head, "/console/imports/a-valider/decision/", {"choix": "confirmer", "id": str(waiting.pk)})
    with scope.everything("test"):
        assert not Affiliation.objects.filter(person__given_name="Yves", state="active").exists(), "not by oneself"
    assert "1 changement attend une confirmation" in worn.text_of(head.get(run))
    wrong = bring(head, "Nom;Prénom;Mail;Fonction\nRoux;Anne;a@example.org;Magicienne\n", kind="staff")
    assert "fonction inconnue : « Magicienne »" in worn.text_of(head.get(wrong))


def test_a_guardian_keeps_their_record_when_their_address_changes_and_namesakes_never_meet(world: Any) -> None:
    head, _at = world
    text = PUPILS + "E4;Durand;Léa;02/02/2012;6B;6e;;Béranger;Sofia;autre@example.org;\n"
    applied(head, text)
    with scope.everything("test"):
        assert Person.objects.filter(given_name="Sofia").count() == 2, "two of one name with two addresses are two"
    applied(head, text.replace("sofia@example.org", "nouvelle@example.org"))
    with scope.everything("test"):
        assert set(Person.objects.filter(given_name="Sofia").values_list("email", flat=True)) == {
            "nouvelle@example.org", "autre@example.org",
        }  # fmt: skip


def test_a_person_known_elsewhere_keeps_what_is_known_of_them(world: Any) -> None:
    """A school's list must not move the address of somebody whom another school or the academy knows."""
    head, _at = world
    applied(head, PUPILS)
    with scope.everything("test"):
        sofia = Person.objects.get(given_name="Sofia")
        people_of.record(sofia, RecordKind.GUARDIAN, "12345")
    run = applied(head, PUPILS.replace("sofia@example.org", "pirate@example.org"))
    with scope.everything("test"):
        sofia.refresh_from_db()
        assert sofia.email == "sofia@example.org"
    assert "ses coordonnées viennent de là" in worn.text_of(head.get(run))


def test_a_school_that_the_academy_feeds_takes_no_list(world: Any) -> None:
    head, at = world
    with scope.everything("test"):
        fed = people_of.pupil("Nina", "Académie", at)
        Affiliation.objects.filter(person=fed).update(source_key="4242")
    answer = head.post(BRING, {"kind": "students", "file": upload(PUPILS)})
    assert answer.status_code == 422 and "une liste les ajouterait en double" in worn.text_of(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a workbook", "C’est un classeur"),
        (b"", "vide"),
        (b"\n  \n", "vide"),
        (b"Nom\x00;x\n", "n’est pas du texte"),
        (b"Nom;Pr\x81nom\n\x81;\x8d\n", "ni en UTF-8 ni en Windows-1252"),
        (b"Nom\nMartin\n", "au moins deux colonnes"),
        (b";".join(b"c%d" % n for n in range(200)), "plus de 80 colonnes"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(world: Any, content: bytes, said: str) -> None:
    head, _at = world
    answer = head.post(BRING, {"kind": "students", "file": upload(content)})
    assert answer.status_code == 422 and said in worn.text_of(answer)
    with scope.everything("test"):
        assert not CsvFile.objects.exists()


def test_a_hundred_megabytes_are_refused_with_their_size(world: Any, tmp_path: Path) -> None:
    head, _at = world
    big = io.BytesIO(PUPILS.encode() + b"E9;Nom;Prenom;01/01/2012;6B;;;;;;\n" * 3_000_000)
    big.name = "enorme.csv"
    answer = head.post(BRING, {"kind": "students", "file": big})
    said = worn.text_of(answer)
    assert answer.status_code == 422 and "Ce fichier pèse" in said and "la limite est de 20 Mo" in said
    assert not list(tmp_path.rglob("*.csv"))


def test_a_quote_left_open_stops_there_and_what_was_read_stays(world: Any) -> None:
    head, at = world
    text = PUPILS + 'E9;"Ouvert;Jean;01/01/2012;4A;;;;;;\n' + "x" * 140_000
    run = applied(head, text, whole="on")
    assert "guillemet ouvert n’est pas refermé" in worn.text_of(head.get(run))
    with scope.everything("test"):
        assert Affiliation.objects.filter(school=at, profile=Profile.STUDENT, state="active").count() == 3


def test_formulas_stay_text_and_our_own_exports_are_read_back(world: Any) -> None:
    head, at = world
    text = "Identifiant;Nom;Prénom;Classe\n1;'=HYPERLINK(A1);Noé;4A\n2;=1+1;Zoé;4A\n"
    applied(head, text)
    with scope.everything("test"):
        names = set(Affiliation.objects.filter(school=at).values_list("person__family_name", flat=True))
    assert {"=HYPERLINK(A1)", "=1+1"} <= names
    out = head.post("/console/exports/nouveau/", {"liste": "people", "format": "csv"})
    body = b"".join(out.streaming_content).decode() if out.streaming else out.content.decode()
    assert "'=1+1" in body and ";=1+1" not in body


def test_a_list_of_another_school_does_not_exist_and_a_colleague_is_told(world: Any) -> None:
    head, at = world
    page = head.post(BRING, {"kind": "students", "file": upload(PUPILS)}).url
    with scope.everything("test"):
        other = worn.staff(people_of.school("Autre école"))
        colleague = worn.staff(at, Profile.TEACHER, "Claire")
    assert other.get(page).status_code == 404 and colleague.get(page).status_code == 403
    assert other.post(page, columns_of(page)).status_code == 404
    run = bring(head, PUPILS)
    assert other.get(run).status_code == 404 and other.post(f"{run}appliquer-liste/").status_code == 404


def test_asked_twice_a_rehearsal_is_one_and_a_cut_one_goes_on(world: Any) -> None:
    head, _at = world
    page = head.post(BRING, {"kind": "students", "file": upload(PUPILS)}).url
    chosen = columns_of(page)
    first = head.post(page, chosen).url
    assert head.post(page, chosen).status_code in (302, 404) and ImportRun.objects.count() == 1
    job = Job.objects.get(name="imports.csv")
    for _ in range(2):
        with scope.everything("test"):
            kind_of(job.name).function(job)
    assert "Appliquer" in worn.text_of(head.get(first))


def test_lists_nobody_went_on_with_are_forgotten(world: Any, tmp_path: Path) -> None:
    head, _at = world
    head.post(BRING, {"kind": "students", "file": upload(PUPILS)})
    kept = next(tmp_path.rglob("*.csv"))
    assert lists.forget_lists() == 0
    os.utime(kept, (0, 0))
    assert lists.forget_lists() == 1 and not kept.exists()


def test_records_are_of_this_school_alone(world: Any) -> None:
    head, _at = world
    applied(head, PUPILS)
    with scope.everything("test"):
        other = people_of.school("Autre cours")
        head_of_other = worn.staff(other, given="Odile")
    applied(head_of_other, PUPILS)
    with scope.everything("test"):
        keys = DirectoryRecord.objects.filter(join_key__startswith=f"csv:{other.uai}:")
        assert keys.count() == 5 and Person.objects.filter(given_name="Lina").count() == 2


def test_a_school_that_the_academy_feeds_is_told_before_it_chooses_a_file(client_as: Any) -> None:
    page = client_as("helene-garnier").get(BRING).content.decode()
    assert "il n’y a pas de liste à importer ici" in page and 'type="file"' not in page
