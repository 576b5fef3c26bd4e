"""« Comment votre établissement utilise l’ENT »: true to the settings, for everybody of the school and nobody else."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.access import switches
from preau.access.public import set_school_entry, set_space_opening
from preau.directory.enums import Profile
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db
USAGE = "/etablissement/usages/"


@pytest.fixture
def world():
    switches.forget()
    with scope.everything("test"):
        at, other = people_of.school("Lycée des Tilleuls"), people_of.school("Canari")
        lina = people_of.pupil("Lina", "Béranger", at)
        people_of.enrolled(lina, at, "2A")
        sofia = people_of.guardian("Sofia", "Béranger", lina, at)
        clients = {
            "head": worn.staff(at), "teacher": worn.staff(at, Profile.TEACHER, "Claire"),
            "lina": worn.signed_in(lina), "sofia": worn.signed_in(sofia),
        }  # fmt: skip
    yield at, other, clients
    switches.forget()


def test_everybody_of_the_school_reads_it_and_help_leads_there(world, client) -> None:
    at, other, of = world
    for one in of.values():
        page = one.get(USAGE)
        said = worn.text_of(page)
        assert page.status_code == 200 and at.name in said and other.name not in said
        assert "Les élèves d’une classe" in said and "aux enseignants de cette classe" in said
        assert f'href="{USAGE}"' in one.get("/aide/").content.decode()
    assert of["lina"].get(USAGE, {"etablissement": other.uai}).status_code == 404
    assert client.get(USAGE).status_code == 302 and USAGE not in client.get("/aide/").content.decode()


def _of_guardians(text: str) -> str:
    """The sentence of a class's guardians."""
    return text.split("Les responsables des élèves d’une classe peuvent écrire ")[1].split(".")[0]


def test_a_setting_changed_shows_at_once(world) -> None:
    at, _other, of = world
    before = worn.text_of(of["lina"].get(USAGE))
    rule = "aux responsables des élèves de cette classe"
    assert rule not in _of_guardians(before)
    day = clock.today() - dt.timedelta(days=3)
    with scope.everything("test"):
        link = {"subject": "link", "key": "class_guardians>class_guardians", "value": "open"}
        for said in (link, {"subject": "service", "key": "scolarite", "value": "off"}):
            set_school_entry(actor=worn.US, school_id=at.pk, version="", **said)
        set_space_opening(actor=worn.US, school_id=at.pk, opens_on=day, version="")
    after = worn.text_of(of["lina"].get(USAGE))
    assert rule in _of_guardians(after) and "Fermé à tous" in after and "Tout l’établissement" in after
    assert "Fermé à tous" not in before and "Il est ouvert à tous" in before


def test_it_is_read_before_the_space_opens(world) -> None:
    at, _other, of = world
    day = clock.today() + dt.timedelta(days=3)
    with scope.everything("test"):
        set_space_opening(actor=worn.US, school_id=at.pk, opens_on=day, version="")
    switches.forget()
    assert of["lina"].get("/").status_code == 403 and of["lina"].get(USAGE).status_code == 200
