"""Opens pages of messages for `make bench-link`, and sends: `python -m bench.mail` takes orders as `bench.pages`."""

import datetime as dt
import re
import time
import uuid
from typing import Any
from unittest import mock

from bench.pages import Bench, answer_orders


class Mail(Bench):
    """Pages, and what is done with messages. Who sends was asked who they are: nothing is held (0031)."""

    def __init__(self) -> None:
        from django.conf import settings

        super().__init__()
        settings.HOLD_READERS = settings.HOLD_BURST = 1_000_000
        settings.HOLD_NIGHT = False

    def exchange(self, login: str) -> str:
        """The address of an exchange of four messages in somebody's mailbox, among the latest.

        Who has places in two schools reads one of them at a time: the exchange opens in the hat that they wear first.
        """
        from preau.identity.models import Account
        from preau.kernel import scope
        from preau.messaging.models import Delivery

        with scope.everything("looking for an exchange to measure"):
            client, _school = self._client(login)
            person = Account.objects.values_list("person_id", flat=True).get(login=login)
            rows = Delivery.objects.filter(person_id=person, folder="inbox").order_by("-id")
            threads = [
                one for (one,) in rows.values_list("thread")[:50]
                if Delivery.objects.filter(person_id=person, thread=one).count() == 4
            ]  # fmt: skip
        for address in (f"/messages/fil/{one}/" for one in threads):
            if client.get(address).status_code == 200:
                return address
        raise RuntimeError(f"{login} has no exchange")

    def _client(self, login: str) -> tuple[Any, Any]:
        """Somebody's browser, and the school where they have a place."""
        from django.test import Client

        from preau.identity.models import Account

        account = Account.objects.get(login=login)
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(account)
        return client, account.person.affiliations.filter(state="active").values_list("school_id", flat=True).first()

    def _sent(self, login: str, key: str) -> tuple[Any, float]:
        """A message to a group (its kind) or a person, sent through the pages; seconds of the request that sends it."""
        from preau.messaging.models import Message

        client, school = self._client(login)
        message = uuid.uuid4()
        page = f"/messages/ecrire/{message}/"
        written = {"subject": "Réunion", "text": "Elle est reportée à mardi.", "version": 0}
        client.post(page, {**written, "ajouter": key.format(school=school.hex), "comme": "to"})
        read = client.get(f"{page}verifier/").content.decode()
        form = {"version": Message.objects.get(pk=message).version, "nombre": _number(read)}
        started = time.perf_counter()
        answer = client.post(f"{page}verifier/", form)
        seconds = time.perf_counter() - started
        row = Message.objects.get(pk=message)
        if answer.status_code != 303 or row.state != "waiting":
            raise RuntimeError(f"it was not sent: {answer.status_code}, {row.state}")
        return row, seconds

    def send(self, login: str, group: str) -> dict[str, Any]:
        """A message to a group: seconds of the request that sends it, and of its delivery; to how many."""
        from preau.kernel import scope
        from preau.messaging.services import deliver

        with scope.everything("sending for a benchmark"):
            row, request = self._sent(login, f"{group}.{{school}}.")
            started = time.perf_counter()
            count = deliver(message_id=row.pk, version=row.version)
            delivered = time.perf_counter() - started
        return {"request": request, "delivered": delivered, "count": count}

    def tell(self, login: str, to: str) -> float:
        """A message to somebody leaves; when it had (seconds since the epoch).

        The clock says a Monday morning meanwhile: at night nothing rings.
        """
        from preau.identity.models import Account
        from preau.kernel import clock, scope
        from preau.messaging.services import deliver

        now = clock.real_now()
        morning = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=10)
        with scope.everything("sending for a benchmark"), mock.patch.object(clock, "now", lambda: morning):
            person = Account.objects.values_list("person_id", flat=True).get(login=to)
            row, _seconds = self._sent(login, str(person))
            if not deliver(message_id=row.pk, version=row.version):
                raise RuntimeError("it reached nobody")
        return time.time()

    def tickets(self, count: int) -> list[str]:
        """Tickets of that many people's pages."""
        from preau.directory.models import Person
        from preau.kernel import tickets

        people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:count])
        return [tickets.make(people[number % len(people)], "tut") for number in range(count)]

    def ticket(self, login: str) -> str:
        """The ticket of somebody's page."""
        from preau.identity.models import Account
        from preau.kernel import tickets

        return tickets.make(Account.objects.values_list("person_id", flat=True).get(login=login), "tut")


def _number(page: str) -> int:
    """How many people the page says that it goes to, as its form sends it."""
    found = re.search(r'name="nombre" value="(\d+)"', page)
    if found is None:
        raise RuntimeError("nothing can be sent")
    return int(found[1])


def main() -> int:
    """Answer orders until the input ends."""
    return answer_orders(Mail())


if __name__ == "__main__":
    raise SystemExit(main())
