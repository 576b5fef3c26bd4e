"""Each test counts its own requests: limits live in the cache, or in a file of DATA_DIR."""

import pytest
from django.core.cache import cache

from preau.api import limits
from preau.kernel import counters


@pytest.fixture(autouse=True)
def _no_count_left(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counters, "_shared", None)
    cache.clear()
    limits._own.clear()
    yield
    cache.clear()
