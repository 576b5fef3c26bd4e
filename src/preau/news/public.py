"""The door of this room."""

from preau.news.selectors.files import joined_to
from preau.news.selectors.fronts import Front, fronts_of
from preau.news.selectors.polls import PollShown, poll_shown
from preau.news.selectors.reading import is_addressed, item_for, line_of, news_after
from preau.news.services import acknowledge, vote

__all__ = [
    "Front",
    "PollShown",
    "acknowledge",
    "fronts_of",
    "is_addressed",
    "item_for",
    "joined_to",
    "line_of",
    "news_after",
    "poll_shown",
    "vote",
]
