"""Real identity providers, each its own process, sign a pupil in and out: pysaml2's, and oidc-provider-mock."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from cast import LYCEE
from harness.ports import free_ports
from identity.federation import forge
from identity.federation.conftest import declare_oidc, declare_saml, key_of
from identity.federation.peers.running import running, visit
from preau.identity.external import FederatedSession
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import source_named

pytestmark = pytest.mark.django_db
IDP = Path(__file__).parent / "peers" / "saml_idp.py"


def own(address: str) -> str:
    """One of our addresses, as the test's browser asks for it."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture
def idp(folder: Path, xmlsec: None, tmp_path_factory: Any) -> Iterator[Path]:
    """pysaml2's server; its folder."""
    port = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    declare_saml(folder, metadata=forge.idp_metadata(sso=f"{base}/sso", slo=f"{base}/slo"))
    its = tmp_path_factory.mktemp("idp")
    (its / "idp.key").write_bytes(forge.pair().key_pem)
    (its / "idp.crt").write_bytes(forge.pair().certificate_pem)
    source = source_named("educonnect")
    assert source is not None
    (its / "sp.xml").write_bytes(saml.metadata(source))
    (its / "who.json").write_text("{}")
    with running([str(IDP), str(its), str(port)], f"{base}/"):
        yield its


def test_a_saml_provider_signs_a_pupil_in_and_out(idp: Path, academy: Any) -> None:
    key = key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)
    (idp / "who.json").write_text(json.dumps({"subject": "lina@idp", "attributes": {"FrEduCtRefId": [key]}}))
    client = Client()
    left = client.get("/connexion/par/educonnect/")
    status, _onward, page = visit(left["Location"])
    assert status == 200, page
    fields = dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]+)"', page))
    came = client.post("/connexion/par/educonnect/retour/", fields)
    assert came.status_code == 302, came.content.decode()
    assert "Bonjour Lina" in client.get("/").content.decode()

    # out here, then there
    out = client.post("/deconnexion/")
    assert out["Location"] == "/identites/sortie/"
    assert client.get("/").status_code == 302
    offer = client.get(out["Location"]).content.decode()
    [address] = re.findall(r'href="(http://127\.0\.0\.1:\d+/slo[^"]+)"', offer)
    status, onward, page = visit(address.replace("&amp;", "&"))
    assert (status, (idp / "left").read_text()) == (302, "lina@idp"), page
    assert client.get(own(onward))["Location"] == "/connexion/"


def test_a_saml_provider_that_encrypts_signs_a_pupil_in(idp: Path, academy: Any) -> None:
    """It finds our certificate in the metadata we publish."""
    key = key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)
    told = {"subject": "lina@idp", "attributes": {"FrEduCtRefId": [key]}, "encrypted": True}
    (idp / "who.json").write_text(json.dumps(told))
    client = Client()
    left = client.get("/connexion/par/educonnect/")
    _status, _onward, page = visit(left["Location"])
    fields = dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]+)"', page))
    carried = base64.b64decode(fields["SAMLResponse"]).decode()
    assert "EncryptedAssertion" in carried
    assert key not in carried
    came = client.post("/connexion/par/educonnect/retour/", fields)
    assert came.status_code == 302, came.content.decode()
    assert "Bonjour Lina" in client.get("/").content.decode()


def test_a_saml_provider_ends_what_it_opened(idp: Path, academy: Any) -> None:
    key = key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)
    (idp / "who.json").write_text(json.dumps({"subject": "lina@idp", "attributes": {"FrEduCtRefId": [key]}}))
    client = Client()
    left = client.get("/connexion/par/educonnect/")
    _status, _onward, page = visit(left["Location"])
    fields = dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]+)"', page))
    assert client.post("/connexion/par/educonnect/retour/", fields).status_code == 302
    base = left["Location"].split("/sso")[0]
    _status, asked, _page = visit(f"{base}/end")
    stranger = Client()  # the browser that carries the request need not be the one whose session ends
    changed = asked.replace("RelayState=retour", "RelayState=autre")
    assert stranger.get(own(changed)).status_code == 403
    assert client.get("/").status_code == 200
    told = stranger.get(own(asked))
    assert told.status_code == 302
    assert told["Location"].startswith(f"{base}/slo?SAMLResponse=")
    assert client.get("/").status_code == 302
    assert not FederatedSession.objects.exists()
    assert stranger.get(own(asked)).status_code == 403  # the request serves once


@pytest.fixture
def provider(folder: Path) -> Iterator[str]:
    """oidc-provider-mock; its address."""
    port = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    declare_oidc(
        folder, base, more='keys = [{attribute = "FrEduCtRefId", reads = "educt", kinds = ["student", "guardian"]}]'
    )
    with running(["-m", "oidc_provider_mock", "--port", str(port)], f"{base}/jwks"):
        yield base


def test_an_openid_provider_signs_a_pupil_in_and_out(provider: str, academy: Any) -> None:
    import urllib.request

    key = key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)
    claims = json.dumps({"FrEduCtRefId": [key]}).encode()
    request = urllib.request.Request(
        f"{provider}/users/lina", data=claims, method="PUT", headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()
    client = Client()
    left = client.get("/connexion/par/guichet/", {"next": "/plus/"})
    assert left.status_code == 302, left.content.decode()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left["Location"]).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    status, onward, page = visit(left["Location"], urlencode({"sub": "lina"}).encode())
    assert status in (302, 303), page
    came = client.get(own(onward))
    assert (came.status_code, came["Location"]) == (302, "/plus/"), came.content.decode()
    assert "Bonjour Lina" in client.get("/").content.decode()
    assert client.get(own(onward)).status_code == 403  # the answer serves once

    out = client.post("/deconnexion/")
    offer = client.get(out["Location"]).content.decode()
    [address] = re.findall(r'href="(http://127\.0\.0\.1:\d+/oauth2/end_session[^"]+)"', offer)
    status, _onward, page = visit(address.replace("&amp;", "&"))
    assert status == 200, page
    assert "/connexion/par/guichet/fermeture/" in page
