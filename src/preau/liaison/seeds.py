"""Words of the demonstration: two that wait for families of two schools, one answered, a draft."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from preau.access.public import Hat, Worn, worn_in_cast
from preau.directory.enums import SchoolKind
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.models import Job
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Word
from preau.liaison.selectors.desk import places_of
from preau.liaison.selectors.family import lines_of
from preau.liaison.services import Written, answer, save_draft, send, written_usual
from preau.liaison.services.telling import DUE_JOB, JOB
from preau.liaison.services.writing import MOST_PLACES, version_of

_TEACHER, _LIFE, _HEAD, _PARENT = "claire-roux", "nadia-leroy", "yves-caron", "samira-benali"
_NAMES = uuid.UUID("a1d5e9d0-3c57-4f43-9d20-0b6f4a1c7e21")


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Write and send, each in the name of who does so; twice changes nothing."""
    people = list(cast)
    teacher, life = (worn_in_cast(people, one, _works_at(SchoolKind.UPPER_SECONDARY)) for one in (_TEACHER, _LIFE))
    head = worn_in_cast(people, _HEAD, _works_at(SchoolKind.LOWER_SECONDARY))
    if teacher is None or life is None or head is None:
        return  # not in this academy
    with scope.everything("words of the demonstration are in two schools"):
        if Word.objects.exists():
            return
        today = clock.today()
        _sent(
            teacher, "sortie", ["2de 4"],
            Written(
                "Sortie au musée", "La classe visite le musée un jeudi de décembre, de 8 h 30 à 16 h 30.\n\n"
                "Autorisez-vous votre enfant à y participer ?", Buttons.PERMISSION.value, By.ONE.value,
                today + dt.timedelta(days=9),
            ),
        )  # fmt: skip
        read = _sent(
            life, "casiers", ["2de 4"],
            Written(
                "Règlement des casiers", "Chaque élève a désormais un casier. Lisez le règlement avec votre enfant.",
                Buttons.SEEN.value,
            ),
        )  # fmt: skip
        _sent(
            head, "reunion", None,
            written_usual(
                "meeting_teachers",
                {"date": (today + dt.timedelta(days=11)).isoformat(), "hour": "18:00", "place": "salle polyvalente"},
                title="Réunion avec les professeurs", quorum=By.EACH.value, due_on=today + dt.timedelta(days=6),
            ),
        )  # fmt: skip
        _draft(
            teacher, "livres", ["2de 4"],
            Written(
                "Livres à rendre", "Les livres du CDI se rendent avant les vacances.",
                due_on=today + dt.timedelta(days=14),
            ),
        )  # fmt: skip
        parent = worn_in_cast(people, _PARENT, lambda hat: not hat.is_staff)
        if parent is not None and read is not None:
            for line in lines_of(parent[1]):
                if line.word.pk == read.pk:
                    answer(actor=parent[0], hat=parent[1], word_id=read.pk, pupil_id=line.pupil_id, choice=Buttons.SEEN)


def _works_at(kind: SchoolKind) -> Callable[[Hat], bool]:
    return lambda hat: hat.is_staff and hat.school is not None and hat.school.kind == kind


def _draft(who: Worn, name: str, classes: list[str] | None, written: Written) -> Word | None:
    """A draft for these classes, or for all there are, and None when there is none."""
    assert who[1].school is not None
    school = who[1].school.id
    offered = [(place, label) for place, label in places_of(who[1], school) if place.id is not None]
    places = [place.text for place, label in offered if classes is None or label in classes]
    if not places:
        return None
    return save_draft(
        actor=who[0], hat=who[1], school_id=school, word_id=uuid.uuid5(_NAMES, f"{school}/{name}"), written=written,
        places=places[:MOST_PLACES],
    )  # fmt: skip


def _sent(who: Worn, *told: Any) -> Word | None:
    word = _draft(who, *told)
    if word is None:
        return None
    sent = send(actor=who[0], hat=who[1], word_id=word.pk, version=version_of(word), widely=True)
    # Families of a demonstration are not told: whoever tries it sees the bell ring for what they send.
    Job.objects.filter(key__in=[f"{JOB}/{sent.pk}", f"{DUE_JOB}/{sent.pk}"]).delete()
    return sent
