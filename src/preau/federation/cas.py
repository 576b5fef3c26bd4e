"""CAS protocol 2 and 3: what is answered to services. Protocol document 3.0.3, by section number."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import structlog

from preau.access.public import hats_of
from preau.federation import addresses, tickets
from preau.federation.calling import NotReached, call
from preau.federation.enums import Use
from preau.federation.facts import Facts, cas_attributes, identifier, legible
from preau.federation.models import LinkedService
from preau.federation.selectors import cas_services_at, served, service_of_id, urls_of
from preau.federation.services.entering import give_ticket, note_entered
from preau.identity.public import Account, account_by_id

log = structlog.get_logger("preau.federation")


class Failure(Exception):
    """A refusal to a service. `code` is CAS's (2.5.3), `reason` ours, for the log."""

    def __init__(self, code: str, reason: str, service: uuid.UUID | None = None) -> None:
        super().__init__(code)
        self.code, self.reason, self.service = code, reason, service


# In English, as CAS servers speak to services; no person reads them.
_SAID: Mapping[str, str] = {
    "INVALID_REQUEST": "The parameters 'service' and 'ticket' are both required, once.",
    "INVALID_TICKET_SPEC": "This ticket does not meet what the validation asks for.",
    "UNAUTHORIZED_SERVICE_PROXY": "This service may not act on behalf of a person there.",
    "INVALID_PROXY_CALLBACK": "The proxy callback is not registered, or did not answer.",
    "INVALID_TICKET": "This ticket is not recognised.",
    "INVALID_SERVICE": "This ticket was given for another service.",
    "UNAUTHORIZED_SERVICE": "This service is not registered.",
}


def failure(kind: str, error: Failure) -> str:
    """The answer that refuses. `kind`: authentication or proxy."""
    log.warning("service refused", protocol="cas", reason=error.reason, answer_code=error.code,
                service=str(error.service or ""))  # fmt: skip
    return _document(f'<cas:{kind}Failure code="{error.code}">{_SAID[error.code]}</cas:{kind}Failure>')


def _document(inside: str) -> str:
    return f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'


def _text(value: str) -> str:
    return escape(legible(value))


@dataclass(frozen=True, slots=True)
class Success:
    """Who arrived."""

    user: str
    attributes: Mapping[str, Sequence[str]]
    proved_at: int
    fresh: bool
    granting: str = ""
    proxies: Sequence[str] = ()

    def as_xml(self) -> str:
        """The answer (2.5.2, 2.6.2; attributes: 2.5.7)."""
        at = dt.datetime.fromtimestamp(self.proved_at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = [
            f"<cas:authenticationDate>{at}</cas:authenticationDate>",
            "<cas:longTermAuthenticationRequestTokenUsed>false</cas:longTermAuthenticationRequestTokenUsed>",
            f"<cas:isFromNewLogin>{str(self.fresh).lower()}</cas:isFromNewLogin>",
            *(f"<cas:{name}>{_text(one)}</cas:{name}>" for name, values in self.attributes.items() for one in values),
        ]
        inside = f"<cas:user>{_text(self.user)}</cas:user><cas:attributes>{''.join(told)}</cas:attributes>"
        if self.granting:
            inside += f"<cas:proxyGrantingTicket>{self.granting}</cas:proxyGrantingTicket>"
        if self.proxies:
            each = "".join(f"<cas:proxy>{_text(one)}</cas:proxy>" for one in self.proxies)
            inside += f"<cas:proxies>{each}</cas:proxies>"
        return _document(f"<cas:authenticationSuccess>{inside}</cas:authenticationSuccess>")


def _person(held: tickets.Held, service: LinkedService) -> Facts:
    """Who holds the ticket, if they may still enter; raises Failure."""
    account: Account | None = account_by_id(held.account_id)
    open_to = (
        served(service, hats_of(account), account.person_id) if account is not None and account.may_sign_in else []
    )
    if account is None or not open_to:
        raise Failure("INVALID_TICKET", "closed", service.pk)
    return Facts(account, open_to)


def validate(*, ticket: str, asked: str, renew: bool, proxied: bool, callback: str) -> Success:
    """Use a ticket up and say who carried it; raises Failure. `proxied`: tickets of proxies are accepted (2.6)."""
    if not ticket or not asked:
        raise Failure("INVALID_REQUEST", "missing")
    held = tickets.take(ticket, [tickets.SERVICE, tickets.PROXY])
    if held is None:
        raise Failure("INVALID_TICKET", "unknown_or_used")
    service = service_of_id(held.service_id)
    if service is None or held.expired:
        raise Failure("INVALID_TICKET", "expired" if held.expired else "retired", held.service_id)
    if held.address != asked:
        raise Failure("INVALID_SERVICE", "other_service", service.pk)
    if held.kind == tickets.PROXY and not proxied:
        raise Failure("INVALID_TICKET_SPEC", "proxy_ticket", service.pk)
    fresh = bool(held.data.get("fresh"))
    if renew and not fresh:
        raise Failure("INVALID_TICKET_SPEC", "not_fresh", service.pk)
    facts = _person(held, service)
    chain = list(held.data.get("chain", ()))
    granting = _grant(service, held, chain, callback) if callback else ""
    if service.signs_out:
        note_entered(
            service=service, account=facts.account, session=held.session, told_as=ticket, address=held.address
        )  # fmt: skip
    return Success(
        identifier(service, facts), cas_attributes(service, facts), int(held.data.get("at", 0)), fresh, granting, chain
    )


def _grant(service: LinkedService, held: tickets.Held, chain: list[str], callback: str) -> str:
    """Deliver a proxy-granting ticket to a registered callback (2.5.4); its IOU. Raises Failure."""
    if callback not in urls_of(service, Use.PROXY):
        raise Failure("INVALID_PROXY_CALLBACK", "callback_unregistered", service.pk)
    given, promised = tickets.draw(tickets.GRANTING), tickets.draw("PGTIOU")
    try:
        status = call("GET", f"{callback}?pgtId={given}&pgtIou={promised}")
    except NotReached:
        status = 0
    if status != 200:
        raise Failure("INVALID_PROXY_CALLBACK", "callback_silent", service.pk)
    data = {"chain": [callback, *chain], "via": [str(service.pk), *held.data.get("via", ())], "at": held.data.get("at")}
    tickets.keep(given, service_id=service.pk, account_id=held.account_id, session=held.session, data=data)
    return promised


def proxy_ticket(*, granting: str, target: str) -> str:
    """A ticket for another service on behalf of a person (2.7); raises Failure.

    The target must list every service of the chain: none of them speaks for people by being listed somewhere else.
    """
    if not granting or not target:
        raise Failure("INVALID_REQUEST", "missing")
    held = tickets.look(granting, tickets.GRANTING)
    if held is None or service_of_id(held.service_id) is None:
        raise Failure("INVALID_TICKET", "no_granting_ticket")
    try:
        there = cas_services_at(addresses.read(target))
    except addresses.BadAddress as error:
        raise Failure("UNAUTHORIZED_SERVICE", error.reason, held.service_id) from None
    via = list(held.data["via"])
    for service in there:
        if set(via) <= set(service.proxied_by):
            _person(held, service)
            data = {"chain": held.data["chain"], "via": via, "at": held.data.get("at"), "fresh": False}
            return give_ticket(
                kind=tickets.PROXY, service=service, account_id=held.account_id, session=held.session, address=target,
                data=data,
            )  # fmt: skip
    raise Failure("UNAUTHORIZED_SERVICE_PROXY" if there else "UNAUTHORIZED_SERVICE", "chain", held.service_id)


def proxy_answer(ticket: str) -> str:
    """The answer that gives it (2.7.2)."""
    return _document(f"<cas:proxySuccess><cas:proxyTicket>{ticket}</cas:proxyTicket></cas:proxySuccess>")
