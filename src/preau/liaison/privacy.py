"""What this room keeps of people: who wrote a word, about whom, who answered what, what was written under it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.kernel import scope
from preau.kernel.behalf import Means
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.liaison.enums import Choice, State
from preau.liaison.models import (
    Answer,
    Entry,
    FormerAnswer,
    PaperFamily,
    PaperSheet,
    ReadingLanguage,
    Reply,
    Word,
    WordPupil,
)
from preau.liaison.services.terms import KEPT_DAYS, forget_entries, forget_old, forget_old_entries, forget_proofs

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_STAFF = _("qui l’écrit, la direction, la vie scolaire, le professeur principal, selon leurs droits")
_UNTIL = _("un an après l’envoi du mot, ou après son dernier jour")
_WORD = FieldUse(
    _("écrire aux familles un mot à lire ou à signer"),
    _("les familles des élèves concernés ; qui l’écrit, et qui suit ces élèves"), _UNTIL, is_personal=False,
)  # fmt: skip
_WRITTEN = FieldUse(
    _("dire qui a écrit un mot"), _("les familles des élèves concernés"),
    _("un an après l’envoi du mot, et pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’un mot"),
)  # fmt: skip
_ABOUT = FieldUse(
    _("savoir de quels élèves un mot parle"), _("leurs responsables, et les personnels qui suivent le mot"), _UNTIL,
    data=_("mots aux familles qui parlent de vous"),
)  # fmt: skip
_ANSWER = FieldUse(
    _("garder la réponse et la signature des responsables, avec leur date"),
    _("les responsables du même élève, et les personnels qui suivent le mot"), _UNTIL,
    data=_("réponses que vous avez données à des mots"),
)  # fmt: skip
_REPLY = FieldUse(
    _("répondre à un mot en quelques lignes"), _("qui l’écrit, et les personnels qui suivent le mot"), _UNTIL,
    data=_("ce que vous avez écrit sous un mot"),
)  # fmt: skip

_LANGUAGE = FieldUse(
    _("montrer un mot dans la langue de qui le lit, à côté du français"), _("la personne elle-même"),
    _("tant que le compte existe"), data=_("langue dans laquelle vous lisez les mots"),
)  # fmt: skip
_DONE = FieldUse(
    _("garder ce qui fut fait pour une famille au guichet, par quel moyen et par qui, et si elle le conteste"),
    _("la personne pour qui on l’a fait, et les personnels qui agissent pour les familles"), _("un an après l’acte"),
    data=_("ce qui fut fait en votre nom au guichet"),
)  # fmt: skip

_BEHALF = "means entered_by entered_by_id contested_at"
_ENTERED = FieldUse(
    _("dire qu’une réponse a été saisie pour une famille, par quel moyen et par qui, et si elle est contestée"),
    _("la personne pour qui on a répondu, et les personnels qui suivent le mot"), _UNTIL,
    data=_("réponses saisies en votre nom"),
)  # fmt: skip
_PAPER = FieldUse(
    _("imprimer les mots d’une famille qui n’utilise pas Préau, et savoir ce qui lui a été remis"),
    _("les personnels qui agissent pour les familles"), _("tant que la famille a un enfant dans l’établissement"),
    data=_("mots imprimés pour vous"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Word",
        {
            "id school state buttons quorum title text usual blanks places": _WORD,
            "is_chosen due_on sent_at reminded_on changed_at": _WORD,
            "written_by written_by_id": _WRITTEN,
        },
    ),
    **declare("ReadingLanguage", {"person language": _LANGUAGE}),
    **declare("WordPupil", {"id school word pupil": _ABOUT}),
    **declare("Answer", {"id school word pupil signer choice at": _ANSWER, _BEHALF: _ENTERED}),
    **declare("FormerAnswer", {"id school answer choice at": _ANSWER, _BEHALF: _ENTERED}),
    **declare(
        "Reply",
        {"id school word pupil family is_staff text at written_by written_by_id": _REPLY, _BEHALF: _ENTERED},
    ),
    **declare("Entry", {f"id school pupil person act says undone thing_id before at {_BEHALF}": _DONE}),
    **declare("PaperFamily", {"id school person set_at set_by set_by_id": _PAPER}),
    **declare("PaperSheet", {"id school word pupil person printed_at handed_at printed_by printed_by_id": _PAPER}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Words about them, what they answered, and what stands under words between them and the school."""
    with scope.everything("a person's own data, asked for by that person"):
        about = WordPupil.objects.filter(pupil_id=person_id).order_by("pk")
        mine = Answer.objects.filter(signer_id=person_id).order_by("at")
        before = FormerAnswer.objects.filter(answer__signer_id=person_id).order_by("at")
        replies = Reply.objects.filter(family_id=person_id).order_by("at")
        told = {
            "words_about": rows_as_json(about.values("word__title", "word__sent_at", "school__name")),
            "word_answers": rows_as_json(
                mine.values("word__title", "choice", "at", "means", "contested_at", "school__name")
            ),
            "former_word_answers": rows_as_json(before.values("answer__word__title", "choice", "at", "means")),
            "words_on_paper": rows_as_json(
                PaperFamily.objects.filter(person_id=person_id).values("school__name", "set_at")
            ),
            "printed_words": rows_as_json(
                PaperSheet.objects.filter(person_id=person_id).values("word__title", "printed_at", "handed_at")
            ),
            "done_at_counter": rows_as_json(
                Entry.objects.filter(person_id=person_id)
                .order_by("at")
                .values("school__name", "says", "undone", "at", "means", "contested_at")
            ),
            "word_language": rows_as_json(ReadingLanguage.objects.filter(person_id=person_id).values("language")),
            "word_replies": rows_as_json(replies.values("word__title", "text", "at", "is_staff")),
        }
    return {name: rows for name, rows in told.items() if rows}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Their answers and replies, and words' ties to these pupils with what was answered for them."""
    with scope.everything("erasure of people who left"):
        theirs = Answer.objects.filter(pupil_id__in=person_ids) | Answer.objects.filter(signer_id__in=person_ids)
        forget_proofs(theirs)
        done = Entry.objects.filter(pupil_id__in=person_ids) | Entry.objects.filter(person_id__in=person_ids)
        entries = forget_entries(done)
        rows: Mapping[str, Any] = {
            "word_replies": Reply.objects.filter(pupil_id__in=person_ids)
            | Reply.objects.filter(family_id__in=person_ids),
            "word_answers": Answer.objects.filter(pupil_id__in=person_ids)
            | Answer.objects.filter(signer_id__in=person_ids),
            "words_about": WordPupil.objects.filter(pupil_id__in=person_ids),
            "words_on_paper": PaperFamily.objects.filter(person_id__in=person_ids),
            "printed_words": PaperSheet.objects.filter(pupil_id__in=person_ids)
            | PaperSheet.objects.filter(person_id__in=person_ids),
            "word_languages": ReadingLanguage.objects.filter(person_id__in=person_ids),
        }
        return {"entries_at_counter": entries, **{name: found.delete()[0] for name, found in rows.items()}}


def expire() -> dict[str, int]:
    """Words, and what was done at the counter, whose time is over."""
    return {"words": forget_old(), "entries_at_counter": forget_old_entries()}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its codes in words."""
    words = {"choice": Choice, "state": State, "means": Means}
    return {name: str(words[name](value).label) if name in words else value for name, value in row.items()}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term("liaison.words", _("Mot aux familles"), lambda: KEPT_DAYS, _("après son envoi"), _LAW),
        Term("liaison.entries", _("Acte fait au guichet pour une famille"), lambda: KEPT_DAYS, _("après l’acte"), _LAW),
    ),
    signatures=(
        Signature(Word, "written_by", "written_by_id", "words_written", ("school__name", "title", "state", "sent_at")),
        Signature(Reply, "written_by", "written_by_id", "word_replies_written", ("school__name", "text", "at")),
        Signature(Answer, "entered_by", "entered_by_id", "word_answers_entered", ("school__name", "means", "at")),
        Signature(FormerAnswer, "entered_by", "entered_by_id", "former_answers_entered", ("school__name", "at")),
        Signature(Reply, "entered_by", "entered_by_id", "word_replies_entered", ("school__name", "means", "at")),
        Signature(Entry, "entered_by", "entered_by_id", "entries_made", ("school__name", "act", "means", "at")),
        Signature(PaperFamily, "set_by", "set_by_id", "families_put_on_paper", ("school__name", "set_at")),
        Signature(PaperSheet, "printed_by", "printed_by_id", "words_printed", ("school__name", "printed_at")),
    ),
    followed=(
        Followed(WordPupil, "pupil_id", ("word_id",)),
        Followed(Answer, "pupil_id", ("word_id", "signer_id")),
        Followed(Answer, "signer_id", ("word_id", "pupil_id")),
        Followed(Entry, "pupil_id"),
        Followed(Entry, "person_id"),
        Followed(ReadingLanguage, "person_id"),
        Followed(PaperFamily, "person_id", ("school_id",)),
        Followed(PaperSheet, "pupil_id", ("word_id", "person_id")),
        Followed(PaperSheet, "person_id", ("word_id", "pupil_id")),
        Followed(Reply, "pupil_id"),
        Followed(Reply, "family_id"),
    ),
    untold={
        "Answer.pupil": "an answer is its signer's own; the word it answers is told to the pupil",
        "Entry.pupil": "what was done is told to whom it was done for; what it changed is told by its own room",
        "PaperSheet.pupil": "a sheet is told to whom it was printed for; the word is told to the pupil",
        "Reply.pupil": "a reply is its writer's correspondence; the word it stands under is told to the pupil",
    },
    worded={"word_answers": _as_read, "former_word_answers": _as_read, "words_written": _as_read},
)  # fmt: skip
