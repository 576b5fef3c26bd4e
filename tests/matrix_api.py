"""Rows of the API about the link between people: a session opens it as well as a token, errors in JSON."""

from typing import Any

import matrix_messages as letters
import matrix_news as news
import matrix_words as words
from cast import Academy
from matrix_row import OF_ANOTHER, SIGNED_IN, STAFF, WRITERS, Row, Target, only

CLOSED = {"others": "403", "anonymous": "401"}
FAMILY = ("pupil", "guardian")


def _there(target: Target) -> Target:
    """A list in which that is to be found: its address names nothing."""

    def made(academy: Academy, school: str) -> dict[str, Any]:
        target(academy, school)
        return {}

    return made


def _post(name: str, target: Target | None, *who: str) -> Row:
    """A write: the forms of the matrix are no JSON, and are told so by who may open it."""
    return Row(f"api:{name}", only("415", *who, **CLOSED), method="post", target=target)


def _file(academy: Academy, school: str) -> dict[str, Any]:
    """A file of a draft of news."""
    return {"file_id": news.with_a_file(academy, school)["file_id"]}


_OF_A_DRAFT = ("send_draft", "discard_draft")
_OF_A_MESSAGE = ("answer_message", "forward_message", "undo_message", "recall_message")
ROWS = (
    Row("api:message_folders", only("200", *WRITERS, **CLOSED), target=letters.received),
    Row("api:messages", only("200", *WRITERS, **CLOSED), target=letters.received),
    Row("api:messages", only("200", *WRITERS, **CLOSED), query="?folder=sent", target=letters.received),
    Row("api:exchange", only("404", *WRITERS, teacher="200/404", guardian="200/404", **CLOSED), target=letters.thread),
    Row("api:search_messages", only("200", *WRITERS, **CLOSED), query="?q=musee", target=letters.received),
    Row("api:open_message_file", only("404", *WRITERS, **CLOSED), target=_file),
    _post("begin_upload", None, *WRITERS),
    Row("api:message_recipients", only("200", *WRITERS, **CLOSED), query="?q=zqxcanari"),
    _post("file_messages", None, *WRITERS),
    _post("begin_draft", None, *WRITERS),
    Row("api:one_draft", only("404", *WRITERS, teacher="200/404", **CLOSED), target=letters.draft),
    Row("api:change_draft", only("415", *WRITERS, **CLOSED), target=letters.draft, method="put"),
    Row("api:change_draft_files", only("415", *WRITERS, **CLOSED), target=letters.draft, method="put"),
    Row("api:review_draft", only("404", *WRITERS, teacher="200/404", **CLOSED), target=letters.draft),
    *(_post(name, letters.draft, *WRITERS) for name in _OF_A_DRAFT),
    *(_post(name, letters.message, *WRITERS) for name in _OF_A_MESSAGE),
    Row("api:news", only("200", *WRITERS, **CLOSED), target=_there(news.flash)),
    Row("api:one_news", only("200/404", *STAFF, pupil="404", guardian="404", **CLOSED), target=news.flash),
    _post("acknowledge_news", news.flash, *WRITERS),
    Row("api:open_news_file", only("404", *WRITERS, head="200/404", **OF_ANOTHER, **CLOSED), target=_file),
    _post("vote_news", news.asking, *WRITERS),
    Row("api:words", only("200", *FAMILY, **CLOSED), target=_there(words.sent)),
    Row("api:one_word", only("404", *FAMILY, guardian="200/404", **CLOSED), target=words.sent_about),
    _post("answer_word", words.sent_about, *FAMILY),
    _post("reply_word", words.sent_about, *FAMILY),
    Row("api:notices", only("200", *SIGNED_IN, anonymous="401")),
    Row("api:read_some_notices", only("415", *SIGNED_IN, anonymous="401"), method="post"),
)
