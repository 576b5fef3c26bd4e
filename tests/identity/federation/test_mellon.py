"""The SAML source of these tests serves a service that is none of ours: Debian's Apache with mod_auth_mellon.

As a service of Préau mod_auth_mellon stands in tests/federation/test_apache.py. What it shows here is that the source
our tests believe is a provider to others too: the same process, the same keys, the same words sign a pupil in and out
at mod_auth_mellon, by a reader of SAML that is not ours (lasso), and in Préau.
"""

import contextlib
import json
import os
import pwd
import re
import subprocess
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client

from cast import LYCEE
from harness import session
from harness.ports import free_ports
from harness.servers import unprivileged_user
from identity.federation import forge
from identity.federation.conftest import declare_saml, key_of
from identity.federation.peers.running import running, visit
from identity.federation.test_peers import IDP
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import source_named
from preau.kernel.process import follow_parent

pytestmark = pytest.mark.django_db
APACHE, MODULES = Path("/usr/sbin/apache2"), Path("/usr/lib/apache2/modules")
KEPT = "/kept-by-mellon/"
CONFIGURATION = """
ServerRoot {folder}
PidFile {folder}/pid
Listen 127.0.0.1:{port}
ServerName http://127.0.0.1:{port}
UseCanonicalName On
{modules}
ErrorLog {folder}/error.log
LogLevel warn
DocumentRoot {folder}/www
DirectoryIndex index.html
Mutex file:{folder}
MellonLockFile {folder}/lock
Header always set X-User "expr=%{{REMOTE_USER}}"
<Location {kept}>
  AuthType Mellon
  Require valid-user
  MellonEnable auth
  MellonEndpointPath {kept}mellon
  MellonSecureCookie Off
  MellonUser FrEduCtRefId
  MellonSPMetadataFile {folder}/sp-mellon.xml
  MellonSPPrivateKeyFile {folder}/mellon.key
  MellonSPCertFile {folder}/mellon.crt
  MellonIdPMetadataFile {folder}/idp.xml
</Location>
"""
BINDINGS = "urn:oasis:names:tc:SAML:2.0:bindings"


def mellon_metadata(base: str) -> str:
    """What mod_auth_mellon says of itself, as its own script writes it."""
    pem = forge.pair("mellon").certificate_pem.decode()
    certificate = "".join(line for line in pem.splitlines() if "-----" not in line)
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{base}mellon/metadata">'
        f'<md:SPSSODescriptor AuthnRequestsSigned="true" protocolSupportEnumeration="{forge.NS["samlp"]}">'
        f'<md:KeyDescriptor><ds:KeyInfo xmlns:ds="{forge.DS}"><ds:X509Data><ds:X509Certificate>{certificate}'
        f"</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        f'<md:SingleLogoutService Binding="{BINDINGS}:HTTP-Redirect" Location="{base}mellon/logout"/>'
        f'<md:AssertionConsumerService Binding="{BINDINGS}:HTTP-POST" Location="{base}mellon/postResponse" index="0" '
        f'isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>'
    )


@contextlib.contextmanager
def apache(folder: Path, port: int) -> Iterator[None]:
    """Apache for the block, as an unprivileged process of our own; never the system's service."""
    user = unprivileged_user()
    names = ("mpm_event", "authz_core", "authn_core", "authz_user", "headers", "dir", "auth_mellon")
    modules = "\n".join(f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in names)
    (folder / "apache.conf").write_text(CONFIGURATION.format(folder=folder, port=port, modules=modules, kept=KEPT))
    for place in (folder / "www", folder / "www" / KEPT.strip("/")):
        place.mkdir()
        (place / "index.html").write_text("entered")
    if user != "-":
        entry = pwd.getpwnam(user)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        session.folder().chmod(0o711)
    as_other: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user != "-" else {}
    with open(folder / "out.log", "wb") as out:
        process = subprocess.Popen(
            [str(APACHE), "-f", str(folder / "apache.conf"), "-DFOREGROUND"], stdout=out, stderr=out, cwd="/",
            start_new_session=True, preexec_fn=follow_parent, **as_other,
        )  # fmt: skip
    try:
        for _ in range(100):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"http://127.0.0.1:{port}/", timeout=2)
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def both(folder: Path, xmlsec: None, tmp_path_factory: Any) -> Iterator[tuple[Path, str]]:
    """One provider for Préau and for a site kept by mod_auth_mellon: its folder, and the site's address."""
    if not (MODULES / "mod_auth_mellon.so").exists() or not APACHE.exists():
        pytest.skip("mod_auth_mellon is not on this machine: apt-get install apache2-bin libapache2-mod-auth-mellon")
    port = free_ports(2)
    web_port = port + 1
    web, base = f"http://127.0.0.1:{web_port}{KEPT}", f"http://127.0.0.1:{port}"
    metadata = forge.idp_metadata(sso=f"{base}/sso", slo=f"{base}/slo")
    declare_saml(folder, metadata=metadata)
    its = tmp_path_factory.mktemp("idp")
    (its / "idp.key").write_bytes(forge.pair().key_pem)
    (its / "idp.crt").write_bytes(forge.pair().certificate_pem)
    source = source_named("educonnect")
    assert source is not None
    (its / "sp.xml").write_bytes(saml.metadata(source))
    (its / "sp-mellon.xml").write_text(mellon_metadata(web))
    (its / "who.json").write_text("{}")
    site = session.folder() / f"mellon-{os.getpid()}-{web_port}"
    site.mkdir()
    (site / "sp-mellon.xml").write_text(mellon_metadata(web))
    (site / "idp.xml").write_text(metadata)
    (site / "mellon.key").write_bytes(forge.pair("mellon").key_pem)
    (site / "mellon.crt").write_bytes(forge.pair("mellon").certificate_pem)
    with running([str(IDP), str(its), str(port)], f"{base}/"), apache(site, web_port):
        yield its, web


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """The form of the provider's page: its address and fields."""
    (action,) = re.findall(r'<form action="([^"]+)"', page)
    return unescape(action), dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]+)"', page))


def test_one_provider_signs_a_pupil_in_and_out_at_mod_auth_mellon_and_here(both: Any, academy: Any) -> None:
    its, web = both
    key = key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)
    (its / "who.json").write_text(json.dumps({"subject": "lina@idp", "attributes": {"FrEduCtRefId": [key]}}))
    browser = requests.Session()
    browser.trust_env = False

    # in at mod_auth_mellon
    asked = browser.get(web, timeout=20)
    action, fields = form_of(asked.text)
    assert action == f"{web}mellon/postResponse"
    inside = browser.post(action, {name: unescape(value) for name, value in fields.items()}, timeout=20)
    assert (inside.status_code, inside.text) == (200, "entered"), inside.text
    assert inside.headers["X-User"] == key
    assert browser.get(web, timeout=20, allow_redirects=False).status_code == 200

    # what was said to mod_auth_mellon opens nothing here, and the other way round
    here = Client()
    refused = here.post("/connexion/par/educonnect/retour/", fields)
    assert refused.status_code == 403
    left = here.get("/connexion/par/educonnect/")
    _status, _onward, page = visit(left["Location"])
    _ours, mine = form_of(page)
    stranger = requests.Session()
    assert stranger.post(action, {**mine, "RelayState": web}, timeout=20).status_code >= 400
    assert stranger.get(web, timeout=20, allow_redirects=False).status_code in (302, 303)

    # in here, by the same provider
    assert here.post("/connexion/par/educonnect/retour/", mine).status_code == 302
    assert "Bonjour Lina" in here.get("/").content.decode()

    # out at mod_auth_mellon, by the provider; then here
    site = web.removesuffix(KEPT)
    out = browser.get(f"{web}mellon/logout", params={"ReturnTo": f"{site}/"}, timeout=20)
    assert out.url == f"{site}/", out.text
    assert (its / "left").read_text() == "lina@idp"
    assert browser.get(web, timeout=20, allow_redirects=False).status_code in (302, 303)
    assert here.post("/deconnexion/")["Location"] == "/identites/sortie/"
    assert here.get("/").status_code == 302
