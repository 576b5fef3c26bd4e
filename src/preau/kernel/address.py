"""Where a request comes from: the address of the browser, seen through the proxies that we trust.

A proxy on this machine is trusted always (whoever may connect from here needs no false address); others are named by
PREAU_TRUSTED_PROXIES. What a browser claims beyond them is never believed.
"""

import functools
import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@functools.lru_cache(maxsize=64)
def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Addresses and blocks as written in a setting."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def within(address: str, texts: list[str]) -> bool:
    """Whether the address lies in one of these blocks."""
    read = _read(address)
    return read is not None and any(read in block for block in networks(tuple(texts)) if block.version == read.version)


def _read(text: str) -> Address | None:
    try:
        read = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    return mapped or read


def _is_proxy(address: Address) -> bool:
    return address.is_loopback or within(str(address), settings.TRUSTED_PROXIES)


def of(request: HttpRequest) -> str:
    """The address of the browser: the last one that a trusted proxy saw; "unknown" when there is none to read."""
    here = _read(request.META.get("REMOTE_ADDR", ""))
    if here is None:
        return "unknown"
    for text in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        before = _read(text)
        if before is None or not _is_proxy(here):
            break
        here = before
    return str(here)


def block(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 one."""
    read = _read(address)
    if isinstance(read, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read) if read else "unknown"
