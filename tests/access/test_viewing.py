""" "Voir comme": nothing by default; what a school opened, read-only, two hours at most, said and logged."""

import datetime as dt

import pytest

import matrix
from preau.identity.models import ViewOpening
from preau.identity.services import Refused, open_view
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry

LYCEE = "1001"


def the_opening() -> ViewOpening:
    with scope.everything("test"):
        return ViewOpening.objects.get()


def change(opening: ViewOpening, **fields) -> None:
    with scope.everything("test"):
        ViewOpening.objects.filter(pk=opening.pk).update(**fields)


@pytest.fixture
def victor(academy):
    """Support."""
    return academy.client("victor-lambert")


@pytest.fixture
def opened(academy, victor):
    """Support asked the lycée, whose head opened what Samira sees there; support looks."""
    uai = academy.school(LYCEE).uai
    assert victor.post("/console/assistance/", {"uai": uai, "reason": "appel 42"}).status_code == 302
    opening = the_opening()
    head = academy.client("helene-garnier")
    assert "appel 42" in head.get("/console/assistance/demandes/").content.decode()
    path = f"/console/assistance/demandes/{opening.pk}/ouvrir/"
    assert "samira benali" in head.get(path + "?q=samira").content.decode().casefold()
    assert head.post(path, {"person": academy["samira-benali"].person.pk, "minutes": 60}).status_code == 302
    assert victor.post(f"/console/assistance/{opening.pk}/voir/").status_code == 302
    return the_opening()


def test_support_sees_nothing_by_default(academy, victor):
    """Every page of the house, as support: what it opens names nobody of a school."""
    from django.urls import reverse

    names = [academy[one].person.family_name for one in ("samira-benali", "claire-roux", "sophie-martin-lycee")]
    for row in matrix.ROWS:
        if row.method != "get" or row.expected("support", own=False) != 200:
            continue
        text = victor.get(reverse(row.url) if row.target is None else "/").content.decode()
        assert not [name for name in names if name in text], row


def test_the_page_is_the_persons_with_a_banner_and_only_of_that_school(academy, victor, opened):
    page = victor.get("/").content.decode()
    assert "Lina" in page and "Adam" not in page
    assert "voit cette page comme samira benali, en lecture seule" in page.casefold()
    assert "Arrêter de voir" in page
    assert "data-ticket" not in page and "data-bell" not in page, "live events and notices are the person's"
    for path in ("/avis/", "/avis/nombre/", "/avis/reglages/"):
        assert victor.get(path).status_code == 403
    for path in ("/scolarite/", "/plus/"):
        assert "en lecture seule" in victor.get(path).content.decode()


def test_each_page_is_in_the_schools_journal(academy, victor, opened):
    victor.get("/")
    victor.get("/plus/")
    seen = AuditEntry.objects.filter(action="identity.saw_as", chain=str(academy.school(LYCEE).pk))
    assert [entry.data["page"] for entry in seen.order_by("position")] == ["portal:home", "portal:more"]
    assert {entry.actor_label for entry in seen} == {"Victor Lambert, Assistance"}
    assert "a vu une page" in academy.client("helene-garnier").get("/console/journal/").content.decode()


def test_nothing_can_be_sent_and_no_account_page_opens(academy, victor, opened):
    from django.urls import reverse

    for row in matrix.ROWS:
        if row.method == "post" and row.target is None and row.url not in {"identity:sign_out", "console:stop_viewing"}:
            assert victor.post(reverse(row.url), dict(row.data)).status_code == 403, row
    for path in ("/mon-compte/", "/mon-compte/appareils/", "/mon-compte/second-facteur/", "/preferences/"):
        assert victor.get(path).status_code == 403, path


def test_no_linked_service_is_entered_as_the_person(academy, victor, opened):
    from federation.linked import EXO, informed, link
    from preau.federation.models import Ticket

    service = link(attributes=["given_name"])
    samira = academy.client("samira-benali")
    informed(samira, service)
    assert "ticket=" in samira.get("/cas/login", {"service": EXO})["Location"]
    with scope.everything("test"):
        before = Ticket.objects.count()
    for path in ("/cas/login", "/saml/entrer", "/outils/"):
        assert victor.get(path, {"service": EXO}).status_code == 403, path
    with scope.everything("test"):
        assert Ticket.objects.count() == before


def test_nothing_comes_out_as_a_file(academy, victor, opened, monkeypatch):
    from django.http import HttpResponse

    from preau.portal.views import pages

    monkeypatch.setattr(pages, "render", lambda *args, **more: HttpResponse("a;b", content_type="text/csv"))
    assert victor.get("/plus/").status_code == 403


def test_it_ends_by_itself_by_the_school_and_by_a_button(academy, victor, opened):
    assert "Lina" in victor.get("/").content.decode()
    change(opened, ends_at=clock.now() - dt.timedelta(seconds=1))
    assert "Lina" not in victor.get("/").content.decode()
    change(opened, ends_at=clock.now() + dt.timedelta(hours=1))
    assert "Lina" in victor.get("/").content.decode()
    victor.post("/console/assistance/arreter/")
    assert "Lina" not in victor.get("/").content.decode()
    victor.post(f"/console/assistance/{opened.pk}/voir/")
    assert "Lina" in victor.get("/").content.decode()
    academy.client("helene-garnier").post(f"/console/assistance/demandes/{opened.pk}/fermer/")
    assert "Lina" not in victor.get("/").content.decode()
    assert victor.post(f"/console/assistance/{opened.pk}/voir/").status_code == 404


def test_two_hours_at_most_and_once(academy, victor, opened):
    head = academy["helene-garnier"]
    with scope.everything("test"), pytest.raises(Refused):
        open_view(actor=head.actor, opening_id=opened.pk, subject=academy["lina-benali"].person, minutes=30)
    change(opened, opened_at=None)
    with scope.everything("test"):
        for minutes in (121, 0, -5):
            with pytest.raises(Refused):
                open_view(
                    actor=head.actor, opening_id=opened.pk, subject=academy["lina-benali"].person, minutes=minutes
                )


def test_a_school_opens_its_own_people_only(academy, victor):
    victor.post("/console/assistance/", {"uai": academy.school(LYCEE).uai, "reason": "appel 42"})
    opening = the_opening()
    path = f"/console/assistance/demandes/{opening.pk}/ouvrir/"
    head = academy.client("helene-garnier")
    assert head.post(path, {"person": academy["adam-benali"].person.pk, "minutes": 30}).status_code == 404
    assert academy.client("yves-caron").get(path).status_code == 404
    assert "appel 42" not in academy.client("yves-caron").get("/console/assistance/demandes/").content.decode()


def test_an_opening_is_for_who_asked(academy, victor, opened):
    assert academy.client("alex-brun").post(f"/console/assistance/{opened.pk}/voir/").status_code == 404
    for name in ("claire-roux", "samira-benali", "helene-garnier"):
        assert academy.client(name).post(f"/console/assistance/{opened.pk}/voir/").status_code in (403, 404)


def test_a_forged_session_of_somebody_else_sees_nothing(academy, opened):
    client = academy.client("claire-roux")
    session = client.session
    session["viewing"] = str(opened.pk)
    session.save()
    assert "en lecture seule" not in client.get("/").content.decode()


def test_the_api_is_closed_to_who_looks_even_to_a_question_of_change(academy, victor, opened):
    """A copy that is still good would say as much as the copy itself."""
    samira, path = academy.client("samira-benali"), "/api/v1/me"
    mark = samira.get(path).headers.get("ETag")
    for asked in ({}, {"If-None-Match": "*"}, *([{"If-None-Match": mark}] if mark else [])):
        answer = victor.get(path, headers=asked)
        assert answer.status_code == 403, (path, asked)
        assert "ETag" not in answer.headers and "Benali" not in answer.content.decode()


def test_the_question_of_change_is_answered_to_the_person(academy):
    samira = academy.client("samira-benali")
    mark = samira.get("/api/v1/me").headers["ETag"]
    assert samira.get("/api/v1/me", headers={"If-None-Match": mark}).status_code == 304, "the check above can fail"


def test_support_opens_no_file_of_the_person_and_sees_the_colours_of_anyone(
    academy, victor, opened, settings, tmp_path
):
    from files import attached
    from files.brought import bring
    from preau.ui import themes

    settings.DATA_DIR = tmp_path
    attached.declare()
    try:
        with scope.everything("test"):
            (file,) = bring(academy["samira-benali"], academy.school(LYCEE), b"mine", thing=None)
        assert academy.client("samira-benali").get(f"/fichiers/{file.pk}/").status_code == 302
        assert victor.get(f"/fichiers/{file.pk}/").status_code == 403
    finally:
        attached.forget()
    assert victor.get(f"/theme/{themes.name('#0a5aa8', '#0b6b3a')}.css").status_code == 200
