"""The `preau` command: Préau's own commands, and Django's management commands passed through."""

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.umask(os.umask(0o077) | 0o027)  # the database, exports, logs: nothing for the machine's other users
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    if arguments[:1] == ["demo"]:
        # Writes files only: it starts without Django, so that it starts at once.
        from preau.imports.demo import main as demo

        return demo(arguments[1:])
    if arguments[:1] == ["serve"]:
        from preau.config.environment import read_all
        from preau.kernel.serve import main as serve

        return serve(arguments[1:], read_all)
    from django.core.management import execute_from_command_line

    from preau.kernel.scope import everything

    with everything(f"command {' '.join(arguments[:1]) or 'help'}"):
        execute_from_command_line(["preau", *arguments])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
