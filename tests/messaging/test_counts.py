"""Counts, boxes and rows say the same, whatever happens in whatever order."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

import hypothesis.strategies as st
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from messaging.conftest import MONDAY, PARENT, TEACHER, Clock, Post
from preau.kernel import jobs
from preau.messaging import services
from preau.messaging.enums import Folder, Kind
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.boxes import read_box
from preau.messaging.selectors.copies import waiting_in
from preau.messaging.selectors.folders import own_folders
from preau.messaging.selectors.searching import search

STEPS = st.lists(
    st.one_of(
        st.just(("send",)),
        st.tuples(
            st.sampled_from([
                "read", "unread", "archive", "bin", "back", "remove", "star", "unstar", "undo", "recall", "purge",
                "file", "fold",
            ]),
            st.integers(0, 3),
        ),
        st.tuples(st.just("pass"), st.integers(1, 10)),
    ),
    min_size=3, max_size=12,
)  # fmt: skip


class Model:
    """What the parent's mailbox should hold, kept by hand: for each message its folder and whether it is read."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.waiting: dict[int, int] = {}
        self.copies: dict[int, list[Any]] = {}
        self.ever_read: set[int] = set()
        self.purged: set[int] = set()
        self.starred: set[int] = set()
        self.second = 0
        self.own: uuid.UUID | None = None


def _pass(model: Model, moment: Clock, seconds: int) -> None:
    model.second += seconds
    moment.now = MONDAY + dt.timedelta(seconds=model.second)
    jobs.settle()
    for number, at in list(model.waiting.items()):
        if at <= model.second:
            del model.waiting[number]
            model.copies[number] = [Folder.INBOX, False]


def _file(post: Post, model: Model, what: str, number: int) -> None:
    actor, hat, message = post.academy[PARENT].actor, post.hat(PARENT), model.sent[number]
    ids = list(Delivery.objects.filter(message=message, kind=Kind.TO).values_list("pk", flat=True))
    act = {"read": services.mark_read, "unread": services.mark_unread, "archive": services.archive,
           "bin": services.bin_, "back": services.put_back, "remove": services.remove,
           "star": partial(services.star, on=True),
           "unstar": partial(services.star, on=False)}.get(what, services.mark_read)  # fmt: skip
    if what == "file":
        services.file_into(actor=actor, hat=hat, ids=ids, own=_own(post, model))
    else:
        act(actor=actor, hat=hat, ids=ids)
    copy = model.copies.get(number)
    if copy is None:
        return
    if what in ("read", "unread"):
        copy[1] = what == "read"
        if what == "read":
            model.ever_read.add(number)
    elif what in ("star", "unstar"):
        (model.starred.add if what == "star" else model.starred.discard)(number)
    elif what == "remove":
        if copy[0] == Folder.BIN:
            del model.copies[number]
    else:
        copy[0] = {"file": Folder.OWN, "archive": Folder.ARCHIVE, "bin": Folder.BIN, "back": Folder.INBOX}[what]


def _own(post: Post, model: Model) -> uuid.UUID:
    """The folder that the parent made, made again if it went."""
    made = services.make_folder(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), name="Voyage")
    model.own = made.pk
    return made.pk


def _fold(post: Post, model: Model, _what: str, _number: int) -> None:
    """The folder goes; what it held is back in the inbox."""
    actor, hat = post.academy[PARENT].actor, post.hat(PARENT)
    services.delete_folder(actor=actor, hat=hat, own=_own(post, model))
    model.own = None
    for copy in model.copies.values():
        if copy[0] == Folder.OWN:
            copy[0] = Folder.INBOX


def _purge(post: Post, model: Model, _what: str, number: int) -> None:
    """As after two years: out of all mailboxes, with its words."""
    services.purge([model.sent[number].pk])
    model.waiting.pop(number, None)
    model.copies.pop(number, None)
    model.purged.add(number)


def _take_back(post: Post, model: Model, what: str, number: int) -> None:
    actor, hat, message = post.academy[TEACHER].actor, post.hat(TEACHER), model.sent[number]
    act = services.undo if what == "undo" else services.recall
    try:
        act(actor=actor, hat=hat, message_id=message.pk)
    except services.Refused:
        return
    if what == "undo":
        model.waiting.pop(number, None)
    elif number not in model.ever_read:
        model.copies.pop(number, None)


def test_any_interleaving(post: Post, moment: Clock) -> None:
    parent = post.academy[PARENT].person
    acts = {"undo": _take_back, "recall": _take_back, "purge": _purge, "fold": _fold}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def walk(steps: list[tuple[Any, ...]]) -> None:
        model = Model()
        moment.now = MONDAY
        with transaction.atomic():
            for step in steps:
                if step[0] == "send":
                    model.sent.append(post.send(TEACHER, post.person(PARENT)))
                    model.waiting[len(model.sent) - 1] = model.second + 10
                elif step[0] == "pass":
                    _pass(model, moment, step[1])
                elif step[1] < len(model.sent) and step[1] not in model.purged:
                    acts.get(step[0], _file)(post, model, step[0], step[1])
                hat = post.hat(PARENT)
                for folder in (Folder.INBOX, Folder.ARCHIVE, Folder.BIN):
                    shown = {one.message_id for one in read_box(hat, folder).lines}
                    assert shown == {model.sent[n].pk for n, copy in model.copies.items() if copy[0] == folder}
                    starred = {one.message_id for one in read_box(hat, folder).lines if one.is_starred}
                    assert starred == shown & {model.sent[number].pk for number in model.starred}
                filed = {model.sent[n].pk: copy for n, copy in model.copies.items() if copy[0] == Folder.OWN}
                lines = read_box(hat, Folder.OWN, own=model.own).lines if model.own else ()
                assert {one.message_id for one in lines} == set(filed)
                held = [(one.count, one.unread) for one in own_folders(hat)]
                assert held == ([(len(filed), sum(not copy[1] for copy in filed.values()))] if model.own else [])
                found = {one.message_id for one in search(hat, "sortie").lines}
                kept = {model.sent[n].pk for n, copy in model.copies.items() if copy[0] != Folder.BIN}
                assert found == kept, "what the mailbox shows, the bin aside"
                unread = sum(copy == [Folder.INBOX, False] for copy in model.copies.values())
                assert waiting_in(parent.pk, "guardian")[0] == unread
            transaction.set_rollback(True)

    walk()
