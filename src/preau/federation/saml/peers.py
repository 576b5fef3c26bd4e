"""What a service says of itself in its metadata: who it is, where it is answered and told out, by which keys it signs.

An administrator vouches for the file by registering it; a signature of the file itself is not looked at.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from django.utils.translation import gettext as _
from lxml import etree

from preau.federation.enums import Use
from preau.federation.saml import names
from preau.identity.public import Refusal, saml_answers, saml_reading

_MD = f"{{{names.METADATA}}}"
_TRUE = frozenset({"true", "1"})
LONGEST_ID = 1024
"""Characters of an entity identifier (saml-core 8.3.6)."""


class Unfit(ValueError):
    """Metadata that no service can be registered by; the message is for the administrator."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A service. `consumers`: index and address of each place where an answer may be posted, the default first.

    `told_at`: where it is told out by SOAP; `answered_at`: where its own request to leave is answered, by redirection;
    either may be empty. `signs`: it says that it signs its requests.
    """

    entity_id: str
    consumers: tuple[tuple[str, str], ...]
    certificates: tuple[x509.Certificate, ...]
    signs: bool
    told_at: str
    answered_at: str
    ends_at: dt.datetime | None

    @property
    def urls(self) -> Mapping[str, Sequence[str]]:
        """Its addresses, by use."""
        return {
            Use.ENTRY: [url for _index, url in self.consumers],
            Use.EXIT: [self.answered_at] if self.answered_at else [],
            Use.SIGN_OUT: [self.told_at] if self.told_at else [],
        }


@lru_cache(maxsize=64)
def read(text: str) -> Peer:
    """The service that this metadata describes. Raises Unfit."""
    try:
        return _peer(saml_reading.parse(text.encode()))
    except Refusal as refusal:
        raise Unfit(
            _("Ce fichier contient une déclaration ou un commentaire : retirez-les, puis recommencez.")
            if refusal.code == "entity"
            else _("Ce fichier n’est pas une fiche de métadonnées SAML lisible.")
        ) from None


def _peer(root: etree._Element) -> Peer:
    entities = [one for one in root.iter(f"{_MD}EntityDescriptor") if one.find(f"{_MD}SPSSODescriptor") is not None]
    if len(entities) != 1 or len(entities[0].findall(f"{_MD}SPSSODescriptor")) != 1:
        raise Unfit(_("Ce fichier doit décrire un service, et un seul (SPSSODescriptor)."))
    entity, service = entities[0], entities[0].find(f"{_MD}SPSSODescriptor")
    assert service is not None
    entity_id = entity.get("entityID", "")
    if not entity_id or len(entity_id) > LONGEST_ID or not entity_id.isprintable() or " " in entity_id:
        raise Unfit(_("Ce fichier ne nomme pas le service (entityID)."))
    consumers = _consumers(service)
    if not consumers:
        raise Unfit(_("Ce fichier ne dit pas où répondre par POST (AssertionConsumerService)."))
    return Peer(
        entity_id=entity_id,
        consumers=consumers,
        certificates=_certificates(service),
        signs=service.get("AuthnRequestsSigned", "") in _TRUE,
        told_at=_logout(service, names.SOAP, "Location"),
        answered_at=_logout(service, names.REDIRECT, "ResponseLocation")
        or _logout(service, names.REDIRECT, "Location"),
        ends_at=saml_answers.metadata_end(root, entity, service),
    )


def _consumers(service: etree._Element) -> tuple[tuple[str, str], ...]:
    found = [one for one in service.findall(f"{_MD}AssertionConsumerService") if one.get("Binding") == names.POST]
    # Without a default, the first of the file (saml-metadata 2.2.3).
    found.sort(key=lambda one: one.get("isDefault", "") not in _TRUE)
    return tuple((one.get("index", ""), one.get("Location", "")) for one in found)


def _logout(service: etree._Element, binding: str, attribute: str) -> str:
    places = [one for one in service.findall(f"{_MD}SingleLogoutService") if one.get("Binding") == binding]
    return str(places[0].get(attribute, "")) if places else ""


def _certificates(service: etree._Element) -> tuple[x509.Certificate, ...]:
    found = []
    for key in service.findall(f"{_MD}KeyDescriptor"):
        if key.get("use", "signing") == "signing":
            found += [one.text or "" for one in key.iter(f"{{{saml_reading.DS}}}X509Certificate")]
    try:
        return tuple(x509.load_der_x509_certificate(base64.b64decode("".join(one.split()))) for one in found)
    except (binascii.Error, ValueError):
        raise Unfit(_("Un certificat de ce fichier n’est pas lisible.")) from None
