"""What will expire: certificates and metadata, thirty days ahead; what is missing: xmlsec1, a readable declaration."""

import base64
import datetime as dt
import shutil
from dataclasses import dataclass

from cryptography import x509
from django.utils.translation import gettext as _
from lxml import etree

from preau.identity.federation.errors import BadSource, Refusal
from preau.identity.federation.oidc.client import read_keys
from preau.identity.federation.saml import answers, reading
from preau.identity.federation.sources import Source, read_folder
from preau.kernel import clock
from preau.ui import wording

WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ends_at` None: no end is known, `words` then says what is wrong (or that all is well)."""

    source: str
    what: str
    words: str
    ends_at: dt.datetime | None = None
    is_broken: bool = False

    @property
    def needs_care(self) -> bool:
        """Whether an operator must do something now: it is broken, or ends within thirty days."""
        if self.is_broken:
            return True
        return self.ends_at is not None and self.ends_at - clock.real_now() < dt.timedelta(days=WARN_DAYS)


def _ends(source: str, what: str, at: dt.datetime) -> Finding:
    day = wording.long_date(at.date(), year=True)
    words = _("expiré le %(day)s") if at <= clock.real_now() else _("valable jusqu’au %(day)s")
    return Finding(source, what, words % {"day": day}, at)


def _certificate_end(pem_or_der: bytes) -> dt.datetime:
    load = x509.load_pem_x509_certificate if b"BEGIN" in pem_or_der else x509.load_der_x509_certificate
    return load(pem_or_der).not_valid_after_utc


def _of_saml(source: Source) -> list[Finding]:
    found = []
    if shutil.which("xmlsec1") is None:
        found.append(Finding(source.name, "xmlsec1", _("absent : apt-get install xmlsec1"), is_broken=True))
    try:
        own = _certificate_end(source.file("certificate").read_bytes())
        found.append(_ends(source.name, _("notre certificat"), own))
        root = reading.parse(source.file("metadata").read_bytes())
        entity = next(
            (one for one in root.iter("{*}EntityDescriptor") if one.get("entityID") == source.text("entity_id")), None
        )
        if entity is None:
            words = _("ne parlent pas de %(entity)s") % {"entity": source.text("entity_id")}
            return [*found, Finding(source.name, _("métadonnées"), words, is_broken=True)]
        ends = answers.metadata_end(root, entity)
        if ends:
            found.append(_ends(source.name, _("métadonnées"), ends))
        found += [
            _ends(source.name, _("certificat de la source"), _certificate_end(base64.b64decode("".join(text.split()))))
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
        read_keys(source.file("jwks").read_bytes())
    except (BadSource, ValueError, OSError) as error:
        return [Finding(source.name, _("clés"), str(error), is_broken=True)]
    return [Finding(source.name, _("clés"), _("lisibles"))]


def findings() -> list[Finding]:
    """Everything looked at, source after source; declarations that cannot be read come last."""
    sources, bad = read_folder()
    found = [one for source in sources for one in (_of_saml if source.kind == "saml" else _of_oidc)(source)]
    return found + [Finding("", _("déclaration"), str(error), is_broken=True) for error in bad]
