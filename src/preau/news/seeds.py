"""What the demonstration shows of this room: news of the lycée's head, a flash for a class, a draft to be read."""

import uuid
from collections.abc import Iterable
from typing import Any

from preau.access.public import Audience, Hat, Place, Worn, audience, worn_in_cast
from preau.directory.enums import SchoolKind
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.kernel.models import Job
from preau.news.enums import Sort
from preau.news.models import Circular, NewsItem
from preau.news.selectors.desk import places_of
from preau.news.selectors.fronts import front_of
from preau.news.services import Written, pin, publish, save_draft, submit
from preau.news.services.circular_locking import version_of_circular
from preau.news.services.circulars import Circulated, circulate, save_circular, spread
from preau.news.services.fronts import set_front, shown_of_front
from preau.news.services.telling import job_of
from preau.news.services.writing import version_of

_HEAD, _TEACHER, _LIFE, _CLASS = "helene-garnier", "claire-roux", "nadia-leroy", "2de 4"
_OFFICER = "paul-faure"
_NAMES = uuid.UUID("6f1f3c1e-5a6b-4c0e-9b1d-6d0a4c1f2b30")


def _at_the_lycee(hat: Hat) -> bool:
    return hat.is_staff and hat.school is not None and hat.school.kind == SchoolKind.UPPER_SECONDARY


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Write and publish, each in the name of who does so; twice changes nothing."""
    people = list(cast)
    head, teacher, life = (worn_in_cast(people, one, _at_the_lycee) for one in (_HEAD, _TEACHER, _LIFE))
    if head is None or teacher is None or life is None or head[1].school is None:
        return  # not in this academy
    school = head[1].school.id
    with scope.use(scope.Scope.of([school])):
        if NewsItem.objects.filter(school_id=school).exists():
            return
        everyone = [one for who in ("pupils", "guardians", "staff") if (one := audience(who, Place()))]
        doors = _saved(
            head, school, "portes", everyone, "Portes ouvertes le samedi 12 décembre",
            "Le lycée ouvre ses portes de 9 h à 13 h.\n\nLes élèves de seconde présentent leurs travaux au CDI.",
        )  # fmt: skip
        _published(head, doors)
        pin(actor=head[0], hat=head[1], item_id=doors.pk)
        room = next((place for place, name in places_of(teacher[1], school) if name == _CLASS), None)
        if room is not None:
            families = [one for who in ("pupils", "guardians") if (one := audience(who, room))]
            trip = _saved(
                teacher, school, "sortie", families, "Sortie au musée : prévoir un pique-nique",
                "La classe part jeudi à 8 h 30 et rentre à 16 h 30.\n\nPrévoyez un pique-nique.", flash=True,
            )  # fmt: skip
            _published(teacher, trip)
        drill = _saved(
            head, school, "exercice", [one for one in everyone if one.kind == "staff"],
            "Exercice d’évacuation vendredi à 10 h", "Relisez le plan affiché dans votre salle.", flash=True,
        )  # fmt: skip
        _published(head, drill)
        draft = _saved(
            life, school, "vestiaires", [one for one in everyone if one.kind == "students"],
            "Casiers : rendez les clés avant vendredi", "Les clés se rendent à la vie scolaire.",
        )  # fmt: skip
        submit(actor=life[0], hat=life[1], item_id=draft.pk)


_FRONT = {
    "is_shown": True, "opens_saturday": True, "phones": "01 99 00 12 34 (accueil)\n01 99 00 12 35 (vie scolaire)",
    "hours": "Lundi au vendredi, de 7 h 45 à 18 h\nSamedi, de 8 h à 12 h",
}  # fmt: skip


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """The lycée's public page, with its telephone and hours, and what the Région publishes in it: to the staff at once,
    to families when the head agrees. Twice changes nothing.
    """
    people = list(cast)
    head = worn_in_cast(people, _HEAD, _at_the_lycee)
    officer = worn_in_cast(people, _OFFICER, lambda hat: hat.local_authority_id is not None)
    if head is None or head[1].school is None:
        return
    school = head[1].school.id
    with scope.use(scope.Scope.of([school])):
        if front_of(school) is None:
            set_front(actor=head[0], hat=head[1], school_id=school, told=_FRONT, seen=shown_of_front(None))
    if officer is None or school not in officer[1].school_ids:
        return
    key = uuid.uuid5(_NAMES, "circulaire")
    with scope.use(scope.Scope.of([school])):
        if Circular.objects.filter(pk=key).exists():
            return
        written = Circulated(
            "Aide régionale aux transports : les demandes sont ouvertes",
            "La Région rembourse la moitié de l’abonnement des lycéens internes et demi-pensionnaires.\n\n"
            "Les demandes se font jusqu’au 31 janvier, avec un certificat de scolarité.",
            Sort.NEWS, False, ["guardians", "staff"], [str(school)],
        )  # fmt: skip
        made = save_circular(actor=officer[0], hat=officer[1], circular_id=key, written=written)
        circulate(actor=officer[0], hat=officer[1], circular_id=key, version=version_of_circular(made))
        spread(actor=actor, circular_id=key)
        for item in NewsItem.objects.filter(circular_id=key):
            Job.objects.filter(key=job_of(item)).delete()


def _saved(
    who: Worn, school: uuid.UUID, name: str, audiences: list[Audience], title: str, text: str, *, flash: bool = False
) -> NewsItem:
    return save_draft(
        actor=who[0], hat=who[1], school_id=school, item_id=uuid.uuid5(_NAMES, f"{school}/{name}"),
        written=Written(title, text, is_flash=flash), audiences=audiences,
    )  # fmt: skip


def _published(who: Worn, item: NewsItem) -> None:
    told = publish(actor=who[0], hat=who[1], item_id=item.pk, version=version_of(item), widely=True)
    # Everyone of a school is not told of a demonstration: whoever tries it sees the bell ring for what they publish.
    Job.objects.filter(key=job_of(told)).delete()
