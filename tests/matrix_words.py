"""Words to families that addresses of the matrix name: of the head, about the child of the guardian of each school."""

from typing import Any

from cast import COLLEGE, LYCEE, Academy
from preau.directory.models import Guardianship
from preau.kernel import clock
from preau.liaison.enums import Buttons, By, Choice, State
from preau.liaison.models import Answer, Entry, Reply, Word, WordPupil

HEADS = {LYCEE: "helene-garnier", COLLEGE: "yves-caron"}
GUARDIANS = {LYCEE: "sophie-martin-lycee", COLLEGE: "ines-lopes"}


def _word(academy: Academy, school: str, name: str, state: State) -> tuple[Word, Any]:
    head = academy[HEADS[school]].person
    place = academy.school(school)
    link = Guardianship.objects.filter(school=place, guardian=academy[GUARDIANS[school]].person).first()
    assert link is not None
    word, made = Word.objects.get_or_create(
        school=place, title=name,
        defaults={
            "text": "Texte", "buttons": Buttons.PERMISSION, "quorum": By.EACH, "state": state, "places": ["school"],
            "sent_at": None if state == State.DRAFT else clock.now(), "changed_at": clock.now(),
            "written_by": head.full_name, "written_by_id": head.pk,
        },
    )  # fmt: skip
    if made:
        WordPupil.objects.create(school=place, word=word, pupil_id=link.student_id)
    return word, link.student_id


def sent(academy: Academy, school: str) -> dict[str, Any]:
    """What the head asks of that family."""
    return {"word_id": _word(academy, school, "Sortie à la mer", State.SENT)[0].pk}


def sent_about(academy: Academy, school: str) -> dict[str, Any]:
    """The same, with its child."""
    word, pupil = _word(academy, school, "Sortie à la mer", State.SENT)
    return {"word_id": word.pk, "pupil_id": pupil}


def thread(academy: Academy, school: str) -> dict[str, Any]:
    """The same, with its guardian."""
    return {**sent_about(academy, school), "family_id": academy[GUARDIANS[school]].person.pk}


def draft(academy: Academy, school: str) -> dict[str, Any]:
    """A draft of the head's."""
    return {"word_id": _word(academy, school, "Brouillon de mot", State.DRAFT)[0].pk}


def family(academy: Academy, school: str) -> dict[str, Any]:
    """The guardian of each school."""
    return {"family_id": academy[GUARDIANS[school]].person.pk}


def at_counter(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and the guardian who reads words about them."""
    named = thread(academy, school)
    return {"pupil_id": named["pupil_id"], "family_id": named["family_id"]}


def written_for(academy: Academy, school: str) -> dict[str, Any]:
    """What the head wrote under a word for the guardian of each school, who phoned."""
    named = thread(academy, school)
    reply, _made = Reply.objects.get_or_create(
        school=academy.school(school), word_id=named["word_id"], pupil_id=named["pupil_id"],
        family_id=named["family_id"], means="phone",
        defaults={"text": "Elle rentre seule.", "at": clock.now(), "written_by": "La direction"},
    )  # fmt: skip
    return {"word_id": named["word_id"], "pupil_id": named["pupil_id"], "reply_id": reply.pk}


def entered(academy: Academy, school: str) -> dict[str, Any]:
    """An answer that the head entered for that guardian."""
    word, pupil = _word(academy, school, "Sortie en forêt", State.SENT)
    answer, _made = Answer.objects.get_or_create(
        school_id=word.school_id, word=word, pupil_id=pupil, signer=academy[GUARDIANS[school]].person,
        defaults={"choice": Choice.ALLOWED, "at": clock.now(), "means": "phone", "entered_by": "La direction"},
    )  # fmt: skip
    return {"answer_id": answer.pk}


def done_for(academy: Academy, school: str) -> dict[str, Any]:
    """What the head did at the counter for that guardian."""
    named = thread(academy, school)
    entry, _made = Entry.objects.get_or_create(
        school=academy.school(school), pupil_id=named["pupil_id"], person_id=named["family_id"], act="avis",
        defaults={
            "says": "1 choix", "thing_id": named["family_id"], "before": {"changes": []}, "at": clock.now(),
            "means": "phone", "entered_by": "La direction",
        },
    )  # fmt: skip
    return {"entry_id": entry.pk}


def to_do(academy: Academy, school: str) -> dict[str, Any]:
    """Something to do for that guardian."""
    named = thread(academy, school)
    return {"pupil_id": named["pupil_id"], "family_id": named["family_id"], "act": "message"}


STAFF = ("teacher", "cpe", "head", "school_staff")
OF_ANOTHER = dict.fromkeys(("teacher", "cpe", "school_staff"), "403/404")
"""Colleagues of who wrote it, in their school; strangers elsewhere."""
FOLLOWED = {**OF_ANOTHER, "cpe": "200/404"}
"""The same, where student life follows what others wrote."""
RESERVED = dict.fromkeys(("teacher", "cpe", "school_staff"), "403")


def rows(Row: Any, only: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    return (
        Row("liaison:list", only("200", "pupil", "guardian", **dict.fromkeys(STAFF, "302")), look=("guardian",)),
        Row("liaison:sign", only("200", "pupil", "guardian"), look=("guardian",)),
        Row("liaison:sign", only("422", "pupil", "guardian"), method="post"),
        Row("liaison:language", only("302", "pupil", "guardian"), method="post", data={"langue": "fr"}),
        Row("liaison:usual", only("200", *STAFF), look=("teacher",)),
        Row("liaison:contest", only("422/404", "guardian"), target=sent_about, method="post"),
        Row("liaison:paper", only("200", "cpe", "head", "school_staff", teacher="403"), look=("head",)),
        Row("liaison:print", only("422", "cpe", "head", "school_staff", teacher="403"), method="post"),
        Row(
            "liaison:set_paper", only("302", "cpe", "head", "school_staff", teacher="403"), target=family,
            method="post", data={"papier": "non"},
        ),
        Row(
            "liaison:for_family", only("200/404", "cpe", "head", "school_staff", teacher="403"), target=thread,
            look=("head",),
        ),
        Row(
            "liaison:for_family", only("422/404", "cpe", "head", "school_staff", teacher="403"), target=thread,
            method="post",
        ),
        Row(
            "liaison:counter", only("200", "cpe", "head", "school_staff", teacher="403"), look=("cpe",),
            query="?q=lina",
        ),
        Row(
            "liaison:counter_family", only("200/404", "cpe", "head", "school_staff", teacher="403"),
            target=at_counter, look=("cpe",),
        ),
        Row(
            "liaison:act_for", only("200/404", "cpe", "head", "school_staff", teacher="403"), target=to_do,
            look=("cpe",),
        ),
        Row(
            "liaison:act_for", only("422/404", "cpe", "head", "school_staff", teacher="403"), target=to_do,
            method="post",
        ),
        Row(
            "liaison:entry_receipt", only("200/404", "cpe", "head", "school_staff", teacher="403"), target=done_for,
            look=("cpe",),
        ),
        Row("liaison:entry", only("200/404", "guardian"), target=done_for),
        Row("liaison:contest_entry", only("302/404", "guardian"), target=done_for, method="post"),
        Row("liaison:contest_reply", only("302/404", "guardian"), target=written_for, method="post"),
        Row("liaison:receipt", only("200/404", "cpe", "head", "school_staff", teacher="403"), target=entered),
        Row("liaison:word", only("302/404", "guardian", **dict.fromkeys(STAFF, "302")), target=sent),
        Row("liaison:word_of", only("200/404", "guardian"), target=sent_about),
        Row("liaison:word_of", only("422/404", "guardian"), target=sent_about, method="post"),
        Row("liaison:reply", only("422/404", "guardian"), target=sent_about, method="post"),
        Row("liaison:desk", only("200", *STAFF), look=("head", "teacher")),
        Row("liaison:new", only("200", *STAFF), look=("teacher",)),
        Row("liaison:new", only("422", *STAFF), method="post"),
        Row("liaison:edit", only("200/404", "head", **OF_ANOTHER), target=draft),
        Row("liaison:edit", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
        Row("liaison:pupils", only("200/404", "head", **OF_ANOTHER), target=draft),
        Row("liaison:pupils", only("422/404", "head", **OF_ANOTHER), target=draft, method="post"),
        Row("liaison:review", only("200/404", "head", **FOLLOWED), target=sent, look=("head",)),
        Row("liaison:answers", only("200/404", "head", **FOLLOWED), target=sent, look=("head",)),
        Row("liaison:thread", only("200/404", "head", **FOLLOWED), target=thread, look=("head",)),
        Row("liaison:thread", only("422/404", "head", **FOLLOWED | {"cpe": "422/404"}), target=thread, method="post"),
        Row("liaison:send", only("409/404", "head", **OF_ANOTHER), target=draft, method="post"),
        Row("liaison:send_widely", only("409/404", "head", **RESERVED), target=draft, method="post"),
        Row("liaison:remind", only("302/404", "head", **FOLLOWED | {"cpe": "302/404"}), target=sent, method="post"),
        Row("liaison:close", only("302/404", "head", **FOLLOWED | {"cpe": "302/404"}), target=sent, method="post"),
        Row("liaison:recall", only("302/404", "head", **FOLLOWED | {"cpe": "302/404"}), target=sent, method="post"),
    )  # fmt: skip
