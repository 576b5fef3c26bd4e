"""The console's other pages: panels by right, schools, colours, pairs, journal, calendar."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from console import worn
from directory import people_of
from preau.directory.enums import Profile, RecordKind
from preau.directory.models import LocalAuthority, RecordMatch, School, SchoolHoliday
from preau.kernel import scope

pytestmark = pytest.mark.django_db


def test_panels_follow_rights() -> None:
    with scope.everything("test"):
        here = people_of.school()
        region = worn.region()
        head, officer, operator = worn.staff(here), worn.officer(region), worn.operator()
        teacher = worn.staff(here, Profile.TEACHER, "Karim")
    seen = {name: worn.text_of(client.get("/console/")) for name, client in
            {"head": head, "officer": officer, "operator": operator}.items()}  # fmt: skip
    assert "décisions de justice" in seen["head"] and "décisions de justice" not in seen["operator"]
    assert "Calendrier scolaire" in seen["operator"] and "Calendrier scolaire" not in seen["officer"]
    assert "Collectivités et couleurs" in seen["officer"] and "Journal" not in seen["officer"]
    assert all("Imports de l’annuaire" in text for text in seen.values())
    assert teacher.get("/console/").status_code == 403


def test_an_officer_counts_own_schools_and_names_nobody() -> None:
    with scope.everything("test"):
        region = worn.region()
        mine, other = people_of.school("Lycée A"), people_of.school("Lycée B")
        School.objects.filter(pk=mine.pk).update(local_authority=region)
        lina = people_of.pupil("Lina", "Moreau", mine)
        people_of.enrolled(lina, mine)
        officer = worn.officer(region)
    page = worn.text_of(officer.get("/console/etablissements/"))
    assert "Lycée A" in page and "Lycée B" not in page and "Moreau" not in page
    assert "1 établissement" in page
    assert "Aucun établissement ici" in worn.text_of(officer.get("/console/etablissements/?q=rien"))
    assert officer.get("/console/etablissements/?kind=faux").status_code == 200
    assert officer.post("/console/etablissements/rattacher/", {"id": other.pk}).status_code == 404
    for page in ("/console/responsables/", "/console/rapprochements/", "/console/journal/"):
        assert officer.get(page).status_code == 404


def test_the_operator_links_schools_after_a_recap() -> None:
    with scope.everything("test"):
        region = worn.region()
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        operator = worn.operator()
    asked = {"id": [str(here.pk), str(there.pk)], "authority": str(region.pk)}
    recap = worn.text_of(operator.get("/console/etablissements/rattacher/", asked))
    assert "Rattacher 2 établissements" in recap and not region.schools.exists()
    done = operator.post("/console/etablissements/rattacher/", asked, follow=True)
    assert "2 établissements rattachés." in worn.text_of(done)
    assert region.schools.count() == 2
    empty = operator.get("/console/etablissements/rattacher/", {"authority": str(region.pk)}, follow=True)
    assert "Cochez au moins un établissement" in worn.text_of(empty)
    assert operator.get("/console/etablissements/rattacher/", {"id": "x"}).status_code == 404


def test_an_officer_dresses_own_collectivity_only() -> None:
    with scope.everything("test"):
        mine, other = worn.region(), worn.region("Autre région")
        officer, operator = worn.officer(mine), worn.operator()
    page = f"/console/collectivites/{mine.pk}/"
    typed = {
        "brand_color": "#AA2200",
        "accent_color": "#123456",
        "accessibility_contact": "Alix Roy",
        "accessibility_email": "alix.roy@region.example",
    }
    typed["seen"] = worn.seen_in(officer.get(page))
    assert "sont enregistrées" in worn.text_of(officer.post(page, typed, follow=True))
    assert LocalAuthority.objects.get(pk=mine.pk).brand_color == "#aa2200"
    wrong = officer.post(page, {**typed, "brand_color": "rouge"})
    assert wrong.status_code == 422 and "Écrivez # puis six" in worn.text_of(wrong)
    half = officer.post(page, {**typed, "accessibility_email": ""})
    assert half.status_code == 422 and "ou aucun des deux" in worn.text_of(half)
    assert officer.get(f"/console/collectivites/{other.pk}/").status_code == 404
    assert officer.get("/console/collectivites/").url == page
    assert operator.get(f"/console/collectivites/{other.pk}/").status_code == 200
    assert "Autre région" in worn.text_of(operator.get("/console/collectivites/"))


def test_pairs_side_by_side_joined_and_parted_by_who_has_rights_over_both() -> None:
    born = dt.date(1980, 5, 4)
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        people = []
        for number in (1, 2):
            who = people_of.person("Karim", f"Benali{number}", email="k@academie.fr", birth_date=born)
            people_of.record(who, RecordKind.STAFF, f"t{number}")
            people_of.place(who, here, Profile.TEACHER)
            people.append(who)
        head, other_head = worn.staff(here), worn.staff(there)
    found = head.post("/console/rapprochements/chercher/", follow=True)
    text = worn.text_of(found)
    assert "Karim Benali1" in text and "Karim Benali2" in text and "4 mai 1980" in text
    match = RecordMatch.objects.get()
    act = f"/console/rapprochements/{match.pk}/"
    assert other_head.post(act + "reunir/").status_code == 404
    assert "Karim" not in worn.text_of(other_head.get("/console/rapprochements/"))
    assert "Réunir ces deux fiches" in worn.text_of(head.get(act + "reunir/"))
    assert "une seule personne" in worn.text_of(head.post(act + "reunir/", follow=True))
    assert "s’en est occupé avant vous" in worn.text_of(head.get(act + "reunir/", follow=True))
    assert "séparées, comme avant" in worn.text_of(head.post(act + "separer/", follow=True))


def test_the_journal_tells_a_school_its_own_acts() -> None:
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        lina = people_of.pupil("Lina", "Moreau", here)
        father = people_of.guardian("Paul", "Moreau", lina, here)
        head, other_head, operator = worn.staff(here), worn.staff(there), worn.operator()
    head.post(
        f"/console/responsables/{lina.pk}/{father.pk}/decision/",
        {"kind": "supervises", "starts_on": "2026-03-02", "relu": "oui"},
    )
    told = worn.text_of(head.get("/console/journal/"))
    assert "Hélène Garnier, Direction a enregistré une décision de justice" in told and "Lina Moreau" in told
    assert "Direction a enregistré une décision" not in worn.text_of(other_head.get("/console/journal/"))
    assert "Direction a enregistré une décision" not in worn.text_of(
        other_head.get(f"/console/journal/?lieu={here.pk}")
    )
    assert "Direction a enregistré une décision" in worn.text_of(operator.get(f"/console/journal/?lieu={here.pk}"))
    assert "Rien dans le journal" in worn.text_of(head.get("/console/journal/?q=cantine"))
    assert "1 ligne" in worn.text_of(head.get("/console/journal/?q=justice"))
    assert "1 ligne" in worn.text_of(head.get("/console/journal/?q=garnier&page=9"))
    for asked in ("q=GARNIER+helene", "qui=helene", "q=decision", "q=enregistre"):
        assert "1 ligne" in worn.text_of(head.get(f"/console/journal/?{asked}")), f"found without accents: {asked}"
    assert "Rien dans le journal" in worn.text_of(head.get("/console/journal/?qui=helene+dupont"))


def test_the_operator_loads_the_official_calendar() -> None:
    with scope.everything("test"):
        operator, head = worn.operator(), worn.staff(people_of.school())
    assert head.get("/console/calendrier/").status_code == 404
    export = (
        "description;population;start_date;end_date;location;zones;annee_scolaire\n"
        "Vacances de la Toussaint;-;2031-10-17T22:00:00+00:00;2031-11-02T23:00:00+00:00;Lyon;Zone A;2031-2032\n"
    )
    file = SimpleUploadedFile("calendrier.csv", export.encode())
    assert "1 période ajoutée" in worn.text_of(operator.post("/console/calendrier/", {"file": file}, follow=True))
    assert SchoolHoliday.objects.get().ends_on == dt.date(2031, 11, 2)
    for wrong in (b"\xff\xfe", b"a;b\n"):
        response = operator.post("/console/calendrier/", {"file": SimpleUploadedFile("c.csv", wrong)})
        assert response.status_code == 422 and "Ce fichier n’est pas" in worn.text_of(response)
