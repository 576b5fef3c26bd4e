"""Second factors: by application, on paper, by passkey (made here in software); tried, used once, taken away."""

import base64
import hashlib
import json
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

import strong
from identity.slip_tools import sent
from preau.directory.models import Person
from preau.identity import attempts, passkeys, stepping
from preau.identity.models import Account, RecoveryCode, SecondFactor
from preau.identity.services import Refused, add_passkey, begin_totp, confirm_totp, make_recovery_codes, prove
from preau.kernel import clock
from preau.kernel.actor import system

PASSWORD = "un préau sous la pluie"
US = system("test")
HOME = "http://localhost:8000"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Key:
    """A passkey in software."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def _data(self, flags: int, host: str) -> bytes:
        self.count += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    @staticmethod
    def _client(kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def make(self, options: dict, origin: str = HOME, host: str = "localhost", flags: int = 0x45) -> str:
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        data = self._data(flags, host) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        client = self._client("webauthn.create", options["publicKey"]["challenge"], origin)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return json.dumps({
            "id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {"clientDataJSON": _text(client), "attestationObject": _text(attestation)},
        })  # fmt: skip

    def use(self, options: dict, origin: str = HOME, host: str = "localhost", flags: int = 0x05) -> str:
        data = self._data(flags, host)
        client = self._client("webauthn.get", options["publicKey"]["challenge"], origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps({
            "id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": _text(client), "authenticatorData": _text(data), "signature": _text(signature),
            },
        })  # fmt: skip


@pytest.fixture
def claire(academy) -> Account:
    account = academy["claire-roux"].account
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def key(claire) -> Key:
    """A passkey that Claire has added."""
    made = Key()
    options, state = passkeys.ask_new(claire.pk, claire.login, "Claire", [])
    add_passkey(actor=US, account_id=claire.pk, state=state, answer=made.make(options), name="Téléphone")
    return made


def knock(client: Client) -> str:
    return client.post("/connexion/", {"login": "claire.roux", "password": PASSWORD})["Location"]


def test_a_password_is_not_enough_with_a_second_factor(claire):
    strong.give_factor(claire)
    client = Client()
    assert knock(client) == "/connexion/second-facteur/"
    assert client.get("/").status_code == 302
    assert client.post("/connexion/second-facteur/", {"code": "000000"}).status_code == 422
    assert client.get("/").status_code == 302
    assert client.post("/connexion/second-facteur/", {"code": strong.code()}).status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_comes_to_the_second_step_without_the_first(claire):
    strong.give_factor(claire)
    answer = Client().post("/connexion/second-facteur/", {"code": strong.code()})
    assert (answer.status_code, answer["Location"]) == (302, "/connexion/")


def test_a_code_counts_once(claire):
    strong.give_factor(claire)
    proof = {"code": strong.code()}
    assert prove(actor=US, account_id=claire.pk, proof=proof)
    assert not prove(actor=US, account_id=claire.pk, proof=proof)
    assert prove(actor=US, account_id=claire.pk, proof={"code": strong.code(1)})
    assert not prove(actor=US, account_id=claire.pk, proof={"code": strong.code()}), "a code before the last one"


def test_a_device_that_is_trusted_is_not_asked_and_another_is(claire):
    strong.give_factor(claire)
    client = Client()
    knock(client)
    client.post("/connexion/second-facteur/", {"code": strong.code(), "trust": "on"})
    client.post("/deconnexion/")
    assert knock(client) == "/"
    assert knock(Client()) == "/connexion/second-facteur/"


def test_a_shared_computer_is_never_trusted(claire):
    strong.give_factor(claire)
    client = Client()
    client.post("/connexion/", {"login": "claire.roux", "password": PASSWORD, "shared": "on"})
    client.post("/connexion/second-facteur/", {"code": strong.code(), "trust": "on"})
    client.post("/deconnexion/")
    assert knock(client) == "/connexion/second-facteur/"


def test_tries_are_counted_and_end(claire):
    strong.give_factor(claire)
    tried = sum(1 for _n in range(100) if attempts.take(claire.pk))
    assert tried == attempts.LIMIT
    assert not prove(actor=US, account_id=claire.pk, proof={"code": strong.code()})
    client = Client()
    knock(client)
    assert "Trop d’essais" in client.post("/connexion/second-facteur/", {"code": strong.code()}).content.decode()


def test_a_thief_of_the_password_shuts_nobody_else_out(claire, key, settings):
    """Ten wrong codes behind the right password, from where the account never came: strangers wait, nobody else."""
    settings.MAIL_URL = "memory:"
    Person.objects.filter(pk=claire.person_id).update(email="claire@ecole.example")
    strong.give_factor(claire)
    own, before = Client(), Client()
    for client in (own, before):
        knock(client)
        assert client.post("/connexion/second-facteur/", {"code": strong.code(client is before)}).status_code == 302
        SecondFactor.objects.update(last_step=0)
    before.post("/deconnexion/")
    thief = Client()
    knock(thief)
    for number in range(attempts.LIMIT):
        assert thief.post("/connexion/second-facteur/", {"code": f"{number:06}"}).status_code == 422
    assert thief.post("/connexion/second-facteur/", {"code": strong.code()}).status_code == 422, "strangers wait"
    told = [one for one in sent() if "codes faux" in one.body]
    assert [one.to for one in told] == [["claire@ecole.example"]], "told once"
    assert own.post("/confirmer/", {"code": strong.code(), "next": "/"}).status_code == 302, "an established session"
    SecondFactor.objects.update(last_step=0)
    knock(before)
    assert before.post("/connexion/second-facteur/", {"code": strong.code()}).status_code == 302, "a known device"
    options = Client()
    asked = options.post("/connexion/cle/").json()
    answer = options.post("/connexion/cle/entrer/", {"passkey": key.use(asked)})
    assert (answer.status_code, answer["Location"]) == (302, "/"), "a passkey, anywhere"
    thief = Client()
    knock(thief)
    asked = thief.post("/connexion/cle/").json()
    assert thief.post("/connexion/second-facteur/", {"passkey": key.use(asked)}).status_code == 302, "also as a second"


def test_a_stolen_session_guesses_no_code_either(claire):
    strong.give_factor(claire)
    client = Client()
    knock(client)
    client.post("/connexion/second-facteur/", {"code": strong.code()})
    SecondFactor.objects.update(last_step=0)
    for number in range(attempts.LIMIT):
        client.post("/confirmer/", {"code": f"{number:06}", "next": "/"})
    assert client.post("/confirmer/", {"code": strong.code(), "next": "/"}).status_code == 422


def test_the_right_one_gives_tries_back(claire):
    strong.give_factor(claire)
    prove(actor=US, account_id=claire.pk, proof={"code": "000000"})
    assert attempts.left(claire.pk) == attempts.LIMIT - 1
    prove(actor=US, account_id=claire.pk, proof={"code": strong.code()})
    assert attempts.left(claire.pk) == attempts.LIMIT


def test_ten_codes_on_paper_each_once_kept_as_digests(claire):
    strong.give_factor(claire)
    codes = make_recovery_codes(actor=US, account_id=claire.pk)
    assert len(set(codes)) == 10
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    typed = codes[0].lower().replace("-", " ")
    assert prove(actor=US, account_id=claire.pk, proof={"code": typed})
    assert not prove(actor=US, account_id=claire.pk, proof={"code": codes[0]})
    new = make_recovery_codes(actor=US, account_id=claire.pk)
    assert not prove(actor=US, account_id=claire.pk, proof={"code": codes[1]}), "a list printed again voids the old one"
    assert prove(actor=US, account_id=claire.pk, proof={"code": new[1]})


def test_a_secret_is_sealed_and_counts_from_its_first_code(claire):
    factor = begin_totp(actor=US, account_id=claire.pk)
    assert not SecondFactor.objects.exclude(confirmed_at=None).exists()
    from preau.identity.sealing import unseal

    secret = unseal(factor.secret)
    assert secret and secret not in factor.secret
    import pyotp

    from preau.kernel import clock

    wrong = confirm_totp(actor=US, account_id=claire.pk, code="000000")
    right = pyotp.TOTP(secret).at(int(clock.real_now().timestamp()))
    assert wrong is None
    assert confirm_totp(actor=US, account_id=claire.pk, code=right) is not None


def test_a_passkey_signs_in_alone(key):
    client = Client()
    options = client.post("/connexion/cle/").json()
    answer = client.post("/connexion/cle/entrer/", {"passkey": key.use(options), "next": "/plus/"})
    assert (answer.status_code, answer["Location"]) == (302, "/plus/")
    assert client.get("/").status_code == 200


def test_a_passkey_is_the_second_factor_too(key):
    client = Client()
    assert knock(client) == "/connexion/second-facteur/"
    options = client.post("/connexion/cle/").json()
    assert client.post("/connexion/second-facteur/", {"passkey": key.use(options)}).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "false",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://autre.localhost"},
        {"host": "autre.example"},
        {"flags": 0x01},  # the device did not verify the person
        {"flags": 0x04},  # nobody was there
    ],
    ids=str,
)
def test_a_passkey_of_elsewhere_or_without_its_person_opens_nothing(key, false):
    client = Client()
    options = client.post("/connexion/cle/").json()
    assert client.post("/connexion/cle/entrer/", {"passkey": key.use(options, **false)}).status_code == 422


def test_an_answer_is_not_played_twice(key):
    client = Client()
    answer = key.use(client.post("/connexion/cle/").json())
    assert client.post("/connexion/cle/entrer/", {"passkey": answer}).status_code == 302
    client.post("/deconnexion/")
    client.post("/connexion/cle/")
    assert client.post("/connexion/cle/entrer/", {"passkey": answer}).status_code == 422
    assert Client().post("/connexion/cle/entrer/", {"passkey": answer}).status_code == 422


def test_a_copied_passkey_is_seen_by_its_count(key):
    client = Client()
    key.count = 40
    assert client.post(
        "/connexion/cle/entrer/", {"passkey": key.use(client.post("/connexion/cle/").json())}
    ).status_code == 302  # fmt: skip
    client.post("/deconnexion/")
    key.count = 20
    options = client.post("/connexion/cle/").json()
    assert client.post("/connexion/cle/entrer/", {"passkey": key.use(options)}).status_code == 422


def test_a_false_key_with_a_true_name_opens_nothing(key):
    other = Key()
    other.id = key.id
    client = Client()
    options = client.post("/connexion/cle/").json()
    assert client.post("/connexion/cle/entrer/", {"passkey": other.use(options)}).status_code == 422


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"rawId": 3}', "x" * 30_000])
def test_what_is_no_answer_is_refused_in_words(key, answer):
    client = Client()
    client.post("/connexion/cle/")
    page = client.post("/connexion/cle/entrer/", {"passkey": answer})
    assert page.status_code == 422
    assert "n’ouvre aucun compte" in page.content.decode()


def test_a_passkey_made_elsewhere_is_not_kept(claire):
    options, state = passkeys.ask_new(claire.pk, claire.login, "Claire", [])
    for false in ({"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": 0x41}):
        with pytest.raises(Refused):
            add_passkey(actor=US, account_id=claire.pk, state=state, answer=Key().make(options, **false), name="")


def test_a_stolen_session_cannot_add_its_own_factor(claire, academy):
    strong.give_factor(claire)
    thief = academy.client("claire-roux", proved=False)
    assert thief.post("/mon-compte/second-facteur/application/").status_code == 403
    assert thief.post("/mon-compte/second-facteur/cle/").status_code == 403
    assert thief.post("/mon-compte/second-facteur/cle/ajouter/", {"passkey": "{}"}).status_code == 403
    assert thief.post("/mon-compte/second-facteur/codes/").status_code == 403
    factor = SecondFactor.objects.get()
    assert thief.post(f"/mon-compte/second-facteur/{factor.pk}/retirer/").status_code == 403
    assert SecondFactor.objects.count() == 1


CONFIRM = "/confirmer/"


def test_a_stolen_session_cannot_bind_the_first_factor(claire, academy, monkeypatch):
    """It would shut the person out of their own account: who has none yet types the password, or has just come in."""
    said, thief = [], academy.client("claire-roux", proved=False)
    begin_totp(actor=US, account_id=claire.pk)  # her own, which waits for its first code
    for path, form in (("application/", {}), ("application/", {"code": "123456"}), ("cle/ajouter/", {"passkey": "{}"})):
        answer = thief.post(f"/mon-compte/second-facteur/{path}", form)
        assert answer.status_code == 302 and answer["Location"].startswith(f"{CONFIRM}?"), path
    assert thief.post("/mon-compte/second-facteur/cle/").status_code == 403
    page = thief.get("/mon-compte/second-facteur/").content.decode()
    assert "Confirmer que c’est vous" in page and "Préparer l’application" not in page
    assert thief.get("/mon-compte/second-facteur/application/")["Location"].startswith(f"{CONFIRM}?")
    assert not SecondFactor.objects.exclude(confirmed_at=None).exists()
    back = {"owner": "1", "next": "/mon-compte/second-facteur/"}
    assert thief.post(CONFIRM, {**back, "password": "un autre mot de passe"}).status_code == 422
    assert thief.post("/mon-compte/second-facteur/cle/").status_code == 403
    from preau.kernel import mail

    monkeypatch.setattr(mail, "send", lambda *, to, subject, text, key: said.append((to, text)) or True)
    assert thief.post(CONFIRM, {**back, "password": PASSWORD})["Location"] == back["next"]
    asked = thief.post("/mon-compte/second-facteur/cle/").json()
    made = thief.post("/mon-compte/second-facteur/cle/ajouter/", {"passkey": Key().make(asked), "name": "Téléphone"})
    assert made["Location"] == "/mon-compte/second-facteur/codes/"
    [(to, told)] = said
    assert to == claire.person.email and "a ajouté un second facteur" in told


def test_a_family_s_short_code_does_not_bind_one_and_minutes_after_coming_in_neither(academy, settings):
    karim = academy.client("karim-benali", proved=False)
    for ago, status in ((0, 200), (settings.STEP_UP_MINUTES * 60 + 5, 403)):
        came_in(karim, ago)
        assert karim.post("/mon-compte/second-facteur/cle/").status_code == status
    session = karim.session
    session[stepping.SHOWN] = {"at": int(clock.real_now().timestamp()), "road": "mail"}
    session.save()
    assert karim.post("/mon-compte/second-facteur/cle/").status_code == 403


def came_in(client, seconds_ago=0):
    """The session of somebody who came in, so long ago, by more than a short code."""
    session = client.session
    session[stepping.OWNER] = int(clock.real_now().timestamp()) - seconds_ago
    session.save()


def test_the_pages_of_factors_go_from_none_to_codes_on_paper(claire, academy):
    client = academy.client("claire-roux", proved=False)
    came_in(client)
    assert "Aucun second facteur" in client.get("/mon-compte/second-facteur/").content.decode()
    client.post("/mon-compte/second-facteur/application/")
    page = client.get("/mon-compte/second-facteur/application/").content.decode()
    assert "data:image/svg+xml" in page
    from preau.identity.sealing import unseal

    secret = unseal(SecondFactor.objects.get().secret)
    assert secret[:4] + " " + secret[4:8] in page
    import pyotp

    right = pyotp.TOTP(secret).at(int(clock.real_now().timestamp()))
    answer = client.post("/mon-compte/second-facteur/application/", {"code": right})
    assert answer["Location"] == "/mon-compte/second-facteur/codes/"
    shown = client.post("/mon-compte/second-facteur/codes/").content.decode()
    assert shown.count("<code>") == 10
    assert client.get("/mon-compte/second-facteur/codes/").content.decode().count("<code>") == 0
    for path in ("/mon-compte/", "/mon-compte/second-facteur/", "/mon-compte/appareils/", "/connexion/"):
        assert client.get(path, follow=True).status_code == 200


def test_the_person_is_told_of_each_change(claire, monkeypatch):
    from preau.identity.services import forget_factors, remove_factor
    from preau.kernel import mail

    said = []
    monkeypatch.setattr(mail, "send", lambda *, to, subject, text, key: said.append(text) or True)
    made = Key()
    options, state = passkeys.ask_new(claire.pk, claire.login, "Claire", [])
    factor = add_passkey(actor=US, account_id=claire.pk, state=state, answer=made.make(options), name="Téléphone")
    remove_factor(actor=US, account_id=claire.pk, factor_id=factor.pk)
    forget_factors(actor=US, account_id=claire.pk, reason="en face")
    assert ["ajouté" in said[0], "retiré un" in said[1], "en face" in said[2]] == [True] * 3
