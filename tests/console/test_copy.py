"""Settings of a school copied to a list of others: read school by school, then done, within the collectivity."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.access import switches
from preau.access.enums import Right
from preau.access.models import AuthoritySetting, Delegation, SchoolSetting, SpaceOpening
from preau.access.policy import policy_of
from preau.access.public import entrust, set_school_entry, set_space_opening
from preau.directory.enums import Profile
from preau.directory.models import Enrollment, Homeroom, School
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
COPY = "/console/reglages/copier/"
DAY = clock.today() + dt.timedelta(days=10)
RIGHT = "National_doc:see_pupil"
LINK = "class_guardians>class_guardians"


@pytest.fixture
def world():
    switches.forget()
    with scope.everything("test"):
        region = worn.region()
        schools = [people_of.school(name) for name in ("Modèle", "Autre", "Troisième")]
        stranger = people_of.school("Hors collectivité")
        School.objects.filter(pk__in=[one.pk for one in schools]).update(local_authority=region)
        for at, level in zip(schools, ("2NDE", "2NDE", "TLE"), strict=True):
            people_of.enrolled(people_of.pupil("Lina", "Béranger", at), at)
            Enrollment.objects.filter(school=at).update(level_label=level)
        for subject, key, value in (("link", LINK, "open"), ("service", "classes", "off")):
            set_school_entry(actor=worn.US, school_id=schools[0].pk, subject=subject, key=key, value=value, version="")
        set_school_entry(
            actor=worn.US, school_id=schools[1].pk, subject="service", key="annuaire", value="off", version=""
        )
        set_school_entry(
            actor=worn.US, school_id=schools[0].pk, subject="right", key=RIGHT, value="own_classes", version=""
        )
        for level in ("", "2NDE"):
            set_space_opening(actor=worn.US, school_id=schools[0].pk, opens_on=DAY, version="", level=level)
        officer = worn.officer(region)
    yield officer, region, schools, stranger
    switches.forget()


def asked(schools: list, *parts: str) -> dict:
    return {
        "model": schools[0].uai.lower(), "targets": f"{schools[1].uai}\n{schools[2].uai}, {schools[0].uai}",
        "parts": list(parts or ("rules", "services", "rights", "days")),
    }  # fmt: skip


def digest_in(page) -> str:
    return page.content.decode().split('name="lu" value="')[1].split('"')[0]


def test_what_would_change_is_read_school_by_school_then_done(world) -> None:
    officer, _region, schools, _stranger = world
    page = officer.post(COPY, asked(schools))
    said = worn.text_of(page)
    assert "2 établissements vont changer" in said and "« Classes » est fermé pour tous." in said
    assert (
        "Les responsables des élèves d’une classe peuvent écrire aux responsables des élèves de cette classe." in said
    )
    with scope.everything("test"):
        assert not SchoolSetting.objects.filter(school=schools[2]).exists(), "reading writes nothing"
    done = officer.post(COPY, asked(schools) | {"lu": digest_in(page)}, follow=True)
    assert "2 établissements modifiés." in worn.text_of(done)
    with scope.everything("test"):
        for at in schools[1:]:
            policy = policy_of(at.pk)
            assert policy.value("link", LINK) == "open" and policy.value("service", "classes") == "off"
            assert policy.value("service", "annuaire") == "on", "what they had set otherwise goes back"
            assert SpaceOpening.objects.filter(school=at, level_label="", opens_on=DAY).exists()
        assert SpaceOpening.objects.filter(school=schools[1], level_label="2NDE").exists()
        assert not SpaceOpening.objects.filter(school=schools[2], level_label="2NDE").exists(), "it has no such level"
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(action="access.copy_settings")]
    assert len(told) == 2 and all(f"réglages de l’établissement {schools[0].uai}" in one for one in told)
    again = officer.post(COPY, asked(schools))
    assert "rien à copier" in worn.text_of(again)


def test_only_the_parts_asked_for_are_copied(world) -> None:
    officer, _region, schools, _stranger = world
    page = officer.post(COPY, asked(schools, "services"))
    officer.post(COPY, asked(schools, "services") | {"lu": digest_in(page)})
    with scope.everything("test"):
        policy = policy_of(schools[1].pk)
        assert policy.value("service", "classes") == "off" and policy.value("link", LINK) != "open"
        assert not SpaceOpening.objects.exclude(school=schools[0]).exists()


def test_what_changed_since_is_read_again_and_what_is_locked_stays(world) -> None:
    officer, region, schools, _stranger = world
    page = officer.post(COPY, asked(schools))
    with scope.everything("test"):
        set_school_entry(
            actor=worn.US, school_id=schools[2].pk, subject="service", key="etablissement", value="off", version=""
        )
    late = officer.post(COPY, asked(schools) | {"lu": digest_in(page)})
    assert "relisez avant de copier" in worn.text_of(late)
    with scope.everything("test"):
        assert policy_of(schools[1].pk).value("service", "classes") == "on", "nothing was written"
        AuthoritySetting.objects.create(
            local_authority=region, subject="service", key="classes", value="on", locked=True, changed_by="x",
            changed_at=clock.now(),
        )  # fmt: skip
    again = officer.post(COPY, asked(schools))
    assert "2 réglages fixés par la collectivité restent tels quels" in worn.text_of(again)
    officer.post(COPY, asked(schools) | {"lu": digest_in(again)})
    with scope.everything("test"):
        assert policy_of(schools[1].pk).value("service", "classes") == "on"


def test_rights_go_by_role_and_function_never_by_named_person(world) -> None:
    officer, _region, schools, _stranger = world
    with scope.everything("test"):
        claire = people_of.person("Claire", "Roux")
        people_of.place(claire, schools[0], Profile.TEACHER)
        entrust(
            actor=worn.US, school_id=schools[0].pk, person_id=claire.pk, right=Right.SEE_FAMILY, homeroom_id=None,
            starts_on=clock.today(), ends_on=DAY, reason="rentrée",
        )  # fmt: skip
    page = officer.post(COPY, asked(schools, "rights"))
    said = worn.text_of(page)
    assert "1 droit confié à une personne nommée n’est pas copié" in said and "Claire" not in said
    assert "Les documentalistes peuvent ouvrir la fiche d’un élève, dans ses classes et ses groupes." in said
    officer.post(COPY, asked(schools, "rights") | {"lu": digest_in(page)})
    with scope.everything("test"):
        policy = policy_of(schools[1].pk)
        assert policy.value("right", RIGHT) == "own_classes" and policy.value("service", "classes") == "on"
        assert not Delegation.objects.exclude(school=schools[0]).exists()


def test_days_of_classes_go_to_classes_of_the_same_name(world) -> None:
    officer, _region, schools, _stranger = world
    with scope.everything("test"):
        for at, codes in zip(schools, (("3A", "3B"), ("3A", "3C"), ("3B",)), strict=True):
            for code in codes:
                people_of.enrolled(people_of.pupil("Tom", "Béranger", at), at, code)
        rooms = {(one.school_id, one.label): one.pk for one in Homeroom.objects.all()}
        for at, label in ((0, "3A"), (0, "3B"), (1, "3C"), (2, "2A")):
            set_space_opening(
                actor=worn.US, school_id=schools[at].pk, opens_on=DAY + dt.timedelta(days=1), version="",
                homeroom_id=rooms[schools[at].pk, label],
            )  # fmt: skip
    page = officer.post(COPY, asked(schools, "days"))
    said = worn.text_of(page)
    assert "Pas de classe « 3B » ici : sa date n’est pas copiée." in said and "3A ouvre le" in said
    assert "Pas de niveau" in said, "the third school has no 2NDE"
    officer.post(COPY, asked(schools, "days") | {"lu": digest_in(page)})
    with scope.everything("test"):
        dated = SpaceOpening.objects.filter(homeroom__isnull=False).exclude(school=schools[0])
        assert set(dated.values_list("school_id", "homeroom__label")) == {
            (schools[1].pk, "3A"), (schools[1].pk, "3C"), (schools[2].pk, "3B"),
        }, "3C stays: the model has no such class; the third's 2A goes back: the model's has no day"  # fmt: skip


def test_schools_of_others_are_refused_by_name_and_only_officers_copy(world) -> None:
    officer, _region, schools, stranger = world
    said = asked(schools) | {"targets": f"{schools[1].uai} {stranger.uai} 0000000Z"}
    answer = officer.post(COPY, said)
    assert answer.status_code == 422
    assert f"Pas l’un de vos établissements : {stranger.uai}, 0000000Z." in worn.text_of(answer)
    other = officer.post(COPY, asked(schools) | {"model": stranger.uai})
    assert other.status_code == 422 and "n’est pas l’un des vôtres" in worn.text_of(other)
    many = officer.post(COPY, asked(schools) | {"targets": " ".join(f"{n:07d}A" for n in range(301))})
    assert many.status_code == 422 and "300 au plus" in worn.text_of(many)
    with scope.everything("test"):
        head = worn.staff(schools[0], Profile.HEAD)
    assert head.get(COPY).status_code == 404
