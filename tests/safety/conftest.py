"""What tests of safety share: the room of messages as people of the cast use it, and a report made by its page."""

import re
from typing import Any

import pytest

from messaging.conftest import Clock, Post, main_of, moment, post
from preau.safety.models import Report

__all__ = ["Clock", "Post", "main_of", "moment", "post", "report_by_page", "value_of"]

TEACHER, PUPIL, PARENT, HEAD, CPE = "claire-roux", "lina-benali", "samira-benali", "helene-garnier", "nadia-leroy"


def value_of(page: str, name: str) -> str:
    """What a hidden field of a page carries."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert found, name
    return found.group(1)


def report_by_page(client: Any, path: str = "/signaler/", **typed: Any) -> tuple[Any, dict[str, Any]]:
    """A report sent by its page: the answer, and what was sent."""
    page = client.get(path).content.decode()
    form = {"standing": "self", "text": "On se moque de moi.", **typed}
    for name in ("key", "school"):
        form.setdefault(name, value_of(page, name))
    return client.post(path, form), form


@pytest.fixture
def clean(post: Post) -> None:
    """No report yet."""
    Report.objects.all().delete()
