"""Terms of a school: set by its head, checked, never silently overwritten by a second person."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken
from preau.directory.models import GradingPeriod, JointCampus, School
from preau.directory.selectors import grading_periods_of
from preau.directory.services import ensure_school_year, set_grading_periods
from preau.directory.services.calendar import PeriodDates
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
TERMS = "/console/periodes/"
FIRST = {"name_1": "1er semestre", "starts_on_1": "2026-09-01", "ends_on_1": "2027-01-24"}
SECOND = {"name_2": "2e semestre", "starts_on_2": "2027-01-25", "ends_on_2": "2027-07-03"}


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC))


@pytest.fixture
def here():
    with scope.everything("test"):
        return people_of.school("Lycée A")


@pytest.fixture
def head(here):
    with scope.everything("test"):
        return worn.staff(here)


def seen_by(client, path=TERMS):
    """The hidden field of the form, as a browser sends it back."""
    return worn.seen_in(client.get(path))


def kept(school, year=2026):
    with scope.everything("test"):
        return [(one.name, one.starts_on, one.ends_on) for one in grading_periods_of(school.pk, year)]


def test_a_head_sets_the_terms_of_the_year_and_of_the_next(here, head):
    assert "Périodes de l’année" in worn.text_of(head.get("/console/"))
    assert "Aucune période n’est encore fixée pour 2026-2027" in worn.text_of(head.get(TERMS))
    done = head.post(TERMS, {"seen": seen_by(head), **FIRST, **SECOND}, follow=True)
    assert "Les périodes de 2026-2027 sont enregistrées." in worn.text_of(done)
    assert "25 janvier 2027" in worn.text_of(done)
    assert kept(here) == [
        ("1er semestre", dt.date(2026, 9, 1), dt.date(2027, 1, 24)),
        ("2e semestre", dt.date(2027, 1, 25), dt.date(2027, 7, 3)),
    ]
    assert "du 1er septembre 2026 au 24 janvier 2027" in worn.text_of(head.get("/etablissement/"))
    after = f"{TERMS}?annee=2027"
    head.post(after, {"seen": seen_by(head, after), "name_1": "T1", "starts_on_1": "2027-09-01",
                      "ends_on_1": "2027-12-01"})  # fmt: skip
    assert len(kept(here, 2027)) == 1 and len(kept(here)) == 2
    with scope.everything("test"):
        assert AuditEntry.objects.filter(action="directory.set_grading_periods", chain=str(here.pk)).count() == 2
    assert "a fixé les périodes de 2026-2027 : 1er semestre, 2e semestre" in worn.text_of(head.get("/console/journal/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({**FIRST, **SECOND, "starts_on_2": "2027-01-24"}, "« 2e semestre » commence avant la fin de la précédente."),
        ({**FIRST, "ends_on_1": "2026-08-31"}, "« 1er semestre » finit avant de commencer."),
        ({**FIRST, "starts_on_1": "2026-08-31"}, "« 1er semestre » sort de l’année scolaire."),
        ({**FIRST, **SECOND, "ends_on_2": "2027-09-01"}, "« 2e semestre » sort de l’année scolaire."),
        ({**FIRST, "ends_on_1": ""}, "Il manque le dernier jour de cette période."),
        ({**FIRST, "starts_on_1": ""}, "Il manque le premier jour de cette période."),
        ({**FIRST, "name_1": " "}, "Donnez un nom à cette période, ou videz ses dates."),
        ({**FIRST, "ends_on_1": "2027-02-30"}, "date"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_keeps_what_was_typed(here, head, typed, words):
    answer = head.post(TERMS, {"seen": seen_by(head), **typed})
    assert answer.status_code == 422
    assert words in worn.text_of(answer)
    assert typed["ends_on_1"] in answer.content.decode()
    assert kept(here) == []


def test_two_persons_never_overwrite_each_other_unseen(here, head):
    with scope.everything("test"):
        deputy = worn.staff(here, given="Jean")
    before = seen_by(head)
    deputy.post(TERMS, {"seen": seen_by(deputy), "name_1": "Trimestre 1", "starts_on_1": "2026-09-01",
                        "ends_on_1": "2026-11-29"})  # fmt: skip
    answer = head.post(TERMS, {"seen": before, **FIRST, **SECOND})
    page = worn.text_of(answer)
    assert answer.status_code == 409
    assert "Quelqu’un d’autre a enregistré pendant que vous écriviez" in page and "Jean Garnier, Direction" in page
    assert "Période 1 : Nom" in page and "Trimestre 1" in page
    assert "2e semestre" in page, "both what the other wrote and what was typed"
    assert [one[0] for one in kept(here)] == ["Trimestre 1"]
    head.post(TERMS, {"seen": worn.seen_in(answer), **FIRST, **SECOND})
    assert [one[0] for one in kept(here)] == ["1er semestre", "2e semestre"]


@pytest.mark.parametrize("seen", ["", "forged"])
def test_a_form_that_does_not_say_what_it_saw_overwrites_nothing(here, head, seen):
    head.post(TERMS, {"seen": seen_by(head), **FIRST})
    assert head.post(TERMS, {"seen": seen, **FIRST, **SECOND}).status_code == 409
    assert len(kept(here)) == 1


def test_the_same_terms_again_write_nothing(here, head):
    ask = {"seen": seen_by(head), **FIRST, **SECOND}
    assert head.post(TERMS, ask).status_code == head.post(TERMS, ask).status_code == 302
    with scope.everything("test"):
        assert AuditEntry.objects.filter(action="directory.set_grading_periods").count() == 1


def test_a_service_called_with_old_sight_says_so(here):
    period = PeriodDates("T1", dt.date(2026, 9, 1), dt.date(2026, 12, 1))
    with scope.everything("test"):
        ensure_school_year(actor=worn.US, day=dt.date(2026, 9, 1))
        set_grading_periods(actor=worn.US, school_id=here.pk, year=2026, periods=[period], seen=[])
        with pytest.raises(Overtaken):
            set_grading_periods(actor=worn.US, school_id=here.pk, year=2026, periods=[], seen=[])
        assert GradingPeriod.objects.count() == 1


def test_terms_are_for_the_head_of_the_school(here):
    with scope.everything("test"):
        teacher = worn.staff(here, Profile.TEACHER, "Karim")
        operator = worn.operator()
    assert teacher.get(TERMS).status_code == 403
    assert operator.get(TERMS).status_code == 404


def test_a_joint_campus_is_named_on_the_schools_page_and_in_the_consoles_list(here, head):
    with scope.everything("test"):
        region = worn.region()
        there, alone = people_of.school("Collège B"), people_of.school("Lycée C")
        campus = JointCampus.objects.create(name="Cité des Tilleuls")
        School.objects.filter(pk__in=[here.pk, there.pk]).update(joint_campus=campus)
        School.objects.filter(pk__in=[here.pk, alone.pk]).update(local_authority=region)
        officer = worn.officer(region)
    page = worn.text_of(head.get("/etablissement/"))
    assert "Cité scolaire « Cité des Tilleuls »" in page and "Collège B" in page
    listed = worn.text_of(officer.get("/console/etablissements/"))
    assert listed.count("Cité scolaire « Cité des Tilleuls »") == 1
    assert "avec Collège B" in listed
