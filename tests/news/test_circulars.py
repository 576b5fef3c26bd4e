"""What a collectivity publishes: to heads and staff at once, to families by service, safety, or a head's agreement."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cast import COLLEGE, LP, LYCEE
from harness.sql import queries
from news.conftest import hat_of
from preau.directory.models import School
from preau.identity import stepping
from preau.kernel import clock, jobs
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry, Job
from preau.news.enums import Sort, State
from preau.news.models import Circular, NewsItem
from preau.news.services import Circulated, circulate, end_circular, pin, publish, save_circular, spread
from preau.news.services.circular_locking import version_of_circular
from preau.news.services.circulars import SPREAD_JOB
from preau.news.services.writing import version_of
from preau.notifications.models import Notice

OFFICER, OTHER_OFFICER = "paul-faure", "julie-morin"
HEAD, TEACHER, MOTHER, PUPIL = "helene-garnier", "claire-roux", "samira-benali", "lina-benali"
TITLE = "Aide aux transports"


@pytest.fixture
def region(academy: Any) -> Callable[..., Circular]:
    """Have the Région's officer publish in its schools: `region("guardians", sort=Sort.SERVICE)`."""

    def go(*whom: str, sort: str = Sort.NEWS, schools: tuple[str, ...] = (LYCEE, LP), runs: bool = True, **more: Any):
        member = academy[OFFICER]
        chosen = sorted(str(academy.school(one).pk) for one in schools)
        written = Circulated(TITLE, "Texte.", sort, more.pop("is_flash", False), sorted(whom), chosen, **more)
        doing = {"actor": member.actor, "hat": hat_of(member)}
        made = save_circular(**doing, circular_id=new_id(), written=written)
        made = circulate(**doing, circular_id=made.pk, version=version_of_circular(made))
        if runs:
            jobs.run(Job.objects.get(key=f"{SPREAD_JOB}/{made.pk}").pk)
        return made

    return go


def reads(academy: Any, who: str) -> bool:
    return TITLE in academy.client(who).get("/actualites/").content.decode()


def test_heads_and_staff_read_at_once_and_families_wait_for_the_head(academy: Any, region: Any) -> None:
    made = region("heads", "teachers", "guardians")
    assert reads(academy, HEAD) and reads(academy, TEACHER)
    assert not reads(academy, MOTHER) and not reads(academy, PUPIL)
    item = NewsItem.objects.get(circular=made, school=academy.school(LYCEE), asks_agreement=True)
    head = academy.client(HEAD)
    assert TITLE in head.get("/actualites/bureau/").content.decode()
    assert Notice.objects.filter(person=academy[HEAD].person, matter__kind="news.agreement", ended_at=None).exists()
    assert "Accepter pour les familles" in head.get(f"/actualites/{item.pk}/relire/").content.decode()
    assert head.post(f"/actualites/{item.pk}/accord/", {"accord": "oui"}).status_code == 302
    assert reads(academy, MOTHER) and not reads(academy, PUPIL)
    assert not Notice.objects.filter(person=academy[HEAD].person, matter__kind="news.agreement", ended_at=None).exists()
    assert AuditEntry.objects.filter(action="news.agree", subject_id=str(item.pk)).count() == 1
    # in another school nobody agreed
    assert NewsItem.objects.get(circular=made, school=academy.school(LP), asks_agreement=True).state == State.REVIEW
    # and the head may change their mind
    assert head.post(f"/actualites/{item.pk}/accord/", {"accord": "non"}).status_code == 302
    assert not reads(academy, MOTHER)
    assert AuditEntry.objects.filter(action="news.decline", subject_id=str(item.pk)).count() == 1


def test_the_head_alone_agrees(academy: Any, region: Any) -> None:
    item = NewsItem.objects.get(
        circular=region("guardians"), school=academy.school(LYCEE), asks_agreement=True
    )  # fmt: skip
    for who, status in ((TEACHER, 403), ("nadia-leroy", 403), (MOTHER, 404), ("yves-caron", 404)):
        client = academy.client(who)
        assert client.post(f"/actualites/{item.pk}/accord/", {"accord": "oui"}).status_code == status, who
    assert NewsItem.objects.get(pk=item.pk).state == State.REVIEW


@pytest.mark.parametrize("sort", [Sort.SERVICE, Sort.SAFETY])
def test_service_and_safety_reach_families_at_once(academy: Any, region: Any, sort: str) -> None:
    region("guardians", sort=sort, ends_at=clock.now() + dt.timedelta(days=2))
    assert reads(academy, MOTHER) and not reads(academy, TEACHER)


def test_a_school_changes_nothing_of_it_and_hides_no_safety(academy: Any, region: Any, written: Any) -> None:
    made = region("guardians", "staff", sort=Sort.SAFETY, ends_at=clock.now() + dt.timedelta(days=2))
    item = NewsItem.objects.get(circular=made, school=academy.school(LYCEE))
    head = academy.client(HEAD)
    for act in ("retirer", "reprendre", "epingler", "rediger", "rendre"):
        data = {"remark": "Non", "epingle": "non", "title": "Autre"}
        assert head.post(f"/actualites/{item.pk}/{act}/", data).status_code in (403, 302), act
    assert NewsItem.objects.get(pk=item.pk).state == State.PUBLISHED
    # what the school pins, and three newer items, stand after it
    hat = hat_of(academy[HEAD], item.school_id)
    for number in range(4):
        own = written(HEAD, "guardians", title=f"Plus récente {number}")
        publish(actor=academy[HEAD].actor, hat=hat, item_id=own.pk, version=version_of(own), widely=True)
    pin(actor=academy[HEAD].actor, hat=hat, item_id=own.pk)
    for address in ("/", "/actualites/"):
        page = academy.client(MOTHER).get(address).content.decode()
        assert TITLE in page and page.index(TITLE) < page.index("Plus récente 3"), address


def test_two_runs_of_the_job_and_one_killed_half_way_make_each_school_s_once(academy: Any, region: Any) -> None:
    made = region("staff", "guardians", runs=False)
    NewsItem.objects.filter(circular=made).delete()
    first = School.objects.get(pk=academy.school(LYCEE).pk)
    assert spread(actor=academy[OFFICER].actor, circular_id=made.pk) == 2
    NewsItem.objects.filter(circular=made).exclude(school=first).delete()
    assert spread(actor=academy[OFFICER].actor, circular_id=made.pk) == 1
    assert spread(actor=academy[OFFICER].actor, circular_id=made.pk) == 0
    assert NewsItem.objects.filter(circular=made).count() == 4


def test_taken_away_it_is_read_nowhere_and_nobody_can_agree_any_more(academy: Any, region: Any) -> None:
    made = region("staff", "guardians")
    item = NewsItem.objects.get(circular=made, school=academy.school(LYCEE), asks_agreement=True)
    end_circular(actor=academy[OFFICER].actor, hat=hat_of(academy[OFFICER]), circular_id=made.pk)
    assert not reads(academy, TEACHER)
    head = academy.client(HEAD)
    assert head.post(f"/actualites/{item.pk}/accord/", {"accord": "oui"}).status_code == 422
    assert not reads(academy, MOTHER)


def test_withdrawn_before_its_job_it_arrives_nowhere(academy: Any, region: Any) -> None:
    made = region("staff", runs=False)
    end_circular(actor=academy[OFFICER].actor, hat=hat_of(academy[OFFICER]), circular_id=made.pk)
    jobs.run(Job.objects.get(key=f"{SPREAD_JOB}/{made.pk}").pk)
    assert not NewsItem.objects.filter(circular=made).exists()


def test_an_officer_writes_and_publishes_from_pages(academy: Any) -> None:
    officer = academy.client(OFFICER)
    key = str(new_id())
    told = {
        "key": key, "title": TITLE, "text": "Texte.", "sort": "news", "whom": ["heads", "guardians"],
        "schools": academy.school(COLLEGE).uai, "ends_on": "", "seen": "",
    }  # fmt: skip
    page = officer.post("/actualites/collectivite/rediger/", told)
    assert page.status_code == 422 and academy.school(COLLEGE).uai in page.content.decode()  # another's
    told["schools"] = f"{academy.school(LYCEE).uai.lower()}, {academy.school(LP).uai}"
    assert officer.post("/actualites/collectivite/rediger/", told).status_code == 302
    assert officer.post("/actualites/collectivite/rediger/", told).status_code == 302  # sent twice
    made = Circular.objects.get(pk=key)
    assert (
        "elles la lisent là où la direction l’accepte"
        in officer.get(f"/actualites/collectivite/{key}/").content.decode()
    )
    stale = academy.client(OFFICER)
    session = stale.session
    session[stepping.CONFIRMED] = 0
    session.save()
    asked = stale.post(f"/actualites/collectivite/{key}/publier/", {"version": version_of_circular(made)})
    assert Circular.objects.get(pk=key).state == State.DRAFT and 'action="/confirmer/"' in asked.content.decode()
    officer.post(f"/actualites/collectivite/{key}/publier/", {"version": "another"})
    assert Circular.objects.get(pk=key).state == State.DRAFT
    officer.post(f"/actualites/collectivite/{key}/publier/", {"version": version_of_circular(made)})
    jobs.run(Job.objects.get(key=f"{SPREAD_JOB}/{key}").pk)
    page = officer.get(f"/actualites/collectivite/{key}/").content.decode()
    assert page.replace("\xa0", " ").count("Familles : accord attendu") == 2
    assert academy.client(OTHER_OFFICER).get(f"/actualites/collectivite/{key}/").status_code == 404
    assert officer.post(f"/actualites/collectivite/{key}/retirer/").status_code == 302
    assert not NewsItem.objects.filter(circular=made).exclude(state=State.WITHDRAWN).exists()


def test_safety_from_a_collectivity_says_until_when(academy: Any) -> None:
    told = {
        "key": str(new_id()), "title": TITLE, "text": "Texte.", "sort": "safety", "whom": ["guardians"], "schools": "",
        "ends_on": "", "seen": "",
    }  # fmt: skip
    assert academy.client(OFFICER).post("/actualites/collectivite/rediger/", told).status_code == 422


def test_readers_lists_cost_no_more(academy: Any, region: Any) -> None:
    client = academy.client(MOTHER)
    client.get("/actualites/")
    with queries() as before:
        client.get("/actualites/")
    for _ in range(3):
        region("guardians", sort=Sort.SERVICE)
    with queries() as after:
        client.get("/actualites/")
    assert len(after) == len(before)
