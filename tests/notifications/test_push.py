"""Web Push: encrypted for one browser, signed by us, naming nobody; ended with what opened there."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from harness.pushservice import Browser, PushService, push_service
from preau.identity import devices as identity_devices
from preau.identity import privacy
from preau.identity.models import AccountSession, KnownDevice
from preau.identity.services import forget_device, secure_account
from preau.kernel import jobs, outbox, scope
from preau.kernel.actor import system
from preau.kernel.models import Job
from preau.notifications import webpush
from preau.notifications.enums import Channel, Pace
from preau.notifications.models import Notice, PushDevice
from preau.notifications.public import To, notify
from preau.notifications.services import choose, read_notice

SENDER = system("essai")
TUT = "National_tut"
KEY = "ED3ILtMpaeun7CZJDiTlT8_QwYmqrZ98sHY3KiBMejU"

SEEN = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def ready(academy: Any, monday: dt.datetime, settings: Any) -> Any:
    settings.PUSH_KEY = KEY
    settings.PUSH_HOSTS = ["127.0.0.1"]
    settings.PUBLIC_URL = "https://ent.example"
    jobs.settle()
    outbox.dispatch()
    with scope.everything("tests of notices"):
        yield


def subscribed(client: Any, service: PushService, name: str = "one") -> Browser:
    browser = Browser()
    sent = {"endpoint": service.endpoint(name), **browser.keys()}
    assert client.post("/avis/reglages/appareils/", sent).status_code == 303
    assert PushDevice.objects.filter(endpoint=service.endpoint(name)).exists()
    return browser


def message(academy: Any, *children: str, key: str = "k", **more: Any) -> None:
    to = [To(academy["samira"].person.pk, TUT, academy[one].person.pk) for one in children]
    notify(actor=SENDER, kind="tests.message", key=key, to=to, data={"sender": "Mme Roux"}, **more)
    jobs.settle()


# --- the protocol -----------------------------------------------------------------------------------------------------


def test_the_example_of_the_standard() -> None:
    """RFC 8291, section 5."""
    private = webpush.private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    browser = Browser(private, webpush.to_bytes("BTBZMqHH6r4Tts7J_aSIgg"))
    body = webpush.encrypt(
        b"When I grow up, I want to be a watermelon", **browser_keys(browser),
        salt=webpush.to_bytes("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=webpush.private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )  # fmt: skip
    assert webpush.to_text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.read(body) == b"When I grow up, I want to be a watermelon"


def browser_keys(browser: Browser) -> dict[str, str]:
    keys = browser.keys()
    return {"browser_key": keys["public_key"], "auth_secret": keys["auth_secret"]}


def test_two_messages_share_no_key_and_another_browser_reads_neither() -> None:
    browser, other = Browser(), Browser()
    bodies = [webpush.encrypt(b"x", **browser_keys(browser)) for _ in range(2)]
    assert bodies[0][:16] != bodies[1][:16] and bodies[0][21:86] != bodies[1][21:86]
    assert [browser.read(one) for one in bodies] == [b"x", b"x"]
    with pytest.raises(Exception):  # noqa: B017 (InvalidTag, of a private module)
        other.read(bodies[0])


def test_a_key_is_made_by_a_command_and_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("push_key")
    made = capsys.readouterr().out.strip()
    assert len(webpush.to_bytes(webpush.public_key(made))) == 65
    with pytest.raises(ValueError):
        webpush.public_key("court")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.ailleurs.example/x", "https://127.0.0.1/x",
        "https://10.0.0.1/x", "http://169.254.169.254/latest", "https://moi@fcm.googleapis.com/x", "file:///etc/passwd",
        "https://fcm.googleapis.com:8443/x", "https://push.apple.com/x", "https://[::1]/x", "https://[x/", "",
        "https://fcm.googleapis.com/" + "x" * 600,
    ],
)  # fmt: skip
def test_no_machine_but_a_service_of_push_is_written_to(endpoint: str) -> None:
    assert not webpush.is_a_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x", "https://wns2-par02p.notify.windows.com/w/?token=x",
    ],
)  # fmt: skip
def test_services_of_browsers_are_known(endpoint: str) -> None:
    assert webpush.is_a_service(endpoint)


# --- from the page to the device --------------------------------------------------------------------------------------


def test_a_device_is_told_without_a_name(academy: Any, service: PushService, ready: Any) -> None:
    browser = subscribed(academy.client("samira"), service)
    message(academy, "lina", "adam")
    [(headers, body)] = service.taken  # one for the matter, though it is about two children
    [told] = service.told(browser)
    notice = Notice.objects.get(about=academy["lina"].person)
    assert told["body"] == "Un message vous attend." and told["tag"] == notice.matter_id.hex
    assert told["url"].startswith("https://ent.example/avis/")
    assert b"Lina" not in body and "Roux" not in str(told) and "Lina" not in str(told)
    assert headers["Content-Encoding"] == "aes128gcm" and headers["TTL"] == "86400"
    assert headers["Topic"] == notice.matter_id.hex and headers["Urgency"] == "normal"
    scheme, _sep, rest = headers["Authorization"].partition(" ")
    token, point = (part.strip().partition("=")[2] for part in rest.split(","))
    raw = webpush.to_bytes(point)
    key = {"kty": "EC", "crv": "P-256", "x": webpush.to_text(raw[1:33]), "y": webpush.to_text(raw[33:])}
    claims = jwt.decode(token, ECKey.import_key(key), algorithms=["ES256"]).claims
    assert scheme == "vapid" and point == webpush.public_key(KEY)
    assert claims["aud"] == f"http://127.0.0.1:{service.port}" and 0 < claims["exp"] - time.time() <= 86_400


def test_only_kinds_that_have_a_push_and_were_not_refused(academy: Any, service: PushService, ready: Any) -> None:
    subscribed(academy.client("samira"), service)
    samira, lina = academy["samira"].person.pk, academy["lina"].person.pk
    notify(actor=SENDER, kind="tests.news", key="n", to=[To(samira, TUT, lina)], data={"title": "x"})
    choose(
        actor=SENDER, person_id=samira, profile=TUT, kind="tests.message", channel=Channel.PUSH, pace=Pace.OFF,
        about_id=lina,
    )  # fmt: skip
    message(academy, "lina")
    assert service.taken == []
    message(academy, "adam", key="other")
    assert len(service.taken) == 1


def test_a_service_that_fails_is_asked_again_with_the_same_topic(
    academy: Any, service: PushService, ready: Any, at: Any
) -> None:
    subscribed(academy.client("samira"), service)
    service.status = 503
    message(academy, "lina")
    job = Job.objects.get(name="notifications.push")
    assert job.state == Job.State.WAITING and len(service.taken) == 1
    service.status = 201
    at(job.run_at)
    assert jobs.run(job.pk) and not jobs.run(job.pk)
    assert len({headers["Topic"] for headers, _body in service.taken}) == 1 and len(service.taken) == 2


def test_what_was_read_before_the_service_came_back_is_not_pushed(
    academy: Any, service: PushService, ready: Any, at: Any
) -> None:
    subscribed(academy.client("samira"), service)
    service.status = 503
    message(academy, "lina")
    read_notice(actor=SENDER, person_id=academy["samira"].person.pk, notice_id=Notice.objects.get().pk)
    service.status, job = 201, Job.objects.get(name="notifications.push")
    at(job.run_at)
    assert jobs.run(job.pk) and len(service.taken) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_its_service_forgot_is_forgotten(
    academy: Any, service: PushService, ready: Any, status: int
) -> None:
    subscribed(academy.client("samira"), service)
    service.status = status
    message(academy, "lina")
    assert not PushDevice.objects.exists()


def test_no_redirection_is_followed(academy: Any, service: PushService, ready: Any) -> None:
    subscribed(academy.client("samira"), service)
    service.status = 307
    message(academy, "lina")
    assert len(service.taken) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.1/x"}, {"public_key": "BCV"}, {"auth_secret": "court"}, {"public_key": ""},
        {"public_key": "B" * 87},
    ],
)  # fmt: skip
def test_what_no_browser_gives_is_refused(
    academy: Any, service: PushService, ready: Any, wrong: dict[str, str]
) -> None:
    sent = {"endpoint": service.endpoint(), **Browser().keys(), **wrong}
    answer = academy.client("samira").post("/avis/reglages/appareils/", sent, follow=True)
    assert not PushDevice.objects.exists() and "n’a pas pu être ajouté" in answer.content.decode()


# --- the end of it ----------------------------------------------------------------------------------------------------


def test_signed_out_on_a_device_it_hears_no_more_and_others_do(academy: Any, service: PushService, ready: Any) -> None:
    phone, laptop = academy.client("samira"), academy.client("samira")
    subscribed(phone, service, "phone")
    subscribed(laptop, service, "laptop")
    assert phone.post("/deconnexion/").status_code == 302
    outbox.dispatch()
    assert [one.endpoint for one in PushDevice.objects.all()] == [service.endpoint("laptop")]


def test_a_device_that_signs_out_of_a_later_session_hears_no_more_either(
    academy: Any, service: PushService, ready: Any
) -> None:
    phone = academy.client("samira")
    subscribed(phone, service)
    assert PushDevice.objects.get().device_id == identity_devices.of_session(phone.session)
    row = AccountSession.objects.get(session_key=phone.session.session_key)
    KnownDevice.objects.filter(account=academy["samira"].account).delete()
    known = KnownDevice.objects.create(
        account=academy["samira"].account, device_key="k", name="Téléphone", first_seen_at=row.started_at,
        last_seen_at=row.started_at,
    )  # fmt: skip
    PushDevice.objects.update(device_id=known.pk)
    AccountSession.objects.filter(pk=row.pk).delete()  # it came to its term: nobody signed out
    later = academy.client("samira")
    AccountSession.objects.filter(session_key=later.session.session_key).update(device_id=known.pk)
    outbox.dispatch()
    assert PushDevice.objects.exists()
    later.post("/deconnexion/")
    outbox.dispatch()
    assert not PushDevice.objects.exists()


def test_a_device_that_is_forgotten_hears_no_more_though_no_session_runs_there(
    academy: Any, service: PushService, ready: Any
) -> None:
    phone, laptop = academy.client("samira"), academy.client("samira")
    account = academy["samira"].account
    for client, name in ((phone, "phone"), (laptop, "laptop")):
        subscribed(client, service, name)
        known = KnownDevice.objects.create(
            account=account, device_key=name, name=name, first_seen_at=SEEN, last_seen_at=SEEN
        )
        PushDevice.objects.filter(endpoint=service.endpoint(name)).update(device_id=known.pk)
    AccountSession.objects.filter(session_key=phone.session.session_key).delete()
    forget_device(actor=SENDER, account_id=account.pk, device_id=KnownDevice.objects.get(device_key="phone").pk)
    outbox.dispatch()
    assert [one.endpoint for one in PushDevice.objects.all()] == [service.endpoint("laptop")]
    KnownDevice.objects.filter(device_key="laptop").update(last_seen_at=SEEN - dt.timedelta(days=3660))
    privacy.expire()
    outbox.dispatch()
    assert not PushDevice.objects.exists()


def test_a_shared_computer_is_told_nothing(academy: Any, service: PushService, ready: Any) -> None:
    client = academy.client("samira")
    session = client.session
    session.begin("shared")
    session.save()
    page = client.get("/avis/reglages/").content.decode()
    assert "ordinateur partagé" in page and "data-push=" not in page
    client.post("/avis/reglages/appareils/", {"endpoint": service.endpoint(), **Browser().keys()})
    assert not PushDevice.objects.exists()


def test_it_was_not_me_ends_every_device_at_once(academy: Any, service: PushService, ready: Any) -> None:
    subscribed(academy.client("samira"), service)
    counts = secure_account(actor=SENDER, account_id=academy["samira"].account.pk)
    assert counts["push_subscriptions"] == 1 and not PushDevice.objects.exists()
    message(academy, "lina")
    assert service.taken == []


def test_who_no_longer_answers_for_the_child_is_not_told_while_it_waits(
    academy: Any, service: PushService, ready: Any, at: Any
) -> None:
    from preau.directory.models import Guardianship

    subscribed(academy.client("samira"), service)
    service.status = 503
    message(academy, "lina")
    ended = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    Guardianship.objects.filter(guardian=academy["samira"].person, student=academy["lina"].person).update(
        ended_at=ended
    )
    service.status, job = 201, Job.objects.get(name="notifications.push")
    at(job.run_at)
    assert jobs.run(job.pk) and len(service.taken) == 1


def test_one_forgets_a_device_of_ones_own_alone_and_tries_them(academy: Any, service: PushService, ready: Any) -> None:
    mine, other = academy.client("samira"), academy.client("karim")
    browser = subscribed(mine, service)
    assert "Envoyer un avis d’essai" in mine.get("/avis/reglages/").content.decode()
    mine.post("/avis/reglages/appareils/essai/")
    mine.post("/avis/reglages/appareils/essai/")  # twice in a minute is once
    jobs.settle()
    [told] = service.told(browser)
    assert "essai" in told["body"]
    device = PushDevice.objects.get()
    other.post(f"/avis/reglages/appareils/{device.pk}/oublier/")
    assert PushDevice.objects.exists()
    mine.post(f"/avis/reglages/appareils/{device.pk}/oublier/")
    assert not PushDevice.objects.exists()


def test_without_a_key_nothing_is_offered(academy: Any, settings: Any) -> None:
    settings.PUSH_KEY = ""
    client = academy.client("samira")
    assert "n’envoie rien sur les appareils" in client.get("/avis/reglages/").content.decode()
    client.post("/avis/reglages/appareils/", {"endpoint": "https://fcm.googleapis.com/x", **Browser().keys()})
    assert not PushDevice.objects.exists()
