"""An identity provider: pysaml2's own server, as its own process. `python saml_idp.py FOLDER PORT`.

FOLDER holds idp.key, idp.crt, who.json ({"subject": …, "attributes": {…}, "encrypted": true}) and the metadata of each
service (sp*.xml). It signs whoever that says in, forgets them at /slo, and at /end has their services forget them too.
"""

import functools
import html
import json
import sys
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

warnings.simplefilter("ignore")

import saml2.entity  # noqa: E402
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT  # noqa: E402
from saml2.config import IdPConfig  # noqa: E402
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID  # noqa: E402
from saml2.server import Server  # noqa: E402
from saml2.sigver import get_xmlsec_binary  # noqa: E402

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def server(folder: Path, base: str) -> Server:
    """The provider over these files."""
    idp = {
        "endpoints": {
            "single_sign_on_service": [(f"{base}/sso", BINDING_HTTP_REDIRECT)],
            "single_logout_service": [(f"{base}/slo", BINDING_HTTP_REDIRECT)],
        },
        "want_authn_requests_signed": True,
        "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
    }
    services = [str(one) for one in sorted(folder.glob("sp*.xml"))]
    return Server(
        config=IdPConfig().load(
            {
                "entityid": "https://idp.example/saml", "service": {"idp": idp}, "key_file": str(folder / "idp.key"),
                "cert_file": str(folder / "idp.crt"), "metadata": {"local": services},
                "xmlsec_binary": get_xmlsec_binary(), "signing_algorithm": RSA_SHA256, "digest_algorithm": SHA256,
            }
        )
    )  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Three addresses: /sso, /slo, /end."""

    idp: Server
    folder: Path
    service = ""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _page(self, text: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def _onward(self, sent: Any) -> None:
        self.send_response(302)
        self.send_header("Location", dict(sent["headers"])["Location"])
        self.end_headers()

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "who.json").read_text())
        return told

    def _who(self) -> tuple[NameID, dict[str, Any]]:
        told = self._told()
        return NameID(format=NAMEID_FORMAT_PERSISTENT, text=told.get("subject", "")), told.get("attributes", {})

    def do_GET(self) -> None:
        """Answer."""
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name, attributes = self._who()
        if parts.path == "/sso":
            asked = self.idp.parse_authn_request(
                given["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=given["RelayState"],
                sigalg=given["SigAlg"], signature=given["Signature"],
            )  # fmt: skip
            told = self.idp.response_args(asked.message, [BINDING_HTTP_POST])
            Handler.service = told["sp_entity_id"]
            made = self.idp.create_authn_response(
                attributes, name_id=name, sign_assertion=True, sign_response=False, sign_alg=RSA_SHA256,
                digest_alg=SHA256,
                authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": "idp"},
                in_response_to=told["in_response_to"], destination=told["destination"],
                sp_entity_id=told["sp_entity_id"], encrypt_assertion=bool(self._told().get("encrypted")),
                encrypt_assertion_self_contained=False,
            )  # fmt: skip
            sent = self.idp.apply_binding(
                BINDING_HTTP_POST, str(made), told["destination"], given["RelayState"], response=True
            )  # fmt: skip
            self._page(str(sent["data"]))
        elif parts.path == "/slo":
            asked = self.idp.parse_logout_request(
                given["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=given.get("RelayState"),
                sigalg=given["SigAlg"], signature=given["Signature"],
            )  # fmt: skip
            (self.folder / "left").write_text(asked.message.name_id.text)
            made = self.idp.create_logout_response(asked.message, [BINDING_HTTP_REDIRECT])
            address = self.idp.response_args(asked.message, [BINDING_HTTP_REDIRECT])["destination"]
            sent = self.idp.apply_binding(
                BINDING_HTTP_REDIRECT, str(made), address, given.get("RelayState", ""), response=True, sign=True,
                sigalg=RSA_SHA256,
            )  # fmt: skip
            self._onward(sent)
        elif parts.path == "/end":
            address = self.idp.metadata.single_logout_service(self.service, BINDING_HTTP_REDIRECT, "spsso")
            where = address[0]["location"]
            _id, made = self.idp.create_logout_request(where, self.service, name_id=name, sign=False)
            sent = self.idp.apply_binding(
                BINDING_HTTP_REDIRECT, str(made), where, "retour", sign=True, sigalg=RSA_SHA256
            )  # fmt: skip
            self._onward(sent)
        else:
            self._page(html.escape(parts.path))


if __name__ == "__main__":
    # Its default is 3DES: it encrypts as sources of today do.
    gcm = {"msg_enc": "http://www.w3.org/2009/xmlenc11#aes256-gcm"}
    saml2.entity.pre_encryption_part = functools.partial(saml2.entity.pre_encryption_part, **gcm)
    context = saml2.sigver.SecurityContext
    context.encrypt_assertion = functools.partialmethod(context.encrypt_assertion, key_type="aes-256")
    Handler.folder = Path(sys.argv[1])
    Handler.idp = server(Handler.folder, f"http://127.0.0.1:{sys.argv[2]}")
    HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
