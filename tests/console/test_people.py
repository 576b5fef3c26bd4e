"""The directory of a school: one box, one list, and why each person sees what they see."""

import re

import pytest

from console import worn
from directory import people_of
from preau.console.selectors.people import PeopleFound, PeopleQuery
from preau.directory.enums import GroupSource, Profile, Reach
from preau.directory.models import (
    Affiliation,
    Enrollment,
    Homeroom,
    HomeroomTeacher,
    School,
    Section,
    StudentGroup,
    Subject,
)
from preau.identity.services import open_account
from preau.kernel import scope

pytestmark = pytest.mark.django_db
PEOPLE = "/console/annuaire/"


@pytest.fixture
def here() -> School:
    with scope.everything("test"):
        at = people_of.school("Lycée des Tilleuls")
        lina = people_of.pupil("Lina", "Béranger", at)
        place = people_of.enrolled(lina, at, "2A")
        Enrollment.objects.filter(pk=place.pk).update(ine="123456789AB")
        people_of.enrolled(people_of.pupil("Zoé", "Abel", at), at, "2B")
        people_of.guardian("Sofia", "Béranger", lina, at)
        open_account(actor=worn.US, person=lina, login="lina.b")
    return at


def _names(answer) -> list[str]:
    """Names in the list, in its order."""
    text = answer.content.decode()
    return re.findall(r'<th scope="row">.*?<a [^>]*>([^<]*)</a>', text, re.DOTALL)


def test_one_box_finds_by_name_login_class_and_number(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
    everyone = ["Abel Zoé", "Béranger Lina", "Béranger Sofia", "Garnier Hélène"]
    assert _names(head.get(PEOPLE)) == everyone
    assert _names(head.get(PEOPLE, {"q": "beranger"})) == ["Béranger Lina", "Béranger Sofia"]
    assert _names(head.get(PEOPLE, {"q": "lina.b"})) == ["Béranger Lina"]
    assert _names(head.get(PEOPLE, {"q": "LINA.B"})) == ["Béranger Lina"]
    assert _names(head.get(PEOPLE, {"q": "2b"})) == ["Abel Zoé"]
    assert _names(head.get(PEOPLE, {"q": "123456789ab"})) == ["Béranger Lina"]
    assert _names(head.get(PEOPLE, {"profil": Profile.GUARDIAN})) == ["Béranger Sofia"]
    assert _names(head.get(PEOPLE, {"tri": "nom", "sens": "desc"})) == everyone[::-1]
    assert _names(head.get(PEOPLE, {"tri": "classe"}))[:2] == ["Béranger Lina", "Abel Zoé"]
    assert "Personne ne correspond" in worn.text_of(head.get(PEOPLE, {"q": "nobody"}))


def test_a_login_that_is_no_name_is_found_whole_and_what_begins_logins_elsewhere_costs_nothing(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
        zoe = people_of.pupil("Zoé", "Cadet", here)
        open_account(actor=worn.US, person=zoe, login="secretariat")
        elsewhere = people_of.school("Lycée d’ailleurs")
        open_account(actor=worn.US, person=people_of.pupil("Ines", "Canari", elsewhere), login="zoe.canari")
    assert _names(head.get(PEOPLE, {"q": "secretariat"})) == ["Cadet Zoé"]
    assert _names(head.get(PEOPLE, {"q": "zoe"})) == ["Abel Zoé", "Cadet Zoé"]
    asked = PeopleFound(here.pk, PeopleQuery("zoe"), reader=Profile.HEAD)
    with scope.everything("test"):
        assert asked.by_key == [], "nobody's login is read of all that begin with a word"
        assert len(PeopleFound(here.pk, PeopleQuery("zoe.c"), reader=Profile.HEAD).by_key) == 1


def test_classes_to_narrow_by_are_those_of_the_year_whatever_is_asked(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
        people_of.enrolled(people_of.pupil("Tom", "Cadet", here), here, "10A")
        room = Homeroom.objects.get(school=here, code="2B")
    for asked in ({}, {"q": "abel"}, {"q": "nobody"}, {"tri": "classe"}, {"classe": str(room.pk)}, {"page": "9"}):
        text = head.get(PEOPLE, asked).content.decode()
        choices = re.search(r'<select class="input" id="classe".*?</select>', text, re.DOTALL)
        assert choices is not None
        assert re.findall(r">([^<]+)</option>", choices[0]) == ["Toutes", "2A", "2B", "10A"], asked
        assert (" selected>2B" in choices[0]) == ("classe" in asked)
    assert _names(head.get(PEOPLE, {"classe": str(room.pk)})) == ["Abel Zoé"]


def test_typing_asks_for_the_list_alone(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
    answer = head.get(PEOPLE, {"q": "abel"}, headers={"HX-Request": "true"})
    assert _names(answer) == ["Abel Zoé"] and "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_the_list_stops_at_the_school(here) -> None:
    with scope.everything("test"):
        there = people_of.school("Lycée voisin")
        canary = people_of.pupil("Canari", "Dailleurs", there)
        people_of.enrolled(canary, there, "2A")
        open_account(actor=worn.US, person=canary, login="canari.d")
        head = worn.staff(here)
    for asked in ("", "canari", "canari.d", "2A"):
        assert "Dailleurs" not in worn.text_of(head.get(PEOPLE, {"q": asked})), asked
    assert head.get(f"{PEOPLE}{canary.pk}/").status_code == 404


def test_forty_to_a_page(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
        for number in range(60):
            people_of.place(people_of.person("Ève", f"Suite{number:02}"), here, Profile.TEACHER)
    first = head.get(PEOPLE)
    assert len(_names(first)) == 40 and "Page 1 sur 2" in worn.text_of(first)
    assert len(_names(head.get(PEOPLE, {"page": "2"}))) == 24
    assert len(_names(head.get(PEOPLE, {"page": "zut"}))) == 40


@pytest.fixture
def teacher(here):
    """Who teaches 2A, is head teacher of 2B, has a group, and nothing in 2C."""
    with scope.everything("test"):
        who = people_of.person("Claire", "Roux")
        people_of.place(who, here, Profile.TEACHER)
        people_of.enrolled(people_of.pupil("Tom", "Cadet", here), here, "2C")
        rooms = {one.code: one for one in Homeroom.objects.filter(school=here)}
        year = rooms["2A"].school_year
        Subject.objects.create(authority=here.authority, code="MATH", label="MATHEMATIQUES")
        Section.objects.create(school=here, school_year=year, teacher=who, subject_code="MATH", homeroom=rooms["2A"])
        HomeroomTeacher.objects.create(school=here, homeroom=rooms["2B"], person=who)
        group = StudentGroup.objects.create(
            school=here, school_year=year, code="G1", label="Groupe 1", source=GroupSource.AAF
        )
        Section.objects.create(school=here, school_year=year, teacher=who, subject_code="MATH", group=group)
    return who, {**rooms, "G1": group}


def test_a_teacher_is_told_to_see_exactly_the_classes_whose_pages_open(here, teacher) -> None:
    """The sentences and the pages are held against each other: neither may say more."""
    who, places = teacher
    with scope.everything("test"):
        head = worn.staff(here)
        own = worn.signed_in(who)
    said = worn.text_of(head.get(f"{PEOPLE}{who.pk}/"))
    assert "Lit 2A car enseigne Mathématiques." in said
    assert "Lit 2B car est professeur principal." in said
    assert "Lit le groupe Groupe 1 car enseigne Mathématiques." in said
    for code, place in places.items():
        opens = own.get(f"/classes/{place.pk}/").status_code == 200
        assert opens == bool(re.search(rf"Lit (le groupe )?{place.label} car", said)), code


def test_each_profile_has_its_reason(here) -> None:
    with scope.everything("test"):
        head = worn.staff(here)
        lina = Affiliation.objects.get(person__given_name="Lina").person
        cpe = people_of.person("Nadia", "Leroy")
        people_of.place(cpe, here, Profile.STUDENT_LIFE)
        barred = people_of.guardian("Karl", "Béranger", lina, here, Reach.BARRED)
    assert "Lit sa propre scolarité car élève de 2A." in worn.text_of(head.get(f"{PEOPLE}{lina.pk}/"))
    said = worn.text_of(head.get(f"{PEOPLE}{cpe.pk}/"))
    assert "Lit toutes les classes et tous les élèves car : Vie scolaire." in said
    assert "INE" not in said  # file_rights gives it to the office alone
    assert "Ne voit rien" in worn.text_of(head.get(f"{PEOPLE}{barred.pk}/"))


def test_only_the_head_comes_in(here) -> None:
    with scope.everything("test"):
        others = [worn.staff(here, Profile.TEACHER, "Ana"), worn.staff(here, Profile.SCHOOL_STAFF, "Bob")]
        operator = worn.operator()
    assert [one.get(PEOPLE).status_code for one in others] == [403, 403]
    assert operator.get(PEOPLE).status_code == 404
