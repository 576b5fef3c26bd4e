"""The streams' process, which knows the kinds of the tests too."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

from preau.kernel.streams.__main__ import main

if __name__ == "__main__":
    from files import attached

    attached.declare()
    sys.exit(main())
