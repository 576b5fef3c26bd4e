"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.liaison.services.answering import answer
from preau.liaison.services.behalf import answer_for, contest, contest_reply, hand_over, print_sheets, put_on_paper
from preau.liaison.services.entering import contest_entry, enter
from preau.liaison.services.languages import choose_language
from preau.liaison.services.replying import LENGTH, reply, reply_to_family
from preau.liaison.services.sending import close, recall, reopen, send
from preau.liaison.services.telling import remind, remind_at_due, tell, tell_again
from preau.liaison.services.terms import forget_old
from preau.liaison.services.writing import Written, choose_pupils, save_draft, written_usual

__all__ = [
    "LENGTH",
    "Written",
    "answer",
    "answer_for",
    "choose_language",
    "choose_pupils",
    "close",
    "contest",
    "contest_entry",
    "contest_reply",
    "enter",
    "forget_old",
    "hand_over",
    "print_sheets",
    "put_on_paper",
    "recall",
    "remind",
    "remind_at_due",
    "reopen",
    "reply",
    "reply_to_family",
    "save_draft",
    "send",
    "tell",
    "tell_again",
    "written_usual",
]
