"""Finding a pupil, a pupil's file as far as each reader may know it, and who looked."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cast import COLLEGE, LYCEE
from preau.directory import readings
from preau.directory.enums import Profile, Reach
from preau.directory.models import (
    Affiliation,
    Enrollment,
    FileReading,
    GroupMembership,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    Person,
    Section,
    StudentGroup,
)
from preau.directory.services import count_readings, expire_readings
from preau.kernel import clock, duties, scope
from preau.kernel.text import fold

LIST = "/eleves/"


def text_of(answer):
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("<footer")[0]
    return " ".join(main.replace("\u00a0", " ").replace("\u202f", " ").split())


def names_in(answer):
    """Pupils listed, as links to their files."""
    return answer.content.decode().count('class="row-link" href="/eleves/')


@pytest.fixture
def files(academy, settings, tmp_path):
    """Addresses of pupils' files by slug; readings lie in a folder of this test's own."""
    settings.DATA_DIR = tmp_path
    return lambda slug: reverse("portal:pupil", args=[academy[slug].person.pk])


@pytest.mark.parametrize("typed", ["benali", "BÉNALI lina", "lina ben", "2de 4", "  2DE  4 "])
def test_a_pupil_is_found_by_name_or_class_accents_and_case_aside(client_as, typed):
    page = text_of(client_as("nadia-leroy").get(LIST, {"q": typed}))
    assert "BENALI Lina" in page
    assert "BENALI Adam" not in page, "Adam is at the collège"


def test_the_list_says_when_it_found_nobody_and_survives_what_is_typed(client_as):
    client = client_as("helene-garnier")
    assert "Aucun élève trouvé" in text_of(client.get(LIST, {"q": "zzyzx"}))
    for odd in ("%", "_", "'; --", "\0", "é" * 200):
        assert client.get(LIST, {"q": odd}).status_code == 200
    for page in ("0", "-1", "x", "99999", "9" * 30):
        assert client.get(LIST, {"page": page}).status_code == 200
    assert client.get(LIST, {"classe": "no-class"}).status_code == 200


def test_forty_pupils_to_a_page_each_pupil_once(academy, client_as):
    client = client_as("jean-royer")
    with scope.everything("test"):
        many = Affiliation.objects.filter(school=academy.school(LYCEE), profile=Profile.STUDENT, state="active").count()
    first = client.get(LIST)
    assert names_in(first) == 40
    pages = -(-many // 40)
    assert f"Page 1 sur {pages}" in text_of(first)
    assert sum(names_in(client.get(LIST, {"page": number})) for number in range(1, pages + 1)) == many


def test_lists_are_in_the_order_of_family_names_accents_aside(academy, client_as):
    with scope.everything("test"):
        Person.objects.filter(pk=academy["lina-benali"].person.pk).update(family_name="ÉVRARD")
        Person.objects.filter(pk=academy["jules-girard"].person.pk).update(family_name="FABRE", given_name="Zoé")
        homeroom = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4")
    client = client_as("helene-garnier")
    for path in (LIST + f"?classe={homeroom.pk}", reverse("portal:class", args=[homeroom.pk])):
        names = re.findall(r'href="/eleves/[0-9a-f-]{36}/">([^<]+)</a>', client.get(path).content.decode())
        assert names == sorted(names, key=fold) and len(names) > 5
        assert any(name.startswith("ÉVRARD") for name in names)


def test_a_class_chosen_narrows_the_list(academy, client_as):
    with scope.everything("test"):
        homeroom = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4")
        inside = Enrollment.objects.filter(homeroom=homeroom, left_on=None).count()
        elsewhere = Homeroom.objects.filter(school=academy.school(COLLEGE)).first()
    client = client_as("nadia-leroy")
    assert names_in(client.get(LIST, {"classe": str(homeroom.pk)})) == inside
    unknown = client.get(LIST, {"classe": str(elsewhere.pk)})
    assert names_in(unknown) == 40, "a class of another school narrows nothing and shows nobody of it"
    assert "BENALI Adam" not in text_of(unknown)


def test_a_teacher_finds_and_opens_own_pupils_alone(academy, client_as, files):
    with scope.everything("test"):
        lycee = academy.school(LYCEE)
        claire = academy["claire-roux"].person
        rooms = Section.objects.filter(teacher=claire, school=lycee).values_list("homeroom_id", flat=True)
        groups = Section.objects.filter(teacher=claire, school=lycee).values_list("group_id", flat=True)
        own = set(
            Enrollment.objects.filter(homeroom_id__in=[r for r in rooms if r], left_on=None).values_list(
                "student_id", flat=True
            )
        )
        own |= set(
            GroupMembership.objects.filter(group_id__in=[g for g in groups if g]).values_list("student_id", flat=True)
        )
        other = Enrollment.objects.filter(school=lycee, left_on=None).exclude(student_id__in=own).first()
    client = client_as("claire-roux")
    said = text_of(client.get(LIST))
    assert f"{len(own)} élève" in said
    assert client.get(files("lina-benali")).status_code == 200
    assert client.get(reverse("portal:pupil", args=[other.student_id])).status_code == 403
    assert client.get(files("adam-benali")).status_code == 404


def test_a_teacher_of_a_group_opens_its_pupils_files(academy, client_as, files):
    with scope.everything("test"):
        lycee, marc = academy.school(LYCEE), academy["marc-petit"].person
        jules = academy["jules-girard"].person
        Section.objects.filter(teacher=marc).delete()
        HomeroomTeacher.objects.filter(person=marc).delete()
    client = client_as("marc-petit")
    assert client.get(files("jules-girard")).status_code == 403
    with scope.everything("test"):
        year = Homeroom.objects.filter(school=lycee).first().school_year
        group = StudentGroup.objects.create(school=lycee, school_year=year, code="club", label="Club", source="manual")
        GroupMembership.objects.create(school=lycee, group=group, student=jules)
        Section.objects.create(school=lycee, school_year=year, teacher=marc, subject_code="030100", group=group)
    page = text_of(client.get(files("jules-girard")))
    assert "Club" in page and "Sophie MARTIN" in page


def test_a_file_tells_class_team_groups_and_guardians_with_their_reach(client_as, files):
    page = text_of(client_as("nadia-leroy").get(files("lina-benali")))
    assert "2de 4" in page and "ROUX" in page
    assert "Samira BENALI" in page and "Karim BENALI" in page
    assert "Exerce l’autorité parentale" in page
    assert "à appeler en premier" in page


SECRETS = {
    "helene-garnier": {"birth", "ine", "phone", "address"},
    "jean-royer": {"birth", "ine", "phone", "address"},
    "nadia-leroy": {"birth", "phone"},
    "claire-roux": set(),
}


@pytest.mark.parametrize("slug", SECRETS)
def test_each_reads_what_their_work_needs(academy, client_as, files, slug):
    with scope.everything("test"):
        lina, samira = academy["lina-benali"].person, academy["samira-benali"].person
        Enrollment.objects.filter(student=lina).update(ine="123456789AB")
        Person.objects.filter(pk=lina.pk).update(birth_date=dt.date(2011, 4, 2))
        Person.objects.filter(pk=samira.pk).update(
            mobile="06 39 98 00 11", address="3 rue du Préau", shares_address=False
        )
        Guardianship.objects.filter(guardian=samira).update(shares_address=False)
    page = text_of(client_as(slug).get(files("lina-benali")))
    told = {
        "birth": "2 avril 2011", "ine": "123456789AB", "phone": "06 39 98 00 11", "address": "3 rue du Préau",
    }  # fmt: skip
    assert {name for name, words in told.items() if words in page} == SECRETS[slug]
    assert ("Adresse à ne pas communiquer" in page) == ("address" in SECRETS[slug])


def test_a_librarian_has_the_lists_of_classes_and_no_file(academy, client_as, files):
    assert client_as("lucie-perrin").get(files("lina-benali")).status_code == 403


def test_an_address_that_is_shared_is_read_by_who_calls_families(academy, client_as, files):
    with scope.everything("test"):
        samira = academy["samira-benali"].person
        Person.objects.filter(pk=samira.pk).update(address="3 rue du Préau", shares_address=True)
        Guardianship.objects.filter(guardian=samira).update(shares_address=True)
    assert "3 rue du Préau" in text_of(client_as("nadia-leroy").get(files("lina-benali")))
    assert "3 rue du Préau" not in text_of(client_as("claire-roux").get(files("lina-benali")))


def test_what_a_judge_decided_and_whom_he_put_aside_is_on_no_file(academy, client_as, files):
    """Rui Lopes is barred from Emma; her head reads it in the console alone."""
    head = client_as("yves-caron")
    page = text_of(head.get(files("emma-lopes")))
    assert "Inês LOPES" in page
    assert "Rui" not in page and "rdonnance" not in page and "carté" not in page
    assert "Droits et décisions de justice" in page
    with scope.everything("test"):
        emma = academy["emma-lopes"].person
        helper = Affiliation.objects.filter(
            school=academy.school(COLLEGE), profile=Profile.STUDENT_LIFE, state="active"
        ).first()
    supervisor = academy.client_for(academy.account_of(helper.person))
    page = text_of(supervisor.get(files("emma-lopes")))
    assert "Rui" not in page and "décisions" not in page
    assert supervisor.get(reverse("console:family", args=[emma.pk])).status_code == 403


def test_contacts_without_account_are_for_those_who_call(academy, client_as, files):
    with scope.everything("test"):
        karim = academy["karim-benali"].person
        Guardianship.objects.filter(guardian=karim).update(reach=Reach.CONTACT, source_reach=Reach.CONTACT)
    assert "Karim" in text_of(client_as("nadia-leroy").get(files("lina-benali")))
    assert "Karim" not in text_of(client_as("claire-roux").get(files("lina-benali")))


def test_a_pupil_who_left_has_no_file_any_more(academy, client_as, files):
    with scope.everything("test"):
        Affiliation.objects.filter(person=academy["lina-benali"].person).update(state="suspended")
    assert client_as("helene-garnier").get(files("lina-benali")).status_code == 404


# --- who looked -----------------------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch):
    """`later(minutes=3)`: the clock goes on."""
    start = clock.now()
    shift = dt.timedelta()

    def forward(**delta):
        nonlocal shift
        shift += dt.timedelta(**delta)

    monkeypatch.setattr(clock, "now", lambda: start + shift)
    return forward


def test_who_opened_a_file_is_told_to_the_head_without_a_write_on_the_way(academy, client_as, files, later):
    nadia = client_as("nadia-leroy")
    nadia.get(files("lina-benali"))
    later(seconds=1)
    nadia.get(files("lina-benali"))
    assert count_readings() == 0, "the present minute is still being written"
    later(minutes=3)
    assert count_readings() == 2
    assert list(readings.folder().iterdir()) == []
    with scope.everything("test"):
        row = FileReading.objects.get()
    assert (row.student, row.reader) == (academy["lina-benali"].person, academy["nadia-leroy"].person)
    assert (row.profile, row.last_at - row.first_at) == (Profile.STUDENT_LIFE, dt.timedelta(seconds=1))
    assert "Nadia LEROY" in text_of(client_as("helene-garnier").get(files("lina-benali")))
    assert "Qui a consulté" not in text_of(nadia.get(files("lina-benali")))


def test_a_refused_file_is_not_a_reading_and_the_heads_own_console_is(academy, client_as, files, later):
    client_as("claire-roux").get(files("adam-benali"))
    client_as("helene-garnier").get(reverse("console:family", args=[academy["lina-benali"].person.pk]))
    later(minutes=3)
    assert count_readings() == 1
    with scope.everything("test"):
        assert FileReading.objects.get().reader == academy["helene-garnier"].person


def test_counting_in_twice_after_a_crash_changes_nothing(academy, client_as, files, later, monkeypatch):
    client_as("nadia-leroy").get(files("lina-benali"))
    later(minutes=3)
    (path,) = readings.past_files()
    with path.open("a") as file:
        file.write("cut short\n" + "\t".join(["0" * 32] * 3 + ["National_evs", clock.now().isoformat()]) + "\n")
    with monkeypatch.context() as patch:

        def killed(_path):
            raise OSError("killed")

        patch.setattr(type(path), "unlink", killed)
        with pytest.raises(OSError, match="killed"):
            count_readings()
    with scope.everything("test"):
        before = list(FileReading.objects.values())
        assert len(before) == 1
        count_readings()
        assert list(FileReading.objects.values()) == before


def test_a_full_disk_fails_no_page(client_as, files):
    readings.folder().parent.mkdir(exist_ok=True)
    readings.folder().write_text("in the way")
    assert client_as("nadia-leroy").get(files("lina-benali")).status_code == 200


def test_readings_last_a_year_go_with_the_pupil_and_are_in_their_export(academy, client_as, files, later):
    client_as("nadia-leroy").get(files("lina-benali"))
    later(minutes=3)
    count_readings()
    lina = academy["lina-benali"].person
    with scope.everything("test"):
        row = FileReading.objects.get()
        told = duties.export_of(lina.pk)
        assert "Nadia" not in str(told) and "file_readings" in str(told)
        FileReading.objects.filter(pk=row.pk).update(day=clock.today() - dt.timedelta(days=365))
        assert expire_readings() == {"file_readings": 0}
        FileReading.objects.filter(pk=row.pk).update(day=clock.today() - dt.timedelta(days=366))
        assert expire_readings() == {"file_readings": 1}


def test_search_names_are_folded_as_they_are_asked(academy):
    """What the list compares: the same folding on write and on query."""
    assert fold("BÉNALI") in academy["lina-benali"].person.search_name.split()


def test_pupils_are_paged_and_sorted_as_other_lists(client_as, monkeypatch):
    from preau.ui import listing

    monkeypatch.setattr(listing.paged, "__kwdefaults__", {**listing.paged.__kwdefaults__, "per_page": 3})
    head = client_as("helene-garnier")
    first = head.get("/eleves/", {"tri": "classe"}).content.decode()
    assert 'rel="next" href="/eleves/?tri=classe&amp;page=2"' in first and "Page 1 sur" in first
    assert 'value="classe" selected' in first
    rooms = re.findall(r'row-detail">([^<·]+)', first)
    last = head.get("/eleves/", {"tri": "classe", "page": "99999"})
    assert last.status_code == 200 and 'rel="prev"' in last.content.decode()
    assert rooms == sorted(rooms)
