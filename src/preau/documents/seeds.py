"""What people who try the demonstration find: a class's folder, a casier, a document shared, some of one's own."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from preau.access.enums import GroupKind
from preau.access.public import Hat, worn_in_cast
from preau.documents import rules
from preau.documents.enums import VERSION, Given
from preau.documents.models import Node
from preau.documents.services import add_documents, make_folder, share
from preau.files.public import arrivals
from preau.kernel import scope
from preau.kernel.actor import Actor

_TEACHER, _PUPIL = "claire-roux", "lina-benali"
_TEXT = (
    "Théorème de Thalès\n\nDeux droites sécantes coupées par deux parallèles : les longueurs sont proportionnelles.\n"
)


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing: tests begin without documents."""


def _put(who: Any, folder_id: Any, name: str, text: str) -> None:
    sent = [SimpleUploadedFile(name, text.encode())]
    school = who.hat.school.id
    came = arrivals(hat=who.hat, kind=VERSION, school_id=school, receipts=(), sent=sent)
    add_documents(actor=who.actor, hat=who.hat, folder_id=folder_id, arrivals=came)


def _in_one_school(hat: Hat) -> bool:
    return hat.is_staff and hat.school is not None


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Put them; twice changes nothing."""
    people = list(cast)
    with scope.everything("documents of a demonstration"):
        teacher = worn_in_cast(people, _TEACHER, _in_one_school)
        pupil = worn_in_cast(people, _PUPIL, lambda hat: not hat.is_staff)
        if teacher is None or teacher.hat.school is None or Node.objects.exists():
            return
        doing: dict[str, Any] = {"actor": teacher.actor, "hat": teacher.hat}
        own = rules.own_root(teacher.hat.school.id, teacher.actor.person_id)  # type: ignore[arg-type]
        _put(teacher, own, "Progression de l’année.txt", "Septembre : nombres et calculs.\nOctobre : géométrie.\n")
        classes = [one for one in rules.spaces_of(teacher.hat, rules.reader_of(teacher.hat)) if one.sort == rules.CLASS]
        if not classes:
            return
        space = next((one for one in classes if one.name == "2de 4"), classes[0])
        chapter = make_folder(**doing, parent_id=space.id, name="Chapitre 3, Thalès")
        _put(teacher, chapter.pk, "Cours sur Thalès.txt", _TEXT)
        box = make_folder(**doing, parent_id=own, name=f"Casier {space.name}, devoir maison")
        key = f"{GroupKind.CLASS_STUDENTS.value}:{space.of}"
        share(**doing, node_id=box.pk, gives=Given.DROP, key=key)
        lent = make_folder(**doing, parent_id=own, name="Corrigés à relire")
        _put(teacher, lent.pk, "Corrigé du devoir 2.txt", "Exercice 1 : AB = 4,5 cm.\n")
        share(**doing, node_id=lent.pk, gives=Given.READ, key=key)
        if pupil is not None:
            _put(pupil, box.pk, "Devoir maison.txt", "Exercice 12.\n")
