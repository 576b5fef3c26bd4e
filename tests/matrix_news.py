"""News that addresses of the matrix name: those that the academy shows, made where a school has none."""

import datetime as dt
import uuid
from typing import Any

from cast import COLLEGE, LYCEE, Academy
from matrix_row import OF_ANOTHER, OFFICES, RESERVED, STAFF, Row, all_, only
from preau.directory.models import Closure
from preau.files.models import Blob, StoredFile
from preau.kernel import clock
from preau.news.enums import ATTACHMENT, State
from preau.news.models import Circular, NewsAudience, NewsItem, Poll, SchoolFront
from preau.news.services import show

HEADS = {LYCEE: "helene-garnier", COLLEGE: "yves-caron"}


def _item(academy: Academy, school: str, name: str, *keys: str, **more: Any) -> dict[str, Any]:
    head = academy[HEADS[school]].person
    item, made = NewsItem.objects.get_or_create(
        school=academy.school(school), title=name,
        defaults={
            "text": "Texte", "changed_at": clock.now(), "written_by": head.full_name, "written_by_id": head.pk, **more,
        },
    )  # fmt: skip
    if made:
        NewsAudience.objects.bulk_create(NewsAudience(school=item.school, item=item, key=one) for one in keys)
    return {"item_id": item.pk}


def published(academy: Academy, school: str) -> dict[str, Any]:
    """What everyone of the school reads, published by its head."""
    return _item(
        academy, school, "Portes ouvertes le samedi 12 décembre", "students", "guardians", "staff",
        state=State.PUBLISHED, starts_at=clock.now(), edition=1,
    )  # fmt: skip


def flash(academy: Academy, school: str) -> dict[str, Any]:
    """What its head asks the staff to say they read."""
    return _item(
        academy, school, "Exercice d’évacuation vendredi à 10 h", "staff", state=State.PUBLISHED,
        starts_at=clock.now(), edition=1, is_flash=True,
    )  # fmt: skip


def draft(academy: Academy, school: str) -> dict[str, Any]:
    """A draft of the head's, for all pupils."""
    return _item(academy, school, "Brouillon", "students")


def with_a_file(academy: Academy, school: str) -> dict[str, Any]:
    """A draft of the head's, with an attachment."""
    item = draft(academy, school)["item_id"]
    row = NewsItem.objects.get(pk=item)
    blob, _made = Blob.objects.get_or_create(
        digest=item.hex * 2, defaults={"size": 4, "content": "text/plain", "kept_at": clock.now()}
    )
    file, _made = StoredFile.objects.get_or_create(
        school=row.school, kind=ATTACHMENT, thing=item,
        defaults={"name": "programme.txt", "size": 4, "blob": blob, "kept_at": clock.now(), "counted": False},
    )  # fmt: skip
    return {"item_id": item, "file_id": file.pk}


def asking(academy: Academy, school: str) -> dict[str, Any]:
    """What everyone of the school reads, with a question."""
    target = published(academy, school)
    item = NewsItem.objects.get(pk=target["item_id"])
    Poll.objects.get_or_create(
        school=item.school, item=item,
        defaults={
            "question": "Viendrez-vous ?", "answers": ["Oui", "Non"], "ends_at": clock.now() + dt.timedelta(days=9),
        },
    )  # fmt: skip
    return target


FAMILIES = {LYCEE: ("lina-benali", "samira-benali"), COLLEGE: ("adam-benali", "samira-benali")}


def at_counter(academy: Academy, school: str) -> dict[str, Any]:
    """A question of everyone's, for a guardian of each school."""
    pupil, guardian = FAMILIES[school]
    named = {"pupil_id": academy[pupil].person.pk, "person_id": academy[guardian].person.pk}
    return {**asking(academy, school), **named}


def shown(academy: Academy, school: str) -> dict[str, Any]:
    """The public page of the lycée, kept ready: what it tells is anybody's, of whatever school."""
    row = academy.school(LYCEE)
    SchoolFront.objects.update_or_create(school=row, defaults={"is_shown": True, "hours": "De 8 h à 18 h"})
    show(row.pk)
    return {"uai": row.uai}


def no_name(academy: Academy, school: str) -> dict[str, Any]:
    """The list of those pages, kept ready."""
    shown(academy, school)
    return {}


def closed(academy: Academy, school: str) -> dict[str, Any]:
    """A day on which a school is closed."""
    day = clock.today() + dt.timedelta(days=30)
    row, _made = Closure.objects.get_or_create(
        school=academy.school(school), starts_on=day, ends_on=day, reason="Travaux"
    )
    return {"closure_id": row.pk}


def nobodys_feed(academy: Academy, school: str) -> dict[str, Any]:
    """A secret that opens nothing."""
    return {"secret": "0" * 32}


def proposed(academy: Academy, school: str) -> dict[str, Any]:
    """What waits to be read before it is published."""
    return _item(academy, school, "Proposée", "students", state=State.REVIEW)


def withdrawn(academy: Academy, school: str) -> dict[str, Any]:
    """What the head took away."""
    return _item(academy, school, "Retirée", "students", state=State.WITHDRAWN)


# A list of both could not tell two of one name apart.
TITLES = {State.DRAFT: "Aide aux transports", State.PUBLISHED: "Aide aux repas"}


def circular(academy: Academy, school: str, state: str = State.DRAFT) -> dict[str, Any]:
    """What the collectivity of that school writes."""
    row, _made = Circular.objects.get_or_create(
        local_authority_id=academy.school(school).local_authority_id, title=TITLES[state], state=state,
        defaults={"text": "Texte", "changed_at": clock.now(), "whom": ["guardians"], "starts_at": clock.now()},
    )  # fmt: skip
    return {"circular_id": row.pk}


def circular_file(academy: Academy, school: str) -> dict[str, Any]:
    """A file that it has not."""
    return {**circular(academy, school), "file_id": uuid.UUID(int=7)}


def circulated(academy: Academy, school: str) -> dict[str, Any]:
    """The same, published."""
    return circular(academy, school, State.PUBLISHED)


def to_agree(academy: Academy, school: str) -> dict[str, Any]:
    """What the collectivity asks the head of that school to have families read."""
    made = circulated(academy, school)["circular_id"]
    target = _item(
        academy, school, TITLES[State.PUBLISHED], "guardians", state=State.REVIEW, circular_id=made, asks_agreement=True
    )
    NewsItem.objects.filter(pk=target["item_id"]).update(written_by="La collectivité", written_by_id=None)
    return target


ROWS: tuple[Row, ...] = (
    Row("news:list", only("200", "pupil", "guardian", *STAFF), look=("pupil", "guardian", "head")),
    Row("news:item", only("200/404", "pupil", "guardian", *STAFF), target=published, look=("pupil",)),
    Row("news:acknowledge", only("302/404", "pupil", "guardian", *STAFF), target=published, method="post"),
    Row("news:contest", only("302/404", "pupil", "guardian", *STAFF), target=published, method="post"),
    Row(
        "news:for_family",
        only("200/404", "cpe", "head", "school_staff", teacher="403"),
        target=at_counter,
        look=("cpe",),
    ),
    Row(
        "news:for_family",
        only("422/404", "cpe", "head", "school_staff", teacher="403"),
        target=at_counter,
        method="post",
    ),
    Row("news:desk", only("200", *STAFF), look=("head", "teacher")),
    Row("news:new", only("200", *STAFF), look=("head", "teacher")),
    Row("news:new", only("422", *STAFF), method="post"),
    Row("news:edit", only("200/404", "head", **OF_ANOTHER), target=draft),
    Row("news:edit", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row("news:joined", only("200/404", "head", **OF_ANOTHER), target=draft, look=("head",)),
    Row("news:add_picture", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row("news:add_files", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row("news:remove_file", only("302/404", "head", **OF_ANOTHER), target=with_a_file, method="post"),
    Row("news:question", only("200/404", "head", **OF_ANOTHER), target=draft, look=("head",)),
    Row("news:question", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row("news:remove_question", only("302/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row(
        "news:vote",
        only("302/404", "pupil", "guardian", *STAFF),
        target=asking,
        method="post",
        data={"reponse": "0"},
    ),
    Row("news:feed", only("200", "pupil", "guardian", *STAFF), look=("pupil",)),
    Row("news:feed", only("200", "pupil", "guardian", *STAFF), method="post"),
    Row("news:end_feed", only("302", "pupil", "guardian", *STAFF), method="post"),
    Row("news:feed_read", all_("404"), target=nobodys_feed),
    # public pages: anybody's, once a school shows its own
    Row("news:front", only("200", "head", **RESERVED), look=("head",)),
    Row("news:front", only("409", "head", **RESERVED), method="post", data={"hours": "De 8 h à 18 h"}),
    Row("news:close_days", only("422", "head", **RESERVED), method="post"),
    Row("news:open_days", only("302/404", "head", **RESERVED), target=closed, method="post"),
    Row("news:public_index", all_("200"), target=no_name, look=("anonymous",)),
    Row("news:public", all_("200"), target=shown, look=("anonymous",)),
    Row("news:review", only("200/404", "head", **OF_ANOTHER), target=published, look=("head",)),
    Row("news:submit", only("302/404", "head", **OF_ANOTHER), target=draft, method="post"),
    Row("news:reopen", only("302/404", "head", **OF_ANOTHER), target=withdrawn, method="post"),
    Row("news:withdraw", only("302/404", "head", **OF_ANOTHER), target=published, method="post"),
    Row("news:readers", only("200/404", "head", **OF_ANOTHER), target=flash, look=("head",)),
    Row("news:remind", only("302/404", "head", **OF_ANOTHER), target=flash, method="post"),
    Row(
        "news:send_back",
        only("302/404", "head", **RESERVED | {"teacher": "403/404"}),
        target=proposed,
        method="post",
        data={"remark": "Trop long"},
    ),
    # what a collectivity publishes: its officers', and in each school its head's answer
    Row("news:circulars", only("200", *OFFICES), look=("region",)),
    Row("news:circular_new", only("200", *OFFICES), look=("region",)),
    Row("news:circular_new", only("422", *OFFICES), method="post"),
    Row("news:circular", only("200/404", *OFFICES), target=circulated, look=("region",)),
    Row("news:circular_edit", only("200/404", *OFFICES), target=circular),
    Row("news:circular_edit", only("422/404", *OFFICES), target=circular, method="post"),
    Row("news:circulate", only("409/404", *OFFICES), target=circular, method="post"),
    Row("news:circular_joined", only("200/404", *OFFICES), target=circular, look=("region",)),
    Row("news:circular_picture", only("422/404", *OFFICES), target=circular, method="post"),
    Row("news:circular_files", only("422/404", *OFFICES), target=circular, method="post"),
    Row("news:circular_remove", only("404", *OFFICES), target=circular_file, method="post"),
    Row("news:circular_question", only("200/404", *OFFICES), target=circular, look=("region",)),
    Row("news:circular_question", only("422/404", *OFFICES), target=circular, method="post"),
    Row("news:circular_unask", only("302/404", *OFFICES), target=circular, method="post"),
    Row("news:circular_end", only("302/404", *OFFICES), target=circulated, method="post"),
    Row("news:agree", only("302/404", "head", **RESERVED), target=to_agree, method="post", data={"accord": "oui"}),
    Row("news:pin", only("302/404", "head", **RESERVED | {"teacher": "403/404"}), target=published, method="post"),
    Row("news:publish", only("409/404", "head", **RESERVED | {"teacher": "403/404"}), target=draft, method="post"),
    Row(
        "news:publish_widely",
        only("409/404", "head", **RESERVED | {"teacher": "403/404"}),
        target=draft,
        method="post",
    ),
)
