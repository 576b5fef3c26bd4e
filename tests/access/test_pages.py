"""Rules, services, rights, delegations, elected places and opened names, through the pages people use."""

import datetime as dt
import re

from django.test import TestCase

from cast import LYCEE
from console.worn import number_in, text_of
from preau.access.models import Delegation, NameOpening, SchoolSetting
from preau.directory.models import Guardianship, Homeroom
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry

RULE = "/console/regles/link/class_guardians>class_guardians/"


def main_of(answer):
    assert answer.status_code in (200, 409, 422), answer.status_code
    return re.sub(r"<[^>]+>", " ", text_of(answer).partition("<main")[2].partition("<footer")[0])


def version_in(answer):
    return re.search(r'name="version" value="([^"]*)"', answer.content.decode())[1]


def acts(action):
    return [audit.sentence_of(one) for one in AuditEntry.objects.filter(action=action)]


def test_a_rule_is_read_previewed_and_changed(academy, client_as):
    head, samira = client_as("helene-garnier"), client_as("samira-benali")
    assert "Les responsables des élèves d’une classe peuvent écrire aux enseignants de cette classe." in main_of(
        head.get("/console/regles/class_guardians/")
    )
    assert "Sophie MARTIN" not in main_of(samira.get("/annuaire/?q=responsable"))
    with scope.everything("counting for a test"):
        lycee = academy.school(LYCEE)
        before = SchoolSetting.objects.count()
    seen = head.get(f"{RULE}?valeur=open")
    told = main_of(seen)
    opened = re.search(r"S’ouvre : (\d+) personnes pourront écrire à (\d+) personnes de plus", told)
    assert opened and int(opened[1]) == int(opened[2]) + 1, "the same people; the elected parent was written to already"
    assert f"{opened[1]} personnes verront quelqu’un de plus" in told
    saved = head.post(RULE, {"valeur": "open", "version": version_in(seen)}, follow=True)
    assert "peuvent écrire aux responsables des élèves de cette classe." in text_of(saved)
    with scope.everything("counting for a test"):
        assert SchoolSetting.objects.count() == before + 1
        assert SchoolSetting.objects.get().school_id == lycee.pk
    assert "aux responsables des élèves de cette classe" in acts("access.set_entry")[0]
    assert "Élève" not in main_of(samira.get("/annuaire/?q=2de 4 responsable"))
    assert "Responsable" in main_of(samira.get("/annuaire/?q=2de 4 responsable"))
    closing = main_of(head.get(f"{RULE}?valeur=reply"))
    assert f"Se ferme : {opened[1]} personnes ne pourront plus écrire à {opened[2]} personnes" in closing
    # Back to the default: nothing is kept.
    head.post(RULE, {"valeur": "reply", "version": version_in(head.get(f"{RULE}?valeur=reply"))})
    with scope.everything("counting for a test"):
        assert not SchoolSetting.objects.exists()


def test_a_rule_is_read_again_when_for_how_many_moved(academy, client_as):
    head = client_as("helene-garnier")
    seen = head.get(f"{RULE}?valeur=open")
    sent = {"valeur": "open", "version": version_in(seen), "nombre": number_in(seen)}
    assert len(sent["nombre"].split(".")) > 4
    with scope.everything("test"):
        Guardianship.objects.filter(guardian=academy["samira-benali"].person).update(ended_at=clock.now())
    again = head.post(RULE, sent)
    assert again.status_code == 200 and "Le nombre a changé" in main_of(again)
    with scope.everything("test"):
        assert not SchoolSetting.objects.exists()
    assert head.post(RULE, {**sent, "nombre": number_in(again)}).status_code == 302
    with scope.everything("test"):
        assert SchoolSetting.objects.get().value == "open"


def test_what_another_rule_opens_already_changes_nothing(client_as):
    told = main_of(client_as("helene-garnier").get("/console/regles/link/class_students>class_staff/?valeur=open"))
    assert "Rien ne change pour personne" in told


def test_two_administrators_of_one_rule_never_overwrite_each_other(academy, client_as):
    first, second = client_as("helene-garnier"), client_as("helene-garnier")
    read = version_in(first.get(f"{RULE}?valeur=open"))
    assert second.post(RULE, {"valeur": "closed", "version": read}).status_code == 302
    answer = first.post(RULE, {"valeur": "open", "version": read})
    told = main_of(answer)
    assert answer.status_code == 409
    assert "Vous vouliez : Les responsables des élèves d’une classe peuvent écrire" in told
    assert "Hélène GARNIER, Direction a enregistré" in told and "ne peuvent ni écrire ni répondre" in told
    with scope.everything("a test"):
        assert SchoolSetting.objects.get().value == "closed"
    # Having read both, the first may still choose.
    assert first.post(RULE, {"valeur": "open", "version": version_in(answer)}).status_code == 302
    # Put back then set again by others: an old version never passes for the new one.
    old = version_in(first.get(f"{RULE}?valeur=reply"))
    second.post(RULE, {"valeur": "reply", "version": old})
    second.post(RULE, {"valeur": "closed", "version": ""})
    assert first.post(RULE, {"valeur": "open", "version": old}).status_code == 409


def test_a_collectivity_sets_its_schools_of_one_kind_and_may_keep_the_setting(academy, client_as):
    paul, head = client_as("paul-faure"), client_as("helene-garnier")
    page = f"{RULE}?nature=upper_secondary"
    told = main_of(paul.get(f"{page}&valeur=open"))
    assert "1 établissement suit ce réglage" in told and "S’ouvre" in told
    paul.post(page, {"valeur": "open", "version": ""})
    assert "réglage de la collectivité" in main_of(head.get("/console/regles/class_guardians/"))
    version = version_in(head.get(f"{RULE}?valeur=closed"))
    assert version == "", "the school has no row of its own"
    head.post(RULE, {"valeur": "closed", "version": version})
    assert "fait son propre choix" in main_of(paul.get(f"{page}&valeur=reply"))
    read = version_in(paul.get(f"{page}&valeur=reply"))
    paul.post(page, {"valeur": "reply", "version": read, "verrou": "oui"})
    assert "Votre collectivité a fixé ce réglage" in main_of(head.get(RULE))
    refused = head.post(RULE, {"valeur": "open", "version": ""}, follow=True)
    assert "il ne se change pas ici" in text_of(refused)
    # The Département's collège and the Région's lycée professionnel heard nothing.
    assert "fixé" not in main_of(client_as("yves-caron").get(RULE))
    assert "fixé" not in main_of(client_as("olivier-blanc").get(RULE))


def test_the_tester_answers_with_the_reason(academy, client_as):
    head = client_as("helene-garnier")
    told = main_of(head.get("/console/regles/essai/?de=samira&a=claire roux"))
    assert "Oui. Samira BENALI fait partie de : les responsables des élèves d’une classe (2de 4)." in told
    assert "Claire ROUX fait partie de : les enseignants d’une classe (2de 4)." in told
    assert "Ces deux personnes se voient" in told
    told = main_of(head.get("/console/regles/essai/?de=samira benali&a=alain marchand"))
    assert "Aucune règle n’ouvre l’écriture" in told and "ne se voient pas" in told
    assert "Laquelle ?" in main_of(head.get("/console/regles/essai/?de=benali&a=claire roux"))
    assert "Personne de ce nom" in main_of(head.get("/console/regles/essai/?de=caron&a=claire roux")), "of the collège"
    told = main_of(client_as("yves-caron").get("/console/regles/essai/?de=emma lopes&a=ines lopes"))
    assert "Emma LOPES" in told and "Inês LOPES" in told


def test_a_service_switched_off_leaves_the_menu_and_says_so(academy, client_as):
    head, lina = client_as("helene-garnier"), client_as("lina-benali")
    assert "/scolarite/" in lina.get("/plus/").content.decode()
    page = "/console/services/service/scolarite:National_elv/"
    assert "concernées" in main_of(head.get(f"{page}?valeur=off"))
    with scope.everything("a test"), TestCase.captureOnCommitCallbacks(execute=True):
        head.post(page, {"valeur": "off", "version": ""})
    closed = lina.get("/scolarite/")
    assert closed.status_code == 403 and "n’est pas ouvert pour vous" in text_of(closed)
    assert "/scolarite/" not in lina.get("/plus/").content.decode()
    # For the other profile, and in the other school, nothing changed.
    assert client_as("sophie-martin-lycee").get("/scolarite/").status_code == 200
    assert client_as("adam-benali").get("/scolarite/").status_code == 200


def test_a_right_given_to_a_role_and_a_right_confided_open_pages(academy, client_as):
    head, nadia, claire = client_as("helene-garnier"), client_as("nadia-leroy"), client_as("claire-roux")
    assert nadia.get("/console/elus/").status_code == 403
    page = "/console/droits/right/National_evs:name_delegates/"
    head.post(page, {"valeur": "school", "version": ""})
    assert nadia.get("/console/elus/").status_code == 200
    assert "Délégués et parents élus" in main_of(nadia.get("/console/"))
    assert claire.get("/console/elus/").status_code == 403
    assert head.get("/console/droits/right/National_ens:read_journal/").status_code == 404, "may not be given"

    assert claire.get("/console/journal/").status_code == 403
    who = academy["claire-roux"].person.pk
    today = clock.today()
    form = {"personne": str(who), "right": "read_journal", "starts_on": today.isoformat(), "homeroom_id": "",
            "ends_on": (today + dt.timedelta(days=7)).isoformat(), "reason": "remplacement"}  # fmt: skip
    wrong = head.post("/console/droits/confies/", {**form, "ends_on": "2020-01-01"})
    assert wrong.status_code == 422 and "La fin vient avant le début" in text_of(wrong)
    assert "confié à Claire ROUX" in text_of(head.post("/console/droits/confies/", form, follow=True))
    head.post("/console/droits/confies/", form)
    with scope.everything("a test"):
        confided = Delegation.objects.get()
    assert claire.get("/console/journal/").status_code == 200
    assert "Journal" in main_of(claire.get("/console/")) and "Qui peut écrire" not in main_of(claire.get("/console/"))
    # The same person under the hat of another school has nothing there.
    claire.post("/chapeau/", {"hat": "ens-0699002K"})
    assert claire.get("/console/journal/").status_code == 403
    claire.post("/chapeau/", {"hat": "ens-0699001J"})
    with scope.everything("a test"):
        Delegation.objects.update(starts_on=today - dt.timedelta(days=9), ends_on=today - dt.timedelta(days=1))
    assert claire.get("/console/journal/").status_code == 403, "it ended by itself"
    with scope.everything("a test"):
        Delegation.objects.update(starts_on=today, ends_on=today)
    assert claire.get("/console/journal/").status_code == 200
    head.post(f"/console/droits/confies/{confided.pk}/reprendre/")
    assert claire.get("/console/journal/").status_code == 403


def test_who_was_not_given_a_right_confides_none(academy, client_as):
    nadia = client_as("nadia-leroy")
    form = {"personne": str(academy["nadia-leroy"].person.pk), "right": "read_journal"}
    assert nadia.post("/console/droits/confies/", form).status_code == 403
    head = client_as("helene-garnier")
    with scope.everything("a test"):
        other = academy["yves-caron"].person.pk
    assert head.post("/console/droits/confies/", {**form, "personne": str(other)}).status_code == 404


def test_elected_people_follow_their_class(academy, client_as):
    head = client_as("helene-garnier")
    lina = academy["lina-benali"].person.pk
    with scope.everything("a test"):
        own = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 4", school_year_id=2026)
        other = Homeroom.objects.get(school=academy.school(LYCEE), label="2de 1", school_year_id=2026)
    assert "Lina BENALI" in main_of(head.get("/console/elus/?kind=delegate&q=lina"))
    form = {"kind": "delegate", "personne": str(lina), "homeroom_id": str(other.pk)}
    assert head.post("/console/elus/", form).status_code == 422, "not of that class"
    assert "est inscrit" in text_of(head.post("/console/elus/", {**form, "homeroom_id": str(own.pk)}, follow=True))
    head.post("/console/elus/", {**form, "homeroom_id": str(own.pk)})
    assert len(re.findall(r"Terminer\s+:\s+Lina BENALI", main_of(head.get("/console/elus/")))) == 1
    jules = client_as("jules-girard")
    assert "Délégué" in main_of(jules.get("/annuaire/?q=lina delegue")), "any pupil writes to the delegates"
    with scope.everything("a test"):
        academy["lina-benali"].person.enrollments.update(left_on=clock.today())
    assert "Délégué" not in main_of(jules.get("/annuaire/?q=lina delegue"))


def test_names_are_opened_for_a_reason_for_some_hours_and_each_look_is_told(academy, client_as):
    paul, head, alex = client_as("paul-faure"), client_as("helene-garnier"), client_as("alex-brun")
    form = {"uai": "0699001J", "hours": "2", "reason": "compte en double signalé"}
    assert paul.post("/console/noms/", {**form, "uai": "0699003L"}).status_code == 422, "the Département's"
    assert "La demande est partie" in text_of(paul.post("/console/noms/", form, follow=True))
    paul.post("/console/noms/", form)
    with scope.everything("a test"):
        asked = NameOpening.objects.get()
    look = f"/console/noms/{asked.pk}/"
    assert paul.post(look, {"q": "benali"}).status_code == 404
    assert "compte en double signalé" in main_of(head.get("/console/noms/"))
    assert client_as("yves-caron").post(f"{look}ouvrir/").status_code == 404
    head.post(f"{look}ouvrir/")
    assert alex.post(look, {"q": "benali"}).status_code == 404, "opened to Paul alone"
    assert "Benali" not in main_of(paul.get(look))
    assert "Lina BENALI" in main_of(paul.post(look, {"q": "benali lina"}))
    assert "Emma" not in main_of(paul.post(look, {"q": "lopes emma"})), "of another school"
    told = acts("access.look_at_names")
    assert len(told) == 2 and "Paul Faure" in told[0]
    assert "2 recherches" in main_of(head.get("/console/noms/"))
    assert "a cherché des noms" in main_of(head.get("/console/journal/"))
    with scope.everything("a test"):
        NameOpening.objects.update(ends_at=clock.now() - dt.timedelta(seconds=1))
    assert paul.post(look, {"q": "benali"}).status_code == 404, "closed by itself"
    with scope.everything("a test"):
        NameOpening.objects.update(ends_at=clock.now() + dt.timedelta(hours=1))
    head.post(f"{look}fermer/")
    assert paul.get(look).status_code == 404
    assert len(acts("access.look_at_names")) == 2


def test_officers_and_the_operator_find_who_runs_a_school_and_no_family(academy, client_as):
    for slug in ("paul-faure", "julie-morin", "alex-brun"):
        client = client_as(slug)
        for query in ("benali", "lopes", "roux", "eleve", "responsable", "2de"):
            found = client.get(f"/annuaire/propositions/?q={query}").json()
            assert not found["options"], (slug, query)
    assert "Hélène GARNIER" in main_of(client_as("paul-faure").get("/annuaire/?q=claudel direction"))
    assert "Yves CARON" not in main_of(client_as("paul-faure").get("/annuaire/?q=caron"))
    assert "Yves CARON" in main_of(client_as("julie-morin").get("/annuaire/?q=caron"))
    assert "Yves CARON" in main_of(client_as("alex-brun").get("/annuaire/?q=caron"))
