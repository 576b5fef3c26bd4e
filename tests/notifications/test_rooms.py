"""What rooms that exist tell: a new device, a right confided, names asked for, a correction answered, a copy ready."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail as outbox

from preau.access.enums import Right
from preau.access.public import answer_opening, ask_opening, end_delegation, entrust
from preau.identity.models import Account, DeviceNotice
from preau.identity.services import answer_notice, recognise_device
from preau.kernel import clock, jobs, scope
from preau.kernel import outbox as queue
from preau.kernel.actor import system
from preau.notifications.kinds import kinds
from preau.notifications.models import Notice
from preau.notifications.services.digests import have_digests_sent

SENDER = system("essai")


@pytest.fixture(autouse=True)
def everywhere(academy: Any) -> Any:
    jobs.settle()
    queue.dispatch()
    with scope.everything("tests of notices"):
        Notice.objects.all().delete()
        yield


def waiting(who: Any) -> list[str]:
    queue.dispatch()
    rows = Notice.objects.filter(person=who.person, read_at=None, ended_at=None).order_by("pk")
    return list(rows.values_list("matter__kind", flat=True))


def test_a_new_device_stands_in_the_bell_until_it_is_answered(academy: Any) -> None:
    lina, samira = academy["lina"], academy["samira"]
    Account.objects.filter(pk=lina.account.pk).update(last_login=clock.now())
    recognise_device(actor=SENDER, account=lina.account, device_key="k" * 32, name="Firefox sous Windows")
    assert waiting(lina) == waiting(samira) == ["identity.new_device"]
    page = academy.client("samira").get("/avis/").content.decode()
    assert "Lina" in page and "Firefox sous Windows" in page
    notice = DeviceNotice.objects.get(recipient=samira.person)
    assert answer_notice(actor=samira.actor, recipient_id=samira.person.pk, notice_id=notice.pk, expected=True)
    assert waiting(samira) == [] and waiting(lina) == ["identity.new_device"]


def test_what_ends_an_account_answers_all_that_was_asked_of_it(academy: Any) -> None:
    from preau.identity.services import secure_account

    samira = academy["samira"]
    Account.objects.filter(pk=samira.account.pk).update(last_login=clock.now())
    for key in ("a", "b"):
        recognise_device(actor=SENDER, account=samira.account, device_key=key * 32, name="Chrome")
    assert waiting(samira) == ["identity.new_device"] * 2
    secure_account(actor=SENDER, account_id=samira.account.pk)
    assert waiting(samira) == []


def test_a_right_confided_is_told_until_it_is_taken_back(academy: Any) -> None:
    lycee, nadia = academy.school("1001"), academy["nadia-leroy"]
    today = clock.today()
    made = entrust(
        actor=academy["helene-garnier"].actor, school_id=lycee.pk, person_id=nadia.person.pk, right=Right.READ_JOURNAL,
        starts_on=today, ends_on=today + dt.timedelta(days=7), reason="Remplacement",
    )  # fmt: skip
    assert waiting(nadia) == ["access.right_confided"]
    assert "lire le journal" in academy.client("nadia-leroy").get("/avis/").content.decode()
    end_delegation(actor=academy["helene-garnier"].actor, school_id=lycee.pk, delegation_id=made.pk)
    assert waiting(nadia) == []


def test_a_request_to_see_names_waits_for_the_head_and_its_answer_for_who_asked(academy: Any) -> None:
    lycee, head, asker = academy.school("1001"), academy["helene-garnier"], academy["alex-brun"]
    asked = ask_opening(actor=asker.actor, school_id=lycee.pk, local_authority_id=None, reason="Panne", hours=2)
    assert waiting(head) == ["access.names_asked"] and waiting(asker) == []
    answer_opening(actor=head.actor, school_id=lycee.pk, opening_id=asked.pk, granted=True)
    assert waiting(head) == [] and waiting(asker) == ["access.names_answered"]


def test_an_answered_correction_is_in_the_bell_and_in_the_digest(academy: Any, settings: Any) -> None:
    from preau.people.models import CorrectionRequest

    settings.MAIL_URL = "smtp://mail.example"
    samira, lina = academy["samira"], academy["lina"]
    samira.person.email = "samira@example.fr"
    samira.person.save(update_fields=["email"])
    path = f"/mes-donnees/{lina.person.pk}/corriger/given_name/"
    assert academy.client("samira").post(path, {"proposed": "Lína"}).status_code == 302
    request = CorrectionRequest.objects.get()
    answer = {"choice": "refuser", "answer": "La pièce d’identité dit Lina", "seen": "Lína"}
    assert academy.client("helene-garnier").post(f"/corrections/{request.pk}/", answer).status_code == 302
    assert waiting(samira) == ["people.correction_answered"] and waiting(lina) == []
    page = academy.client("samira").get("/avis/").content.decode().replace("\xa0", " ")
    assert "Prénom : Refusée" in page
    notice = Notice.objects.get(person=samira.person)
    Notice.objects.filter(pk=notice.pk).update(by_mail="waits")
    outbox.outbox.clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: dt.datetime(2026, 12, 1, 18, 0, tzinfo=dt.UTC))
        assert have_digests_sent() == 1
        jobs.settle()
    assert [one.to for one in outbox.outbox] == [["samira@example.fr"]]


def test_a_copy_that_is_ready_is_told(academy: Any, tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    client = academy.client("samira")
    client.post("/mes-donnees/copie/", {"person": str(academy["samira"].person.pk)})
    assert waiting(academy["samira"]) == []
    jobs.settle()
    assert waiting(academy["samira"]) == ["people.copy_ready"]


def test_kinds_say_all_that_a_page_and_a_push_need() -> None:
    for kind in kinds().values():
        assert kind.label and kind.help and kind.ways, kind.name
        for reader, ways in kind.ways.items():
            assert kind.allowed(reader, "mail") == () or ways.mail in kind.allowed(reader, "mail"), kind.name
            assert ways.push is None or kind.push_text, f"{kind.name} has a push and no words for it"


def test_the_head_sets_the_calm_hours_and_everybody_reads_them(academy: Any) -> None:
    from preau.notifications.selectors.calm import calm_of
    from strong import prove

    lycee, head = academy.school("1001"), academy.client("helene-garnier")
    prove(head, academy["helene-garnier"].account)
    page = head.get("/avis/heures-calmes/")
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    hours = {"night_from": "21:00", "night_to": "06:30", "weekend_from": "18:00", "timetable_from": "06:00"}
    wrong = head.post("/avis/heures-calmes/", {**hours, "night_from": "12:00", "seen": seen})
    assert wrong.status_code == 422
    assert head.post("/avis/heures-calmes/", {**hours, "seen": seen}).status_code == 302
    calm, _zone = calm_of(lycee.pk)
    assert (calm.night_from, calm.night_to, calm.weekend) == (dt.time(21), dt.time(6, 30), False)
    late = head.post("/avis/heures-calmes/", {**hours, "night_to": "08:00", "seen": seen})
    assert late.status_code == 409 and "Quelqu’un d’autre" in late.content.decode()
    assert calm_of(lycee.pk)[0].night_to == dt.time(6, 30)
    usage = academy.client("claire-roux").get(f"/etablissement/usages/?etablissement={lycee.uai}")
    assert "De 21 h à 6 h 30" in usage.content.decode().replace("\xa0", " ")
