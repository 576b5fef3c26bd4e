"""« Aide », through the doors that people use: at the door, signed in, at the desk, above the school, as days pass."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cast import COLLEGE, LYCEE
from preau.access.enums import Right
from preau.access.services.delegations import entrust
from preau.directory.models import SchoolHoliday, SchoolYear
from preau.helpdesk.models import HelpRequest
from preau.helpdesk.services import climb_unanswered
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry
from preau.news.models import SchoolFront
from preau.notifications.models import Notice
from preau.ui.helping import helps

HEAD, OFFICE, TEACHER, PARENT, PUPIL = "helene-garnier", "jean-royer", "claire-roux", "samira-benali", "lina-benali"
REGION, OPERATOR, CPE = "paul-faure", "alex-brun", "nadia-leroy"
THURSDAY = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
"""A Thursday at ten in Paris."""
SECRET = "On m’a dit que Lina changeait de classe"


@pytest.fixture(autouse=True)
def everywhere() -> Any:
    with scope.everything("tests of help"):
        yield


class Clock:
    def __init__(self) -> None:
        self.now = THURSDAY

    def at(self, day: int, hour: int = 9, minute: int = 0, month: int = 11) -> int:
        """It is that day; what climbs climbs: how many."""
        self.now = dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)
        return climb_unanswered()


@pytest.fixture
def moment(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


def words(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def uai(academy: Any, school: str = LYCEE) -> str:
    return str(academy.school(school).uai)


def ask(client: Client, school: str, *, key: str = "", **more: str) -> Any:
    told = {"key": key or str(uuid.uuid4()), "school": school, "matter": "record", "text": SECRET}
    return client.post("/aide/demander/", {**told, **more})


def as_stranger(school: str, client: Client | None = None, **more: str) -> Any:
    return ask(client or Client(), school, **{"name": "Inès Noir", "reach": "01 02 03 04 05", **more})


@pytest.fixture
def asked(academy: Any, moment: Clock) -> HelpRequest:
    """Lina's mother asked the lycée on a Thursday at ten."""
    answer = ask(academy.client(PARENT), uai(academy))
    assert answer.status_code == 303
    return HelpRequest.objects.get()


def told(academy: Any, who: str, kind: str) -> int:
    return Notice.objects.filter(person=academy[who].person, matter__kind=kind, matter__ended_at=None).count()


# At the door


def test_a_stranger_finds_the_telephone_of_a_school_by_its_town(academy: Any) -> None:
    school = academy.school(LYCEE)
    SchoolFront.objects.create(school=school, is_shown=True, hours="De 8 h à 18 h", phones="Loge : 01 99 88 77 66")
    found = words(Client().get("/aide/", {"q": school.city[:4].upper()}))
    assert f"etablissement={school.uai}" in found
    page = words(Client().get("/aide/", {"etablissement": school.uai}))
    assert "01 99 88 77 66" in page and "De 8 h à 18 h" in page
    assert f"/aide/demander/?etablissement={school.uai}" in page


def test_what_a_school_does_not_show_to_anybody_is_read_by_its_own_alone(academy: Any) -> None:
    school = academy.school(LYCEE)
    SchoolFront.objects.create(school=school, is_shown=False, hours="De 8 h à 18 h", phones="Loge : 01 99 88 77 66")
    assert "01 99 88 77 66" not in words(Client().get("/aide/", {"etablissement": school.uai}))
    assert "01 99 88 77 66" in words(academy.client(PARENT).get("/aide/"))


@pytest.mark.parametrize("typed", ["", "x", "a\0b", "zzzz", "' OR 1=1 --", "é" * 300])
def test_whatever_is_typed_the_page_answers(academy: Any, typed: str) -> None:
    assert Client().get("/aide/", {"q": typed, "etablissement": typed, "page": typed}).status_code == 200


def test_a_stranger_asks_and_the_receipt_is_the_same_for_any_name(academy: Any, moment: Clock) -> None:
    answers = [as_stranger(uai(academy), name=name) for name in ("Samira Benali", "Personne Inconnue")]
    assert [one.status_code for one in answers] == [303, 303] and answers[0]["Location"] == answers[1]["Location"]
    bodies = [words(Client().get(one["Location"])) for one in answers]
    assert bodies[0] == bodies[1] and "Samira" not in bodies[0]
    rows = HelpRequest.objects.all()
    assert {one.asked_by_id for one in rows} == {None} and {one.reach for one in rows} == {"01 02 03 04 05"}


def test_what_a_stranger_lacks_is_asked_for(academy: Any) -> None:
    for lacking in ("name", "reach", "text", "matter"):
        assert as_stranger(uai(academy), **{lacking: " "}).status_code == 422
    assert as_stranger("0000000Z").status_code == 302 and not HelpRequest.objects.exists()


def test_an_address_asks_a_few_times_then_waits_and_a_school_s_goes_on(academy: Any, settings: Any) -> None:
    statuses = [as_stranger(uai(academy)).status_code for _ in range(7)]
    assert statuses == [303] * 5 + [429] * 2 and HelpRequest.objects.count() == 5
    settings.SCHOOL_ADDRESSES = ["127.0.0.0/8"]
    assert as_stranger(uai(academy)).status_code == 303


def test_the_same_form_twice_is_one_request(academy: Any, moment: Clock) -> None:
    key = str(uuid.uuid4())
    client = academy.client(PARENT)
    assert ask(client, uai(academy), key=key)["Location"] == ask(client, uai(academy), key=key)["Location"]
    assert HelpRequest.objects.count() == 1
    assert ask(academy.client(PUPIL), uai(academy), key=key).status_code == 404, "another's number tells nothing"
    assert as_stranger(uai(academy), key=key).status_code == 404


def test_whoever_is_signed_in_asks_their_own_schools_alone(academy: Any, moment: Clock) -> None:
    assert ask(academy.client(PUPIL), uai(academy, COLLEGE)).status_code == 422
    assert not HelpRequest.objects.exists()


# Help for the page one came from


def test_the_foot_of_a_page_leads_to_its_help_and_an_unknown_page_to_help_in_general(academy: Any) -> None:
    page = words(academy.client(PARENT).get("/messages/ecrire/"))
    (link,) = set(re.findall(r'href="(/aide/\?page=[^"]+)"', page))
    assert link == "/aide/?page=messaging:write"
    first = str(helps()["messaging:write"].steps[0]).replace("\u00a0", " ")
    assert first in words(Client().get(link))
    other = words(Client().get("/aide/?page=messaging:nothing"))
    assert first not in other and "Je n’arrive pas à me connecter" in other


def test_every_help_is_of_a_page_of_its_own_room(academy: Any) -> None:
    from django.urls import get_resolver

    def names(patterns: Any, spaces: tuple[str, ...] = ()) -> Any:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from names(one.url_patterns, (*spaces, one.namespace) if one.namespace else spaces)
            elif one.name:
                yield ":".join((*spaces, one.name))

    assert set(helps()) <= set(names(get_resolver().url_patterns))
    from preau.kernel.registry import modules_named

    for module in modules_named("help"):
        room = module.__name__.split(".")[-2]
        assert {name.split(":")[0] for name in module.HELP} == {room}


# At the desk


def test_those_whom_the_school_named_hear_of_it_and_answer_and_who_asked_reads_it(
    academy: Any, asked: HelpRequest
) -> None:
    assert (told(academy, OFFICE, "helpdesk.received"), told(academy, HEAD, "helpdesk.received")) == (1, 0)
    office = academy.client(OFFICE)
    assert "Samira BENALI, Responsable" in words(office.get("/demandes-aide/"))
    assert SECRET in words(office.get(f"/demandes-aide/{asked.pk}/"))
    mine = f"/aide/demandes/{asked.pk}/"
    assert "attend sa réponse" in words(academy.client(PARENT).get("/aide/"))
    assert office.post(f"/demandes-aide/{asked.pk}/repondre/", {"text": "C’est corrigé."}).status_code == 303
    assert told(academy, OFFICE, "helpdesk.received") == 0 and told(academy, PARENT, "helpdesk.answered") == 1
    assert "C’est corrigé." in words(academy.client(PARENT).get(mine))
    assert academy.client(PARENT).post(f"{mine}regle/").status_code == 303
    asked.refresh_from_db()
    assert asked.state == "closed"
    journal = " ".join(
        f"{one.actor_label} {one.data}" for one in AuditEntry.objects.filter(action__startswith="helpdesk.")
    )
    assert SECRET not in journal and "corrigé" not in journal


def test_neither_the_other_parent_nor_a_colleague_reads_it(academy: Any, asked: HelpRequest) -> None:
    for who in ("karim-benali", PUPIL, TEACHER):
        assert academy.client(who).get(f"/aide/demandes/{asked.pk}/").status_code == 404
    assert academy.client(TEACHER).get(f"/demandes-aide/{asked.pk}/").status_code == 403
    assert academy.client("yves-caron").get(f"/demandes-aide/{asked.pk}/").status_code == 404
    assert academy.client("karim-benali").post(f"/aide/demandes/{asked.pk}/regle/").status_code == 404


def test_the_head_confides_it_and_takes_it_back(academy: Any, asked: HelpRequest, moment: Clock) -> None:
    given = entrust(
        actor=academy[HEAD].actor, school_id=asked.school_id, person_id=academy[TEACHER].person.pk,
        right=Right.ANSWER_HELP, starts_on=clock.today(), ends_on=clock.today(), reason="Référente numérique",
    )  # fmt: skip
    assert given
    assert academy.client(TEACHER).get(f"/demandes-aide/{asked.pk}/").status_code == 200
    as_stranger(uai(academy))
    assert told(academy, TEACHER, "helpdesk.received") == 1
    moment.at(27)
    assert academy.client(TEACHER).get(f"/demandes-aide/{asked.pk}/").status_code == 403


def test_two_who_answer_at_once_the_second_reads_the_first_and_keeps_their_words(
    academy: Any, asked: HelpRequest
) -> None:
    head, office = academy.client(HEAD), academy.client(OFFICE)
    address = f"/demandes-aide/{asked.pk}/repondre/"
    assert office.post(address, {"text": "Premier."}).status_code == 303
    second = head.post(address, {"text": "Second."})
    assert second.status_code == 409 and "Premier." in words(second) and "Second." in words(second)
    assert office.post(address, {"text": "Premier."}).status_code == 303, "the same again changes nothing"
    asked.refresh_from_db()
    assert asked.answer == "Premier." and told(academy, PARENT, "helpdesk.answered") == 1


def test_a_stranger_is_called_back_and_the_desk_says_that_nothing_proves_who_asks(academy: Any, moment: Clock) -> None:
    as_stranger(uai(academy))
    row = HelpRequest.objects.get()
    office = academy.client(OFFICE)
    page = words(office.get(f"/demandes-aide/{row.pk}/"))
    assert "01 02 03 04 05" in page and "rien ne prouve" in page
    assert office.post(f"/demandes-aide/{row.pk}/repondre/", {"text": ""}).status_code == 303
    row.refresh_from_db()
    assert row.state == "answered" and row.answered_by


def test_nobody_who_waits_is_closed_without_an_answer(academy: Any, asked: HelpRequest) -> None:
    academy.client(OFFICE).post(f"/demandes-aide/{asked.pk}/clore/")
    assert academy.client(OFFICE).post(f"/demandes-aide/{asked.pk}/repondre/", {"text": " "}).status_code == 422
    asked.refresh_from_db()
    assert asked.state == "sent"


# As days pass


def test_unanswered_it_goes_to_the_head_then_above_without_a_name_or_a_text(
    academy: Any, asked: HelpRequest, moment: Clock
) -> None:
    assert moment.at(27, 8, 59) == 0
    assert moment.at(27, 9) == 1 and told(academy, HEAD, "helpdesk.late") == 1
    assert told(academy, REGION, "helpdesk.late") == 0
    assert moment.at(28, 12) == moment.at(29, 12) == 0, "a week-end is no working day"
    assert moment.at(30, 9) == 1 and told(academy, REGION, "helpdesk.late") == 1
    assert moment.at(30, 10) == 0
    page = words(academy.client(REGION).get("/demandes-aide/sans-reponse/"))
    assert asked.school.name in page and "Ma fiche, mon enfant, ma classe" in page
    for secret in (SECRET, "Samira", "BENALI", str(asked.pk)):
        assert secret not in page
    assert asked.school.name not in words(academy.client("julie-morin").get("/demandes-aide/sans-reponse/"))
    assert asked.school.name not in words(academy.client(OPERATOR).get("/demandes-aide/sans-reponse/"))
    assert academy.client(REGION).get(f"/demandes-aide/{asked.pk}/").status_code == 404


def test_a_technical_one_reaches_the_operator_with_its_page(academy: Any, moment: Clock) -> None:
    ask(academy.client(PARENT), uai(academy), matter="page", page="messaging:write")
    moment.at(27), moment.at(30)
    page = words(academy.client(OPERATOR).get("/demandes-aide/sans-reponse/"))
    assert str(helps()["messaging:write"].title) in page and SECRET not in page and "Samira" not in page


def test_answered_in_time_it_climbs_nowhere(academy: Any, asked: HelpRequest, moment: Clock) -> None:
    academy.client(OFFICE).post(f"/demandes-aide/{asked.pk}/repondre/", {"text": "Voilà."})
    assert moment.at(30) == 0 and told(academy, HEAD, "helpdesk.late") == 0


def test_where_the_head_alone_answers_one_working_day_leads_above(academy: Any, moment: Clock) -> None:
    school = academy.school(COLLEGE)
    from preau.directory.models import StaffFunction

    StaffFunction.objects.filter(school=school, code__in=("ADM", "ADF")).delete()
    as_stranger(school.uai)
    assert told(academy, "yves-caron", "helpdesk.received") == 1
    assert moment.at(27) == 1
    assert HelpRequest.objects.get().step == "authority"


def test_holidays_of_the_zone_count_for_nothing(academy: Any, moment: Clock) -> None:
    zone = academy.school(LYCEE).authority.holiday_zone
    year, _ = SchoolYear.objects.get_or_create(year=2026)
    SchoolHoliday.objects.create(
        zone=zone, school_year=year, name="Essai", starts_on=dt.date(2026, 11, 27), ends_on=dt.date(2026, 12, 6)
    )
    ask(academy.client(PARENT), uai(academy))
    assert moment.at(4, month=12) == 0 and moment.at(7, 9, month=12) == 1


def test_above_one_notice_a_day_of_a_school_whatever_waits_there(academy: Any, moment: Clock) -> None:
    for _ in range(3):
        ask(academy.client(PARENT), uai(academy))
    moment.at(27), moment.at(30)
    assert told(academy, REGION, "helpdesk.late") == 1
    assert "3 demandes" in words(academy.client(REGION).get("/demandes-aide/sans-reponse/"))


def test_a_worker_killed_between_two_leaves_each_told_once(
    academy: Any, asked: HelpRequest, moment: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from preau.helpdesk.services import climbing

    real: Callable[..., Any] = climbing.tell

    def killed(*given: Any, **more: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(climbing, "tell", killed)
    with pytest.raises(RuntimeError):
        moment.at(27)
    asked.refresh_from_db()
    assert asked.step == ""
    monkeypatch.setattr(climbing, "tell", real)
    assert moment.at(27) == 1 and told(academy, HEAD, "helpdesk.late") == 1
