"""Real clients: Debian's Apache with mod_auth_cas, mod_auth_openidc and mod_auth_mellon. Each signs a pupil in and out
(P1, P3)."""

import contextlib
import os
import pwd
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from lxml import html

from harness import session
from harness.databases import ROOT, environment
from harness.ports import free_ports
from harness.servers import unprivileged_user
from identity.federation import forge
from preau.imports.demo.cast import member
from preau.kernel.process import follow_parent
from tests.browser.engine import Site, serving
from tests.federation import saml_tool

APACHE = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
NEEDED = {"cas": "mod_auth_cas.so", "openidc": "mod_auth_openidc.so", "mellon": "mod_auth_mellon.so"}
CAS, OIDC, SAML = "/kept-by-cas/", "/kept-by-openidc/", "/kept-by-mellon/"

CONFIGURATION = """
ServerRoot {folder}
PidFile {folder}/pid
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
{modules}
ErrorLog {folder}/error.log
LogLevel warn
DocumentRoot {folder}/www
Mutex file:{folder}
CASLoginURL {preau}/cas/login
CASValidateURL {preau}/cas/p3/serviceValidate
CASCookiePath {folder}/cas/
CASVersion 2
CASSSOEnabled On
CASRootProxiedAs http://127.0.0.1:{port}
OIDCProviderMetadataURL {preau}/.well-known/openid-configuration
OIDCClientID {client}
OIDCClientSecret {secret}
OIDCRedirectURI http://127.0.0.1:{port}{oidc}back
OIDCCryptoPassphrase for-tests-only
OIDCPKCEMethod S256
OIDCScope "openid profile ent"
OIDCRemoteUserClaim given_name
OIDCCacheType file
OIDCCacheDir {folder}/openidc
Header always set X-User "expr=%{{REMOTE_USER}}"
<Location {cas}>
  AuthType CAS
  Require valid-user
</Location>
<Location {oidc}>
  AuthType openid-connect
  Require valid-user
</Location>
<Location {saml}>
  AuthType Mellon
  Require valid-user
  MellonEnable auth
  MellonEndpointPath {saml}mellon
  MellonSecureCookie Off
  MellonUser ENTPersonPrenom
  MellonSPMetadataFile {folder}/sp.xml
  MellonSPPrivateKeyFile {folder}/sp.key
  MellonSPCertFile {folder}/sp.crt
  MellonIdPMetadataFile {folder}/idp.xml
</Location>
"""

REGISTER = """
from preau.federation.services.register import Described, add_service, renew_secret
from preau.kernel.actor import system
us, web = system("test"), "http://127.0.0.1:{port}"
add_service(actor=us, protocol="cas", described=Described(
    name="Apache CAS", start_url=web + "{cas}", urls={{"entry": [web + "{cas}"]}}, known_by="login",
    attributes=["given_name"], accepts_loopback=True))
made = add_service(actor=us, protocol="oidc", described=Described(
    name="Apache OpenID", start_url=web + "{oidc}", attributes=["given_name", "profiles"], accepts_loopback=True,
    urls={{"entry": [web + "{oidc}back"], "exit": [web + "/"], "sign_out": [web + "{oidc}back?logout=backchannel"]}}))
add_service(actor=us, protocol="saml", described=Described(
    name="Apache SAML", start_url=web + "{saml}", urls={{}}, metadata=open("{metadata}").read(),
    attributes=["given_name"], accepts_loopback=True))
print("client", made.pk.hex, renew_secret(actor=us, service_id=made.pk))
"""


def run(database: str, folder: Path, code: str) -> str:
    """What some code says that runs in the house of that database."""
    done = subprocess.run(
        [sys.executable, "-m", "preau", "shell", "-v", "0", "-c", code], env=environment(database, folder / "var"),
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _owned(folder: Path, user: str) -> None:
    for path in (folder / "cas", folder / "openidc", *(folder / f"www{name}" for name in (CAS, OIDC, SAML))):
        path.mkdir(parents=True, exist_ok=True)
    for name in (CAS, OIDC, SAML, "/"):
        (folder / f"www{name}index.html").write_text("entered")
    if user != "-":
        entry = pwd.getpwnam(user)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        session.folder().chmod(0o711)


@contextlib.contextmanager
def apache(site: Site, folder: Path, port: int, client: str, secret: str) -> Iterator[str]:
    """Apache for the block, as an unprivileged process of our own; never the system's service."""
    user = unprivileged_user()
    _owned(folder, user)
    names = ("mpm_event", "authz_core", "authn_core", "authz_user", "headers", "dir", "auth_cas", "auth_openidc",
             "auth_mellon")  # fmt: skip
    modules = "\n".join(f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in names)
    text = CONFIGURATION.format(
        folder=folder, port=port, modules=modules, preau=site.url, client=client, secret=secret, cas=CAS, oidc=OIDC,
        saml=SAML,
    )  # fmt: skip
    (folder / "apache.conf").write_text(text + "DirectoryIndex index.html\n")
    as_other: dict[str, object] = {"user": user, "group": user, "extra_groups": []} if user != "-" else {}
    with open(folder.parent / f"{folder.name}.log", "wb") as out:
        process = subprocess.Popen(
            [str(APACHE), "-f", str(folder / "apache.conf"), "-DFOREGROUND"], stdout=out, stderr=out, cwd="/",
            start_new_session=True, preexec_fn=follow_parent, **as_other,
        )  # type: ignore[call-overload]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(url, timeout=2)
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def web(copy_of: Callable[[str], str]) -> Iterator[str]:
    """A site kept by the three modules, before a served academy that knows it."""
    missing = [name for name, file in NEEDED.items() if not (MODULES / file).exists()]
    if missing or not APACHE.exists():
        pytest.skip(
            "Apache is not on this machine: apt-get install apache2-bin libapache2-mod-auth-cas "
            "libapache2-mod-auth-openidc libapache2-mod-auth-mellon"
        )
    database, port = copy_of("academy"), free_ports()
    folder = session.folder() / f"apache-{os.getpid()}"
    folder.mkdir()
    (folder / "sp.xml").write_text(_mellon(f"http://127.0.0.1:{port}{SAML}mellon"))
    (folder / "sp.key").write_bytes(forge.pair("mellon").key_pem)
    (folder / "sp.crt").write_bytes(forge.pair("mellon").certificate_pem)
    register = REGISTER.format(port=port, cas=CAS, oidc=OIDC, saml=SAML, metadata=folder / "sp.xml")
    _word, client, secret = run(database, folder.with_suffix(".site"), register).split()
    with serving(database, folder.with_suffix(".site")) as site:
        (folder / "idp.xml").write_bytes(requests.get(f"{site.url}/saml/metadata", timeout=20).content)
        with apache(site, folder, port, client, secret) as url:
            yield url


def _mellon(base: str) -> str:
    """What mod_auth_mellon says of itself, as it writes it; it is told out by SOAP, without the browser."""
    return saml_tool.metadata(
        f"{base}/metadata", consumers=(f"{base}/postResponse",), signs=True, redirect=f"{base}/logout",
        soap=f"{base}/logout", key="mellon",
    )  # fmt: skip


class Walker:
    """A browser without scripts: follows links and sends forms."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, url: str) -> requests.Response:
        """Go there, through our page that goes on by itself."""
        return self._further(self.session.get(url, timeout=20))

    def _further(self, answer: requests.Response) -> requests.Response:
        """Through our pages that go on by themselves: by their address, or by the form that carries an answer."""
        if refresh := answer.headers.get("Refresh", ""):
            return self.open(urljoin(answer.url, refresh.split("url=", 1)[1]))
        forms = html.fromstring(answer.text).xpath("//form[@data-onwards]") if answer.text else []
        return self.send(answer, forms[0]) if forms else answer

    def send(self, answer: requests.Response, form: html.FormElement) -> requests.Response:
        """Send a form."""
        sent = self.session.post(urljoin(answer.url, form.action), dict(form.form_values()), timeout=20,
                                 headers={"Referer": answer.url})  # fmt: skip
        return self._further(sent)

    def enter(self, url: str) -> requests.Response:
        """Open a kept page as Lina: the door, what the service learns, the page."""
        answer = self.open(url)
        assert "/connexion/" in answer.url
        label = member("lina-benali").label
        rows = html.fromstring(answer.text).xpath("//form[contains(@action, 'demonstration')]")
        return self.read(self.send(answer, next(one for one in rows if label in " ".join(one.itertext()))))

    def read(self, answer: requests.Response) -> requests.Response:
        """Read what the service learns, the first time; go on."""
        forms = html.fromstring(answer.text).xpath("//form[contains(@action, 'informer')]")
        return self.send(answer, forms[0]) if forms else answer


def _is_out(walker: Walker, url: str) -> bool:
    """Whether the site no longer knows who comes; the worker tells it within seconds."""
    for _ in range(80):
        answer = walker.session.get(url, timeout=20, allow_redirects=False)
        if answer.status_code in (302, 303):
            return True
        time.sleep(0.25)
    return False


@pytest.mark.parametrize(
    ("place", "name"), [(CAS, "lina.benali"), (OIDC, "Lina"), (SAML, "Lina")],
    ids=["mod_auth_cas", "mod_auth_openidc", "mod_auth_mellon"],
)  # fmt: skip
def test_a_pupil_is_signed_in_and_out(web: str, place: str, name: str):
    walker = Walker()
    inside = walker.enter(web + place)
    assert inside.text == "entered", (inside.url, inside.text[:400])
    assert inside.headers["X-User"] == name
    assert inside.url.split("?")[0] == web + place
    home = walker.open(re.sub(r"/connexion/.*", "/", Walker().open(web + place).url))
    (form,) = html.fromstring(home.text).xpath("//form[contains(@action, 'deconnexion')]")
    walker.send(home, form)
    assert _is_out(walker, web + place)


def test_the_second_tool_opens_without_a_word(web: str):
    walker = Walker()
    walker.enter(web + CAS)
    answer = walker.open(web + OIDC)
    assert "/connexion/" not in answer.url
    assert walker.read(answer).headers["X-User"] == "Lina"


def test_the_person_signs_out_at_mod_auth_mellon_and_here(web: str):
    walker = Walker()
    assert walker.enter(web + SAML).text == "entered"
    door = walker.open(web + OIDC)
    assert "/connexion/" not in door.url
    left = walker.open(f"{web}{SAML}mellon/logout?ReturnTo={web}/")
    assert left.url == f"{web}/", (left.url, left.text[:400])
    assert _is_out(walker, web + SAML) and _is_out(walker, web + OIDC)
    assert "/connexion/" in walker.open(web + OIDC).url
