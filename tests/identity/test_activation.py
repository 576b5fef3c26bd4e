"""Screen 27 and row S3: slips open the account of their person, and of nobody else."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client

from cast import COLLEGE, LYCEE
from identity.slip_tools import GOOD, by_mail, chosen, digits_sent, paper, sent
from preau.directory.models import DirectoryRecord, EducationAuthority, Guardianship, Person
from preau.identity import codes, proofs, throttle
from preau.identity.enums import SlipKind
from preau.identity.models import Account, OneTimeCode, Slip
from preau.identity.reaching import guardians_to_tell, others_who_answer
from preau.identity.slips import Wanted, print_slips
from preau.kernel import clock, scope
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry, Job


@pytest.fixture(autouse=True)
def _mail(settings):
    """Mail leaves, to a box that tests read."""
    settings.MAIL_URL = "memory:"


@pytest.fixture
def samira(academy):
    """A guardian whose mailbox is on file; nobody of the cast has a password."""
    person = academy["samira-benali"].person
    Person.objects.filter(pk=person.pk).update(email="samira@maison.example", mobile="06 12 34 56 78")
    return person


def signed_in(client):
    return client.get("/").status_code == 200


def of(school, academy, pk):
    with scope.use(academy.scope_of(school)):
        return Slip.objects.get(person_id=pk)


# --- what is printed -----------------------------------------------------------------------------------------------


def test_a_code_has_64_bits_and_a_link_128():
    assert codes.bits(codes.SLIP_GROUPS) > 64
    assert codes.LINK_BYTES * 8 == 128
    assert [len(part) for part in codes.new_code().split("-")] == [4, 4, 5]
    assert not set("0O1IL") & set(codes.ALPHABET)
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 31


def test_codes_are_kept_as_digests_of_this_installation_only(academy, settings):
    slip = paper(academy, "lina-benali", school=LYCEE)
    kept = of(LYCEE, academy, slip.person_id)
    every = " ".join(str(getattr(kept, field.attname)) for field in Slip._meta.concrete_fields)
    assert codes.as_typed(slip.code) not in every
    assert slip.link not in every
    before = codes.digest("slip", codes.as_typed(slip.code))
    settings.SECRET_KEY = "another installation" * 4
    assert codes.digest("slip", codes.as_typed(slip.code)) != before


def test_a_list_printed_again_voids_the_former_and_both_are_logged(academy):
    first, second = (paper(academy, "lina-benali", school=LYCEE) for _ in range(2))
    answer = Client().post("/activer/", {"code": first.code})
    assert answer.status_code == 422
    assert "Fiche remplacée" in answer.content.decode()
    assert Client().get(f"/activer/f/{first.link}/").status_code == 422
    assert Client().post("/activer/", {"code": second.code}).status_code == 302
    acts = AuditEntry.objects.filter(action="identity.print_slips", chain=str(academy.school(LYCEE).pk)).order_by("at")
    assert [one.data["voided"] for one in acts] == [0, 1]


def test_slips_of_the_other_kind_and_of_other_children_stay(academy, samira):
    lina = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    paper(academy, "samira-benali", student="adam-benali", school=COLLEGE)
    paper(academy, "lina-benali", school=LYCEE)
    assert Client().post("/activer/", {"code": lina.code}).status_code == 302


# --- a pupil -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{}", "  {} ", "lower", "spaces"])
def test_a_pupil_types_the_code_chooses_a_password_and_is_in(academy, typed):
    slip = paper(academy, "lina-benali", school=LYCEE)
    code = {"lower": slip.code.lower(), "spaces": slip.code.replace("-", " ")}.get(typed) or typed.format(slip.code)
    client = Client()
    assert client.post("/activer/", {"code": code})["Location"] == "/activer/mot-de-passe/"
    page = client.get("/activer/mot-de-passe/").content.decode()
    assert "lina.benali" in page
    answer = chosen(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "lina.benali" in client.get("/").content.decode()
    assert Client().post("/connexion/", {"login": "lina.benali", "password": GOOD}).status_code == 302


def test_the_qr_code_leads_the_same_way_and_looking_uses_nothing_up(academy):
    slip = paper(academy, "lina-benali", school=LYCEE)
    client = Client()
    for _ in range(3):
        assert "Lina" in client.get(f"/activer/f/{slip.link}/").content.decode()
    assert not client.session.keys()
    assert client.post(f"/activer/f/{slip.link}/suite/")["Location"] == "/activer/mot-de-passe/"
    assert chosen(client).status_code == 302


def test_somebody_without_an_account_gets_one_with_a_login_of_their_own(academy):
    with scope.use(academy.scope_of(LYCEE)):
        taken = academy["lina-benali"].person
        other = Person.objects.create(given_name="Lina", family_name="Benali", search_name="lina benali")
        place = academy["lina-benali"].person.affiliations.get()
        place.pk, place.person = new_id(), other
        place.save(force_insert=True)
        (slip,) = print_slips(
            actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk, kind=SlipKind.PUPIL,
            people=[Wanted(other.pk)], batch=other.pk,
        )  # fmt: skip
    client = Client()
    client.post("/activer/", {"code": slip.code})
    chosen(client)
    assert Account.objects.get(person=other).login == "lina.benali2"
    assert Account.objects.get(person=taken).login == "lina.benali"


# --- a slip serves once, and a month -------------------------------------------------------------------------------


def test_a_used_code_says_when_and_never_by_whom(academy):
    slip = paper(academy, "lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    chosen(client)
    answer = Client().post("/activer/", {"code": slip.code})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Code déjà utilisé le" in text
    assert "Benali" not in text
    assert "Camille-Claudel" in text, "who to call"
    assert "C’est vous" in client.post("/activer/", {"code": slip.code}).content.decode()


def test_two_browsers_with_one_slip_open_it_once(academy):
    slip = paper(academy, "lina-benali", school=LYCEE)
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/activer/", {"code": slip.code})
    assert chosen(first).status_code == 302
    answer = chosen(second, "un autre mot de passe secret")
    assert answer.status_code == 422
    assert not signed_in(second)
    assert Account.objects.get(login="lina.benali").check_password(GOOD)


def test_a_slip_is_worth_nothing_after_thirty_days(academy, monkeypatch):
    slip = paper(academy, "lina-benali", school=LYCEE)
    assert slip.expires_at - clock.now() <= dt.timedelta(days=30)
    later = clock.now() + dt.timedelta(days=30, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = Client().post("/activer/", {"code": slip.code})
    assert "Fiche périmée" in answer.content.decode()


def test_a_slip_of_somebody_barred_or_gone_opens_nothing(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    with scope.everything("test"):
        Guardianship.objects.filter(guardian=samira).update(reach="barred")
    assert "n’ouvre plus rien" in Client().post("/activer/", {"code": slip.code}).content.decode()
    pupil = paper(academy, "theo-marchand", school=LYCEE)
    Person.objects.filter(pk=pupil.person_id).update(suspended_at=clock.now())
    assert "n’ouvre plus rien" in Client().post("/activer/", {"code": pupil.code}).content.decode()


def test_no_slip_is_printed_for_who_came_and_an_older_one_does_not_reset(academy):
    older = paper(academy, "lina-benali", school=LYCEE)
    account = academy["lina-benali"].account
    account.set_password(GOOD)
    account.save()
    text = Client().post("/activer/", {"code": older.code}).content.decode()
    assert "déjà ouvert" in text
    with pytest.raises(ValueError, match="not enough values"):
        paper(academy, "lina-benali", school=LYCEE)


def test_a_code_that_does_not_exist_says_what_to_check(academy):
    for typed in (codes.new_code(), "OOOO-0000-11111", "é", "x" * 60):
        answer = Client().post("/activer/", {"code": typed})
        assert answer.status_code == 422
        assert "Ce code n’existe pas" in answer.content.decode()
        assert "ni zéro" in answer.content.decode()
    assert Client().get(f"/activer/f/{codes.new_link()}/").status_code == 404


# --- a guardian's code alone opens nothing -------------------------------------------------------------------------


def test_a_guardians_code_alone_opens_nothing(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    assert client.post("/activer/", {"code": slip.code})["Location"] == "/activer/comment/"
    assert client.get("/activer/mot-de-passe/")["Location"] == "/activer/comment/"
    assert chosen(client)["Location"] == "/activer/comment/"
    for wrong in ("000000", "123456", codes.new_code(codes.DESK_GROUPS), slip.code):
        assert client.post("/activer/preuve/", {"code": wrong}).status_code == 422
    assert not Account.objects.get(person=samira).has_usable_password()


def test_a_guardian_proves_by_mail_in_four_screens_and_is_in(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    roads = client.get(f"/activer/f/{slip.link}/").content.decode()  # 1
    assert "s•••@m•••.example" in roads
    assert "samira@maison.example" not in roads
    client.post(f"/activer/f/{slip.link}/suite/", {"road": "mail"})
    assert client.get("/activer/preuve/").status_code == 200  # 2
    assert client.post("/activer/preuve/", {"code": digits_sent()})["Location"] == "/activer/mot-de-passe/"
    assert "samira.benali" in client.get("/activer/mot-de-passe/").content.decode()  # 3
    assert chosen(client)["Location"] == "/"
    home = client.get("/").content.decode()  # 4
    assert all(child in home for child in ("Lina", "Adam", "Noé"))


def test_a_guardian_proves_by_sms_where_a_sender_is_configured(academy, samira, settings, tmp_path):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    assert "06 •• •• •• 78" not in client.get("/activer/comment/").content.decode()
    assert client.post("/activer/envoyer/", {"road": "sms"})["Location"] == "/activer/comment/"
    settings.SMS_URL = f"file://{tmp_path}"
    assert "06 •• •• •• 78" in client.get("/activer/comment/").content.decode()
    client.post("/activer/envoyer/", {"road": "sms"})
    sent()
    (message,) = tmp_path.iterdir()
    number, _, text = message.read_text().split("\n", 2)
    assert number == "+33612345678"
    digits = text.split("Votre code : ")[1][:6]
    assert client.post("/activer/preuve/", {"code": digits}).status_code == 302


def test_a_posted_letter_completes_a_slip(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    client.post("/activer/envoyer/", {"road": "letter"})
    with scope.use(academy.scope_of(LYCEE)):
        assert Slip.objects.filter(letter_asked_at__isnull=False).count() == 1
    letter = paper(academy, "samira-benali", student="lina-benali", school=LYCEE, kind=SlipKind.LETTER)
    assert Client().post("/activer/", {"code": letter.code}).status_code == 422, "a letter opens nothing by itself"
    assert client.post("/activer/preuve/", {"code": letter.code}).status_code == 302
    assert chosen(client)["Location"] == "/"


def test_a_letter_of_somebody_else_completes_nothing(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    letter = paper(academy, "karim-benali", student="lina-benali", school=LYCEE, kind=SlipKind.LETTER)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    assert client.post("/activer/preuve/", {"code": letter.code}).status_code == 422


def test_fifty_wrong_digits_end_a_slip_and_the_family_hears(academy, samira, monkeypatch):
    """Each code sent bears five tries; whoever asks for code after code comes to an end all the same."""
    Person.objects.filter(pk=academy["karim-benali"].person.pk).update(email="karim@maison.example")
    monkeypatch.setattr(throttle, "begin", lambda *_, **__: SimpleNamespace(succeeded=lambda: None))
    monkeypatch.setattr(proofs, "take_sending", lambda *_, **__: None)
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    for number in range(proofs.MOST_WRONG):
        if number % proofs.TRIES == 0:
            client.post("/activer/envoyer/", {"road": "mail"})
        right = digits_sent()
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        assert client.post("/activer/preuve/", {"code": wrong}).status_code == 422
    client.post("/activer/envoyer/", {"road": "mail"})
    refused = client.post("/activer/preuve/", {"code": digits_sent()})
    assert refused.status_code == 422 and "demandez-en une autre" in refused.content.decode()
    told = {one.to[0] for one in sent() if "codes faux" in one.body}
    assert {"samira@maison.example", "karim@maison.example"} <= told
    assert AuditEntry.objects.filter(action="identity.void_guessed_slip").count() == 1


def test_digits_serve_five_tries_ten_minutes_and_one_slip(academy, samira, monkeypatch):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    client.post("/activer/envoyer/", {"road": "mail"})
    right = digits_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert client.post("/activer/preuve/", {"code": wrong}).status_code == 422
    assert client.post("/activer/preuve/", {"code": right}).status_code == 422, "five tries, no more"
    client.post("/activer/envoyer/", {"road": "mail"})
    again = digits_sent()
    later = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post("/activer/preuve/", {"code": again}).status_code == 422


def test_a_proof_waits_half_an_hour_for_the_password(academy, samira, monkeypatch):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    assert by_mail(client, slip).status_code == 302
    later = clock.now() + dt.timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert chosen(client)["Location"] == "/activer/comment/"


def test_messages_to_one_mailbox_are_few(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    for _ in range(9):
        client.post("/activer/envoyer/", {"road": "mail"})
    assert len(sent()) == 5


def test_what_was_sent_stays_in_no_table(academy, samira):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    client.post("/activer/envoyer/", {"road": "mail"})
    digits = digits_sent()
    assert all(digits not in str(job.payload) for job in Job.objects.all())
    assert digits not in str(list(OneTimeCode.objects.values()))


# --- told ----------------------------------------------------------------------------------------------------------


def test_a_new_account_is_told_to_the_other_contacts_on_file(academy, samira, settings, tmp_path):
    settings.SMS_URL = f"file://{tmp_path}"
    karim = academy["karim-benali"].person
    Person.objects.filter(pk=karim.pk).update(email="karim@ailleurs.example")
    client = Client()
    by_mail(client, paper(academy, "samira-benali", student="lina-benali", school=LYCEE))
    chosen(client)
    told = {one.to[0]: one.body for one in sent() if "ouvert" in one.body and "Votre code" not in one.body}
    assert "samira.benali" in told["samira@maison.example"]
    assert "Samira BENALI" in told["karim@ailleurs.example"]
    assert [one.read_text().split("\n")[0] for one in tmp_path.iterdir()] == ["+33612345678"]


def test_a_pupils_account_is_told_to_guardians_but_to_nobody_barred(academy):
    for slug, address in (("ines-lopes", "ines@maison.example"), ("rui-lopes", "rui@loin.example")):
        Person.objects.filter(pk=academy[slug].person.pk).update(email=address)
    client = Client()
    client.post("/activer/", {"code": paper(academy, "emma-lopes", school=COLLEGE).code})
    chosen(client)
    told = {one.to[0] for one in sent()}
    assert "ines@maison.example" in told
    assert "rui@loin.example" not in told


def _grown_up(person):
    Person.objects.filter(pk=person.pk).update(birth_date=clock.today().replace(year=clock.today().year - 19))


def test_who_is_told_of_an_account_is_one_rule(academy):
    """A minor's guardians; an adult's nobody; a guardian's account, whoever else answers for the same minor child."""
    emma, ines, rui = (academy[slug].person for slug in ("emma-lopes", "ines-lopes", "rui-lopes"))
    lina, samira, karim = (academy[slug].person for slug in ("lina-benali", "samira-benali", "karim-benali"))
    assert guardians_to_tell(emma.pk) == [ines] and rui not in others_who_answer(ines.pk)
    assert {one.pk for one in guardians_to_tell(lina.pk)} == {samira.pk, karim.pk}
    assert guardians_to_tell(samira.pk) == [], "where one parent signs in is not told to the other"
    assert karim in others_who_answer(samira.pk) and samira not in others_who_answer(samira.pk)
    for slug in ("lina-benali", "adam-benali", "noe-benali"):
        _grown_up(academy[slug].person)
    assert guardians_to_tell(lina.pk) == [] and others_who_answer(samira.pk) == []
    Person.objects.filter(pk=ines.pk).update(suspended_at=clock.now())
    assert guardians_to_tell(emma.pk) == []


def test_an_adult_pupils_activation_is_the_pupils_own(academy):
    Person.objects.filter(pk=academy["ines-lopes"].person.pk).update(email="ines@maison.example")
    _grown_up(academy["emma-lopes"].person)
    client = Client()
    client.post("/activer/", {"code": paper(academy, "emma-lopes", school=COLLEGE).code})
    chosen(client)
    assert "ines@maison.example" not in {one.to[0] for one in sent()}


# --- passwords at the door -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("court", "trop court"),
        ("azertyuiop123", "premiers que l’on essaie"),
        ("lina.benali.2026", "fait de votre nom"),
        ("Camille-Claudel-69", "premiers que l’on essaie|fait de votre nom"),
        ("123456789012345", "il en faut 16"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_nothing_is_lost(academy, password, said):
    client = Client()
    client.post("/activer/", {"code": paper(academy, "lina-benali", school=LYCEE).code})
    answer = chosen(client, password)
    assert answer.status_code == 422
    assert any(words in answer.content.decode() for words in said.split("|"))
    assert chosen(client).status_code == 302


def test_two_different_passwords_are_told(academy):
    client = Client()
    client.post("/activer/", {"code": paper(academy, "lina-benali", school=LYCEE).code})
    assert "pas les mêmes" in chosen(client, again="autre chose de long").content.decode()


def test_a_password_of_4096_signs_is_taken_and_opens(academy):
    long = ("les mouettes du vélo " * 200)[:4095] + "!"
    client = Client()
    client.post("/activer/", {"code": paper(academy, "lina-benali", school=LYCEE).code})
    assert chosen(client, long).status_code == 302
    assert Client().post("/connexion/", {"login": "lina.benali", "password": long}).status_code == 302


# --- a second child ------------------------------------------------------------------------------------------------


def test_a_second_child_of_the_same_person_is_there_in_one_step(academy, samira):
    client = academy.client("samira-benali")
    slip = paper(academy, "samira-benali", student="adam-benali", school=COLLEGE)
    answer = client.post("/activer/", {"code": slip.code})
    assert answer["Location"] == "/"
    assert "Adam est dans votre compte" in client.get("/").content.decode()
    assert of(COLLEGE, academy, samira.pk).used_at is not None


def test_the_others_who_answer_for_a_child_are_told_that_it_was_added(academy, samira):
    Person.objects.filter(pk=academy["karim-benali"].person.pk).update(email="karim@maison.example")
    slip = paper(academy, "samira-benali", student="adam-benali", school=COLLEGE)
    academy.client("samira-benali").post("/activer/", {"code": slip.code})
    told = [one for one in sent() if "ajouté au compte" in one.body]
    assert {to for one in told for to in one.to} == {"samira@maison.example", "karim@maison.example"}
    assert all("Adam" in one.body for one in told)


def test_the_qr_code_of_a_second_child_adds_it_in_one_tap(academy, samira):
    """Her account is open: signed in, the link adds; for a stranger it opens nothing."""
    account = academy["samira-benali"].account
    first, second = (
        paper(academy, "samira-benali", student=child, school=school)
        for child, school in (("lina-benali", LYCEE), ("adam-benali", COLLEGE))
    )
    account.set_password(GOOD)
    account.save()
    assert "déjà ouvert" in Client().get(f"/activer/f/{first.link}/").content.decode()
    client = academy.client("samira-benali")
    page = client.get(f"/activer/f/{second.link}/").content.decode()
    assert "Ajouter cet enfant" in page
    assert "Montrez que c’est vous" not in page
    assert client.post(f"/activer/f/{second.link}/suite/")["Location"] == "/"
    assert "Adam est dans votre compte" in client.get("/").content.decode()


@pytest.fixture
def other_record(academy, samira):
    """A second record of Samira, by the collège: Adam hangs on it, and nothing in the data says that it is her."""
    other = Person.objects.create(
        id=new_id(), given_name="Samira", family_name="BENALI", search_name="samira benali", email="autre@x.example"
    )
    DirectoryRecord.objects.create(
        authority=EducationAuthority.objects.first(), kind="guardian", join_key="99887766", person=other
    )
    with scope.everything("test"):
        Guardianship.objects.filter(guardian=samira, student=academy["adam-benali"].person).update(guardian=other)
    return other


def _paper_of(academy, other):
    with scope.use(academy.scope_of(COLLEGE)):
        (slip,) = print_slips(
            actor=academy["yves-caron"].actor, school_id=academy.school(COLLEGE).pk, kind=SlipKind.GUARDIAN,
            people=[Wanted(other.pk, academy["adam-benali"].person.pk)], batch=uuid.uuid4(),
        )  # fmt: skip
    return slip


def test_another_record_with_a_contact_in_common_joins_in_one_step(academy, samira, other_record):
    Person.objects.filter(pk=other_record.pk).update(email="SAMIRA@maison.example")
    client = academy.client("samira-benali")
    assert "Adam" not in client.get("/").content.decode()
    assert client.post("/activer/", {"code": _paper_of(academy, other_record).code})["Location"] == "/"
    assert "Adam est ajouté à votre compte" in client.get("/").content.decode()
    assert "Adam" in client.get("/").content.decode()


def test_another_record_without_one_asks_for_a_proof_first(academy, samira, other_record):
    client = academy.client("samira-benali")
    assert client.post("/activer/", {"code": _paper_of(academy, other_record).code})["Location"] == "/activer/comment/"
    assert "Adam" not in client.get("/").content.decode()
    client.post("/activer/envoyer/", {"road": "mail"})
    assert client.post("/activer/preuve/", {"code": digits_sent()})["Location"] == "/"
    assert "Adam" in client.get("/").content.decode()


def test_somebody_elses_slip_adds_no_child(academy, samira):
    """Sophie Martin and Sophie Martin must never meet; a father and a mother of one child are never one person."""
    Person.objects.filter(pk__in=[academy["sophie-martin-lp"].person.pk, samira.pk]).update(email="a@b.example")
    slip = paper(academy, "karim-benali", student="lina-benali", school=LYCEE)
    Person.objects.filter(pk=slip.person_id).update(email="a@b.example", given_name="Samira")
    answer = academy.client("samira-benali").post("/activer/", {"code": slip.code})
    assert answer.status_code == 422
    assert "autre personne" in answer.content.decode()
    other = paper(academy, "sophie-martin-lycee", student="jules-girard", school=LYCEE)
    answer = academy.client("samira-benali").post("/activer/", {"code": other.code})
    assert answer["Location"] == "/activer/comment/"


def test_a_pupils_slip_typed_by_somebody_signed_in_changes_who_is_in_only_at_the_end(academy):
    client = academy.client("samira-benali")
    client.post("/activer/", {"code": paper(academy, "lina-benali", school=LYCEE).code})
    assert "Samira" in client.get("/").content.decode()
    chosen(client)
    assert "Lina" in client.get("/").content.decode()
    assert django_settings.SESSION_COOKIE_NAME in client.cookies
