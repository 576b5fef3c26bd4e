"""`python -m preau.files.contents.looking`: opens other people's content in a process that may die of it.

Reads one question as JSON on its standard input, writes one answer on its output. Before it opens anything it takes
limits of memory, time and size: what would eat a worker ends this process alone. It knows no secret of the platform:
its environment is empty, and no setting is read.
"""

import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

MEMORY = 1 << 30  # bytes
CPU = 20  # seconds
WALL = 25
LARGEST = 256 << 20  # bytes of what it writes


def _bounded() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU), (resource.RLIMIT_FSIZE, LARGEST),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    signal.alarm(WALL)  # whoever asked may be gone


def looked_at(asked: dict[str, Any]) -> dict[str, Any]:
    """What the content is: `kind`, and of a picture made clean at `target` its size; or `refused` and why."""
    from preau.files.contents import archives, documents, kinds, pictures, telling

    source = Path(asked["source"])
    kind = telling.kind_at(source)
    family = kinds.kind_of(kind).family
    try:
        if family == kinds.PICTURE:
            drawn = pictures.clean(
                source, Path(asked["target"]), pixels=asked["pixels"], box=tuple(asked["box"]), square=asked["square"]
            )
            return {**drawn, "drawn": True}
        if asked.get("strict"):
            documents.readable(source, kind, pages=asked["pages"])
        if kind == kinds.ZIP or (asked.get("strict") and documents.is_zipped(source)):
            archives.measured(source, entries=asked["entries"], unpacked=asked["unpacked"], ratio=asked["ratio"])
    except pictures.Unreadable as refusal:
        return {"kind": kind, "refused": f"picture_{refusal}"}
    except archives.OutOfBounds as refusal:
        return {"kind": kind, "refused": f"archive_{refusal}"}
    except documents.Unfit as refusal:
        return {"kind": kind, "refused": f"document_{refusal}"}
    return {"kind": kind}


def previewed(asked: dict[str, Any]) -> dict[str, Any]:
    """A small picture at `target`; or `refused`."""
    from preau.files.contents import kinds, pictures

    source, target = Path(asked["source"]), Path(asked["target"])
    try:
        if asked["kind"] == kinds.PDF:
            return pictures.preview_of_pdf(source, target)
        return pictures.preview(source, target, pixels=asked["pixels"])
    except pictures.Unreadable as refusal:
        return {"refused": f"picture_{refusal}"}


def main() -> int:
    """Answer one question."""
    _bounded()
    asked = json.loads(sys.stdin.read())
    answer = previewed(asked) if asked["what"] == "preview" else looked_at(asked)
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
