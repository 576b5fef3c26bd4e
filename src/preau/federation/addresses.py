"""Addresses that may be led to: read strictly, compared part by part, never guessed at.

An address is refused unless every reader (browser, proxy, framework) would read it as we do: one spelling, ASCII only,
lower-case host, no user before `@`, no dots or slashes in disguise, no fragment. What is refused is not repaired: a
registered service has no need of any of it.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from django.utils.translation import gettext as _

LONGEST = 2000
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_PORTS = {"http": "80", "https": "443"}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SHAPE = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?P<query>(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]-]|%[0-9A-Fa-f]{2})*))?",
    re.ASCII,
)
# Encoded dots, slashes, backslashes, percents and controls change the path of whoever decodes once more than us.
_DISGUISED = re.compile(r"%(?:2[eEfF5]|5[cC]|[01][0-9A-Fa-f]|7[fF])")
_TICKETS = frozenset({"ticket", "code", "state", "iss"})


class BadAddress(ValueError):
    """An address that is not led to; `reason` is a code for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """An address read: `origin` is scheme, host and port, the usual port left out; `path` begins with a slash."""

    text: str
    scheme: str
    host: str
    origin: str
    path: str
    query: str


def read(text: str) -> Address:
    """The address; raises BadAddress for whatever could be read in two ways."""
    if len(text) > LONGEST:
        raise BadAddress("too_long")
    if not text.isascii():
        raise BadAddress("not_ascii")
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise BadAddress("shape")
    scheme, host, port = match["scheme"], match["host"], match["port"]
    if len(host) > 253 or (port is not None and int(port) > 65535):
        raise BadAddress("shape")
    path = match["path"] or "/"
    if _DISGUISED.search(path):
        raise BadAddress("disguised")
    segments = path[1:].split("/")
    if "" in segments[:-1] or any(one.split(";", 1)[0] in {".", ".."} for one in segments):
        raise BadAddress("path")
    query = match["query"] or ""
    if any(_plain(name) in _TICKETS for name, _value in parse_qsl(query, keep_blank_values=True)):
        raise BadAddress("carries_ticket")
    origin = f"{scheme}://{host}" + (f":{port}" if port and port != _PORTS[scheme] else "")
    return Address(text, scheme, host, origin, path, query)


def _plain(name: str) -> str:
    return unquote(name).strip().lower()


def covers(registered: str, asked: Address) -> bool:
    """Whether a registered CAS address covers the one asked for.

    Same scheme, host and port. A registered path that ends with a slash covers all below it; another covers itself.
    """
    rule = read(registered)
    if rule.origin != asked.origin:
        return False
    return asked.path.startswith(rule.path) if rule.path.endswith("/") else asked.path == rule.path


def registrable(text: str, *, loopback: bool, whole: bool = False) -> Address:
    """An address fit for the register; raises ValueError with a sentence for the administrator.

    https only; `loopback` also accepts http addresses of this very machine. `whole`: compared whole, so it may have a
    query.
    """
    try:
        address = read(text)
    except BadAddress:
        raise ValueError(
            _("« %(url)s » ne peut pas être lue sans risque : écrivez l’adresse complète, en minuscules, sans accent.")
            % {"url": text[:100]}
        ) from None
    if address.scheme != "https" and not (loopback and address.host in LOOPBACK):
        raise ValueError(_("« %(url)s » n’est pas protégée : une adresse commence par https://.") % {"url": text[:100]})
    if "?" in text and not whole:
        raise ValueError(_("« %(url)s » : écrivez l’adresse sans ce qui suit le point d’interrogation.")
                         % {"url": text[:100]})  # fmt: skip
    return address


def with_ticket(address: str, ticket: str) -> str:
    """The address with a CAS ticket added."""
    return f"{address}{'&' if '?' in address else '?'}ticket={ticket}"
