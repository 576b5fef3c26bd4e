"""Telling: once, to each person and child, in the sender's transaction; the bell, the page and the count are one."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from notifications.conftest import MONDAY
from preau.kernel import jobs, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry, Job, OutboxEvent
from preau.notifications.models import Matter, Notice
from preau.notifications.public import To, leaves_at, notify, seen, withdraw
from preau.notifications.services import end_expired

SENDER = system("essai")
TUT, ELV, ENS = "National_tut", "National_elv", "National_ens"


@pytest.fixture(autouse=True)
def everywhere(monday: dt.datetime) -> Any:
    with scope.everything("tests of notices"):
        yield


def tell(kind: str, to: list[To], key: str = "one", **more: Any) -> Any:
    return notify(actor=SENDER, kind=kind, key=key, to=to, data={"title": "Sortie", "sender": "Mme Roux"}, **more)


def for_child(academy: Any, who: str, child: str) -> To:
    return To(academy[who].person.pk, TUT, academy[child].person.pk)


def told_pages() -> list[tuple[dict[str, Any], set[str]]]:
    rows = OutboxEvent.objects.filter(topic="notifications.changed").order_by("id")
    return [(one.payload, set(one.audience)) for one in rows]


def bell(client: Any) -> int:
    number: int = client.get("/avis/nombre/").json()["count"]
    return number


def test_a_key_is_told_once_whatever_is_retried(academy: Any) -> None:
    samira = for_child(academy, "samira", "lina")
    first = tell("tests.to_sign", [samira, samira])
    again = tell("tests.to_sign", [samira, for_child(academy, "karim", "lina")])
    assert (first.told, first.repeated) == (1, False) and (again.told, again.repeated) == (0, True)
    assert Notice.objects.count() == 1 and Matter.objects.count() == 1
    assert Job.objects.filter(name="notifications.deliver").count() == 1


def test_what_is_told_goes_with_the_transaction_of_what_it_tells(academy: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell("tests.to_sign", [for_child(academy, "samira", "lina")])
        raise RuntimeError
    assert not Notice.objects.exists() and not told_pages()
    assert not Job.objects.filter(name="notifications.deliver").exists()


def test_each_child_has_a_notice_and_the_page_says_which(academy: Any) -> None:
    tell("tests.to_sign", [for_child(academy, "samira", one) for one in ("lina", "adam")])
    client = academy.client("samira")
    assert bell(client) == 2
    page = client.get("/avis/").content.decode()
    assert page.count("À signer : Sortie") == 2 and "Lina" in page and "Adam" in page
    only_lina = client.get(f"/avis/?pour={academy['lina'].person.pk.hex}").content.decode()
    assert only_lina.count("À signer : Sortie") == 1
    [(payload, audience)] = told_pages()
    assert payload == {"more": 2, "spread": 0.0} and audience == {str(academy["samira"].person.pk)}


def test_one_statement_tells_thousands(academy: Any, django_assert_max_num_queries: Any) -> None:
    from preau.directory.models import Person

    people = [To(pk, ELV) for pk in Person.objects.values_list("pk", flat=True)[:400]]
    with django_assert_max_num_queries(22):
        assert tell("tests.message", people).told == len(people) > 200
    [(payload, audience)] = told_pages()
    assert payload["spread"] == round(len(people) / 100, 1) and len(audience) == len(people)


def test_open_read_and_gone(academy: Any) -> None:
    client, other = academy.client("samira"), academy.client("karim")
    both = [for_child(academy, one, "lina") for one in ("samira", "karim")]
    tell("tests.to_sign", both, link="/scolarite/")
    notice = Notice.objects.get(person=academy["samira"].person)
    assert other.post(f"/avis/{notice.pk}/ouvrir/").status_code == 404
    assert other.post("/avis/lus/", {"avis": str(notice.pk)}).status_code == 303
    assert bell(client) == bell(other) == 1
    answer = client.post(f"/avis/{notice.pk}/ouvrir/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/scolarite/")
    assert client.session["child"].startswith(academy["lina"].person.pk.hex)
    assert bell(client) == 0 and bell(other) == 1
    assert "Déjà lus" in client.get("/avis/").content.decode()
    assert withdraw(actor=SENDER, key="one") == 1
    assert bell(other) == 0
    assert tell("tests.to_sign", [for_child(academy, "karim", "lina")]).repeated


def test_all_that_the_page_showed_is_read_and_no_more(academy: Any) -> None:
    client = academy.client("samira")
    for number in range(3):
        tell("tests.to_sign", [for_child(academy, "samira", "lina")], key=f"m{number}")
    shown = list(Notice.objects.order_by("id").values_list("pk", flat=True)[:2])
    answer = client.post("/avis/lus/", {"avis": [str(one) for one in shown], "pour": "tout"}, follow=True)
    assert "2 avis lus" in answer.content.decode() and bell(client) == 1
    assert client.post("/avis/lus/", {"avis": "pas un numéro"}).status_code == 404


def test_the_room_it_leads_to_says_that_it_was_seen(academy: Any) -> None:
    tell("tests.to_sign", [for_child(academy, "samira", "lina")])
    assert seen(actor=SENDER, person_id=academy["samira"].person.pk, key="one")
    assert not seen(actor=SENDER, person_id=academy["samira"].person.pk, key="one")
    assert bell(academy.client("samira")) == 0


def test_a_term_ends_what_nobody_read(academy: Any, at: Any) -> None:
    tell("tests.to_sign", [for_child(academy, "samira", "lina")], expires_at=MONDAY + dt.timedelta(hours=1))
    assert end_expired() == 0
    at(MONDAY + dt.timedelta(hours=1))
    assert end_expired() == 1 and end_expired() == 0
    assert bell(academy.client("samira")) == 0


def test_notices_of_another_hat_are_counted_and_told_apart(academy: Any) -> None:
    """Marc Petit teaches and has a child in another school: his class does not read what his family is told."""
    from preau.directory.models import Affiliation, Guardianship

    both = (
        Guardianship.objects.filter(
            ended_at=None, reach="authority",
            guardian__in=Affiliation.objects.filter(profile=ENS, state="active").values("person"),
        ).select_related("guardian", "student").first()
    )  # fmt: skip
    assert both is not None, "the academy has a teacher who is a parent"
    tell("tests.to_sign", [To(both.guardian_id, TUT, both.student_id)], link="/scolarite/")
    client = academy.client_for(academy.account_of(both.guardian))
    page = client.get("/avis/").content.decode()
    assert bell(client) == 1 and "À signer" not in page and "1 avis vous attend ailleurs" in page
    notice = Notice.objects.get()
    assert "Responsable" in client.get(f"/avis/{notice.pk}/").content.decode()
    assert client.post(f"/avis/{notice.pk}/ouvrir/").headers["Location"] == "/scolarite/"
    assert client.session["hat"] == "tut" and bell(client) == 0


@pytest.mark.parametrize(
    ("kind", "profile", "child"),
    [("tests.to_sign", ENS, False), ("tests.to_sign", ELV, False), ("tests.news", ELV, True)],
)
def test_a_kind_tells_only_whom_it_concerns(academy: Any, kind: str, profile: str, child: bool) -> None:
    about = academy["lina"].person.pk if child else None
    with pytest.raises(ValueError):
        tell(kind, [To(academy["adam"].person.pk, profile, about)])


@pytest.mark.parametrize("link", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_else(academy: Any, link: str) -> None:
    with pytest.raises(ValueError, match="leads to a page"):
        tell("tests.to_sign", [for_child(academy, "samira", "lina")], link=link)


def test_calm_hours_hold_the_bell_and_say_when_it_rings(academy: Any, at: Any) -> None:
    evening = at(dt.datetime(2026, 11, 27, 20, 30, tzinfo=dt.UTC))  # a Friday, half past nine in Paris
    lycee = academy.school("1001")
    monday = dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)
    sending = tell("tests.to_sign", [for_child(academy, "samira", "lina")], school_id=lycee.pk)
    assert sending.later == ((monday, 1),) and leaves_at(school_id=lycee.pk) == monday
    assert told_pages() == []
    assert "À signer" in academy.client("samira").get("/avis/").content.decode()  # reading never closes
    [job] = Job.objects.filter(name="notifications.deliver")
    assert job.run_at == monday > evening
    at(monday)
    assert jobs.run(job.pk)
    assert [audience for _payload, audience in told_pages()] == [{str(academy["samira"].person.pk)}]


def test_a_true_urgency_passes_and_the_trail_says_why(academy: Any, at: Any) -> None:
    at(dt.datetime(2026, 11, 28, 22, 0, tzinfo=dt.UTC))
    lycee = academy.school("1001")
    sending = notify(
        actor=academy["helene-garnier"].actor, kind="tests.to_sign", key="u", to=[for_child(academy, "samira", "lina")],
        school_id=lycee.pk, data={"title": "Fermeture"}, urgent_because="Dégât des eaux, pas de cours demain",
    )  # fmt: skip
    assert sending.later == () and told_pages()
    entry = AuditEntry.objects.get(action="notifications.pass_calm")
    assert entry.data["because"].startswith("Dégât des eaux") and entry.actor_label.startswith("Hélène")
    tell("tests.alert", [for_child(academy, "samira", "lina")], key="safety")
    assert AuditEntry.objects.filter(action="notifications.pass_calm").count() == 1  # always passes: no exception made


def test_the_bells_question_keeps_no_session_alive(academy: Any) -> None:
    client = academy.client("claire-roux")
    client.get("/")
    from preau.identity.models import AccountSession

    old = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    AccountSession.objects.filter(session_key=client.session.session_key).update(seen_at=old)
    assert client.get("/avis/nombre/").status_code == 200
    assert AccountSession.objects.get(session_key=client.session.session_key).seen_at == old
    client.get("/avis/")
    assert AccountSession.objects.get(session_key=client.session.session_key).seen_at > old
