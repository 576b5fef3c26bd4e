"""What is printed: a template of a room, which holds no word, typeset with what it is told: a tagged PDF (PDF/UA-1)."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


@functools.cache
def _fonts(*, system: bool) -> Any:
    # Those of the package alone make the same paper on every machine.
    return typst.Fonts(include_system_fonts=system)


def typeset(template: Path, told: Mapping[str, Any]) -> bytes:
    """A PDF that screen readers read. `told`: what the template reads as JSON."""
    return _typeset(template.read_bytes(), told)


def typeset_in(template: Path, told: Mapping[str, Any]) -> bytes:
    """The same of a template that names pictures: those of its own folder, which holds nothing else."""
    return _typeset(template, told, root=str(template.parent))


def _typeset(template: bytes | Path, told: Mapping[str, Any], **more: Any) -> bytes:
    try:
        return _made(template, told, _fonts(system=False), ["ua-1"], **more)
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        # Letters that the package's fonts lack: those of the machine, and the standard is not claimed.
        return _made(template, told, _fonts(system=True), [], **more)


def _made(
    template: bytes | Path, told: Mapping[str, Any], fonts: Any, standards: list[Any], **more: Any
) -> bytes:  # fmt: skip
    source = template if isinstance(template, bytes) else str(template)
    made = typst.compile(
        source, format="pdf", font_paths=fonts, sys_inputs={"told": json.dumps(told)}, pdf_standards=standards, **more,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
