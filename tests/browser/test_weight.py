"""What pages weigh on the way: family page ≤ 60 KB and 8 requests the first time, ≤ 10 KB and 3 requests after."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opened
from tests.browser.engine import Site

KB = 1000
FAMILY = {"cold": (60 * KB, 8), "warm": (10 * KB, 3)}
STAFF = {"cold": (120 * KB, 15), "warm": (20 * KB, 5)}
SEEN = {
    "samira-benali": FAMILY, "lina-benali": FAMILY, "claire-roux": STAFF, "helene-garnier": STAFF, "paul-faure": STAFF,
}  # fmt: skip


def _visit(page: Page, url: str) -> tuple[int, list[str]]:
    """Bytes that came over the wire, and what was asked for (what the cache answered is not counted)."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked: dict[str, str] = {}
    cached: set[str] = set()
    came: dict[str, float] = {}

    def on_request(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            asked[event["requestId"]] = event["request"]["url"]

    def on_response(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            cached.add(event["requestId"])
        came[event["requestId"]] = event["response"].get("encodedDataLength", 0)

    def on_end(event: dict[str, Any]) -> None:
        came[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", on_request)
    network.on("Network.responseReceived", on_response)
    network.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    network.on("Network.loadingFinished", on_end)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(400)
    network.detach()
    over_the_wire = [one for one in asked if one not in cached]
    return round(sum(came.get(one, 0) for one in over_the_wire)), [asked[one] for one in over_the_wire]


@pytest.mark.parametrize("slug", SEEN)
def test_home_page_is_light(open_as: Callable[..., Opened], live_site: Site, slug: str):
    page = open_as(slug).page
    for visit in ("cold", "warm"):
        most, requests = SEEN[slug][visit]
        weight, asked = _visit(page, f"{live_site.url}/")
        assert weight <= most, f"{visit}: {weight} bytes, {most} at most: {asked}"
        assert len(asked) <= requests, f"{visit}: {len(asked)} requests, {requests} at most: {asked}"
        assert weight > 500, "nothing was measured"
