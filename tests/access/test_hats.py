"""Hats: one capacity at a time, from what holds today."""

import datetime as dt
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver

from cast import COLLEGE, ECOLE, LP, LYCEE
from preau.access.pages import UndeclaredPage, rule_of
from preau.access.public import classes_of, hats_of, headcounts
from preau.directory.enums import DecisionKind, Profile, Reach
from preau.directory.models import Guardianship, Person
from preau.directory.services import record_court_decision, withdraw_court_decision
from preau.identity.models import Account
from preau.identity.public import account_by_id, account_by_login
from preau.kernel import scope
from preau.kernel.sql import rows


def main_of(client, path="/"):
    """What the page says, without what stands around it."""
    return client.get(path).content.decode().partition("<main")[2]


def names(hats):
    return [(hat.key, hat.profile) for hat in hats]


def test_a_guardian_wears_one_hat_over_the_schools_of_all_her_children(academy):
    (hat,) = hats_of(academy["samira"].account)
    assert hat.profile == Profile.GUARDIAN
    assert {school.id for school in hat.schools} == {academy.school(key).pk for key in (LYCEE, COLLEGE, ECOLE)}
    assert [(child.given_name, child.homeroom) for child in hat.children] == [
        ("Lina", "2de 4"), ("Adam", "5e B"), ("Noé", "CE2"),
    ]  # fmt: skip
    assert len({school.local_authority for school in hat.schools}) == 3


def test_a_teacher_over_two_schools_wears_one_hat_in_each(academy):
    hats = hats_of(academy["claire-roux"].account)
    assert [hat.profile for hat in hats] == [Profile.TEACHER, Profile.TEACHER]
    assert [hat.school_ids for hat in hats] == [(academy.school(LYCEE).pk,), (academy.school(LP).pk,)]


def test_hats_are_the_same_whoever_found_the_account(academy):
    for one in Account.objects.all():
        found, by_login = account_by_id(one.pk), account_by_login(one.login)
        assert hats_of(one) == hats_of(found) == hats_of(by_login)
        assert one.places is None and len(found.places) == len(by_login.places)


def test_a_teacher_who_is_a_father_has_two_hats_that_never_mix(academy):
    work, home = hats_of(academy["marc-petit"].account)
    assert (work.profile, home.profile) == (Profile.TEACHER, Profile.GUARDIAN)
    assert work.school_ids == (academy.school(LYCEE).pk,)
    assert home.school_ids == (academy.school(COLLEGE).pk,)
    assert not work.children
    assert [child.given_name for child in home.children] == ["Zoé"]


def test_two_guardians_of_one_name_never_meet(academy, client_as):
    first, second = academy["sophie-martin-lycee"], academy["sophie-martin-lp"]
    assert first.person.full_name == second.person.full_name
    assert first.person.pk != second.person.pk
    for slug, own, other in (("sophie-martin-lycee", "Jules", "Inès"), ("sophie-martin-lp", "Inès", "Jules")):
        for path in ("/", "/scolarite/"):
            page = client_as(slug).get(path).content.decode()
            assert own in page
            assert other not in page


def test_offices_reach_the_schools_of_their_collectivity(academy):
    (paul,), (julie,) = hats_of(academy["paul-faure"].account), hats_of(academy["julie-morin"].account)
    assert set(paul.school_ids) == {academy.school(LYCEE).pk, academy.school(LP).pk}
    assert set(julie.school_ids) == {academy.school(COLLEGE).pk}
    assert names(hats_of(academy["alex-brun"].account)) == [("operator", "operator")]


@pytest.mark.parametrize("slug", ["lina-benali", "samira-benali", "claire-roux", "paul-faure"])
def test_hats_cost_few_reads(academy, slug, django_assert_max_num_queries):
    from preau.identity.selectors import account_by_id

    account = account_by_id(academy[slug].account.pk)
    with django_assert_max_num_queries(4 if slug == "paul-faure" else 2):
        hats_of(account)


@pytest.mark.parametrize("reach", list(Reach))
def test_only_reaches_with_an_account_make_a_hat(academy, reach):
    karim = academy["karim-benali"]
    with scope.everything("test"):
        Guardianship.objects.filter(guardian=karim.person).update(reach=reach)
    opens = reach in {Reach.AUTHORITY, Reach.IN_CHARGE, Reach.SUPERVISES}
    assert bool(hats_of(karim.account)) is opens


def test_a_decision_takes_the_child_at_once_and_its_end_gives_her_back(academy, client_as, actor):
    client = client_as("ines-lopes")
    assert "Emma" in client.get("/").content.decode()
    college, emma, ines = academy.school(COLLEGE), academy["emma-lopes"].person, academy["ines-lopes"].person
    with scope.use(academy.scope_of(COLLEGE)):
        decision = record_court_decision(
            actor=actor("yves-caron"), school_id=college.pk, student_id=emma.pk, guardian_id=ines.pk,
            kind=DecisionKind.NO_AUTHORITY, starts_on=dt.date(2020, 1, 1),
        )  # fmt: skip
    answer = client.get("/")
    assert answer.status_code == 302
    assert hats_of(academy["ines-lopes"].account) == ()
    with scope.use(academy.scope_of(COLLEGE)):
        withdraw_court_decision(actor=actor("yves-caron"), school_id=college.pk, decision_id=decision.pk)
    assert "Emma" in client_as("ines-lopes").get("/").content.decode()


def test_the_protection_order_of_the_cast_holds(academy):
    assert hats_of(academy["rui-lopes"].account) == ()


def test_a_hat_that_is_not_ones_own_cannot_be_put_on(client_as):
    client = client_as("marc-petit")
    for key in ("tut", "ens-0699001J"):
        assert client.post("/chapeau/", {"hat": key}).status_code == 302
    for key in ("dir-0699001J", "operator", "col-1", ""):
        assert client.post("/chapeau/", {"hat": key}).status_code == 404


def test_changing_hat_changes_what_is_seen(client_as):
    client = client_as("marc-petit")
    assert "Zoé" not in main_of(client)
    assert client.get("/classes/").status_code == 200
    client.post("/chapeau/", {"hat": "tut"})
    assert "Zoé" in main_of(client)
    assert client.get("/classes/").status_code == 404


def test_a_page_that_every_hat_has_is_come_back_to_and_no_other_site_is(client_as):
    client = client_as("marc-petit")
    for then, reached in (("/avis/", "/avis/"), ("https://ailleurs.example/", "/"), ("//ailleurs.example", "/")):
        answer = client.post("/chapeau/", {"hat": "tut", "then": then})
        assert answer.headers["Location"] == reached


def _views(patterns, namespaces=()):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one.callback, list(namespaces)
        else:
            yield from _views(one.url_patterns, (*namespaces, one.namespace) if one.namespace else namespaces)


def test_every_view_says_who_may_open_it():
    found = [rule_of(view, spaces) for view, spaces in _views(get_resolver().url_patterns)]
    assert len(found) > 20


def test_a_view_that_says_nothing_stays_closed():
    with pytest.raises(UndeclaredPage):
        rule_of(lambda request: None, ["portal"])


def test_strangers_are_told_it_does_not_exist_and_colleagues_that_it_is_reserved(client_as):
    answers = {
        slug: client_as(slug).get("/etablissement/").status_code
        for slug in ("lina-benali", "samira-benali", "claire-roux", "helene-garnier", "paul-faure", "alex-brun")
    }
    assert answers == {
        "lina-benali": 404, "samira-benali": 404, "claire-roux": 403, "helene-garnier": 200, "paul-faure": 404,
        "alex-brun": 404,
    }  # fmt: skip
    door = Client().get("/etablissement/")
    assert (door.status_code, door["Location"]) == (302, "/connexion/?next=%2Fetablissement%2F")


def test_the_request_says_who_acts_under_which_hat(academy, client_as):
    request = client_as("claire-roux").get("/").wsgi_request
    assert request.actor.person_id == academy["claire-roux"].person.pk
    assert request.actor.hat == request.hat.key == "ens-0699001J"
    assert request.traits == {"profile": "National_ens", "school": "0699001J"}


def test_nobody_signed_in_opens_no_scope(db):
    request = Client().get("/aide/").wsgi_request
    assert request.hat is None
    assert not scope.is_open()
    assert isinstance(RequestFactory().get("/"), type(request))


def test_people_reads_stay_in_the_open_scope(academy):
    lycee, college = academy.school(LYCEE).pk, academy.school(COLLEGE).pk
    claire = academy["claire-roux"].person.pk
    with scope.use(academy.scope_of(LYCEE)):
        assert headcounts(lycee)[Profile.STUDENT] > 0
        assert headcounts(college) == {}
        taught = classes_of(claire, [lycee, academy.school(LP).pk])
        assert {one.school_id for one in taught} == {lycee}
        headed = [one.label for one in taught if one.is_head_teacher]
        assert headed == ["2de 4"]
        (counted,) = rows(
            "SELECT COUNT(*) FROM directory_enrollment e JOIN directory_homeroom h ON h.id = e.homeroom_id"
            " WHERE h.label = '2de 4' AND e.left_on IS NULL"
        )
        assert next(one.headcount for one in taught if one.label == "2de 4") == counted[0]


def test_an_adult_pupils_choices_show_on_the_guardians_page(academy, client_as):
    theo = academy["theo-marchand"].person
    assert "signe désormais pour soi" not in client_as("brigitte-marchand").get("/").content.decode()
    Person.objects.filter(pk=theo.pk).update(
        takes_over_signatures_on=dt.date(2026, 9, 1), closes_guardian_messages_on=dt.date(2026, 9, 1)
    )
    page = client_as("brigitte-marchand").get("/").content.decode()
    assert "signe désormais pour soi" in page
    assert "a fermé ses messages" in page
    # Before eighteen, no choice counts.
    Person.objects.filter(pk=theo.pk).update(birth_date=dt.date(2015, 1, 1))
    assert "a fermé ses messages" not in client_as("brigitte-marchand").get("/").content.decode()


def test_one_entry_of_the_navigation_is_the_present_page(academy):
    """The nearest one: "Activation" lies under "Administration", which leads there and is not it."""
    for name, path in (
        ("helene-garnier", "/console/activation/"),
        ("helene-garnier", "/console/"),
        ("claire-roux", "/"),
    ):
        page = academy.client(name).get(path).content.decode()
        nav = page.partition('id="navigation"')[2].partition("</nav>")[0]
        current = re.findall(r'href="([^"]+)" aria-current="page"', nav)
        assert current == [path], (name, path)
