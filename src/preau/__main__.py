"""`python -m preau` is the `preau` command."""

from preau.cli import main

raise SystemExit(main())
