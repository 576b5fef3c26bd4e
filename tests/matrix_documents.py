"""Documents that addresses of the matrix name: of the space of each school, which its head and its offices write."""

from typing import Any

from cast import Academy
from preau.documents import rules
from preau.documents.models import Node, Version
from preau.kernel import clock
from preau.kernel.ids import new_id

READS = ("pupil", "guardian", "teacher", "cpe", "head", "school_staff")
ONLY_READS = dict.fromkeys(("pupil", "guardian", "teacher", "cpe"), "403/404")
WRITES = ("head", "school_staff")


def _node(academy: Academy, school: str, name: str, **more: Any) -> Node:
    here, now = academy.school(school), clock.now()
    space = rules.Space(here.pk, rules.SCHOOL)
    root, _made = Node.objects.get_or_create(
        pk=space.id, school=here,
        defaults={"is_folder": True, "space": space.key, "made_at": now, "changed_at": now, "folded": ""},
    )  # fmt: skip
    row, _made = Node.objects.get_or_create(
        school=here, parent=root, folded=name, defaults={
            "root": root, "name": name, "made_at": now, "changed_at": now, "made_by": "Z", "changed_by": "Z", **more,
        },
    )  # fmt: skip
    return row


def folder(academy: Academy, school: str) -> dict[str, Any]:
    """A folder of the school."""
    return {"node_id": _node(academy, school, "dossier de la matrice", is_folder=True).pk}


def document(academy: Academy, school: str) -> dict[str, Any]:
    """A document of the school."""
    node = _node(academy, school, "document de la matrice", edition=1)
    Version.objects.get_or_create(
        school=node.school, node=node, edition=1,
        defaults={"file_id": new_id(), "size": 1, "at": clock.now(), "by": "Z"},
    )  # fmt: skip
    return {"node_id": node.pk}


def rows(Row: Any, only: Any) -> tuple[Any, ...]:
    """The rows of this room."""

    def post(name: str, status: str, target: Any, data: Any = None, **cells: str) -> Any:
        return Row(f"documents:{name}", only(f"{status}/404", *WRITES, **(cells or ONLY_READS)), target=target,
                   method="post", data=data or {})  # fmt: skip

    return (
        Row("documents:home", only("200", *READS), look=("pupil", "teacher")),
        Row("documents:search", only("200", *READS), look=("teacher",), query="?q=Thal%C3%A8s"),
        Row("documents:bin", only("200", *READS), look=("teacher",)),
        Row("documents:options", only("200", *READS)),
        Row("documents:node", only("200/404", *READS), target=folder, look=("pupil", "head"), query="?tri=nom"),
        Row("documents:node", only("200/404", *READS), target=document, look=("pupil", "head")),
        Row("documents:arrange", only("200/404", *READS), target=document, look=("head",)),
        Row("documents:arrange", only("302/404", *WRITES, **ONLY_READS), target=document, method="post"),
        Row("documents:archive", only("422/404", *READS), target=folder),
        post("add", "422", folder),
        post("folder", "422", folder),
        post("rename", "422", folder),
        post("version", "422", document),
        Row("documents:old_version", only("302/404", *WRITES, **ONLY_READS), method="post",
            target=lambda academy, school: {**document(academy, school), "edition": 1}, data={"seen": "1"}),
        post("restore", "302", folder),
        post("erase", "422", folder),
        Row("documents:shares", only("403/404", *READS), target=folder),
        Row("documents:shares", only("403/404", *READS), target=folder, method="post"),
        Row("documents:end_share", only("403/404", *READS), method="post",
            target=lambda academy, school: {**folder(academy, school), "share_id": new_id()}),
        Row("documents:link", only("422/404", *WRITES, teacher="403/404", cpe="403/404"), target=document,
            method="post"),
        Row("documents:end_link", only("404", *WRITES, teacher="403/404", cpe="403/404"), method="post",
            target=lambda academy, school: {**document(academy, school), "link_id": new_id()}),
        Row("documents:public", only("404", anonymous="404"), target=lambda academy, school: {"secret": "x"}),
        Row("documents:public_file", only("404", anonymous="404"), target=lambda academy, school: {"secret": "x"}),
        post("delete", "302", folder),
    )  # fmt: skip
