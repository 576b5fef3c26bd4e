"""Signed statements between pages, browsers and the streams' process, which asks no database.

- a *place* says that this person may bring files of one kind, in one school: a page puts it beside its form;
- a *ticket* opens one upload: a page gives it against a place, minutes before;
- an *address* is where an upload goes on, and nobody else's;
- a *receipt* says what arrived: the form carries it, a service keeps it;
- a *pass* opens the content of one file for minutes: a page gives it once it has asked who may read.

Each is signed with the installation's key and names its person; none opens anything after its time.
"""

import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

from django.core import signing

from preau.kernel import tickets


class BadStatement(ValueError):
    """Forged, altered, of another kind, or too old."""


Said = TypeVar("Said", bound="Statement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What all of them hold. `made_at`: seconds since the epoch."""

    SALT: ClassVar[str]
    LIFE: ClassVar[float]

    person: str
    made_at: float = 0.0

    def signed(self) -> str:
        """The statement as it travels, dated now."""
        value = {name: one for name, one in asdict(self).items() if one not in ("", 0, False)}
        return signing.Signer(salt=self.SALT).sign_object({**value, "made_at": round(time.time(), 3)}, compress=True)


def read(kind: type[Said], text: str) -> Said:
    """What a statement says. Raises BadStatement."""
    try:
        value: dict[str, Any] = signing.Signer(salt=kind.SALT).unsign_object(text)
        said = kind(**{"person": "", **value})
    except (signing.BadSignature, ValueError, TypeError, KeyError, EOFError):
        raise BadStatement("not a statement of ours") from None
    except Exception:  # what decompresses names its own errors
        raise BadStatement("not a statement of ours") from None
    if not -60 <= time.time() - said.made_at <= kind.LIFE:
        raise BadStatement("its time is over")
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Statement):
    """`kind`: the name of an attachable. `school`: empty for none."""

    SALT: ClassVar[str] = "preau.files.place"
    LIFE: ClassVar[float] = 12 * 3600.0

    kind: str
    school: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket(Statement):
    """`most`: bytes of one file. `left`: bytes that the person may still keep. `language`: of what is told."""

    SALT: ClassVar[str] = "preau.files.ticket"
    LIFE: ClassVar[float] = tickets.LIFE

    kind: str
    most: int
    left: int = 0
    school: str = ""
    session: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAddress(Statement):
    """`upload`: its identifier."""

    SALT: ClassVar[str] = "preau.files.upload"
    LIFE: ClassVar[float] = 7 * 86400.0

    upload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Statement):
    """What arrived: `digest`, `size`, `content` (its kind), `name`, and of a picture its size in points."""

    SALT: ClassVar[str] = "preau.files.receipt"
    LIFE: ClassVar[float] = 24 * 3600.0

    upload: str
    kind: str
    digest: str
    size: int
    content: str
    name: str
    school: str = ""
    width: int = 0
    height: int = 0

    @property
    def upload_id(self) -> uuid.UUID:
        """The identifier that the file will have."""
        return uuid.UUID(self.upload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(Statement):
    """`shown`: inside a page; else to be kept under its name. `person` is empty for what anyone may read."""

    SALT: ClassVar[str] = "preau.files.pass"
    LIFE: ClassVar[float] = tickets.LIFE

    digest: str
    size: int
    content: str
    name: str
    shown: bool = False
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePass(Statement):
    """Contents sent as one archive called `name`: `digest`, `size`: of their list, which the store holds."""

    SALT: ClassVar[str] = "preau.files.archive"
    LIFE: ClassVar[float] = tickets.LIFE

    digest: str
    size: int
    name: str
    session: str = ""
