"""`python -m quality`: the tools, then the house tests."""

import subprocess
import sys

from quality.tools import ROOT, TOOLS, run


def main() -> int:
    """Run all, show what failed with its way out."""
    failed = 0
    for tool in TOOLS:
        code, said = run(tool)
        sys.stdout.write(f"{'ok  ' if code == 0 else 'FAIL'} {tool.name}\n")
        if code:
            failed += 1
            sys.stdout.write(f"{said}\n→ {tool.way_out}\n")
        sys.stdout.flush()
    house = [sys.executable, "-m", "pytest", "tests/house", "-q", "--deselect", "tests/house/test_tools.py"]
    failed += subprocess.run(house, cwd=ROOT).returncode != 0  # noqa: S603
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
