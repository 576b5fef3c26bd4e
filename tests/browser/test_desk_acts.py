"""What a head does at the desk, on a telephone: a rule changed after its preview, a pair joined and parted again."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.databases import in_database
from preau.kernel import scope
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

BORN = dt.date(1980, 3, 2)


def sent(page: Page, name: str, *, scripts: bool = True) -> None:
    """Click a button that sends, and give the second factor of the demonstration's cast when it is asked for."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    again = page.get_by_role("button", name="Confirmer d’un clic")
    if again.count():
        with page.expect_navigation():
            again.click()
        if not scripts:  # with them, the page goes on by itself
            page.get_by_role("button", name="Continuer").click()


@pytest.fixture
def head(browser: Browser, own_site: Site) -> Callable[[bool], Page]:
    """Hélène Garnier's telephone, with or without scripts."""

    def signed_in(scripts: bool) -> Page:
        door = browser.new_context(locale="fr-FR")
        sign_in(door.new_page(), own_site, "helene-garnier")
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=scripts,
            storage_state=door.storage_state(),
        )  # fmt: skip
        door.close()
        return context.new_page()

    return signed_in


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_a_rule_is_previewed_then_changed(head: Callable[[bool], Page], own_site: Site, scripts: bool):
    page = head(scripts)
    page.goto(f"{own_site.url}/console/regles/link/class_guardians>class_guardians/")
    page.locator("input[name=valeur][value=open]").check()
    page.get_by_role("button", name="Voir ce que cela change").click()
    told = page.locator("main")
    expect(told).to_contain_text(
        re.compile(r"S’ouvre\s: [\d\s]+ personnes pourront écrire à [\d\s]+ personnes de plus")
    )
    expect(told).to_contain_text(re.compile(r"[\d\s]+ personnes verront quelqu’un de plus"))
    picture(page, f"rule-preview-{scripts}")
    sent(page, "Enregistrer", scripts=scripts)
    expect(page.locator("main")).to_contain_text(
        "Les responsables des élèves d’une classe peuvent écrire aux responsables des élèves de cette classe."
    )
    # Read again, it is what holds; the way back says what closes.
    page.goto(f"{own_site.url}/console/regles/link/class_guardians>class_guardians/?valeur=reply")
    expect(page.locator("main")).to_contain_text(re.compile(r"Se ferme\s: [\d\s]+ personnes ne pourront plus écrire"))
    page.context.close()


def plant(own_site: Site, django_db_blocker: Any) -> None:
    """One teacher whom the academy holds twice, at one professional address."""
    from cast import Academy
    from directory import people_of
    from preau.directory.enums import Profile, RecordKind

    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a test"):
        lycee = Academy().school("1001")
        for number, given in enumerate(("Karine", "K.")):
            who = people_of.person(given, "Canari", email="karine.canari@academie.example", birth_date=BORN)
            people_of.record(who, RecordKind.STAFF, f"canari{number}", lycee.authority_id)
            people_of.place(who, lycee, (Profile.TEACHER, Profile.LIBRARIAN)[number])


def test_a_pair_is_joined_and_parted_again(head: Callable[[bool], Page], own_site: Site, django_db_blocker: Any):
    plant(own_site, django_db_blocker)
    page = head(True)
    page.goto(f"{own_site.url}/console/rapprochements/")
    sent(page, "Chercher de nouvelles paires")
    card = page.locator(".card", has_text="Karine CANARI et K. CANARI")
    expect(card).to_contain_text("karine.canari@academie.example")
    picture(page, "pair-1-side-by-side")
    card.get_by_role("link", name=re.compile("C’est la même personne")).click()
    sent(page, "Réunir ces deux fiches")
    expect(page.locator("body")).to_contain_text("Les deux fiches sont une seule personne")
    expect(page.locator("main")).not_to_contain_text("Karine Canari et K. Canari")
    page.get_by_role("link", name=re.compile("Réunies")).click()
    card = page.locator(".card", has_text="Karine CANARI")
    picture(page, "pair-2-joined")
    card.get_by_role("link", name=re.compile("Séparer ces fiches")).click()
    sent(page, "Séparer ces deux fiches")
    expect(page.locator("body")).to_contain_text("Les deux fiches sont de nouveau séparées, comme avant.")
    expect(page.locator("main .card", has_text="Karine CANARI et K. CANARI")).to_have_count(0)
    page.goto(f"{own_site.url}/console/rapprochements/?etat=reunies")
    expect(page.locator("main")).to_contain_text("Aucune fiche réunie depuis moins de 30 jours")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_a_file_that_was_confirmed_arrives_once_and_the_page_says_so(
    head: Callable[[bool], Page], own_site: Site, scripts: bool
):
    page = head(scripts)
    page.goto(f"{own_site.url}/console/annuaire/?q=benali")
    page.get_by_role("button", name="Exporter en CSV").click()
    if scripts:
        with page.expect_download():
            page.get_by_role("button", name="Confirmer d’un clic").click()
        expect(page.locator("main")).to_contain_text("Votre demande est partie")
        expect(page.locator("main form[data-go-on]")).to_be_hidden()
        page.get_by_role("link", name="Revenir").click()
    else:
        page.get_by_role("button", name="Confirmer d’un clic").click()
        expect(page.locator("main")).to_contain_text("ne l’envoyez pas deux fois")
        with page.expect_download():
            page.get_by_role("button", name="Continuer").click()
        page.get_by_role("link", name="Ne rien faire").click()
    expect(page).to_have_url(f"{own_site.url}/console/annuaire/?q=benali")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_pupils_ticked_in_the_list_join_a_group_by_the_keyboard_alone(
    head: Callable[[bool], Page], own_site: Site, scripts: bool
):
    page, label = head(scripts), f"Chorale {scripts}"
    page.goto(f"{own_site.url}/console/groupes/")
    page.get_by_label("Nom du groupe", exact=True).fill(label)
    sent(page, "Créer le groupe", scripts=scripts)
    page.goto(f"{own_site.url}/console/annuaire/?q=benali")
    for name in ("Benali Lina", "Benali Samira"):
        box = page.get_by_role("checkbox", name=re.compile(f"Cocher {name}", re.IGNORECASE))
        box.focus()
        box.press("Space")
        expect(box).to_be_checked()
    page.get_by_label("Agir sur plusieurs personnes").select_option(label="Ajouter à un groupe")
    picture(page, f"people-chosen-{scripts}")
    with page.expect_navigation():
        page.get_by_role("button", name="Pour les personnes cochées").press("Enter")
    page.get_by_label("Groupe fait à la main").select_option(label=label)
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").press("Enter")
    told = page.locator("main")
    expect(told).to_contain_text("1 élève sera ajouté.")
    expect(told).to_contain_text("Ne sont pas des élèves de l’établissement : 1")
    picture(page, f"people-left-out-{scripts}")
    sent(page, "Ajouter", scripts=scripts)
    expect(page.locator("main h1")).to_have_text(label)
    expect(page.locator("main")).to_contain_text(re.compile("Benali Lina", re.IGNORECASE))
    page.context.close()
