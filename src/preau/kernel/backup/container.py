"""The file: a header, then members (tables and files) compressed and cut into sealed chunks.

Chunks are sealed by AES-256-GCM under a key derived from the passphrase by scrypt with a fresh salt; without a key, by
SHA-256 (against accidents, not against people). Each seal covers the header, the chunk's place and whether it is the
last, so that nothing can be altered, moved, left out or cut off unseen (the STREAM construction, Hoang et al. 2015).
"""

import base64
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from preau.kernel.backup import BackupError

MAGIC = b"PREAU-BACKUP 1\n"
_CHUNK = 1 << 20
_CHUNK_HEAD = struct.Struct(">BI")
_FRAME_HEAD = struct.Struct(">cI")
_MEMBER, _DATA, _END, _TRAILER = b"M", b"D", b"E", b"T"
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
_MOST_SCRYPT = {"n": 1 << 20, "r": 8, "p": 4}


def _key_of(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    if any(not 1 <= cost.get(name, 0) <= most for name, most in _MOST_SCRYPT.items()):
        raise BackupError(_("L’en-tête de la sauvegarde demande un calcul de clé hors de toute mesure."))
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


class _Seal:
    """Seals and opens chunks in their order."""

    def __init__(self, header: bytes, key: bytes | None) -> None:
        self._bound = hashlib.sha256(header).digest()
        self._cipher = AESGCM(key) if key else None
        self.place = 0

    def _next(self, last: bool) -> tuple[bytes, bytes]:
        place = struct.pack(">Q", self.place)
        self.place += 1
        # The key serves this file alone: a counter never repeats under it.
        return b"\0\0\0\0" + place, self._bound + place + bytes([last])

    def close(self, body: bytes, last: bool) -> bytes:
        nonce, bound = self._next(last)
        if self._cipher is not None:
            return self._cipher.encrypt(nonce, body, bound)
        return body + hashlib.sha256(bound + body).digest()

    def open(self, sealed: bytes, last: bool) -> bytes:
        nonce, bound = self._next(last)
        if self._cipher is not None:
            try:
                return self._cipher.decrypt(nonce, sealed, bound)
            except InvalidTag:
                raise _damaged(self.place, True) from None
        body, seal = sealed[:-32], sealed[-32:]
        if hashlib.sha256(bound + body).digest() != seal:
            raise _damaged(self.place, False)
        return body


def _damaged(place: int, encrypted: bool) -> BackupError:
    if encrypted and place == 1:
        return BackupError(_("La clé n’est pas celle de cette sauvegarde, ou le fichier est abîmé dès son début."))
    return BackupError(_("La sauvegarde est abîmée (bloc %(place)d) : rien n’en a été repris.") % {"place": place})


@dataclass(slots=True)
class Written:
    """What one member holds, counted and digested on the side that wrote it or read it."""

    name: str
    kind: str
    bytes: int = 0
    rows: int = 0
    digest: str = ""


@dataclass(slots=True)
class Writer:
    """Writes one backup. `finish` must be called."""

    file: BinaryIO
    passphrase: str = ""
    members: list[Written] = field(default_factory=list)
    _seal: Any = None
    _zip: Any = None
    _buffer: bytearray = field(default_factory=bytearray)
    _current: Written | None = None
    _hash: Any = None

    def __post_init__(self) -> None:
        salt = os.urandom(16)
        header: dict[str, Any] = {"encrypted": bool(self.passphrase)}
        key = None
        if self.passphrase:
            header |= {"kdf": "scrypt", "salt": base64.b64encode(salt).decode(), "cost": _SCRYPT}
            key = _key_of(self.passphrase, salt, _SCRYPT)
        text = json.dumps(header).encode()
        self.file.write(MAGIC + struct.pack(">I", len(text)) + text)
        self._seal = _Seal(text, key)
        self._zip = zlib.compressobj(3)

    def begin(self, name: str, kind: str, **about: Any) -> None:
        """Begin a member."""
        self._current, self._hash = Written(name, kind), hashlib.sha256()
        self._frame(_MEMBER, json.dumps({"name": name, "kind": kind, **about}, ensure_ascii=False).encode())

    def data(self, block: bytes, rows: int = 0) -> None:
        """Add to the present member."""
        assert self._current is not None
        self._hash.update(block)
        self._current.bytes += len(block)
        self._current.rows += rows
        self._frame(_DATA, block)

    def end(self) -> None:
        """End the present member."""
        assert self._current is not None
        self._current.digest = self._hash.hexdigest()
        told = {"bytes": self._current.bytes, "rows": self._current.rows, "digest": self._current.digest}
        self._frame(_END, json.dumps(told).encode())
        self.members.append(self._current)
        self._current = None

    def finish(self) -> None:
        """Write the trailer and the last chunk."""
        self._frame(_TRAILER, json.dumps({"members": len(self.members)}).encode())
        self._buffer += self._zip.flush()
        self._flush(last=True)

    def _frame(self, kind: bytes, body: bytes) -> None:
        self._buffer += self._zip.compress(_FRAME_HEAD.pack(kind, len(body)) + body)
        self._flush(last=False)

    def _flush(self, *, last: bool) -> None:
        while len(self._buffer) > _CHUNK or last:
            body = bytes(self._buffer[:_CHUNK])
            del self._buffer[:_CHUNK]
            final = last and not self._buffer
            sealed = self._seal.close(body, final)
            self.file.write(_CHUNK_HEAD.pack(final, len(sealed)) + sealed)
            if final:
                return


class Reader:
    """Reads one backup from its start. Every check that fails raises BackupError."""

    def __init__(self, file: BinaryIO, passphrase: str = "") -> None:
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupError(_("Ce fichier n’est pas une sauvegarde de Préau, ou d’une version trop récente."))
        try:
            (length,) = struct.unpack(">I", file.read(4))
            text = file.read(min(length, 65_536))
            header = json.loads(text)
            self.encrypted = bool(header["encrypted"])
            salt, cost = base64.b64decode(header.get("salt", "")), dict(header.get("cost", {}))
        except (ValueError, KeyError, TypeError, struct.error):
            raise BackupError(_("L’en-tête de la sauvegarde est abîmé.")) from None
        if self.encrypted and not passphrase:
            raise BackupError(_("Cette sauvegarde est chiffrée : donnez sa clé (PREAU_BACKUP_KEY)."))
        key = _key_of(passphrase, salt, cost) if self.encrypted else None
        self._seal = _Seal(text, key)
        self._zip = zlib.decompressobj()
        self._plain = bytearray()
        self._over = False

    def _exactly(self, count: int) -> bytes:
        got = self._file.read(count)
        if len(got) != count:
            raise BackupError(_("La sauvegarde est coupée : sa fin manque."))
        return got

    def _more(self) -> bool:
        """Open one more chunk; False after the last."""
        if self._over:
            return False
        last, length = _CHUNK_HEAD.unpack(self._exactly(_CHUNK_HEAD.size))
        if last not in (0, 1) or length > _CHUNK + 64:
            raise _damaged(self._seal.place + 1, self.encrypted)
        body = self._seal.open(self._exactly(length), bool(last))
        try:
            self._plain += self._zip.decompress(body)
            if last:
                self._plain += self._zip.flush()
        except zlib.error:
            raise _damaged(self._seal.place, self.encrypted) from None
        if last:
            self._over = True
            if self._file.read(1):
                raise BackupError(_("La sauvegarde a une suite qui n’est pas d’elle."))
        return True

    def _frame(self) -> tuple[bytes, bytes]:
        while len(self._plain) < _FRAME_HEAD.size:
            self._need_more()
        kind, length = _FRAME_HEAD.unpack(self._plain[: _FRAME_HEAD.size])
        while len(self._plain) < _FRAME_HEAD.size + length:
            self._need_more()
        body = bytes(self._plain[_FRAME_HEAD.size : _FRAME_HEAD.size + length])
        del self._plain[: _FRAME_HEAD.size + length]
        return kind, body

    def _need_more(self) -> None:
        if not self._more():
            raise BackupError(_("La sauvegarde est coupée : sa fin manque."))

    def members(self) -> Iterator["Member"]:
        """Each member in turn, to be read before the next; ends only at a whole and proper end."""
        count = 0
        while True:
            kind, body = self._frame()
            if kind == _TRAILER:
                if json.loads(body)["members"] != count or self._plain or self._more():
                    raise BackupError(_("La sauvegarde n’est pas entière."))
                return
            if kind != _MEMBER:
                raise _damaged(self._seal.place, self.encrypted)
            count += 1
            member = Member(self, json.loads(body))
            yield member
            for _block in member.blocks():
                pass  # what the caller left unread is checked all the same


class Member:
    """One table or file within a backup."""

    def __init__(self, reader: Reader, about: dict[str, Any]) -> None:
        self.about = about
        self.name: str = about["name"]
        self.kind: str = about["kind"]
        self.read = Written(self.name, self.kind)
        self._reader = reader
        self._hash = hashlib.sha256()
        self._ended = False

    def blocks(self) -> Iterator[bytes]:
        """Its content; at the end, size and digest are compared with those written."""
        while not self._ended:
            kind, body = self._reader._frame()
            if kind == _DATA:
                self._hash.update(body)
                self.read.bytes += len(body)
                if self.kind == "table":
                    self.read.rows += body.count(b"\n")
                yield body
                continue
            if kind != _END:
                raise BackupError(_("« %(name)s » n’est pas entier dans la sauvegarde.") % {"name": self.name})
            self._ended = True
            told = json.loads(body)
            self.read.digest = self._hash.hexdigest()
            found = (self.read.digest, self.read.bytes, self.read.rows)
            if (told["digest"], told["bytes"], told["rows"]) != found:
                raise BackupError(_("« %(name)s » n’est pas ce qui avait été sauvegardé.") % {"name": self.name})

    def lines(self) -> Iterator[bytes]:
        """The rows of a table, one line each."""
        rest = b""
        for block in self.blocks():
            pieces = (rest + block).split(b"\n")
            rest = pieces.pop()
            yield from pieces
