"""Home page of each profile, pages of classes and schools, and the switches."""

import gzip
import re

import pytest
from django.test import Client
from markupsafe import Markup

from cast import COLLEGE, LYCEE
from preau.directory.models import Affiliation, Enrollment, Homeroom, Person
from preau.kernel import scope
from preau.kernel.text import fold
from preau.ui import slots

HOMES = {
    "lina-benali": ("Bonjour Lina", "2de 4", "Mme ROUX"),
    "samira-benali": ("Lina", "Adam", "Noé", "Karim"),
    "claire-roux": ("Bonjour Claire", "2de 4", "Professeur principal"),
    "lucie-perrin": ("Bonjour Lucie",),
    "nadia-leroy": ("Élèves", "Personnels", "2de 4"),
    "helene-garnier": ("Lycée Camille-Claudel", "pas de classe dans l’annuaire"),
    "jean-royer": ("Élèves", "2de 4"),
    "paul-faure": ("Région Val-et-Monts", "Lycée professionnel"),
    "alex-brun": ("Exploitation de la plateforme", "Base de données"),
}


def main_of(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("<footer")[0]


@pytest.mark.parametrize("slug", HOMES)
def test_home_tells_what_its_profile_needs_in_few_reads(client_as, slug, django_assert_max_num_queries):
    client = client_as(slug)
    client.get("/")
    with django_assert_max_num_queries(10):
        answer = client.get("/")
    page = answer.content.decode()
    for words in HOMES[slug]:
        assert words in page
    assert len(gzip.compress(answer.content)) <= 15_000
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("slug", ["paul-faure", "julie-morin", "alex-brun"])
def test_officers_and_operator_never_see_a_pupil_or_a_family(academy, client_as, slug):
    client = client_as(slug)
    with scope.everything("test"):
        everyone = Affiliation.objects.filter(profile="National_elv").values_list("person__family_name", flat=True)
        named = {name for name in everyone if len(name) > 5}
    for path in ("/", "/plus/", *(["/etablissements/"] if slug != "alex-brun" else [])):
        page = main_of(client, path)
        assert not [name for name in named if f" {name}" in page or f">{name}" in page]


def test_looking_at_one_child_leaves_the_others_out_and_tous_brings_them_back(client_as):
    client = client_as("samira-benali")
    children = client.get("/").wsgi_request.hat.children
    themes = set()
    for child in children:
        answer = client.post("/enfant/", {"child": child.key, "next": "/scolarite/"})
        assert answer["Location"] == "/scolarite/"
        others = {other.given_name for other in children} - {child.given_name}
        for path in ("/", "/scolarite/"):
            page = main_of(client, path)
            assert child.given_name in page
            assert child.school_name in page
            assert not [name for name in others if name in page]
        themes.add(client.get("/").content.decode().partition("/theme/")[2][:20])
    assert len(themes) == 3, "each collectivity has its colours"
    client.post("/enfant/", {"child": "tous"})
    assert all(child.given_name in main_of(client) for child in children)


def test_a_child_of_someone_else_cannot_be_looked_at(academy, client_as):
    jules = client_as("sophie-martin-lycee").get("/").wsgi_request.hat.children[0]
    client = client_as("samira-benali")
    assert client.post("/enfant/", {"child": jules.key}).status_code == 404
    assert client.get("/enfant/").status_code == 405


def test_a_guardian_never_sees_where_the_other_lives(academy, client_as):
    Person.objects.filter(pk=academy["karim-benali"].person.pk).update(
        address="12 rue du Secret", city="Cachée", mobile="0600000099", email="karim@secret.example"
    )
    client = client_as("samira-benali")
    for path in ("/", "/scolarite/", "/plus/"):
        page = client.get(path).content.decode()
        assert not [one for one in ("Secret", "Cachée", "0600000099", "secret.example") if one in page]
    assert "Karim" in main_of(client)


def test_the_person_a_judge_put_aside_is_not_named_as_responsible(client_as):
    assert "Rui" not in main_of(client_as("ines-lopes"), "/scolarite/")


@pytest.fixture
def classes(academy):
    with scope.everything("test"):
        lycee, college = academy.school(LYCEE), academy.school(COLLEGE)
        own = Homeroom.objects.get(school=lycee, label="2de 4")
        colleague = Homeroom.objects.filter(school=lycee, label__startswith="Tle").exclude(
            pk__in=[one.pk for one in (own,)]
        )
        other = Homeroom.objects.get(school=college, label="5e B")
        return own, list(colleague), other


def test_a_class_is_open_to_its_teachers_and_to_who_runs_the_school(classes, client_as):
    own, colleagues, other = classes
    client = client_as("claire-roux")
    assert client.get(f"/classes/{own.pk}/").status_code == 200
    assert client.get(f"/classes/{other.pk}/").status_code == 404
    assert 403 in {client.get(f"/classes/{one.pk}/").status_code for one in colleagues}
    expected = {
        "helene-garnier": (200, 404), "nadia-leroy": (200, 404), "yves-caron": (404, 200), "lina-benali": (404, 404),
        "samira-benali": (404, 404), "paul-faure": (404, 404),
    }  # fmt: skip
    for slug, (here, there) in expected.items():
        assert client_as(slug).get(f"/classes/{own.pk}/").status_code == here
        assert client_as(slug).get(f"/classes/{other.pk}/").status_code == there


def test_a_class_lists_its_pupils_in_few_reads(academy, classes, client_as, django_assert_max_num_queries):
    own = classes[0]
    client = client_as("claire-roux")
    with django_assert_max_num_queries(9):  # two of them say how far the right to open a class goes in this school
        page = main_of(client, f"/classes/{own.pk}/")
    with scope.everything("test"):
        pupils = Enrollment.objects.filter(homeroom=own, left_on=None).select_related("student")
        lines = [f"{one.student.family_name} {one.student.given_name}" for one in pupils]
    assert lines
    assert all(Markup.escape(line) in page for line in lines)


def test_a_leaver_is_not_in_the_list(academy, classes, client_as):
    own, lina = classes[0], academy["lina-benali"].person
    with scope.everything("test"):
        Enrollment.objects.filter(student=lina).update(left_on="2026-10-01")
    assert f"{lina.family_name} Lina" not in main_of(client_as("claire-roux"), f"/classes/{own.pk}/")


def test_the_school_page_names_everyone_of_its_staff_once(academy, client_as, django_assert_max_num_queries):
    client = client_as("helene-garnier")
    with django_assert_max_num_queries(12):
        page = main_of(client, "/etablissement/")
    with scope.use(academy.scope_of(LYCEE)):
        staff = Affiliation.objects.filter(state="active").exclude(profile__in=["National_elv", "National_tut"])
        people = [place.person.full_name for place in staff.select_related("person")]
    titles = page.count('class="row-title"')
    assert titles == len(people), "two people of one name are two lines"


def test_schools_are_found_by_name_town_or_number(client_as):
    client = client_as("paul-faure")
    assert "Camille-Claudel" in main_of(client, "/etablissements/")
    for text in ("camille", "câmîlle CLAUDEL", "0699001j", "MONTRIVAL"):
        page = main_of(client, f"/etablissements/?q={text}")
        assert "Camille-Claudel" in page
        assert "Marie-Curie" not in page
    assert "Aucun établissement ne porte ce nom" in main_of(client, "/etablissements/?q=%25zzz")
    for page in ("0", "-1", "x", "99999999999", "²"):
        assert client.get(f"/etablissements/?page={page}").status_code == 200


@pytest.mark.parametrize("slug", HOMES)
def test_no_entry_of_the_navigation_leads_nowhere(client_as, slug):
    client = client_as(slug)
    frame = client.get("/")
    page = frame.content.decode()
    tabs = page.partition('class="nav-tabs"')[2].partition("</nav>")[0]
    links = {part.partition('"')[0] for part in tabs.split('href="')[1:]}
    more = main_of(client, "/plus/")
    links |= {part.partition('"')[0] for part in more.split('href="')[1:]}
    assert page.count('class="nav-tab"') == 5
    answers = {
        link: client.get(link).status_code for link in links if link.startswith("/") and not link.startswith("/static/")
    }
    assert set(answers.values()) == {200}, answers


def test_a_room_fills_a_place_and_an_empty_place_shows_nothing(client_as, monkeypatch):
    client = client_as("lina-benali")
    before = main_of(client)
    monkeypatch.setitem(slots._places, "home.student", [])
    slots.card("home.student", order=10)(lambda request: Markup("<p>Prochain cours à 8 h</p>"))
    slots.card("home.student", order=200)(lambda request: None)
    page = main_of(client)
    assert page.index("Prochain cours") < page.index("Lycée Camille-Claudel")
    assert "Prochain cours" not in before


def test_a_failing_page_says_so_in_plain_words_with_a_reference(client_as, monkeypatch):
    client = client_as("lina-benali")
    client.raise_request_exception = False

    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("preau.portal.homes.schooling.schoolings", broken)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Une erreur s’est produite de notre côté" in page
    assert answer["X-Request-ID"] in page
    assert not [one for one in ("secret", "Traceback", "RuntimeError") if one in page]


def test_a_page_that_is_not_there_keeps_ones_frame(client_as):
    answer = client_as("lina-benali").get("/rien/du/tout/")
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.content.decode()
    assert "Lycée Camille-Claudel" in answer.content.decode()


def test_a_form_without_proof_of_origin_is_refused_in_plain_words(academy):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/connexion/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "resté ouvert trop longtemps" in answer.content.decode()


def test_subjects_are_in_the_order_of_the_alphabet_whatever_their_accents(client_as):
    page = client_as("lina-benali").get("/scolarite/").content.decode()
    subjects = re.findall(r'<p class="row-title">([^<]+)</p>', page)
    assert any(not one[0].isascii() for one in subjects), "one begins with an accent"
    assert subjects == sorted(subjects, key=fold)
