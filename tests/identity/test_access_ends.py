"""A6: who loses their ground is out at the next page, and no way in that they kept opens any more."""

import pytest
from django.test import Client

from preau.directory.models import Affiliation, Guardianship, Person
from preau.identity.models import Account, Office
from preau.identity.services import take_seat
from preau.identity.services.seats import open_seat
from preau.kernel import clock, scope

CODE = "4826"


def leaves_school(academy) -> str:
    Affiliation.objects.filter(person=academy["lina-benali"].person).update(state="suspended")
    return "lina-benali"


def loses_authority(academy) -> str:
    Guardianship.objects.filter(guardian=academy["sophie-martin-lycee"].person).update(reach="barred")
    return "sophie-martin-lycee"


def is_withdrawn(academy) -> str:
    Guardianship.objects.filter(guardian=academy["sophie-martin-lycee"].person).update(ended_at=clock.now())
    return "sophie-martin-lycee"


def is_suspended(academy) -> str:
    Person.objects.filter(pk=academy["lina-benali"].person.pk).update(suspended_at=clock.now())
    return "lina-benali"


def account_is_closed(academy) -> str:
    Account.objects.filter(pk=academy["samira-benali"].account.pk).update(is_active=False)
    return "samira-benali"


def office_ends(academy) -> str:
    Office.objects.filter(person=academy["paul-faure"].person).update(ended_at=clock.now())
    return "paul-faure"


@pytest.mark.parametrize(
    "loss",
    [leaves_school, loses_authority, is_withdrawn, is_suspended, account_is_closed, office_ends],
    ids=lambda one: one.__name__,
)
def test_an_open_session_and_a_kept_way_in_open_nothing(academy, loss):
    names = ("lina-benali", "sophie-martin-lycee", "samira-benali", "paul-faure")
    inside = {name: academy.client(name) for name in names}
    kept = {
        name: take_seat(actor=academy[name].actor, account=academy[name].account, device_key="k", code=CODE)
        for name in names
        if name != "paul-faure"
    }
    assert all(client.get("/").status_code == 200 for client in inside.values())
    with scope.everything("test"):
        name = loss(academy)
    assert inside[name].get("/").status_code == 302
    assert all(client.get("/").status_code == 200 for other, client in inside.items() if other != name)
    if name in kept:
        from preau.identity.admitting import may_enter

        account = open_seat(device_key="k", seat_id=kept[name].pk, code=CODE)
        assert account is None or not may_enter(account)


def test_a_pupil_who_changes_class_keeps_their_session_and_loses_the_class(academy):
    from preau.directory.models import Enrollment, Homeroom

    client = academy.client("lina-benali")
    assert "2de 4<" in client.get("/").content.decode()
    with scope.everything("test"):
        other = Homeroom.objects.exclude(label="2de 4").filter(school=academy.school("1001")).order_by("label").first()
        Enrollment.objects.filter(student=academy["lina-benali"].person, left_on=None).update(homeroom=other)
    page = client.get("/").content.decode()
    assert "2de 4<" not in page and other.label in page


def test_nobody_comes_in_by_a_cookie_of_another_installation(academy, settings):
    client = academy.client("claire-roux")
    stolen = client.cookies["preau"].value
    thief = Client()
    thief.cookies["preau"] = stolen[::-1]
    assert thief.get("/").status_code == 302
