"""What comes to its term: certificates, metadata, keys; what is missing: xmlsec1, a readable declaration.

A room above adds what it signs with: `expiring.py` with `findings() -> list[Finding]`.
"""

import base64
import datetime as dt
import shutil
from pathlib import Path

from cryptography import x509
from django.utils.translation import gettext as _
from lxml import etree

from preau.identity.federation.errors import BadSource, Refusal
from preau.identity.federation.oidc.client import read_keys
from preau.identity.federation.saml import answers, reading
from preau.identity.federation.sources import Source, read_folder
from preau.identity.federation.terms import Finding, ending, renewal
from preau.kernel.registry import modules_named

KEYS_DAYS = 365
"""A key set kept as a file says no end: a year after it was put there, it is to be compared with the source's."""


def _certificate_end(pem_or_der: bytes) -> dt.datetime:
    load = x509.load_pem_x509_certificate if b"BEGIN" in pem_or_der else x509.load_der_x509_certificate
    return load(pem_or_der).not_valid_after_utc


def _of_saml(source: Source) -> list[Finding]:
    found = []
    if shutil.which("xmlsec1") is None:
        found.append(Finding(source.name, "xmlsec1", _("absent : apt-get install xmlsec1"), is_broken=True))
    try:
        own = _certificate_end(source.file("certificate").read_bytes())
        found.append(ending(source.name, _("notre certificat"), own))
        root = reading.parse(source.file("metadata").read_bytes())
        entity = next(
            (one for one in root.iter("{*}EntityDescriptor") if one.get("entityID") == source.text("entity_id")), None
        )
        if entity is None:
            words = _("ne parlent pas de %(entity)s") % {"entity": source.text("entity_id")}
            return [*found, Finding(source.name, _("métadonnées"), words, is_broken=True)]
        ends = answers.metadata_end(root, entity)
        if ends:
            found.append(ending(source.name, _("métadonnées"), ends))
        found += [
            ending(source.name, _("certificat de la source"), _certificate_end(base64.b64decode("".join(text.split()))))
            for node in entity.iterfind(f".//{{*}}IDPSSODescriptor/{{*}}KeyDescriptor//{{{reading.DS}}}X509Certificate")
            if (text := node.text)
        ]
        if not any(one.what == _("certificat de la source") for one in found):
            found.append(Finding(source.name, _("certificat de la source"), _("absent"), is_broken=True))
    except (BadSource, Refusal, ValueError, OSError, etree.LxmlError) as error:
        found.append(Finding(source.name, _("fichiers"), str(error), is_broken=True))
    return found


def _of_oidc(source: Source) -> list[Finding]:
    if not source.option("jwks"):
        return [Finding(source.name, _("clés"), _("lues chez la source"))]
    try:
        path = source.file("jwks")
        kept = read_keys(path.read_bytes()).keys
        found = [renewal(source.name, _("clés"), _put(path) + dt.timedelta(days=KEYS_DAYS))]
        # A key may bring its certificate (RFC 7517, 4.7): the first one is its own.
        chains = [chain for key in kept if isinstance(chain := key.as_dict().get("x5c"), list) and chain]
        found += [
            ending(source.name, _("certificat de la source"), _certificate_end(base64.b64decode(str(chain[0]))))
            for chain in chains
        ]
    except (BadSource, ValueError, OSError) as error:
        return [Finding(source.name, _("clés"), str(error), is_broken=True)]
    return found


def _put(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)


def findings() -> list[Finding]:
    """Everything looked at, source after source, then what rooms above sign with; unreadable declarations come last."""
    sources, bad = read_folder()
    found = [one for source in sources for one in (_of_saml if source.kind == "saml" else _of_oidc)(source)]
    found += [one for module in modules_named("expiring") for one in module.findings()]
    return found + [Finding("", _("déclaration"), str(error), is_broken=True) for error in bad]
