"""The desk that opens accounts: slips by class, who never came, reminders, a code for somebody one has before one."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

import strong
from cast import COLLEGE, LYCEE
from console import worn
from identity.slip_tools import GOOD, sent
from preau.console import paper as papers
from preau.directory.models import Enrollment, Homeroom, Person
from preau.identity import counts, showing, stepping
from preau.identity.enums import Road
from preau.identity.models import Account, OneTimeCode, Slip
from preau.identity.showing import FEW, MOST
from preau.kernel import audit, clock, jobs, scope
from preau.kernel.models import AuditEntry
from preau.ui import paper as typesetting

CODE = re.compile(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{5})</code>")


@pytest.fixture
def class_2de4(academy):
    """The class of Lina Benali and of Claire Roux, who is its professeur principal."""
    with scope.use(academy.scope_of(LYCEE)):
        return Homeroom.objects.get(label="2de 4")


def address(homeroom, *more):
    return "/console/activation/" + "".join(f"{part}/" for part in (homeroom.pk, *more))


def print_page(client, homeroom, kind="eleves", batch=None):
    return worn.confirmed(client, address(homeroom, kind), {"batch": str(batch or uuid.uuid4()), "format": "page"})


# --- slips ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["claire-roux", "helene-garnier"])
def test_a_class_is_printed_as_a_tagged_pdf(academy, client_as, class_2de4, who):
    answer = worn.confirmed(
        client_as(who), address(class_2de4, "eleves"), {"batch": str(uuid.uuid4()), "format": "pdf"}
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"].count("no-store")
    assert answer.content.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert mark in answer.content, mark


def test_a_pdf_is_refused_when_a_picture_has_no_words(academy, monkeypatch, tmp_path):
    """The standard is checked by the typesetter: a picture that screen readers cannot read fails the printing."""
    import typst

    broken = tmp_path / "slips.typ"
    source = papers._TEMPLATE.read_text()
    words = ', alt: told.qr_words + " " + one.name'
    assert words in source
    broken.write_text(source.replace(words, ""))
    monkeypatch.setattr(papers, "_TEMPLATE", broken)
    one = papers.Sheet("Lina", "2de 4", "", "7KQM-2XVA-9HTRC", "https://ent.example/x", "")
    with pytest.raises(typst.TypstError):
        papers.as_pdf(papers.Paper("Fiches", "Lycée", papers.SlipKind.PUPIL, (one,)))


@pytest.mark.parametrize("name", ['Lina "L\'Étoile" O’Connor-Ñandú', "#import <x> $y$ \\ *gras* _i_ @z", "李娜 عائشة"])
def test_any_name_is_only_text_on_paper(name):
    one = papers.Sheet(name, "2de 4", "", "7KQM-2XVA-9HTRC", "https://ent.example/x", "")
    assert papers.as_pdf(papers.Paper("Fiches", name, papers.SlipKind.GUARDIAN, (one,))).startswith(b"%PDF-")


@pytest.mark.parametrize("kind", papers.SlipKind)
def test_every_slip_says_where_to_read_of_one_s_data(kind, monkeypatch, settings):
    """On paper: a word that the package's fonts lack is met by the typesetter wherever that line is printed."""
    settings.PUBLIC_URL = "https://ent.example"
    one = papers.Sheet("Lina", "2de 4", "", "7KQM-2XVA-9HTRC", "https://ent.example/x", "")
    paper = papers.Paper("Fiches", "Lycée", kind, (one,))
    assert paper.privacy == "Vos données et vos droits\xa0: ent.example/donnees/"
    made, real = [], typesetting._made
    monkeypatch.setattr(typesetting, "_made", lambda *told: made.append(1) or real(*told))
    papers.as_pdf(paper)
    monkeypatch.setattr(papers.Paper, "privacy", property(lambda _paper: "李娜"))
    papers.as_pdf(paper)
    assert len(made) == 3, "the line is not on this paper"


def test_the_page_to_print_says_it_too(academy, client_as, class_2de4):
    assert "/donnees/" in print_page(client_as("claire-roux"), class_2de4).content.decode()


def test_the_page_to_print_holds_codes_that_open(academy, client_as, class_2de4):
    page = print_page(client_as("claire-roux"), class_2de4).content.decode()
    codes = CODE.findall(page)
    with scope.use(academy.scope_of(LYCEE)):
        assert len(codes) == Slip.objects.count() > 5
    assert page.count("data:image/svg+xml") == len(codes)
    place = page.index("Lina")
    code = CODE.search(page, place)[1]
    client = Client()
    assert client.post("/activer/", {"code": code}).status_code == 302
    answer = client.post("/activer/mot-de-passe/", {"login": "x", "password": GOOD, "again": GOOD})
    assert answer["Location"] == "/"
    assert Account.objects.get(login="lina.benali").check_password(GOOD)


def test_pupils_and_guardians_are_printed_apart(academy, client_as, class_2de4):
    client = client_as("claire-roux")
    pupils = print_page(client, class_2de4).content.decode()
    guardians = print_page(client, class_2de4, "responsables").content.decode()
    assert "Responsable de" not in pupils
    assert "Responsable de Lina" in guardians
    with scope.use(academy.scope_of(LYCEE)):
        kinds = set(Slip.objects.values_list("kind", "voided_at"))
    assert kinds == {("pupil", None), ("guardian", None)}


def test_a_form_sent_twice_prints_once(academy, client_as, class_2de4):
    client, batch = client_as("claire-roux"), uuid.uuid4()
    first = print_page(client, class_2de4, batch=batch)
    second = print_page(client, class_2de4, batch=batch)
    assert second.status_code == 302
    assert "imprimées" in client.get(second["Location"]).content.decode()
    code = CODE.search(first.content.decode())[1]
    assert Client().post("/activer/", {"code": code}).status_code == 302, "what is on paper still opens"
    assert AuditEntry.objects.filter(action="identity.print_slips").count() == 1


def test_printing_again_voids_and_says_so_before(academy, client_as, class_2de4):
    client = client_as("claire-roux")
    first = CODE.search(print_page(client, class_2de4).content.decode())[1]
    assert "n’ouvrent plus rien" in client.get(address(class_2de4, "eleves")).content.decode()
    print_page(client, class_2de4)
    assert "Fiche remplacée" in Client().post("/activer/", {"code": first}).content.decode()


def test_a_letter_is_printed_for_who_asked(academy, client_as, class_2de4):
    client = client_as("claire-roux")
    assert "courrier" not in client.get(address(class_2de4)).content.decode()
    assert print_page(client, class_2de4, "courriers").status_code == 200
    page = print_page(client, class_2de4, "responsables").content.decode()
    code = CODE.search(page, page.index("Samira"))[1]
    phone = Client()
    phone.post("/activer/", {"code": code})
    phone.post("/activer/envoyer/", {"road": "letter"})
    assert "1 courrier à poster" in client.get(address(class_2de4)).content.decode()
    letters = CODE.findall(print_page(client, class_2de4, "courriers").content.decode())
    assert len(letters) == 1
    assert "courrier à poster" not in client.get(address(class_2de4)).content.decode()
    assert phone.post("/activer/preuve/", {"code": letters[0]})["Location"] == "/activer/mot-de-passe/"


def test_a_class_of_another_teacher_or_school_is_not_there(academy, client_as, class_2de4):
    with scope.everything("test"):
        other = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 1")
        far = Homeroom.objects.get(school=academy.school(COLLEGE), label="5e B")
    claire = client_as("claire-roux")
    assert "2de 4" in claire.get("/console/activation/").content.decode()
    assert "2de 1" not in claire.get("/console/activation/").content.decode()
    for homeroom in (other, far):
        assert claire.get(address(homeroom)).status_code == 404
        assert print_page(claire, homeroom).status_code == 404
    assert client_as("helene-garnier").get(address(far)).status_code == 404
    with scope.everything("test"):
        assert not Slip.objects.exists()


# --- who has come --------------------------------------------------------------------------------------------------


def test_the_rate_is_the_present_one(academy, client_as, class_2de4):
    client = client_as("claire-roux")
    before = client.get("/console/activation/").content.decode()
    assert re.search(r"0 sur \d+", before)
    code = CODE.search((page := print_page(client, class_2de4).content.decode()), page.index("Lina"))[1]
    pupil = Client()
    pupil.post("/activer/", {"code": code})
    pupil.post("/activer/mot-de-passe/", {"login": "x", "password": GOOD, "again": GOOD})
    assert re.search(r"1 sur \d+", client.get("/console/activation/").content.decode())
    shown = client.get(address(class_2de4)).content.decode()
    assert "Déjà venus\xa0: 1" in shown
    assert shown.index("Lina") > shown.index("Déjà venus")


def test_reminders_go_once_a_day_to_who_never_came_and_has_a_mailbox(
    academy, client_as, class_2de4, settings, mailoutbox
):
    settings.MAIL_URL = "memory:"
    Person.objects.update(email="")
    Person.objects.filter(pk=academy["lina-benali"].person.pk).update(email="lina@maison.example")
    Person.objects.filter(pk=academy["theo-marchand"].person.pk).update(email="theo@maison.example")
    client = client_as("claire-roux")
    assert "1 personne" in client.get(address(class_2de4, "rappel")).content.decode()
    for _ in range(3):
        worn.confirmed(client, address(class_2de4, "rappel"))
    jobs.settle()
    assert [one.to for one in mailoutbox] == [["lina@maison.example"]]
    assert "/activer/" in mailoutbox[0].body


def test_classes_ticked_are_reminded_together_after_their_number_is_said(
    academy, client_as, class_2de4, settings, mailoutbox
):
    remind, head = "/console/activation/rappel/", client_as("helene-garnier")
    assert "Rappeler les classes cochées" not in head.get("/console/activation/").content.decode(), "no mail here"
    settings.MAIL_URL = "memory:"
    Person.objects.update(email="")
    for name in ("lina-benali", "theo-marchand"):
        Person.objects.filter(pk=academy[name].person.pk).update(email=f"{name}@maison.example")
    page = head.get("/console/activation/").content.decode()
    rooms = re.findall(r'name="id" value="([0-9a-f-]{36})"', page)
    assert "Rappeler les classes cochées" in page and len(rooms) > 1
    assert "Cochez au moins une classe" in head.get(remind, follow=True).content.decode()
    recap = head.get(remind, {"id": rooms})
    said = recap.content.decode()
    assert f"{len(rooms)} classes" in said and len(set(re.findall(r'name="id" value="([^"]+)"', said))) == len(rooms)
    alone = head.get(remind, {"id": str(class_2de4.pk)}).content.decode()
    assert "1 personne jamais venue" in alone
    worn.confirmed(head, remind, {"id": rooms})
    jobs.settle()
    assert ["lina-benali@maison.example"] in [one.to for one in mailoutbox]
    before = len(mailoutbox)
    worn.confirmed(head, remind, {"id": rooms})
    jobs.settle()
    assert len(mailoutbox) == before, "one mail a day"
    claire = client_as("claire-roux")  # a head teacher opens her own class alone
    worn.confirmed(claire, remind, {"id": rooms})
    told = AuditEntry.objects.filter(action="identity.remind").order_by("position").last()
    assert told.data["count"] == 1


def test_the_number_is_read_again_when_it_changed_before_it_is_done(academy, client_as, class_2de4, settings):
    settings.MAIL_URL = "memory:"
    Person.objects.update(email="")
    Person.objects.filter(pk=academy["samira-benali"].person.pk).update(email="samira@maison.example")
    claire, slips, remind = client_as("claire-roux"), address(class_2de4, "eleves"), address(class_2de4, "rappel")
    printed, written = (worn.number_in(claire.get(one)) for one in (slips, remind))
    page = print_page(claire, class_2de4).content.decode()
    code = CODE.search(page, page.index("Lina"))[1]
    pupil = Client()
    pupil.post("/activer/", {"code": code})
    pupil.post("/activer/mot-de-passe/", {"login": "x", "password": GOOD, "again": GOOD})
    Person.objects.update(email="")
    with scope.use(academy.scope_of(LYCEE)):
        before = Slip.objects.count()
    form = {"batch": str(uuid.uuid4()), "format": "page"}
    again = claire.post(slips, {**form, "nombre": printed})
    assert "Le nombre a changé" in worn.text_of(again) and not CODE.findall(again.content.decode())
    assert worn.number_in(again) == str(int(printed) - 1)
    for one in (slips, remind):
        assert "Le nombre a changé" in worn.text_of(claire.post(one, form)), "nothing was read"
    again = claire.post(remind, {"nombre": written})
    said = worn.text_of(again)
    assert written == "1" and "Le nombre a changé" in said and "Personne à qui écrire" in said
    jobs.settle()
    with scope.use(academy.scope_of(LYCEE)):
        assert not AuditEntry.objects.filter(action="identity.remind").exists() and Slip.objects.count() == before


# --- facing somebody -----------------------------------------------------------------------------------------------


def show(client, academy, student, person=None):
    ids = [academy[one].person.pk for one in (student, person or student)]
    return client.post(f"/console/acces/{ids[0]}/{ids[1]}/")


def test_two_taps_show_a_code_that_opens(academy, client_as):
    client = client_as("nadia-leroy")
    assert "Théo" in client.get("/console/acces/", {"q": "marchand theo"}).content.decode()
    assert "Brigitte" in client.get(f"/console/acces/{academy['theo-marchand'].person.pk}/").content.decode()
    answer = show(client, academy, "theo-marchand", "brigitte-marchand")
    code = re.search(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    other = Client()
    assert other.post("/mot-de-passe/code/", {"code": code}).status_code == 302
    other.post("/mot-de-passe/code/choisir/", {"login": "x", "password": GOOD, "again": GOOD})
    assert Account.objects.get(login="brigitte.marchand").check_password(GOOD)
    entry = AuditEntry.objects.get(action="identity.show_code")
    assert (entry.actor_id, entry.chain) == (academy["nadia-leroy"].person.pk, str(academy.school(LYCEE).pk))


@pytest.fixture
def pupils(academy):
    """Thirty-five pupils of the lycée, and as many as anybody shows codes to."""
    with scope.use(academy.scope_of(LYCEE)):
        rows = Enrollment.objects.filter(school=academy.school(LYCEE), left_on=None).exclude(homeroom=None)
        found = list(rows.values_list("student_id", flat=True).distinct()[:35])
    assert len(found) == 35
    return found


def show_to(client, pupil):
    return client.post(f"/console/acces/{pupil}/{pupil}/")


def test_a_few_codes_an_hour_then_a_second_factor_and_an_end(academy, client_as, pupils, settings, monkeypatch):
    """Of a CPE's account, taken by somebody: five codes, ten with its second factor, thirty in all; the head hears."""
    settings.MAIL_URL = "memory:"
    Person.objects.filter(pk=academy["helene-garnier"].person.pk).update(email="direction@lycee.example")
    bare = academy.client("nadia-leroy", proved=False)
    met = [show_to(bare, one) for one in pupils[: FEW + 3]]
    assert [one.status_code for one in met] == [200] * FEW + [302] * 3
    assert OneTimeCode.objects.filter(road=Road.DESK).count() == FEW
    assert "second facteur" in bare.get(met[-1]["Location"]).content.decode()
    account = academy["nadia-leroy"].account
    strong.give_factor(account)
    stale = academy.client_for(account)
    session = stale.session
    session.pop(stepping.CONFIRMED, None)
    session.save()
    asked = show_to(stale, pupils[FEW])
    assert asked.status_code == 403 and "/confirmer/" in asked.content.decode(), "it is asked for, the act waits"
    assert OneTimeCode.objects.filter(road=Road.DESK).count() == FEW
    proved = client_as("nadia-leroy")
    codes = [show_to(proved, one).status_code for one in pupils[FEW:]]
    assert codes == [200] * (MOST - FEW) + [302] * (35 - MOST)
    told = [one for one in sent() if "codes en une heure" in one.body]
    assert [one.to for one in told] == [["direction@lycee.example"]]
    (entry,) = AuditEntry.objects.filter(action="identity.many_codes")
    assert entry.chain == str(academy.school(LYCEE).pk)
    assert "10 codes en une heure" in audit.sentence_of(entry)
    assert show_to(client_as("helene-garnier"), pupils[0]).status_code == 200, "others of the school go on"
    later = clock.real_now() + dt.timedelta(hours=1, seconds=5)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert show_to(academy.client("nadia-leroy", proved=False), pupils[0]).status_code == 200


@pytest.mark.parametrize(
    ("where", "name", "instead"),
    [
        (counts, "window", lambda key, most, seconds: 1),
        (showing, "FEW", 1000),
        (showing, "MOST", 1000),
        (showing, "_tell", lambda actor, school_id: None),
    ],
    ids=["the count", "a few", "an end", "the head told"],
)
def test_without_its_defence_the_count_of_codes_is_red(
    academy, client_as, pupils, settings, monkeypatch, where, name, instead
):  # fmt: skip
    monkeypatch.setattr(where, name, instead)
    with pytest.raises(AssertionError):
        test_a_few_codes_an_hour_then_a_second_factor_and_an_end(academy, client_as, pupils, settings, monkeypatch)


@pytest.mark.parametrize(
    ("who", "student", "person", "status"),
    [
        ("nadia-leroy", "lina-benali", "lina-benali", 200),
        ("helene-garnier", "lina-benali", "samira-benali", 200),
        ("jean-royer", "lina-benali", "karim-benali", 200),
        ("claire-roux", "lina-benali", "samira-benali", 200),  # professeure principale
        ("claire-roux", "theo-marchand", "theo-marchand", 404),  # not her class
        ("marc-petit", "lina-benali", "lina-benali", 404),  # teaches, heads no class
        ("sabine-weber", "lina-benali", "lina-benali", 403),  # staff, not of the secretariat
        ("nadia-leroy", "emma-lopes", "emma-lopes", 404),  # another school
        ("nadia-leroy", "lina-benali", "brigitte-marchand", 404),  # not of that family
        ("yves-caron", "emma-lopes", "rui-lopes", 404),  # barred by a judge
        ("lucie-perrin", "lina-benali", "lina-benali", 403),
        ("samira-benali", "lina-benali", "lina-benali", 404),
        ("paul-faure", "lina-benali", "lina-benali", 404),
    ],
)
def test_a_code_is_shown_only_for_whom_one_may_see(academy, client_as, who, student, person, status):
    assert show(client_as(who), academy, student, person).status_code == status
    assert OneTimeCode.objects.exists() is (status == 200)


def test_never_for_somebody_with_wide_rights_even_as_a_parent(academy, client_as):
    """A head who is also a guardian: the account opens both, so no colleague opens it."""
    from preau.directory.models import Affiliation

    with scope.everything("test"):
        Affiliation.objects.create(
            school=academy.school(COLLEGE), person=academy["samira-benali"].person, profile="National_dir"
        )
    answer = show(client_as("nadia-leroy"), academy, "lina-benali", "samira-benali")
    assert answer.status_code == 302
    assert not OneTimeCode.objects.exists()


def test_a_search_finds_only_whom_one_may_help(academy, client_as):
    text = client_as("claire-roux").get("/console/acces/", {"q": "marchand"}).content.decode()
    assert "Théo" not in text
    assert "Aucun élève de ce nom" in text
