"""A wide right confided to a colleague asks of them what is asked of a head: a second factor, a long password."""

import datetime as dt
import re

import pytest
from django.test import Client

import strong
from cast import LYCEE
from console.worn import text_of
from preau.access import admission
from preau.access.enums import Right
from preau.access.models import Delegation
from preau.access.public import hats_of, rights_held
from preau.access.risks import wide_rights
from preau.access.roles import FUNCTION, RIGHTS
from preau.access.services import entrust
from preau.directory.models import Homeroom
from preau.identity.models import Account
from preau.identity.opening import WeakPassword, check_password
from preau.identity.public import WIDE_PROFILES, account_by_id, has_wide_rights, with_wide_rights
from preau.identity.services import Refused
from preau.identity.showing import show_code
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry

SHORT = "cheval agrafe"
LONG = "cheval agrafe et tartine"
LOCKED = (Right.SET_RULES, Right.DECIDE_IMPORTS, Right.SEE_FAMILY, Right.OPEN_STAFF_ACCOUNTS)
PAGES = {
    Right.SET_RULES: "/console/regles/", Right.DECIDE_IMPORTS: "/console/imports/a-valider/",
    Right.SEE_FAMILY: "/console/responsables/", Right.OPEN_STAFF_ACCOUNTS: "/console/activation/personnels/",
    Right.TEST_RULES: "/console/regles/essai/",
}  # fmt: skip


def confide(academy, slug, right, *, days=30, starts_in=0, homeroom=None):
    first = clock.today() + dt.timedelta(days=starts_in)
    with academy_scope(academy):
        return entrust(
            actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk,
            person_id=academy[slug].person.pk, right=right, starts_on=first,
            ends_on=first + dt.timedelta(days=days), reason="remplacement", homeroom_id=homeroom,
        )  # fmt: skip


def academy_scope(academy):
    return scope.use(academy.scope_of(LYCEE))


def sign_in(login, password):
    client = Client()
    return client, client.post("/connexion/", {"login": login, "password": password})


def test_wide_rights_are_those_whose_pages_do_what_asks_for_a_second_factor():
    assert {
        Right.SET_RULES, Right.SET_RIGHTS, Right.SET_SERVICES, Right.DECIDE_IMPORTS, Right.IMPORT_LISTS,
        Right.UNDO_IMPORTS, Right.EXPORT_LISTS, Right.OPEN_ACCOUNTS, Right.OPEN_STAFF_ACCOUNTS, Right.SEE_FAMILY,
        Right.MATCH_RECORDS, Right.DELEGATE,
    } <= wide_rights()  # fmt: skip
    assert not wide_rights() & {Right.SEE_CLASS, Right.SEE_PUPIL, Right.TEST_RULES, Right.SHOW_CODES}


def test_the_settings_of_a_school_give_a_wide_right_to_roles_with_a_long_password_alone():
    """What is given to a whole role is not looked for in each account: the role itself is one of long passwords."""
    for right in wide_rights():
        for role in RIGHTS[right].changes:
            assert role in WIDE_PROFILES or role.startswith(FUNCTION), (right, role)


@pytest.mark.parametrize("right", LOCKED)
def test_without_a_second_factor_the_confided_right_is_not_open(academy, right):
    confide(academy, "claire-roux", right)
    claire = academy.client("claire-roux", proved=False)
    for path in (PAGES[right], "/console/"):
        page = claire.get(path)
        assert page.status_code == 403 and "Ajouter un second facteur" in text_of(page), path
    assert claire.get("/classes/").status_code == 200, "a teacher's rights stay"
    strong.give_factor(academy["claire-roux"].account)
    assert claire.get(PAGES[right]).status_code == 200
    assert claire.get("/console/").status_code == 200


def test_a_role_widened_by_the_school_waits_for_the_factor_too(academy, client_as):
    head = client_as("helene-garnier")
    head.post("/console/droits/right/National_evs:name_delegates/", {"valeur": "school", "version": ""})
    nadia = academy.client("nadia-leroy", proved=False)
    assert "Ajouter un second facteur" in text_of(nadia.get("/console/elus/"))
    assert nadia.get("/eleves/").status_code == 200, "what is declared for student life stays"
    strong.give_factor(academy["nadia-leroy"].account)
    assert nadia.get("/console/elus/").status_code == 200


def test_what_is_not_wide_opens_without_one(academy):
    confide(academy, "claire-roux", Right.TEST_RULES)
    claire = academy.client("claire-roux", proved=False)
    assert claire.get(PAGES[Right.TEST_RULES]).status_code == 200
    assert claire.get("/console/").status_code == 200
    assert not has_wide_rights(academy["claire-roux"].person.pk)


def test_rows_and_lists_answer_as_pages_do(academy):
    confide(academy, "claire-roux", Right.SET_RULES)
    from dataclasses import replace

    account = account_by_id(academy["claire-roux"].account.pk)
    with academy_scope(academy):
        hat = next(one for one in hats_of(account) if one.school_ids == (academy.school(LYCEE).pk,))
        worn = replace(hat, person_id=account.person_id)
        assert Right.SET_RULES in rights_held(worn) and Right.ADMINISTER in rights_held(worn)
        assert not rights_held(replace(worn, weak=True)) & {Right.SET_RULES, Right.ADMINISTER}
        assert rights_held(replace(worn, weak=True)) == rights_held(worn) - {Right.SET_RULES, Right.ADMINISTER}


@pytest.mark.parametrize("starts_in", [0, 7])
def test_a_short_password_is_made_longer_before_coming_in(academy, starts_in):
    account = academy["claire-roux"].account
    account.set_password(SHORT)
    account.save()
    elsewhere = academy.client("claire-roux", proved=False)
    _, answer = sign_in(account.login, SHORT)
    assert answer["Location"] == "/", "a teacher's is long enough"
    confide(academy, "claire-roux", Right.SET_RULES, starts_in=starts_in)
    client, answer = sign_in(account.login, SHORT)
    assert answer["Location"] == "/connexion/mot-de-passe/"
    assert client.get("/")["Location"].startswith("/connexion/"), "nobody is in yet"
    told = text_of(client.get("/connexion/mot-de-passe/"))
    assert "au moins 16 caractères" in told and "demandent maintenant un mot de passe plus long" in told
    form = {"login": account.login, "password": SHORT, "again": SHORT}
    assert client.post("/connexion/mot-de-passe/", form).status_code == 422
    assert client.get("/")["Location"].startswith("/connexion/")
    answer = client.post("/connexion/mot-de-passe/", {**form, "password": LONG, "again": LONG})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302, "other sessions ended"
    assert sign_in(account.login, LONG)[1]["Location"] == "/"
    assert Account.objects.get(pk=account.pk).check_password(LONG)
    assert AuditEntry.objects.filter(action="identity.lengthen_password").count() == 1
    assert "mot de passe plus long" in audit.sentence_of(AuditEntry.objects.get(action="identity.lengthen_password"))


def test_the_second_factor_comes_before_the_longer_password(academy):
    account = academy["claire-roux"].account
    account.set_password(SHORT)
    account.save()
    strong.give_factor(account)
    confide(academy, "claire-roux", Right.SET_RULES)
    client, answer = sign_in(account.login, SHORT)
    assert answer["Location"] == "/connexion/second-facteur/"
    assert client.get("/connexion/mot-de-passe/")["Location"] == "/connexion/"
    assert client.post("/connexion/second-facteur/", {"code": strong.code()})["Location"] == "/connexion/mot-de-passe/"
    form = {"login": account.login, "password": LONG, "again": LONG}
    assert client.post("/connexion/mot-de-passe/", form)["Location"] == "/"
    assert client.get("/console/regles/").status_code == 200


def test_the_page_of_the_longer_password_waits_ten_minutes_and_for_nobody_else(academy, monkeypatch):
    account = academy["claire-roux"].account
    account.set_password(SHORT)
    account.save()
    confide(academy, "claire-roux", Right.SET_RULES)
    client, _ = sign_in(account.login, SHORT)
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + dt.timedelta(minutes=11))
    form = {"login": account.login, "password": LONG, "again": LONG}
    assert client.post("/connexion/mot-de-passe/", form)["Location"] == "/connexion/"
    assert Client().post("/connexion/mot-de-passe/", form)["Location"] == "/connexion/"
    assert not Account.objects.get(pk=account.pk).check_password(LONG)


def test_a_new_password_is_long_and_no_colleague_shows_a_code(academy):
    claire = academy["claire-roux"]
    check_password(claire.person, claire.account.login, SHORT)
    with academy_scope(academy):
        homeroom = Homeroom.objects.filter(school=academy.school(LYCEE), school_year_id=2026).first()
    confided = confide(academy, "claire-roux", Right.OPEN_ACCOUNTS, homeroom=homeroom.pk)
    with pytest.raises(WeakPassword, match="16"):
        check_password(claire.person, claire.account.login, SHORT)
    with pytest.raises(Refused):
        show_code(actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk, person=claire.person)
    with scope.everything("test"):
        Delegation.objects.filter(pk=confided.pk).update(ended_at=clock.now())
    check_password(claire.person, claire.account.login, SHORT)


def test_over_as_soon_as_it_is_past_or_the_place_is_gone(academy):
    me = academy["claire-roux"].person
    confided = confide(academy, "claire-roux", Right.SET_RULES)
    assert with_wide_rights([me.pk, academy["marc-petit"].person.pk]) == {me.pk}
    with scope.everything("test"):
        rows = Delegation.objects.filter(pk=confided.pk)
        past = clock.today() - dt.timedelta(days=1)
        rows.update(starts_on=past, ends_on=past)
        assert not has_wide_rights(me.pk)
        rows.update(ends_on=clock.today())
        assert has_wide_rights(me.pk)
        me.affiliations.filter(school=academy.school(LYCEE)).update(state="removed")
    assert not has_wide_rights(me.pk)


def test_the_list_of_colleagues_shows_no_code_for_them(academy, client_as):
    head = client_as("helene-garnier")
    here = "/console/activation/personnels/"
    button = f"{here}{academy['marc-petit'].person.pk}/code/"
    assert button in head.get(here).content.decode()
    confide(academy, "marc-petit", Right.SET_RULES)
    assert button not in head.get(here).content.decode()


def test_who_confides_is_told_what_it_asks(academy, client_as):
    head = client_as("helene-garnier")
    form = {"personne": str(academy["claire-roux"].person.pk), "starts_on": clock.today().isoformat(),
            "ends_on": clock.today().isoformat(), "reason": "remplacement", "homeroom_id": ""}  # fmt: skip
    told = text_of(head.post("/console/droits/confies/", {**form, "right": "set_rules"}, follow=True))
    assert re.search(r"second facteur, et son prochain mot de passe aura 16 caractères", told)
    told = text_of(head.post("/console/droits/confies/", {**form, "right": "test_rules"}, follow=True))
    assert "second facteur, et son prochain" not in told


def _nobody(person_ids):
    return set()


@pytest.mark.parametrize(
    ("where", "name", "instead", "test"),
    [
        ("preau.access.rights", "_proved", lambda hat, value, roles: (value, roles),
         lambda academy: test_without_a_second_factor_the_confided_right_is_not_open(academy, Right.SET_RULES)),
        ("preau.access.admission", "confided_wide_rights", _nobody,
         test_a_new_password_is_long_and_no_colleague_shows_a_code),
        ("preau.identity.views.door", "is_too_short", lambda account, password: False,
         lambda academy: test_a_short_password_is_made_longer_before_coming_in(academy, 0)),
    ],
    ids=["the factor", "who was confided", "the short password"],
)  # fmt: skip
def test_without_it_the_test_is_red(academy, monkeypatch, where, name, instead, test):
    monkeypatch.setattr(f"{where}.{name}", instead)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(academy)
    assert admission
