"""Opening of the space by date: the nearest date wins, families read when to come back, staff enter."""

import datetime as dt

import pytest
from django.urls import reverse

from console import worn
from directory import people_of
from preau.access import switches
from preau.access.models import SpaceOpening
from preau.directory.enums import Profile
from preau.directory.models import Enrollment, Homeroom
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry
from preau.ui.wording import plain_date

pytestmark = pytest.mark.django_db
SPACE = "/console/ouverture/"
LATER = clock.today() + dt.timedelta(days=10)
SOONER = clock.today() - dt.timedelta(days=1)


@pytest.fixture
def world():
    switches.forget()
    with scope.everything("test"):
        at = people_of.school("Lycée des Tilleuls")
        lina, tom = people_of.pupil("Lina", "Béranger", at), people_of.pupil("Tom", "Béranger", at)
        people_of.enrolled(lina, at, "2A")
        people_of.enrolled(tom, at, "TB")
        Enrollment.objects.filter(student=lina).update(level_label="2NDE GT")
        Enrollment.objects.filter(student=tom).update(level_label="TERMINALE")
        sofia = people_of.guardian("Sofia", "Béranger", lina, at)
        people_of.link(sofia, tom, at)
        clients = {
            "head": worn.staff(at), "teacher": worn.staff(at, Profile.TEACHER, "Claire"), "lina": worn.signed_in(lina),
            "tom": worn.signed_in(tom), "sofia": worn.signed_in(sofia),
        }  # fmt: skip
        rooms = dict(Homeroom.objects.filter(school=at).values_list("label", "pk"))
    yield at, clients, rooms
    switches.forget()


def fix(head, unit: str, day: dt.date | None, django_capture_on_commit_callbacks) -> str:
    """The preview, then what it confirms, as a browser sends it."""
    preview = head.get(SPACE, {"unit": unit, "opens_on": day.isoformat() if day else ""})
    said = worn.text_of(preview)
    with scope.everything("test"):
        row = next((one for one in SpaceOpening.objects.all() if _unit(one) == unit), None)
    with django_capture_on_commit_callbacks(execute=True):
        answer = head.post(
            SPACE,
            {"unit": unit, "opens_on": day.isoformat() if day else "", "version": str(row.version) if row else ""},
        )
    assert answer.status_code == 302
    return said


def _unit(row: SpaceOpening) -> str:
    return (
        f"classe:{row.homeroom_id}" if row.homeroom_id else f"niveau:{row.level_label}" if row.level_label else "tout"
    )


def test_before_the_day_families_read_when_it_opens_and_staff_enter(world, django_capture_on_commit_callbacks) -> None:
    _at, of, _rooms = world
    said = fix(of["head"], "tout", LATER, django_capture_on_commit_callbacks)
    assert "Entrent aujourd’hui et n’entreront plus avant cette date : 2 élèves et 1 responsable." in said
    for who in ("lina", "sofia"):
        for address in ("/", "/scolarite/", "/plus/"):
            answer = of[who].get(address)
            assert answer.status_code == 403 and "Votre espace ouvrira le" in worn.text_of(answer), (who, address)
        assert of[who].get(reverse("people:my_data")).status_code == 200
        assert of[who].get("/aide/").status_code == 200
    assert of["teacher"].get("/").status_code == 200 and of["head"].get("/").status_code == 200
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(action="access.date_space")]
    assert len(told) == 1 and f"(tout l’établissement) au {plain_date(LATER)}" in told[0]
    fix(of["head"], "tout", None, django_capture_on_commit_callbacks)
    assert of["lina"].get("/").status_code == 200
    assert AuditEntry.objects.filter(action="access.undate_space").count() == 1


def test_the_nearest_date_wins(world, django_capture_on_commit_callbacks) -> None:
    _at, of, rooms = world
    fix(of["head"], "tout", LATER, django_capture_on_commit_callbacks)
    said = fix(of["head"], "niveau:TERMINALE", SOONER, django_capture_on_commit_callbacks)
    assert "Attendaient, et entreront aussitôt : 1 élève et 1 responsable." in said
    assert of["tom"].get("/").status_code == 200 and of["lina"].get("/").status_code == 403
    page = of["sofia"].get("/")
    assert page.status_code == 200 and "Tom" in worn.text_of(page) and "Lina" not in worn.text_of(page)
    fix(of["head"], f"classe:{rooms['TB']}", LATER + dt.timedelta(days=1), django_capture_on_commit_callbacks)
    assert of["tom"].get("/").status_code == 403, "its class after its level"
    fix(of["head"], f"classe:{rooms['2A']}", SOONER, django_capture_on_commit_callbacks)
    assert of["lina"].get("/").status_code == 200, "its class before its school"
    moved = worn.text_of(of["head"].get(SPACE, {"unit": f"classe:{rooms['TB']}", "opens_on": LATER.isoformat()}))
    assert "Attendront jusqu’à un autre jour : 1 élève et 1 responsable." in moved


def test_two_people_never_overwrite_each_other_and_strange_units_are_refused(
    world, django_capture_on_commit_callbacks
) -> None:
    at, of, _rooms = world
    asked = {"unit": "tout", "opens_on": LATER.isoformat(), "version": ""}
    of["head"].post(SPACE, asked)
    assert of["head"].post(SPACE, asked).status_code == 302, "the same form sent twice is done once"
    again = of["head"].post(SPACE, asked | {"opens_on": SOONER.isoformat()})
    said = worn.text_of(again)
    assert again.status_code == 409 and "Quelqu’un d’autre a changé cette date" in said
    assert f"ouvrir le {plain_date(LATER)}" in said and f'value="{SOONER.isoformat()}"' in said, "theirs and mine"
    with scope.everything("test"):
        assert SpaceOpening.objects.get().opens_on == LATER
    wanted = asked | {"opens_on": SOONER.isoformat(), "version": worn.seen_in(again, "version")}
    assert of["head"].post(SPACE, wanted).status_code == 302
    with scope.everything("test"):
        assert SpaceOpening.objects.get().opens_on == SOONER
        other = people_of.school("Autre lycée")
        elsewhere = people_of.pupil("Ana", "Petit", other)
        room = people_of.enrolled(elsewhere, other, "2Z").homeroom_id
    for unit in (f"classe:{room}", "niveau:INCONNU", "classe:rien", "n’importe quoi"):
        assert of["head"].post(SPACE, asked | {"unit": unit}).status_code == 422
    far = of["head"].post(SPACE, asked | {"opens_on": "2099-01-01", "version": "x"}, follow=True)
    assert "trop lointaine" in worn.text_of(far)
    assert of["teacher"].get(SPACE).status_code == 403 and of["lina"].get(SPACE).status_code in (403, 404)
    assert at is not None


def test_a_day_of_one_school_closes_nothing_in_another(world, django_capture_on_commit_callbacks) -> None:
    _at, of, _rooms = world
    with scope.everything("test"):
        other = people_of.school("Autre lycée")
        ana = people_of.pupil("Ana", "Petit", other)
        people_of.enrolled(ana, other, "2A")
        client = worn.signed_in(ana)
    fix(of["head"], "tout", LATER, django_capture_on_commit_callbacks)
    assert client.get("/").status_code == 200


def test_when_whom_it_reaches_moved_it_is_read_again(world) -> None:
    at, of, _rooms = world
    asked = {"unit": "tout", "opens_on": LATER.isoformat()}
    read = of["head"].get(SPACE, asked)
    assert "2 élèves et 1 responsable" in worn.text_of(read)
    sent = {**asked, "version": "", "nombre": worn.number_in(read)}
    with scope.everything("test"):
        ana = people_of.pupil("Ana", "Petit", at)
        people_of.enrolled(ana, at, "2A")
    again = of["head"].post(SPACE, sent)
    said = worn.text_of(again)
    assert again.status_code == 200 and "Le nombre a changé" in said and "3 élèves et 1 responsable" in said
    with scope.everything("test"):
        assert not SpaceOpening.objects.exists()
    assert of["head"].post(SPACE, {**sent, "nombre": worn.number_in(again)}).status_code == 302
    with scope.everything("test"):
        assert SpaceOpening.objects.get().opens_on == LATER
