"""Documents for tests: people of the cast put, share and read them, by the services their pages call."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import LYCEE
from preau.access.enums import GroupKind
from preau.access.public import Hat, hats_of
from preau.directory.models import Homeroom
from preau.documents import rules, services
from preau.documents.enums import VERSION
from preau.documents.models import Node
from preau.files.models import StoredFile, Usage
from preau.files.public import arrivals
from preau.kernel import scope

TEACHER, COLLEAGUE, HEAD = "claire-roux", "marc-petit", "helene-garnier"
PUPIL, OTHER_PUPIL, PARENT, STRANGER = "lina-benali", "jules-girard", "sophie-martin-lycee", "adam-benali"


@pytest.fixture(autouse=True)
def everywhere(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    with scope.everything("tests of documents"):
        yield


class Room:
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy
        self.school = academy.school(LYCEE)

    def hat(self, who: str) -> Hat:
        """The hat that somebody wears in the school of these tests."""
        member = self.academy[who]
        hats = [one for one in hats_of(member.account) if self.school.pk in one.school_ids] or hats_of(member.account)
        return replace(hats[0], person_id=member.person.pk)

    def doing(self, who: str) -> dict[str, Any]:
        """Who acts, for a service."""
        return {"actor": self.academy[who].actor, "hat": self.hat(who)}

    def own(self, who: str) -> Any:
        """The root of somebody."""
        return rules.own_root(self.school.pk, self.academy[who].person.pk)

    def space(self, sort: str, label: str = "2de 4") -> Any:
        """A shared space of the school."""
        of = "" if sort in (rules.STAFF, rules.SCHOOL) else self.homeroom(label).pk.hex
        return rules.Space(self.school.pk, sort, of).id

    def homeroom(self, label: str = "2de 4") -> Homeroom:
        """A class of this year."""
        return Homeroom.objects.filter(school=self.school, label=label).latest("school_year_id")

    @property
    def pupils(self) -> str:
        """The key of the pupils of the class."""
        return f"{GroupKind.CLASS_STUDENTS.value}:{self.homeroom().pk.hex}"

    def folder(self, name: str, parent: Any = None, who: str = TEACHER) -> Node:
        """A folder in somebody's own root, or where it is said."""
        return services.make_folder(**self.doing(who), parent_id=parent or self.own(who), name=name)

    def came(self, who: str, name: str, body: bytes) -> Any:
        """What arrived by a form."""
        sent = [SimpleUploadedFile("x", body)]
        (one,) = arrivals(hat=self.hat(who), kind=VERSION, school_id=self.school.pk, receipts=(), sent=sent)
        return replace(one, name=name)

    def put(
        self, name: str = "cours.txt", body: bytes = b"Cours.", *, parent: Any = None, who: str = TEACHER, **more: Any
    ) -> Node:
        """A document in somebody's own root, or where it is said."""
        (made,) = services.add_documents(
            **self.doing(who), folder_id=parent or self.own(who), arrivals=[self.came(who, name, body)], **more
        )
        return made

    def share(self, node: Node, gives: str = "read", who: str = TEACHER, **more: Any) -> Any:
        """A share with the pupils of the class, or with whom is said."""
        if "person_id" not in more:
            more.setdefault("key", self.pupils)
        return services.share(**self.doing(who), node_id=node.pk, gives=gives, **more)

    def add_version(self, node: Node, body: bytes, seen: int, who: str = TEACHER, **more: Any) -> Node:
        """A version more."""
        return services.add_version(
            **self.doing(who), node_id=node.pk, arrival=self.came(who, node.name, body), seen=seen, **more
        )

    def counted(self) -> None:
        """What is counted is what there is."""
        for usage in Usage.objects.exclude(person=None):
            kept = sum(StoredFile.objects.filter(holder=usage.person, counted=True).values_list("size", flat=True))
            assert usage.used == kept


@pytest.fixture
def room(academy: Any) -> Room:
    return Room(academy)
