"""The nightly look at what expires: told in the log, and to the operators by mail, once a week for each thing."""

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import override

from preau.directory.models import Person
from preau.identity.federation.terms import Finding
from preau.identity.federation.watch import findings
from preau.identity.models import Office
from preau.kernel import clock, mail
from preau.kernel.jobs import due

log = structlog.get_logger("preau.sso")


@due("identity.watch_sources", at="05:20")
def watch_sources() -> None:
    """Warn thirty days before a certificate, metadata or a key come to their term, and of what is broken."""
    with override("fr"):
        wrong = [one for one in findings() if one.needs_care]
        for one in wrong:
            log.error("a source of identity needs care", source=one.source, what=str(one.what), words=one.words)
        if wrong:
            tell_operators(wrong)


def tell_operators(wrong: list[Finding]) -> int:
    """Write to those who hold the operator's office; how many mails."""
    week = clock.today().strftime("%G-%V")
    lines = "\n".join(f"– {one.source or '?'} : {one.what}, {one.words}" for one in wrong)
    text = _(
        "Bonjour,\n\nDes sources d’identité ou des clés demandent votre attention :\n\n%(lines)s\n\n"
        "« preau sources check » dit tout ; docs/operations/federation.md dit comment renouveler."
    ) % {"lines": lines}
    operators = Person.objects.filter(
        pk__in=Office.objects.filter(local_authority=None, ended_at=None).values("person_id"), suspended_at=None
    ).exclude(email="")
    return sum(
        mail.send(to=one.email, subject=_("Connexion par identité : une échéance approche"), text=text,
                  key=f"sso-watch/{week}/{one.pk}")
        for one in operators
    )  # fmt: skip
