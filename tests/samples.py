"""Samples of real formats that live outside the checkout (see SAMPLES); tests that read them are marked `samples`."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path(os.environ.get("TEST_SAMPLES", ROOT.parent / "shared" / "data"))
"""Folder of the samples: TEST_SAMPLES, or `../shared/data` beside the checkout."""


def sample(*parts: str) -> Path:
    """The path of a sample; skips the test when it is not there. The test must be marked `samples`."""
    path = SAMPLES.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no sample {'/'.join(parts)}: TEST_SAMPLES names the folder that holds them")
    return path
