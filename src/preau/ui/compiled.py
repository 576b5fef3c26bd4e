"""Compiled templates kept in a folder, for the next process that makes pages (setting PREAU_COMPILED_DIR).

To work templates out and compile them takes some ten seconds of one core (two languages, two hundred templates). A
kept one holds texts of the catalogues, names of built files, addresses, bodies of other templates' macros: it is good
for the very files of the package, the libraries and the settings it was made from, and for no others.
"""

import functools
import hashlib
import sys
from pathlib import Path

import django
import jinja2
from django.conf import settings
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

PACKAGE = Path(__file__).resolve().parent.parent
_SEEN = {".py", ".html", ".mo", ".json"}
_SETTINGS = (
    "STATIC_URL",
    "FORCE_SCRIPT_NAME",
    "ROOT_URLCONF",
    "LANGUAGE_CODE",
    "LANGUAGES",
    "TEMPLATES",
    "STATIC_ROOT",
)


def seal_of(package: Path, *more: object) -> str:
    """What compiled templates depend on, in one word: another file, library or setting, another word."""
    seal = hashlib.sha256(repr(more).encode())
    for path in sorted(one for one in package.rglob("*") if one.suffix in _SEEN):
        seal.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return seal.hexdigest()


@functools.cache
def seal() -> str:
    """The seal of this process: what was read when it first asked for a template."""
    given = [getattr(settings, name, None) for name in _SETTINGS]
    return seal_of(PACKAGE, sys.version, jinja2.__version__, django.__version__, given)


class Kept(FileSystemBytecodeCache):
    """One file per template and language."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The place of a template: of this environment's language, good for this seal alone."""
        key = self.get_cache_key(f"{getattr(environment, 'language', '')}:{name}", filename)
        bucket = Bucket(environment, key, self.get_source_checksum(seal() + source))
        self.load_bytecode(bucket)
        return bucket


def kept() -> Kept | None:
    """The folder's templates; None when the setting names none."""
    folder = settings.COMPILED_DIR
    if not folder:
        return None
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    return Kept(folder)
