"""People whose names a call gives out: in the one count of what a person takes from a school without anybody else.

The count is that of exports (preau.console.services), over the same 24 hours. It is written before the answer leaves. A
partner's token is exempt: giving it was the decision, taken with a second factor, for scopes and to an end. That it
read people is in the journal, once a day.
"""

import uuid
from collections.abc import Mapping

from preau.api import notes
from preau.api.needs import ApiRequest
from preau.api.problems import Problem
from preau.console.public import NeedsAnother, take_through_api
from preau.kernel import readonly


def give_out(request: ApiRequest, counts: Mapping[uuid.UUID, int]) -> None:
    """Count so many people of each school, just before the answer names them. Raises Problem 403 beyond the limit."""
    caller = request.caller
    if caller.token is not None and caller.token.account_id is None:
        if any(counts.values()):
            notes.partner(caller.token, caller.actor)
        return
    try:
        with readonly.accounted("people are counted before their names leave"):
            take_through_api(actor=caller.actor, counts=counts)
    except NeedsAnother as refusal:
        raise Problem(403, str(refusal), kind="needs-reason") from None
