"""Catalogues of words: extract them from code and templates, bring catalogues up to date, compile, check.

    python scripts/messages.py update    # extract, merge into each .po, compile, write the manifest
    python scripts/messages.py check     # fail when a catalogue is behind its sources or lacks a translation
    python scripts/messages.py missing   # what still waits for its English words

French is the source: its catalogue repeats the source, so that plurals follow French rules ("0 élève"), and gives it
the spaces of French typography.
Catalogues carry no line number and no date: only a change of words changes them.
"""

import argparse
import copy
import datetime as dt
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "preau" / "locale"
MANIFEST = LOCALE / "manifest.json"
SOURCE = "fr"
LANGUAGES = (SOURCE, "en")
NO_DATE = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
# Name of a function: places of the source text, of its plural ("c": context).
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Every message of code and templates, in a fixed order."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(charset="utf-8", fuzzy=False)
    rows = extract_from_dir(
        str(ROOT), method_map=methods, options_map=options, keywords=KEYWORDS, comment_tags=("i18n:",)
    )
    for path, _line, message, comments, context in sorted(rows, key=lambda row: (row[0], row[1])):
        # The place is its file alone: a line number would change with every edit.
        found.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def loaded(language: str) -> Catalog:
    """The kept catalogue of a language, empty when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def first(message: Message) -> str:
    """The text of a message, its singular when it has two."""
    return message.id if isinstance(message.id, str) else message.id[0]


def typeset(text: str) -> str:
    """French words with the spaces that do not break: before ":", ";", "?", "!" and "»", after "«".

    Sources are typed with ordinary spaces; on a phone, a line would begin with the colon of the one before.
    """
    return re.sub(r"(?<=\S) (?=[:;?!»](?!\w))|(?<=«) ", "\N{NO-BREAK SPACE}", text)


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Messages without all their words, or whose words are only a guess."""
    for message in catalogue:
        if not message.id:
            continue
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(words):
            yield message


def written(catalogue: Catalog) -> bytes:
    """A catalogue as text, without dates or lines."""
    catalogue.fuzzy = False
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    catalogue.project, catalogue.version, catalogue.copyright_holder = "Préau", "1", "Préau"
    catalogue.last_translator = catalogue.language_team = "Préau"
    catalogue.msgid_bugs_address = ""
    catalogue.header_comment = f"# Préau: words in {catalogue.locale}. Same licence as the project."
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue in the form that is read at run time."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_messages(catalogue: Catalog) -> str:
    """What the sources ask for, whatever their order and their files."""
    rows = sorted(json.dumps([message.context or "", message.id]) for message in catalogue if message.id)
    return digest("\n".join(rows).encode())


def update() -> None:
    """Bring every catalogue, its compiled form and the manifest up to date."""
    source = extracted()
    manifest: dict[str, object] = {"messages": digest_of_messages(source)}
    for language in LANGUAGES:
        catalogue = loaded(language)
        # A copy: messages are shared objects, and each language writes its words into them.
        catalogue.update(
            copy.deepcopy(source), no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True
        )
        for message in catalogue:
            if language == SOURCE and message.id:
                message.string = typeset(message.id) if isinstance(message.id, str) else (*map(typeset, message.id),)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = written(catalogue)
        path.write_bytes(text)
        binary = compiled(read_po(io.BytesIO(text), locale=language))
        path.with_suffix(".mo").write_bytes(binary)
        manifest[language] = {"po": digest(text), "mo": digest(binary)}
    MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def faults() -> list[str]:
    """Why the catalogues may not be shipped as they are; empty when they may."""
    if not MANIFEST.exists():
        return ["no catalogue was ever made: run `python scripts/messages.py update`"]
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    source = extracted()
    found = []
    if manifest["messages"] != digest_of_messages(source):
        found.append("catalogues are behind code and templates: run `python scripts/messages.py update`")
    for language in LANGUAGES:
        path = path_of(language)
        kept = {"po": digest(path.read_bytes()), "mo": digest(path.with_suffix(".mo").read_bytes())}
        if manifest[language] != kept:
            found.append(f"{language}: the compiled catalogue is not that of its text: run update")
        found += [f"{language}: no words for {first(message)!r}" for message in untranslated(loaded(language))]
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Catalogues of words.")
    parser.add_argument("command", choices=["update", "check", "missing"], nargs="?", default="update")
    command = parser.parse_args().command
    if command == "update":
        update()
    if command == "missing":
        for message in untranslated(loaded("en")):
            sys.stdout.write(json.dumps(message.id, ensure_ascii=False) + "\n")
        return 0
    wrong = faults() if command == "check" else []
    for line in wrong:
        sys.stderr.write(line + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
