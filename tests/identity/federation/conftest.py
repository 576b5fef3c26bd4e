"""A folder of sources, a question asked by a browser, an answer to it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from identity.federation import forge
from preau.identity.federation import calls
from preau.identity.federation.oidc import client as oidc_client
from preau.identity.federation.saml.reading import decode, parse

XMLSEC_MISSING = "xmlsec1 is not on this machine: apt-get install xmlsec1"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    calls.forget_all()
    oidc_client.forget_all()
    yield
    calls.forget_all()
    oidc_client.forget_all()


@pytest.fixture
def xmlsec() -> None:
    """Skips where the machine lacks it."""
    if shutil.which("xmlsec1") is None:
        pytest.skip(XMLSEC_MISSING)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The operator's folder, empty."""
    settings.SSO_DIR = str(tmp_path)
    return tmp_path


def declare_saml(folder: Path, name: str = "educonnect", *, more: str = "", metadata: str = "", **texts: str) -> None:
    """A SAML source with our key pair."""
    ours = forge.pair("ours")
    (folder / "sp.key").write_bytes(ours.key_pem)
    (folder / "sp.crt").write_bytes(ours.certificate_pem)
    (folder / f"{name}.xml").write_text(metadata or forge.idp_metadata())
    given = {"label": "ÉduConnect", "for": "families", "entity_id": forge.IDP} | texts
    (folder / f"{name}.toml").write_text(
        f'kind = "saml"\nlabel = "{given["label"]}"\nfor = "{given["for"]}"\nprobe = false\n{more}\n'
        f'[saml]\nmetadata = "{name}.xml"\nentity_id = "{given["entity_id"]}"\nkey = "sp.key"\ncertificate = "sp.crt"\n'
    )


def declare_oidc(
    folder: Path, base: str, name: str = "guichet", *, more: str = "", keys: Any = None, **texts: str
) -> None:
    """An OpenID Connect source at that address."""
    given = {"label": "Guichet de Lyon", "for": "staff", "issuer": base, "client_id": "preau"} | texts
    source = 'jwks = "keys.json"' if keys is not None else f'jwks_uri = "{base}/jwks"'
    if keys is not None:
        (folder / "keys.json").write_text(json.dumps(keys))
    (folder / "secret").write_text("un secret partagé")
    (folder / f"{name}.toml").write_text(
        f'kind = "oidc"\nlabel = "{given["label"]}"\nfor = "{given["for"]}"\nprobe = false\n{more}\n[oidc]\n'
        f'issuer = "{given["issuer"]}"\nclient_id = "{given["client_id"]}"\nclient_secret_file = "secret"\n'
        f'authorization_endpoint = "{base}/oauth2/authorize"\ntoken_endpoint = "{base}/oauth2/token"\n{source}\n'
        f'end_session_endpoint = "{base}/oauth2/end_session"\n'
    )


@pytest.fixture
def educonnect(folder: Path, xmlsec: None) -> Path:
    """The SAML source `educonnect`, whose identity provider is our forge."""
    declare_saml(folder)
    return folder


Ask = Callable[..., Any]


def ask(client: Client, name: str = "educonnect", going_to: str = "") -> Any:
    """Click the button: what the request to the SAML source said, and the honest answer to it (`.wish`)."""
    left = client.get(f"/connexion/par/{name}/", {"next": going_to} if going_to else {})
    assert left.status_code == 302, left.content.decode()
    parameters = {key: values[0] for key, values in parse_qs(urlsplit(left["Location"]).query).items()}
    request = parse(decode(parameters["SAMLRequest"], deflated=True))
    base = f"http://127.0.0.1:8000/connexion/par/{name}"
    wish = forge.Wish(f"{base}/metadonnees/", f"{base}/retour/", str(request.get("ID")))
    return SimpleNamespace(left=left, parameters=parameters, request=request, wish=wish, mark=parameters["RelayState"])


def give(client: Client, asked: Any, root: Any, name: str = "educonnect") -> Any:
    """Post an answer, as the browser would."""
    return client.post(
        f"/connexion/par/{name}/retour/", {"SAMLResponse": forge.posted(root), "RelayState": asked.mark}
    )  # fmt: skip


def key_of(academy: Any, slug: str, authority: str = "10") -> str:
    """What ÉduConnect says of somebody of the cast."""
    return f"{{AAF}}{authority}|x|{academy[slug].member.join_key}"
