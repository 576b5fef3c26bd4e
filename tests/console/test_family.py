"""Guardians and judges' decisions, for the head of the school alone."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.directory.enums import Profile, Reach
from preau.directory.models import CourtDecision, Guardianship, Person, School
from preau.kernel import clock, scope
from preau.kernel.events import subscribers_of
from preau.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> tuple[School, Person, Person]:
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here, birth_date=dt.date(clock.today().year - 15, 1, 1))
        people_of.enrolled(lina, here, "2GT4")
        father = people_of.guardian("Paul", "Moreau", lina, here)
    return here, lina, father


def url_of(family: tuple[School, Person, Person]) -> str:
    return f"/console/responsables/{family[1].pk}/{family[2].pk}/decision/"


def test_a_head_finds_a_pupil_reads_why_records_a_decision_and_lifts_it(family) -> None:  # type: ignore[no-untyped-def]
    here, lina, _father = family
    with scope.everything("test"):
        head = worn.staff(here)
    found = worn.text_of(head.get("/console/responsables/?q=moreau"))
    assert "Lina Moreau" in found and "2GT4" in found
    page = worn.text_of(head.get(f"/console/responsables/{lina.pk}/"))
    assert "Lit, signe et décide." in page
    assert "Car la livraison de l’académie dit : exerce l’autorité parentale." in page

    typed = {"kind": "protection_order", "starts_on": clock.today().isoformat(), "ends_on": "", "reference": "24/0012"}
    recap = head.post(url_of(family), typed)
    assert "Rien n’est encore enregistré" in worn.text_of(recap) and not CourtDecision.objects.exists()
    done = head.post(url_of(family), {**typed, "relu": "oui"}, follow=True)
    shown = worn.text_of(done)
    assert "Ne voit rien et n’a pas d’accès." in shown and "ordonnance de protection" in shown
    with scope.everything("test"):
        assert Guardianship.objects.get().reach == Reach.BARRED
    decision = CourtDecision.objects.get()
    assert decision.reference == "24/0012"
    assert "Lina Moreau" in worn.text_of(head.get("/console/responsables/"))

    lift = f"/console/decisions/{decision.pk}/lever/"
    assert "Ordonnance de protection" in worn.text_of(head.get(lift))
    assert "La décision est levée" in worn.text_of(head.post(lift, follow=True))
    with scope.everything("test"):
        assert Guardianship.objects.get().reach == Reach.AUTHORITY
    assert "s’en est occupé avant vous" in worn.text_of(head.post(lift, follow=True)), "lifted once"


def test_wrong_dates_come_back_with_a_summary(family) -> None:  # type: ignore[no-untyped-def]
    with scope.everything("test"):
        head = worn.staff(family[0])
    typed = {"kind": "supervises", "starts_on": "2026-03-02", "ends_on": "2026-03-01", "relu": "oui"}
    response = head.post(url_of(family), typed)
    assert response.status_code == 422
    assert "1 point à corriger" in worn.text_of(response) and "#id_ends_on" in response.content.decode()
    assert head.post(url_of(family), {"kind": "exil", "starts_on": "hier"}).status_code == 422
    assert not CourtDecision.objects.exists()


def test_only_the_head_of_that_school_sees_and_decides(family) -> None:  # type: ignore[no-untyped-def]
    here, lina, father = family
    with scope.everything("test"):
        elsewhere = people_of.school("Autre lycée")
        other_head, teacher = worn.staff(elsewhere), worn.staff(here, Profile.TEACHER, "Karim")
        guardian = worn.signed_in(father)
        head = worn.staff(here, given="Jeanne")
    typed = {"kind": "supervises", "starts_on": "2026-03-02", "relu": "oui"}
    head.post(url_of(family), typed)
    decision = CourtDecision.objects.get()
    pages = [f"/console/responsables/{lina.pk}/", url_of(family), f"/console/decisions/{decision.pk}/lever/"]
    for page in pages:
        for method in ("get", "post"):
            assert getattr(other_head, method)(page, typed).status_code in {404, 405}
            assert getattr(teacher, method)(page, typed).status_code == 403
            assert getattr(guardian, method)(page, typed).status_code == 404
    assert "Lina" not in worn.text_of(other_head.get("/console/responsables/?q=lina"))
    assert CourtDecision.objects.get().withdrawn_at is None


def test_an_adult_pupils_choice_is_recorded_only_from_eighteen(family) -> None:  # type: ignore[no-untyped-def]
    here, lina, _father = family
    with scope.everything("test"):
        head = worn.staff(here)
    page = f"/console/responsables/{lina.pk}/majorite/signatures-prises/"
    assert "à partir de 18 ans" in worn.text_of(head.post(page, follow=True))
    Person.objects.filter(pk=lina.pk).update(birth_date=dt.date(clock.today().year - 19, 1, 1))
    assert "signera à la place" in worn.text_of(head.get(page))
    assert "L’élève, majeur, signe à sa place." in worn.text_of(head.post(page, follow=True))
    back = f"/console/responsables/{lina.pk}/majorite/signatures-rendues/"
    assert "Lit, signe et décide." in worn.text_of(head.post(back, follow=True))
    assert head.get(f"/console/responsables/{lina.pk}/majorite/autre/").status_code == 404


def test_a_contact_is_put_in_charge_and_taken_back_on_the_page(family) -> None:  # type: ignore[no-untyped-def]
    here, lina, _father = family
    with scope.everything("test"):
        aunt = people_of.guardian("Rose", "Moreau", lina, here, Reach.CONTACT)
        head = worn.staff(here)
    page = f"/console/responsables/{lina.pk}/"
    give, take = (f"{page}{aunt.pk}/charge/{act}/" for act in ("confier", "reprendre"))
    html = head.get(page).content.decode()
    assert give in html and take not in html and html.count("/charge/") == 1

    recap = worn.text_of(head.get(give))
    assert "pourra ouvrir un compte" in recap and "1 responsable de cet élève a déjà un accès." in recap
    with scope.everything("test"):
        assert Guardianship.objects.get(guardian=aunt).reach == Reach.CONTACT
    shown = head.post(give, follow=True)
    assert "Car la direction lui a confié l’élève" in worn.text_of(shown)
    assert take in shown.content.decode() and give not in shown.content.decode()
    assert "En charge" in worn.text_of(shown)
    head.post(give)
    with scope.everything("test"):
        assert Guardianship.objects.get(guardian=aunt).reach == Reach.IN_CHARGE
    opened = worn.signed_in(aunt)
    assert "Lina" in worn.text_of(opened.get("/", follow=True))

    assert "ses sessions se ferment" in worn.text_of(head.get(take))
    assert "redevient un simple contact" in worn.text_of(head.post(take, follow=True))
    for event in OutboxEvent.objects.filter(topic="directory.guardianship_changed"):
        for hear in subscribers_of(event.topic):
            hear(event)
    assert opened.get("/").status_code == 302, "whose charge ended is at the door again"
    with scope.everything("test"):
        assert Guardianship.objects.get(guardian=aunt).reach == Reach.CONTACT


def test_what_no_head_may_do_is_refused_on_the_page(family) -> None:  # type: ignore[no-untyped-def]
    here, lina, father = family
    with scope.everything("test"):
        elsewhere = people_of.school("Autre lycée")
        head, other_head = worn.staff(here), worn.staff(elsewhere, given="Yves")
        teacher, guardian = worn.staff(here, Profile.TEACHER, "Karim"), worn.signed_in(father)
    page = f"/console/responsables/{lina.pk}/"
    give, take = (f"{page}{father.pk}/charge/{act}/" for act in ("confier", "reprendre"))
    assert "/charge/" not in head.get(page).content.decode()
    assert head.get(give).status_code == head.get(take).status_code == 302
    assert "au moins aussi large" in worn.text_of(head.post(give, follow=True))
    assert head.get(f"{page}{father.pk}/charge/autre/").status_code == 404
    assert head.get(f"{page}{lina.pk}/charge/confier/").status_code == 404
    for method in ("get", "post"):
        for address in (give, take):
            assert getattr(other_head, method)(address).status_code == 404
            assert getattr(teacher, method)(address).status_code == 403
            assert getattr(guardian, method)(address).status_code == 404
    with scope.everything("test"):
        assert Guardianship.objects.get().reach == Reach.AUTHORITY
