"""Delivery reports (RFC 3464) that come back to the mailbox of PREAU_BOUNCES_URL: which addresses take no mail.

Only a report about a mail that we sent is believed: it quotes its Message-ID, which is sealed with the address
(preau.kernel.mail). Else anybody who can write to that mailbox could silence anybody's. Each report is read once, then
erased; one that says nothing to us is erased too, for that mailbox is for machines.
"""

import email
import email.policy
import imaplib
import mailbox
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings

from preau.kernel import mail

log = structlog.get_logger("preau.notifications")
MOST = 500
"""Reports read in one round."""
SECONDS = 20
_ADDRESS = re.compile(r"^\s*rfc822\s*;\s*<?([^<>\s]+@[^<>\s]+?)>?\s*$", re.IGNORECASE)


def read_report(content: bytes) -> list[tuple[str, str]]:
    """The addresses that a report says do not exist, of mails of ours, each with its status; else none."""
    message: Any = email.message_from_bytes(content, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return []
    parts = list(message.walk())
    quoted = _quoted_id(parts)
    found = []
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():
            address = _ADDRESS.match(str(fields.get("Original-Recipient") or fields.get("Final-Recipient") or ""))
            status = mail.no_such_mailbox(0, str(fields.get("Status") or ""))
            failed = str(fields.get("Action") or "").strip().lower() == "failed"
            if failed and address and status and mail.was_sent(quoted, address[1]):
                found.append((address[1], status))
    return found


def _quoted_id(parts: list[Message]) -> str:
    """The Message-ID of the mail that a report is about, as it quotes it."""
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            quoted = email.message_from_bytes(content if isinstance(content, bytes) else b"")
            return str(quoted.get("Message-ID") or "")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                return str(inner.get("Message-ID") or "")
    return ""


def refusals() -> Iterator[tuple[str, str]]:
    """Refusals told since the last round. A report is erased once what it says was taken, after the loop's turn."""
    if not settings.BOUNCES_URL:
        return
    with _opened(settings.BOUNCES_URL) as reports:
        for content in reports:
            try:
                found = read_report(content)
            except Exception as error:  # anybody writes there: one odd mail must not keep the others from being read
                log.warning("a delivery report cannot be read", exc_info=error)
                continue
            yield from found


@contextmanager
def _opened(url: str) -> Iterator[Iterator[bytes]]:
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield _of_maildir(unquote(parts.path))
        return
    make = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    server = make(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=SECONDS)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        kind, _answer = server.select(f'"{folder}"')
        if kind != "OK":
            raise OSError("the mailbox of delivery reports has no such folder")
        yield _of_imap(server)
        server.close()
    finally:
        server.logout()


def _of_maildir(path: str) -> Iterator[bytes]:
    box = mailbox.Maildir(path, create=False)
    for key in sorted(box.keys())[:MOST]:
        yield box.get_bytes(key)
        box.discard(key)


def _of_imap(server: imaplib.IMAP4) -> Iterator[bytes]:
    _kind, found = server.uid("search", "UNDELETED")
    for number in (found[0] or b"").split()[:MOST]:
        _kind, answer = server.uid("fetch", number.decode(), "(BODY.PEEK[])")
        content = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if content is not None:
            yield content
        server.uid("store", number.decode(), "+FLAGS", r"(\Deleted)")


def check_url(url: str) -> None:
    """Raises ValueError for an address that is no mailbox we can read."""
    parts = urlsplit(url)
    if url and not (
        (parts.scheme == "maildir" and parts.path) or (parts.scheme in ("imap", "imaps") and parts.hostname)
    ):
        raise ValueError("PREAU_BOUNCES_URL: expected imaps://user:password@host/folder or maildir:///folder")
