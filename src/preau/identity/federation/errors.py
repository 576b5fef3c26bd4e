"""Why an answer of a source is not believed: a code for the log, a sentence for the person."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_AGAIN = gettext_lazy(
    "Cette réponse n’est plus valable, ou elle a déjà servi. Recommencez la connexion depuis le début."
)
_CLOCK = gettext_lazy(
    "Cette réponse est datée d’un autre moment. Recommencez ; si cela continue, prévenez l’établissement : "
    "une horloge est déréglée."
)
_NOT_OURS = gettext_lazy("Cette réponse n’est pas faite pour cet espace. Personne n’a été connecté.")
_FORGED = gettext_lazy("Cette réponse n’est pas celle du service attendu. Personne n’a été connecté.")
_SAID_NO = gettext_lazy("Le service n’a pas confirmé qui vous êtes. Recommencez, ou connectez-vous autrement.")

SENTENCES: dict[str, Any] = {
    "unknown_state": _AGAIN, "answers_other": _AGAIN, "replay": _AGAIN, "nonce": _AGAIN,
    "expired": _CLOCK, "future": _CLOCK, "stale": _CLOCK,
    "audience": _NOT_OURS, "recipient": _NOT_OURS, "destination": _NOT_OURS,
    "status": _SAID_NO, "said_no": _SAID_NO,
}  # fmt: skip
"""Codes not listed (unreadable, entity, unsigned, wrapped, algorithm, signature, issuer…) are said as forged."""


class Refusal(Exception):
    """An answer that is not believed. `code` goes to the log; `detail` says more there, never personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def sentence(self) -> str:
        """What the person reads."""
        return str(SENTENCES.get(self.code, _FORGED))


class SourceGone(Exception):
    """The source did not answer in time, or answered that it cannot; one may come in otherwise."""

    @staticmethod
    def sentence(label: str) -> str:
        """What the person reads."""
        return _(
            "%(source)s ne répond pas en ce moment. Vous pouvez vous connecter ci-dessous avec votre identifiant "
            "de secours, ou réessayer dans une minute."
        ) % {"source": label}


class BadSource(ValueError):
    """A declaration of a source that cannot be used; the message names the file and says what to mend."""
