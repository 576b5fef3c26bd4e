"""Row A10: the address of a page or a file opens nothing by itself, in five minutes or in a year.

No link of ours carries its own right: a copied one meets the door, whoever follows it, and so does the very browser
that opened it once its session has ended. Links that a mail carries to somebody without a session have their own
tests, with their end (identity/test_reset.py, identity/test_former_mailbox.py, identity/test_activation.py).
"""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

import matrix
from cast import Academy
from matrix_places import Kept, arguments_of
from preau.identity.models import AccountSession
from preau.kernel import clock
from test_matrix import client_of

PUBLIC = {"helpdesk:ask"}
"""Whoever has no session is led to the choice of a school, and asks there."""
PRIVATE = [
    row for row in matrix.ROWS
    if row.url not in PUBLIC and row.method == "get" and not row.url.startswith("api:")
    and row.expected("anonymous", own=True) != 200
]  # fmt: skip


def opened(academy: Academy) -> list[tuple[str, Client, bool]]:
    """Each private address that somebody opens: the address, their browser, whether it is a file."""
    kept, clients, found = Kept(), {}, []
    for row in PRIVATE:
        who = next((one for one in matrix.SIGNED_IN if row.expected(one, own=True) == 200), None)
        if who is None:
            continue
        home = matrix.OFFICERS[who][1] if who in matrix.OFFICERS else "lycee"
        client = clients.setdefault(who, client_of(academy, who, home))
        address = reverse(row.url, kwargs=arguments_of(row, academy, matrix.SCHOOLS[home], kept)) + row.query
        with transaction.atomic():
            answer = client.get(address)
            transaction.set_rollback(True)
        assert answer.status_code == 200, address
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
        found.append((address, client, "attachment" in answer.get("Content-Disposition", "")))
    return found


def meets_the_door(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code in (401, 403, 404) or (
        answer.status_code == 302 and answer["Location"].startswith(reverse("identity:sign_in"))
    )


@pytest.mark.sqlite
def test_a_copied_address_meets_the_door_and_so_does_its_own_browser_later(
    academy: Academy, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = opened(academy)
    assert len(found) > 60 and any(is_file for _address, _client, is_file in found)
    assert [address for address, _client, _file in found if not meets_the_door(Client(), address)] == []
    real = clock.real_now
    ends = max(AccountSession.objects.values_list("expire_date", flat=True))
    monkeypatch.setattr(clock, "real_now", lambda: real() + (ends - real()))
    assert [address for address, client, _file in found if not meets_the_door(client, address)] == []
    assert settings.SESSION_COOKIE_NAME in found[0][1].cookies


def test_an_address_that_opens_is_no_door(academy: Academy) -> None:
    """The check itself: what opens is told from what meets the door."""
    assert meets_the_door(Client(), "/console/")
    assert not meets_the_door(client_of(academy, "head", "lycee"), "/console/")
