"""Keys that an answer carries: what names a person nationally, and what names them at the source only.

Readings (docs/operations/federation.md):
- `educt`: FrEduCtRefId of ÉduConnect, "{AAF}<academy>|<…>|<ENTPersonJointure>", several values;
- `joinkey`: the ENTPersonJointure alone, of the academy the rule names (FrEduIdENT);
- `mail`: the professional mail of the academy's directory;
- `opaque`: an identifier that means something at the source only (sub, persistent NameID).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from preau.identity.federation.sources import Source

MOST = 40
"""Keys of one answer that are looked at: a parent has a handful."""

_EDUCT = re.compile(r"(?:\{AAF\})?0*(?P<academy>[0-9]{1,3})\|[^|]*\|(?P<key>[A-Za-z0-9._-]{1,40})")
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,40}")
_MAIL = re.compile(r"[^@\s]{1,120}@[^@\s]{1,120}")


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `reads` is its reading; `academy` and `value` make the key of a record for `educt` and `joinkey`."""

    reads: str
    value: str
    academy: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def is_record(self) -> bool:
        """Whether it is the key of a record of an academy's directory."""
        return bool(self.academy)

    def stored(self, source: str) -> str:
        """How a link keeps it: records are the same whatever source says them, other keys are the source's own."""
        return f"record:{self.academy}-{self.value}" if self.is_record else f"{source}:{self.reads}:{self.value}"


def _read(reads: str, academy: str, kinds: tuple[str, ...], text: str) -> Key | None:
    value = text.strip()
    if reads == "educt":
        found = _EDUCT.fullmatch(value)
        return Key(reads, found["key"], found["academy"], kinds) if found else None
    if reads == "joinkey":
        return Key(reads, value, academy, kinds) if _PLAIN.fullmatch(value) else None
    if reads == "mail":
        return Key(reads, value.lower(), "", kinds) if _MAIL.fullmatch(value) else None
    return Key(reads, value, "", kinds) if 0 < len(value) <= 200 and value.isprintable() else None


def keys_of(source: Source, attributes: Mapping[str, Sequence[str]], subject: str = "") -> list[Key]:
    """The keys an answer carries, in the order of the source's rules; `subject` is its lasting name there, if any.

    Of several rules that read a mail, the first that finds one counts ("mail, else ctemail"). What does not look like a
    key is passed over.
    """
    found: list[Key] = []
    for rule in source.keys:
        if rule.reads == "mail" and any(key.reads == "mail" for key in found):
            continue
        values: Iterable[str] = attributes.get(rule.attribute, ())
        found += [key for text in values if (key := _read(rule.reads, rule.academy, rule.kinds, text)) is not None]
    if subject and (key := _read("opaque", "", (), subject)) is not None:
        found.append(key)
    return list(dict.fromkeys(found))[:MOST]
