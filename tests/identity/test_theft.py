"""The theft drill: a stolen account used at night from a new device; its person, or a guardian, closes everything."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import strong
from preau.identity.external import ExternalKey
from preau.identity.models import Account, AccountSession, DeviceNotice, FamilySeat, KnownDevice, SecondFactor
from preau.identity.proofs import new_reset_link, reset_link_waits
from preau.identity.services import Refused, devices, finish_reset, make_recovery_codes, take_seat
from preau.kernel import clock, mail
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry, OutboxEvent

PASSWORD = "un préau sous la pluie"
US = system("test")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
THIEF = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"


@pytest.fixture
def sent(monkeypatch):
    """Mails asked for: (to, key)."""
    found = []
    monkeypatch.setattr(mail, "send", lambda *, to, key, **_said: found.append((to, key)) or True)
    return found


def enter(academy, name: str, agent: str, client: Client | None = None) -> Client:
    account = academy[name].account
    if not account.has_usable_password():
        account.set_password(PASSWORD)
        account.save()
    client = client or Client(headers={"User-Agent": agent})
    assert client.post("/connexion/", {"login": account.login, "password": PASSWORD}).status_code == 302
    return client


def test_a_known_device_is_no_news_and_a_new_one_is(academy, sent):
    own = enter(academy, "lina-benali", PHONE)
    assert sent == [] and not DeviceNotice.objects.exists()
    own.post("/deconnexion/")
    enter(academy, "lina-benali", PHONE, own)
    assert not DeviceNotice.objects.exists()
    enter(academy, "lina-benali", THIEF)
    told = {notice.recipient_id for notice in DeviceNotice.objects.all()}
    assert told == {academy[name].person.pk for name in ("lina-benali", "samira-benali", "karim-benali")}
    assert {to for to, _key in sent} == {
        academy[name].person.email for name in ("lina-benali", "samira-benali", "karim-benali")
    }
    page = own.get("/").content.decode()
    assert "Nouvel appareil sur votre compte" in page and "Firefox, Windows" in page
    assert "Nouvel appareil sur le compte de Lina" in academy.client("samira-benali").get("/").content.decode()


def test_a_home_page_reads_notices_of_who_has_one_alone(academy, sent, django_assert_num_queries):
    own = enter(academy, "lina-benali", PHONE)
    own.get("/")
    with CaptureQueriesContext(connection) as asked:
        own.get("/")
    before = len(asked)  # now: the next request forgets what was asked
    enter(academy, "lina-benali", THIEF)
    with django_assert_num_queries(before + 1):
        assert "Nouvel appareil" in own.get("/").content.decode()


def test_several_new_devices_are_one_block_per_account_answered_together_or_one_by_one(academy, sent):
    samira, lina, adam = (academy[one].account for one in ("samira-benali", "lina-benali", "adam-benali"))
    made = []
    for place, account in enumerate((lina, adam, lina, lina, lina)):
        at = clock.now() - dt.timedelta(minutes=place)
        device = KnownDevice.objects.create(
            account=account, device_key=strong.digest(f"essai {place}"), name=f"Appareil {place}", first_seen_at=at,
            last_seen_at=at,
        )  # fmt: skip
        made.append(
            DeviceNotice.objects.create(
                recipient=samira.person, account=account, device=device, device_name=device.name, at=at
            )
        )
    client = academy.client("samira-benali")
    home = client.get("/").content.decode()
    assert home.count("4 nouveaux appareils sur le compte de Lina") == 1
    assert home.count("Nouvel appareil sur le compte d’Adam") == 1
    assert [f"Appareil {one}," in home for one in range(5)] == [True, True, True, False, False], "three lines at most"
    assert "Voir les 2 autres nouveaux appareils" in home
    assert home.index("Lina") < home.index("Adam"), "the latest first"
    assert "Appareil 4" in client.get("/mon-compte/appareils/").content.decode()

    client.post(f"/mon-compte/appareils/avis/{made[0].pk}/oui/")
    assert "3 nouveaux appareils" in client.get("/").content.decode(), "one by one"
    page = client.get(f"/mon-compte/appareils/avis/compte/{lina.pk}/oui/").content.decode()
    assert "Ces appareils sont les bons" in page and page.count('name="id"') == 3
    later = DeviceNotice.objects.create(
        recipient=samira.person, account=lina, device_name="Venu depuis", at=clock.now()
    )
    read = [str(one.pk) for one in made[2:]]
    client.post(f"/mon-compte/appareils/avis/compte/{lina.pk}/oui/", {"id": read})
    left = set(DeviceNotice.objects.filter(answered_at=None).values_list("pk", flat=True))
    assert left == {made[1].pk, later.pk}, "what came after the page was read still waits"
    client.post(f"/mon-compte/appareils/avis/compte/{adam.pk}/non/")
    adam.refresh_from_db()
    assert adam.reset_asked_at is not None and not DeviceNotice.objects.filter(account=adam, answered_at=None).exists()
    karim = academy.client("karim-benali")
    assert karim.post(f"/mon-compte/appareils/avis/compte/{lina.pk}/non/").status_code == 404, "none is for him"
    lina.refresh_from_db()
    assert lina.reset_asked_at is None


def test_an_adult_pupils_guardians_are_told_nothing(academy, sent):
    enter(academy, "theo-marchand", PHONE)
    enter(academy, "theo-marchand", THIEF)
    assert {notice.recipient_id for notice in DeviceNotice.objects.all()} == {academy["theo-marchand"].person.pk}


@pytest.fixture
def school_network(academy):
    from preau.identity.services import add_network
    from preau.kernel import scope

    with scope.everything("test"):
        add_network(actor=US, school=academy.school("1001"), network="192.0.2.0/24", label="")


def at_school(academy, name: str) -> Client:
    return enter(academy, name, THIEF, Client(REMOTE_ADDR="192.0.2.9", headers={"User-Agent": THIEF}))


def test_a_pupil_hears_of_their_schools_computers_once_a_week_in_the_application(
    academy, sent, school_network, monkeypatch
):
    """Three mails at each lesson are read by nobody: the pupil alone is told, and reads all of them in the list."""
    lina = academy["lina-benali"]
    own = enter(academy, "lina-benali", PHONE)
    at_school(academy, "lina-benali")
    assert [one.recipient_id for one in DeviceNotice.objects.all()] == [lina.person.pk] and sent == []
    at_school(academy, "lina-benali")
    assert DeviceNotice.objects.count() == 1 and KnownDevice.objects.filter(account=lina.account).count() == 3
    assert own.get("/mon-compte/appareils/").content.decode().count("Dans l’établissement") == 2
    DeviceNotice.objects.update(at=clock.now() - dt.timedelta(days=8))
    at_school(academy, "lina-benali")
    assert DeviceNotice.objects.count() == 2 and sent == []
    # Said by that school of its own people alone: an account of another school is told.
    enter(academy, "adam-benali", PHONE)
    at_school(academy, "adam-benali")
    assert DeviceNotice.objects.filter(recipient_id=academy["adam-benali"].person.pk).count() == 1
    assert academy["samira-benali"].person.email in {to for to, _key in sent}


@pytest.mark.parametrize("name", ["claire-roux", "helene-garnier", "samira-benali"])
def test_whoever_else_is_told_of_a_new_device_wherever_it_is(academy, sent, school_network, name):
    enter(academy, name, PHONE)
    at_school(academy, name)
    assert [one.recipient_id for one in DeviceNotice.objects.all()] == [academy[name].person.pk]
    assert [to for to, _key in sent] == [academy[name].person.email]


def test_a_pupil_who_answers_for_a_child_is_told_as_guardians_are(academy, sent, school_network):
    from preau.directory.models import Guardianship
    from preau.kernel import scope

    with scope.everything("test"):
        found = Guardianship.objects.filter(guardian=academy["samira-benali"].person).first()
        Guardianship.objects.filter(pk=found.pk).update(guardian=academy["theo-marchand"].person)
    enter(academy, "theo-marchand", PHONE)
    at_school(academy, "theo-marchand")
    assert [to for to, _key in sent] == [academy["theo-marchand"].person.email]


def test_the_only_device_forgotten_does_not_make_the_next_one_the_first(academy, sent):
    own = enter(academy, "samira-benali", PHONE)
    device = KnownDevice.objects.get()
    own.post(f"/mon-compte/appareils/{device.pk}/oublier/")
    enter(academy, "samira-benali", THIEF)
    assert [one.recipient_id for one in DeviceNotice.objects.all()] == [academy["samira-benali"].person.pk]
    assert len(sent) == 1


class Rooms:
    """What rooms above would end: counted, and made to fail on demand."""

    def __init__(self) -> None:
        self.called: list[uuid.UUID] = []
        self.given = {
            "app_passwords": 2, "feeds": 1, "push_subscriptions": 3, "pending_sendings": 1, "public_links": 4,
        }  # fmt: skip

    def end_what_opens(self, *, actor, person_id):
        self.called.append(person_id)
        return self.given


@pytest.fixture
def rooms(monkeypatch):
    made = Rooms()
    real = devices.modules_named
    monkeypatch.setattr(devices, "modules_named", lambda name: (made,) if name == "securing" else real(name))
    return made


def test_the_drill(academy, sent, rooms):
    own = enter(academy, "samira-benali", PHONE)
    account = academy["samira-benali"].account
    old = strong.give_factor(account)
    SecondFactor.objects.filter(pk=old.pk).update(created_at="2026-01-01T00:00:00Z")
    make_recovery_codes(actor=US, account_id=account.pk)
    take_seat(actor=US, account=account, device_key=strong.digest("phone"), code="4826")
    SecondFactor.objects.update(confirmed_at=None)  # the thief meets a password alone
    thief = enter(academy, "samira-benali", THIEF)
    SecondFactor.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    late = SecondFactor.objects.create(
        account=account,
        kind="totp",
        name="du voleur",
        created_at=KnownDevice.objects.latest("first_seen_at").first_seen_at,
    )
    for name, how, at in (
        ("own", "proof", "2026-01-01T00:00:00Z"), ("given", "directory", clock.now()), ("thief", "proof", clock.now()),
    ):  # fmt: skip
        ExternalKey.objects.create(account=account, key=name, source="educonnect", how=how, linked_at=at)
    asked_for = new_reset_link(account.person_id)
    notice = DeviceNotice.objects.get(recipient=academy["samira-benali"].person)
    assert thief.get("/").status_code == 200

    path = f"/mon-compte/appareils/avis/{notice.pk}/non/"
    assert "Tout fermer maintenant" in own.get(path).content.decode()
    assert thief.get("/").status_code == 200, "reading the page closes nothing"
    assert own.post(path)["Location"] == "/connexion/"

    assert thief.get("/").status_code == 302 and own.get("/").status_code == 302
    assert not AccountSession.objects.filter(account_id=account.pk).exists()
    assert not FamilySeat.objects.exists()
    assert not KnownDevice.objects.exclude(trusted_until=None).exists()
    assert set(SecondFactor.objects.values_list("pk", flat=True)) == {old.pk} and late.pk != old.pk
    assert set(ExternalKey.objects.values_list("key", flat=True)) == {"own", "given"}
    assert reset_link_waits(asked_for) is None, "a link under way is asked for anew"
    assert rooms.called == [account.person_id]
    account.refresh_from_db()
    assert account.reset_asked_at is not None
    assert thief.post("/connexion/", {"login": account.login, "password": PASSWORD}).status_code == 422
    event = OutboxEvent.objects.get(topic="identity.account_secured")
    assert event.payload == {"person_id": str(account.person_id), "account_id": str(account.pk)}
    entry = AuditEntry.objects.get(action="identity.secure_account")
    counts = entry.data["counts"]
    assert {kind: counts[kind] for kind in rooms.given} == rooms.given, "whatever a room hands out is counted"
    assert counts["sessions"] == 2 and counts["external_keys"] == 1 and counts["passwords"] == 1
    assert any(key.startswith("identity.account_secured/") for _to, key in sent)

    # The reset does not go around the second factor.
    finish_reset(actor=US, account_id=account.pk, encoded=make_password("une autre pluie sur le toit"))
    again = Client()
    answer = again.post("/connexion/", {"login": account.login, "password": "une autre pluie sur le toit"})
    assert answer["Location"] == "/connexion/second-facteur/"
    with pytest.raises(Refused):
        finish_reset(actor=US, account_id=account.pk, encoded=make_password("encore"))


def test_a_guardian_closes_a_childs_account(academy, sent, rooms):
    enter(academy, "lina-benali", PHONE)
    thief = enter(academy, "lina-benali", THIEF)
    mother = academy.client("samira-benali")
    notice = DeviceNotice.objects.get(recipient=academy["samira-benali"].person)
    mother.post(f"/mon-compte/appareils/avis/{notice.pk}/non/")
    assert thief.get("/").status_code == 302
    assert Account.objects.get(login="lina.benali").reset_asked_at is not None
    assert mother.get("/").status_code == 200


def test_nobody_answers_for_somebody_else(academy, sent):
    enter(academy, "lina-benali", PHONE)
    enter(academy, "lina-benali", THIEF)
    notice = DeviceNotice.objects.get(recipient=academy["samira-benali"].person)
    for name in ("lina-benali", "sophie-martin-lycee", "claire-roux"):
        assert academy.client(name).post(f"/mon-compte/appareils/avis/{notice.pk}/non/").status_code == 404
    assert Account.objects.get(login="lina.benali").reset_asked_at is None


def test_who_no_longer_answers_closes_nothing_of_several(academy, sent, monkeypatch):
    """A judge decided between the page and the answer: the service asks again, whoever calls it."""
    enter(academy, "lina-benali", PHONE)
    enter(academy, "lina-benali", THIEF)
    mother, lina = academy["samira-benali"], academy["lina-benali"].account
    notice = DeviceNotice.objects.get(recipient=mother.person)
    asked = {"actor": mother.actor, "recipient_id": mother.person.pk, "account_id": lina.pk, "notice_ids": [notice.pk]}
    with monkeypatch.context() as decided:
        decided.setattr("preau.identity.selectors.devices.guardians_to_tell", lambda _person_id: [])
        assert devices.answer_notices(**asked, expected=False) == 0
    lina.refresh_from_db()
    notice.refresh_from_db()
    assert lina.reset_asked_at is None and notice.answered_at is None
    assert devices.answer_notices(**asked, expected=False) == 1
    lina.refresh_from_db()
    assert lina.reset_asked_at is not None


def test_yes_it_is_me_closes_nothing(academy, sent):
    own = enter(academy, "samira-benali", PHONE)
    new = enter(academy, "samira-benali", THIEF)
    notice = DeviceNotice.objects.get()
    own.post(f"/mon-compte/appareils/avis/{notice.pk}/oui/")
    assert new.get("/").status_code == 200
    assert "Nouvel appareil" not in own.get("/").content.decode()


def test_a_session_is_closed_from_another_device(academy):
    own = enter(academy, "samira-benali", PHONE)
    other = enter(academy, "samira-benali", THIEF)
    page = own.get("/mon-compte/appareils/").content.decode()
    assert "Safari, iPhone" in page and "Firefox, Windows" in page and "Cette session" in page
    assert other.cookies["preau"].value not in page
    own.post("/mon-compte/appareils/session/fermer/")
    assert other.get("/").status_code == 302 and own.get("/").status_code == 200


def test_a_device_that_is_forgotten_is_new_again(academy):
    own = enter(academy, "samira-benali", PHONE)
    other = enter(academy, "samira-benali", THIEF)
    device = KnownDevice.objects.get(name="Firefox, Windows")
    assert academy.client("lina-benali").post(f"/mon-compte/appareils/{device.pk}/oublier/").status_code == 302
    assert KnownDevice.objects.filter(pk=device.pk).exists(), "another's device is not mine to forget"
    own.post(f"/mon-compte/appareils/{device.pk}/oublier/")
    assert other.get("/").status_code == 302 and own.get("/").status_code == 200


def test_what_two_rooms_end_of_one_kind_adds_up(academy, monkeypatch):
    from types import SimpleNamespace

    from preau.identity.services import devices, secure_account

    rooms = [SimpleNamespace(end_what_opens=lambda *, actor, person_id, n=n: {"links": n}) for n in (2, 3)]
    monkeypatch.setattr(devices, "modules_named", lambda _name: rooms)
    counts = secure_account(actor=US, account_id=academy["theo-marchand"].account.pk)
    assert counts["links"] == 5 == AuditEntry.objects.get(action="identity.secure_account").data["counts"]["links"]
