"""Schemathesis over the OpenAPI document: no server error, no undocumented status, whoever calls."""

import json
import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from api.caller import partner_secret, secret_of
from cast import LYCEE
from preau.api import limits
from preau.api.problems import MEDIA_TYPE
from preau.console import services

CASES = int(os.environ.get("PREAU_FUZZ_CASES", "6"))
"""For each operation and caller: about a minute in all. 10,000 cases in all by PREAU_FUZZ_CASES=100."""


def _operations():
    import schemathesis

    from preau.api.application import openapi_document

    return [one.ok() for one in schemathesis.openapi.from_dict(openapi_document()).get_all_operations()]


@pytest.mark.filterwarnings("ignore")
def test_no_case_of_a_head_breaks_the_server(academy, monkeypatch, client):
    fuzzed(academy, "head", monkeypatch, client)


@pytest.mark.sqlite
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("caller", ["partner", "nobody"])
def test_no_case_breaks_the_server(academy, caller, monkeypatch, client):
    fuzzed(academy, caller, monkeypatch, client)


def fuzzed(academy, caller, monkeypatch, client):
    """Send all cases of every operation as this caller."""
    for name in ("REQUESTS", "FILES", "SENDINGS"):
        monkeypatch.setattr(limits, name, (10**9, 60))
    monkeypatch.setattr(services, "MOST_ALONE", 10**9)
    headers = {}
    if caller == "head":
        headers["authorization"] = f"Bearer {secret_of(academy, 'helene-garnier')[1]}"
    elif caller == "partner":
        headers["authorization"] = f"Bearer {partner_secret(academy, LYCEE)[1]}"
    tried = 0
    client.raise_request_exception = False
    for operation in _operations():
        tried += _fuzz(operation, client, headers)
    assert tried >= 40 * CASES, "the document lost its operations, or generation stopped"


def _fuzz(operation, client, headers) -> int:
    """Send the cases of one operation; how many."""
    # An address that a wrong id turns into no address of ours is told 404 or 405; too big a body 413.
    documented = {int(status) for status in operation.definition.raw["responses"]} | {304, 404, 405, 413}
    tried = 0

    @seed(20260901)
    @settings(
        max_examples=CASES, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def run(case):
        nonlocal tried
        tried += 1
        answer = _send(client, case, headers)
        told = (case.method, case.formatted_path, case.query, case.body, answer.status_code, answer.content[:300])
        assert answer.status_code < 500, told
        assert answer.status_code in documented, told
        if answer.status_code >= 400 and "/oneroster/" not in case.formatted_path:
            assert answer.headers["Content-Type"] == MEDIA_TYPE, told

    run()
    return tried


def _send(client, case, headers):
    from schemathesis.core import NotSet

    sent = {str(k): str(v) for k, v in (case.headers or {}).items() if str(v).isascii() and str(v).isprintable()}
    content = {}
    if not isinstance(case.body, NotSet):
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body)
        content = {"data": body, "content_type": "application/json"}
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    return client.generic(
        case.method,
        case.formatted_path,
        **content,
        headers={**sent, **headers},
        query_params=query,
    )
