"""What the living demonstration adds for people who try it: made by the rooms' services, once, and found on pages."""

from pathlib import Path
from typing import Any

import pytest

from cast import LYCEE
from preau.helpdesk.models import HelpRequest
from preau.imports import living
from preau.kernel import jobs, scope
from preau.news.models import Circular, NewsItem
from preau.safety.models import Report

HEAD = "helene-garnier"


@pytest.fixture
def shown(academy: Any, settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path
    with scope.everything("a demonstration begins"):
        assert not Report.objects.exists() and not HelpRequest.objects.exists() and not Circular.objects.exists()
        living.seed_rooms(living=True)
        jobs.settle()
    return academy


def said(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_the_head_finds_a_request_a_closed_report_and_what_waits_for_an_agreement(shown: Any) -> None:
    head = shown.client(HEAD)
    assert "Samira BENALI" in said(head, "/demandes-aide/")
    assert "Clos" in said(head, "/signalements/")
    assert "Aide régionale aux transports" in said(head, "/actualites/bureau/")
    assert "Aide régionale aux transports" in said(shown.client("claire-roux"), "/actualites/")
    assert "Aide régionale aux transports" not in said(shown.client("samira-benali"), "/actualites/")


def test_anybody_reads_the_schools_telephone_and_hours(shown: Any, client: Any) -> None:
    uai = shown.school(LYCEE).uai
    for path in (f"/public/{uai}/", f"/aide/?etablissement={uai}"):
        assert "01\xa099\xa000\xa012\xa034" in said(client, path) or "01 99 00 12 34" in said(client, path), path


def test_a_start_that_was_interrupted_doubles_nothing(shown: Any) -> None:
    with scope.everything("a demonstration begins again"):
        before = [one.objects.count() for one in (Report, HelpRequest, Circular, NewsItem)]
        living.seed_rooms(living=True)
        jobs.settle()
        assert [one.objects.count() for one in (Report, HelpRequest, Circular, NewsItem)] == before
