"""Each test counts its own requests: limits live in the cache."""

import pytest
from django.core.cache import cache

from preau.api import limits


@pytest.fixture(autouse=True)
def _no_count_left(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    cache.clear()
    limits._own.clear()
    yield
    cache.clear()
