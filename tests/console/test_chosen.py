"""People ticked in the list of the school: an act on many says for how many and whom it leaves out, then is done."""

import re
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client

from cast import COLLEGE, LYCEE
from console import worn
from identity.slip_tools import GOOD
from preau.console import chosen
from preau.console.selectors import PeopleFound, PersonRow
from preau.directory.enums import GroupSource
from preau.directory.models import GroupMembership, Person, StudentGroup
from preau.directory.services import create_group
from preau.identity.models import Account, Lock, Slip
from preau.identity.services import set_lock
from preau.kernel import audit, jobs, scope
from preau.kernel.models import AuditEntry

PEOPLE = "/console/annuaire/"
CHOICE = f"{PEOPLE}choix/"
CODE = re.compile(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{5})</code>")
NOT_PUPILS = "Ne sont pas des élèves de l’établissement"


@pytest.fixture
def head(client_as) -> Client:
    return client_as("helene-garnier")


@pytest.fixture
def ids(academy):
    """Identifiers of the cast, as boxes send them."""
    return lambda *names: [str(academy[one].person.pk) for one in names]


@pytest.fixture
def choir(academy):
    """A group made by hand in the lycée."""
    with scope.use(academy.scope_of(LYCEE)):
        return create_group(
            actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk,
            year=StudentGroup.objects.values_list("school_year_id", flat=True).first(), label="Chorale",
        )  # fmt: skip


def page_of(client: Client, act: str, people: list[str], **more: str):
    return client.get(CHOICE, {"agir": act, "id": people, **more}, follow=True)


def said(page) -> str:
    return worn.text_of(page)


def sent(client: Client, page, **typed: object):
    """The form of a page, sent as a browser does without JavaScript."""
    text = page.content.decode()
    form = text[text.rindex("<form", 0, text.index('name="nombre"')) :].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    action = re.search(r'action="([^"]+)"', form)
    return client.post(action[1], {**fields, **typed})


# --- the list -------------------------------------------------------------------------------------------------------


def test_names_have_a_box_and_still_lead_to_their_page(academy, head, ids) -> None:
    page = head.get(PEOPLE, {"q": "lina benali"}).content.decode()
    lina = ids("lina-benali")[0]
    assert f'<input type="checkbox" name="id" value="{lina}"' in page
    assert f'<label for="id-{lina}"><span class="visually-hidden">Cocher </span><a href="{PEOPLE}{lina}/">' in page
    acts = re.findall(r'<option value="([a-z-]+)">', page.partition('id="agir"')[2].partition("</select>")[0])
    assert acts == [
        "fiches-eleves", "fiches-responsables", "fiches-personnels", "groupe", "suspendre", "rendre",
    ], "no reminder where no mail leaves"  # fmt: skip
    assert 'name="q" value="lina benali"' in page.partition(CHOICE)[2], "the question goes with the boxes"
    assert "Pour 1 personne trouvée" in page


def test_nobody_ticked_an_unknown_act_and_what_names_nobody(academy, head, ids) -> None:
    answer = head.get(CHOICE, {"agir": "rendre", "q": "lina"})
    assert answer.status_code == 302 and answer["Location"] == f"{PEOPLE}?{urlencode({'q': 'lina', 'tri': 'nom'})}"
    assert "Cochez au moins une personne" in said(head.get(CHOICE, {"agir": "rendre"}, follow=True))
    assert head.get(CHOICE, {"agir": "effacer", "id": ids("lina-benali")}).status_code == 404
    assert head.get(CHOICE, {"agir": "rappel", "id": ids("lina-benali")}).status_code == 404, "no mail here"
    assert head.get(CHOICE, {"agir": "rendre", "id": "moi"}).status_code == 404
    assert head.get(f"{CHOICE}fiches/", {"pour": "chats", "id": ids("lina-benali")}).status_code == 404


def test_the_choice_leads_on_without_reading_those_it_is_for(academy, head, monkeypatch) -> None:
    """All that a question finds may be a whole school: the page of the act reads them, and counts them."""
    lines = []
    real = PeopleFound._row

    def counting(*args: object) -> PersonRow:
        lines.append(1)
        return real(*args)

    monkeypatch.setattr(PeopleFound, "_row", staticmethod(counting))
    answer = head.get(CHOICE, {"agir": "rendre", "tous": "1", "profil": "National_elv"})
    assert answer.url.endswith("?profil=National_elv&tri=nom&tous=1") and len(lines) <= 1
    assert head.get(CHOICE, {"agir": "rendre", "tous": "1", "q": "personne"}).url.startswith(f"{PEOPLE}?")
    head.get(answer.url)
    assert len(lines) > 5


def test_somebody_of_another_school_is_nobody(academy, head, ids) -> None:
    """Their name must not be read by ticking a number."""
    for act in ("fiches-eleves", "groupe", "suspendre", "rendre"):
        alone = page_of(head, act, ids("emma-lopes"))
        assert "Cochez au moins une personne" in said(alone) and "lopes" not in said(alone).lower()
        both = page_of(head, act, ids("emma-lopes", "lina-benali"))
        assert "1 personne choisie" in said(both) and "lopes" not in said(both).lower()


def _slips() -> int:
    with scope.everything("test"):
        return int(Slip.objects.count())


# --- slips ----------------------------------------------------------------------------------------------------------


def test_slips_are_printed_for_pupils_among_them_who_never_came(academy, head, ids) -> None:
    page = page_of(head, "fiches-eleves", ids("lina-benali", "theo-marchand", "samira-benali", "claire-roux"))
    text = said(page)
    assert "4 personnes choisies." in text and "2 fiches, pour ceux qui ne sont jamais venus." in text
    assert "2 personnes laissées de côté" in text
    assert f"{NOT_PUPILS} : 2" in text and "benali samira" in text.lower() and "roux claire" in text.lower()
    assert not _slips(), "a preview writes nothing"
    sheets = sent(head, page, format="page")
    codes = CODE.findall(sheets.content.decode())
    assert len(codes) == 2 and "2de 4" in said(sheets) and "Tle 1" in said(sheets)
    phone = Client()
    assert phone.post("/activer/", {"code": codes[0]}).status_code == 302
    phone.post("/activer/mot-de-passe/", {"login": "x", "password": GOOD, "again": GOOD})
    assert Account.objects.get(login="lina.benali").check_password(GOOD)
    after = said(page_of(head, "fiches-eleves", ids("lina-benali", "theo-marchand")))
    assert "1 fiche, pour qui n’est jamais venu." in after
    assert "Déjà venus : 1" in after and "benali lina" in after.partition("Déjà venus : 1")[2].lower()


def test_a_printing_sent_twice_prints_once(academy, head, ids) -> None:
    page = page_of(head, "fiches-eleves", ids("lina-benali"))
    assert sent(head, page, format="pdf")["Content-Type"] == "application/pdf"
    again = sent(head, page, format="pdf")
    assert again.status_code == 302 and "imprimées" in said(head.get(again["Location"]))
    assert AuditEntry.objects.filter(action="identity.print_slips").count() == 1


def test_a_guardian_gets_a_slip_for_each_child_and_only_with_a_right_to_an_account(academy, head, ids) -> None:
    page = page_of(head, "fiches-responsables", ids("samira-benali", "lina-benali", "claire-roux"))
    assert "1 fiche, pour qui n’est jamais venu." in said(page)
    assert "Ne répondent d’aucun élève d’une classe que vous ouvrez : 2" in said(page)
    sheets = said(sent(head, page, format="page"))
    assert "responsable de lina benali" in sheets.lower() and "Adam" not in sheets, (
        "her other children are other schools'"
    )


def test_slips_of_the_staff_leave_out_oneself(academy, head, ids) -> None:
    page = page_of(head, "fiches-personnels", ids("marc-petit", "helene-garnier", "lina-benali"))
    assert "1 fiche" in said(page) and "Ne sont pas des personnels dont vous ouvrez le compte : 2" in said(page)
    assert len(CODE.findall(sent(head, page, format="page").content.decode())) == 1


def test_more_slips_than_a_list_may_have_are_sent_to_the_classes(academy, head, ids, monkeypatch) -> None:
    monkeypatch.setattr("preau.console.views.chosen.MOST_SLIPS", 1)
    page = page_of(head, "fiches-eleves", ids("lina-benali", "theo-marchand"))
    assert "2 fiches seraient imprimées. Au-delà de 1" in said(page)


def test_all_that_is_found_is_taken_with_its_question(academy, head, ids) -> None:
    page = page_of(head, "fiches-eleves", [], tous="1", q="lina benali")
    assert "1 personne choisie" in said(page) and "1 fiche" in said(page)
    assert len(CODE.findall(sent(head, page, format="page").content.decode())) == 1
    with scope.use(academy.scope_of(LYCEE)):
        assert list(Slip.objects.values_list("person_id", flat=True)) == [academy["lina-benali"].person.pk]


def test_a_number_that_changed_since_it_was_read_is_read_again(academy, head, ids) -> None:
    page = page_of(head, "fiches-eleves", ids("lina-benali", "theo-marchand"))
    answer = sent(head, page, format="page", nombre="3")
    assert "Le nombre a changé depuis que vous l’avez lu" in said(answer) and not CODE.findall(answer.content.decode())
    assert not _slips()


# --- reminders ------------------------------------------------------------------------------------------------------


def test_reminders_go_to_whom_one_opens_the_account_of(academy, head, ids, settings, mailoutbox) -> None:
    settings.MAIL_URL = "memory:"
    Person.objects.update(email="")
    for name in ("lina-benali", "samira-benali", "marc-petit"):
        Person.objects.filter(pk=academy[name].person.pk).update(email=f"{name}@maison.example")
    chosen_ones = ids("lina-benali", "samira-benali", "marc-petit", "theo-marchand", "helene-garnier")
    page = page_of(head, "rappel", chosen_ones)
    text = said(page)
    assert "3 personnes jamais venues" in text and "2 personnes laissées de côté" in text
    assert "Sans adresse électronique connue : 1" in text and "Vous n’ouvrez pas leur compte : 1" in text
    for _ in range(2):
        sent(head, page)
    jobs.settle()
    assert sorted(one.to[0].partition("@")[0] for one in mailoutbox) == ["lina-benali", "marc-petit", "samira-benali"]


# --- groups ---------------------------------------------------------------------------------------------------------


def test_pupils_among_them_join_a_group_made_by_hand(academy, head, ids, choir) -> None:
    page = page_of(head, "groupe", ids("lina-benali", "theo-marchand", "samira-benali"))
    assert "2 élèves parmi les personnes choisies." in said(page) and "Chorale" in said(page)
    asked = {"id": ids("lina-benali", "theo-marchand", "samira-benali"), "groupe": str(choir.pk)}
    preview = head.get(f"{CHOICE}groupe/", asked)
    assert "2 élèves seront ajoutés." in said(preview) and f"{NOT_PUPILS} : 1" in said(preview)
    with scope.use(academy.scope_of(LYCEE)):
        assert not GroupMembership.objects.filter(group=choir).exists()
    answer = sent(head, preview)
    assert answer["Location"] == f"/console/groupes/{choir.pk}/"
    with scope.use(academy.scope_of(LYCEE)):
        inside = set(GroupMembership.objects.filter(group=choir).values_list("student_id", flat=True))
    assert inside == {academy[one].person.pk for one in ("lina-benali", "theo-marchand")}
    again = said(sent(head, preview))
    assert "Personne à qui cela s’applique" in again and "Déjà dans le groupe : 2" in again, "sent twice, done once"


def test_a_group_of_another_source_or_school_takes_nobody(academy, head, ids, choir) -> None:
    with scope.everything("test"):
        given = StudentGroup.objects.filter(school=academy.school(LYCEE)).exclude(source=GroupSource.MANUAL).first()
        there = StudentGroup.objects.filter(school=academy.school(COLLEGE)).first()
    for group in (given, there):
        asked = {"id": ids("lina-benali"), "groupe": str(group.pk if group else uuid.uuid4())}
        assert head.get(f"{CHOICE}groupe/", asked).status_code == 404
        assert head.post(f"{CHOICE}groupe/", {**asked, "nombre": "1"}).status_code == 404


# --- suspensions ----------------------------------------------------------------------------------------------------


def _locks(academy) -> set[tuple[str, str]]:
    with scope.use(academy.scope_of(LYCEE)):
        rows = Lock.objects.filter(school=academy.school(LYCEE), closed_at=None)
        return {(one.person.given_name, one.kind) for one in rows.select_related("person")}


def test_a_right_is_suspended_for_each_and_given_back_to_each(academy, head, ids) -> None:
    chosen_ones = ids("lina-benali", "theo-marchand", "helene-garnier")
    page = page_of(head, "suspendre", chosen_ones)
    assert "Ce droit sera suspendu pour 2 personnes" in said(page) and "Vous-même : 1" in said(page)
    silent = sent(head, page, kind="write", reason="", ends_at="")
    assert silent.status_code == 422 and not _locks(academy), "no reason, nothing done"
    for _ in range(2):
        sent(head, page, kind="write", reason="Bagarre dans la cour", ends_at="")
    assert _locks(academy) == {("Lina", "write"), ("Théo", "write")}
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(action="identity.set_lock")]
    assert len(told) == 4 and all("Bagarre dans la cour" in one for one in told)
    back = page_of(head, "rendre", ids("lina-benali", "theo-marchand", "claire-roux"))
    assert "2 droits seront rendus à 2 personnes." in said(back)
    assert "Rien ne leur est suspendu par l’établissement : 1" in said(back)
    assert _locks(academy), "a preview gives nothing back"
    sent(head, back)
    assert not _locks(academy)


def test_all_are_suspended_or_none(academy, head, ids, monkeypatch) -> None:
    calls: list[object] = []

    def second_fails(**given: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise chosen_refused("Non.")
        return set_lock(**given)

    from preau.identity.errors import Refused as chosen_refused
    from preau.identity.services import locks

    monkeypatch.setattr(locks, "set_lock", second_fails)
    page = page_of(head, "suspendre", ids("lina-benali", "theo-marchand"))
    assert sent(head, page, kind="write", reason="Bagarre", ends_at="").status_code == 422
    assert len(calls) == 2 and not _locks(academy)


def test_what_the_platform_suspended_is_not_given_back_by_a_school(academy, head, ids) -> None:
    with scope.everything("test"):
        set_lock(
            actor=worn.US, kind="write", target="person", person=academy["lina-benali"].person, school=None,
            reason="Plateforme",
        )  # fmt: skip
    page = page_of(head, "rendre", ids("lina-benali"))
    assert "Personne à qui cela s’applique" in said(page)


def test_many_are_suspended_by_their_class(academy, head, ids, monkeypatch) -> None:
    monkeypatch.setattr("preau.console.views.chosen.MOST_LOCKS", 1)
    page = page_of(head, "suspendre", ids("lina-benali", "theo-marchand"))
    assert "Au-delà de 1 personne, suspendez ce droit pour une classe" in said(page) and not _locks(academy)


def test_reasons_name_twenty_and_count_the_rest() -> None:
    rows = [chosen.PersonRow(str(n), f"Nom{n:02}", "", (), "", "", "none") for n in range(25)]
    told = chosen.sort_out(rows, lambda row: "" if row.id == "0" else "Raison")
    assert [row.id for row in told.kept] == ["0"]
    assert (told.left[0].count, len(told.left[0].named)) == (24, chosen.NAMED)
