"""Signed-in clients for these tests: people made by hand, in the hats the console is for."""

from django.test import Client

import strong
from directory import people_of
from preau.directory.enums import AuthorityKind, Profile
from preau.directory.models import LocalAuthority, Person, School
from preau.identity.services import give_office, open_account
from preau.kernel.actor import system

US = system("tests")


def signed_in(person: Person) -> Client:
    client = Client()
    account = open_account(actor=US, person=person, login=f"compte-{person.pk.hex}")
    client.force_login(account)
    strong.prove(client, account)
    return client


def staff(at: School, profile: str = Profile.HEAD, given: str = "Hélène") -> Client:
    who = people_of.person(given, "Garnier")
    people_of.place(who, at, profile)
    return signed_in(who)


def operator() -> Client:
    who = people_of.person("Omar", "Système")
    give_office(actor=US, person=who, title="Exploitation")
    return signed_in(who)


def officer(authority: LocalAuthority) -> Client:
    who = people_of.person("Odile", "Région")
    give_office(actor=US, person=who, title="Direction des lycées", local_authority_id=authority.pk)
    return signed_in(who)


def region(name: str = "Région des Sources") -> LocalAuthority:
    return LocalAuthority.objects.create(kind=AuthorityKind.REGION, name=name)


def text_of(response: object) -> str:
    """The page's text, blanks evened out."""
    content = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(content.replace("\u00a0", " ").replace("\u202f", " ").split())


def number_in(response: object) -> str:
    """For how many an act is, as its page says it and a browser sends it back; "" when the page asks for nothing."""
    return response.content.decode().partition('name="nombre" value="')[2].partition('"')[0]  # type: ignore[attr-defined]


def confirmed(client: Client, page: str, asked: dict[str, object] | None = None, **more: object) -> object:
    """An act on many as people do it: its page is read, then sent with the number that it says. `more`: as the client
    takes it."""
    number = number_in(client.get(page, asked or {}))
    return client.post(page, {**(asked or {}), "nombre": number}, **more)


def seen_in(response: object, name: str = "seen") -> str:
    """What the page's form says that it showed, as a browser sends it back."""
    hidden = response.content.decode().partition(f'name="{name}" value="')[2]  # type: ignore[attr-defined]
    return hidden.partition('"')[0]
