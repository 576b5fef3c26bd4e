"""The audit trail: one row per named write, in a chain, readable by people.

Each row's digest covers the row and the digest before it (SHA-256 over canonical JSON), so an altered, removed or
reordered row shows at verification. A tenant's acts make one chain; acts outside any tenant make the chain "".
Sentences are declared by rooms in `trail.py` as `SENTENCES: dict[action, lazy string]`, with %(actor)s and the
keys of the data. Data that are codes are put in words by `WORDS: dict[action, dict[key, function of the data]]`.

Whoever can rewrite the whole database can rewrite a whole chain: the daily check says the heads' common digest in
the log, which is kept elsewhere.
"""

import contextlib
import datetime as dt
import functools
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from preau.kernel import clock
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, AuditHead
from preau.kernel.registry import modules_named

# CNIL's recommendation of 14 October 2021 on logging: up to three years where internal control needs it.
TRAIL_DAYS = 3 * 365
PRUNED = "kernel.trail_pruned"


def _canonical(entry: AuditEntry) -> bytes:
    parts = [
        str(entry.id), entry.chain, entry.position, entry.at.isoformat(), str(entry.actor_id or ""),
        entry.actor_label, entry.action, entry.subject, entry.subject_id, entry.data,
    ]  # fmt: skip
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(entry: AuditEntry) -> bytes:
    """The digest this row must carry, from its content and `entry.previous`."""
    return hashlib.sha256(bytes(entry.previous) + _canonical(entry)).digest()


def _storable(value: Any) -> Any:
    """The value as both databases give it back unchanged: no float, no NUL, no lone surrogate, texts for the rest."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_storable(str(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_storable(inner) for inner in value]
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()


def _locked_head(chain: str) -> AuditHead:
    head = AuditHead.objects.select_for_update(of=("self",)).filter(chain=chain).first()
    if head is None:
        AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
        head = AuditHead.objects.select_for_update(of=("self",)).get(chain=chain)
    return head


def record(
    *,
    actor: Actor,
    action: str,
    tenant: uuid.UUID | None = None,
    subject: str = "",
    subject_id: object = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one act to its chain. Must be called inside the transaction of the write it tells of.

    `action` is `room.verb_object` and has a sentence in the room's trail.py; `data` holds only what JSON holds, and
    no personal data: ids and counts, for a trail outlives an account. Three statements; the head's row is locked
    until the transaction ends, so acts of one chain take turns and those of two schools do not.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An act is audited in the transaction that does it.")
    chain = str(tenant) if tenant else ""
    head = _locked_head(chain)
    entry = AuditEntry(
        chain=chain,
        position=head.position + 1,
        at=clock.now(),
        actor_id=actor.person_id,
        actor_label=_storable(str(actor.label))[:200],
        action=action,
        subject=_storable(str(subject))[:80],
        subject_id=_storable(str(subject_id))[:64],
        data=_storable(data or {}),
        previous=bytes(head.digest),
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(chain=chain).update(position=entry.position, digest=entry.digest)
    return entry


# --- reading -----------------------------------------------------------------------------------------------------


@functools.cache
def sentences() -> dict[str, Any]:
    """The sentence of each action, from every room's trail.py."""
    return {action: text for module in modules_named("trail") for action, text in module.SENTENCES.items()}


@functools.cache
def _words() -> dict[str, Mapping[str, Callable[[Mapping[str, Any]], object]]]:
    return {action: told for module in modules_named("trail") for action, told in getattr(module, "WORDS", {}).items()}


class _Known(dict[str, Any]):
    """Values for a sentence; one that is missing shows as an ellipsis instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(entry: AuditEntry) -> str:
    """What was done, as people say it, in the reader's language; an unknown action is shown plainly."""
    text = sentences().get(entry.action)
    if text is None:
        return _("%(actor)s : action « %(action)s »") % {"actor": entry.actor_label, "action": entry.action}
    values = _Known(subject=entry.subject)
    values.update(entry.data)
    for key, tell in _words().get(entry.action, {}).items():
        # A code that no list knows any more is shown as it was kept: the trail outlives the lists.
        with contextlib.suppress(KeyError, ValueError):
            values[key] = tell(entry.data)
    values["actor"] = entry.actor_label[:1].upper() + entry.actor_label[1:]
    return str(text) % values


def last_act(action: str, *, subject_id: object, tenant: uuid.UUID | None = None) -> AuditEntry | None:
    """The last time that this was done to that thing; None when it never was, or its time in the trail is over."""
    done = AuditEntry.objects.filter(subject_id=str(subject_id), action=action, chain=str(tenant) if tenant else "")
    return done.order_by("-at", "-position").first()


def words_of(action: str) -> str:
    """What an action is, as its sentence says it of nobody in particular: "… a créé le groupe « … »"."""
    return str(sentences()[action]) % _Known()


# --- verification ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where a chain does not hold. `kind`: altered, removed, moved, relinked, head."""

    chain: str
    position: int
    kind: str

    def __str__(self) -> str:
        words = {
            "altered": _("la ligne a été modifiée"),
            "removed": _("une ligne manque"),
            "moved": _("la ligne n’est pas à sa place"),
            "relinked": _("la ligne précédente a été remplacée"),
            "head": _("la fin de la chaîne ne correspond pas"),
        }
        chain = self.chain or _("plateforme")
        return _("chaîne %(chain)s, position %(position)d : %(words)s") % {
            "chain": chain, "position": self.position, "words": words[self.kind],
        }  # fmt: skip


def _flaws_of(chain: str) -> Iterator[Flaw]:
    head = AuditHead.objects.filter(chain=chain).first()
    end = head.position if head else 0
    expected, before = 1, b""
    rows = AuditEntry.objects.filter(chain=chain).order_by("position")
    if head:  # rows added while this runs belong to the next check
        rows = rows.filter(position__lte=end) if rows.filter(position=end).exists() else rows
    for entry in rows.iterator(chunk_size=500):
        previous, digest = bytes(entry.previous), bytes(entry.digest)
        if entry.position > expected:
            if expected == 1 and _pruning_tells(entry):
                before = previous
            else:
                yield Flaw(chain, expected, "removed")
                before = previous
        linked = previous == before
        if digest != digest_of(entry):
            yield Flaw(chain, entry.position, "altered" if linked else "moved")
        elif not linked:
            yield Flaw(chain, entry.position, "relinked")
        expected, before = entry.position + 1, digest
    if head is None or expected - 1 != end or bytes(head.digest) != before:
        kind = "removed" if head is not None and expected - 1 < end else "head"
        yield Flaw(chain, expected if kind == "removed" else expected - 1, kind)


def _pruning_tells(first: AuditEntry) -> bool:
    """True when a later row of the chain says that all rows before `first` went because their time was over."""
    return AuditEntry.objects.filter(
        chain=first.chain,
        action=PRUNED,
        data__up_to=first.position - 1,
        data__digest=bytes(first.previous).hex(),
    ).exists()


def verify(chain: str | None = None) -> list[Flaw]:
    """Walk one chain, or all of them, and name each position that does not hold. Empty when all is whole."""
    if chain is not None:
        return list(_flaws_of(chain))
    heads = set(AuditHead.objects.values_list("chain", flat=True))
    rows = set(AuditEntry.objects.order_by().values_list("chain", flat=True).distinct())
    return [flaw for one in sorted(heads | rows) for flaw in _flaws_of(one)]


def common_digest() -> str:
    """One digest of all heads, to be kept where the database's owner cannot write."""
    whole = hashlib.sha256()
    for head in AuditHead.objects.order_by("chain"):
        whole.update(f"{head.chain}:{head.position}:".encode() + bytes(head.digest))
    return whole.hexdigest()


# --- retention ---------------------------------------------------------------------------------------------------


def prune(*, actor: Actor | None = None) -> int:
    """Erase the rows older than TRAIL_DAYS from the start of each chain, saying so at its end; how many went."""
    limit = clock.now() - dt.timedelta(days=TRAIL_DAYS)
    gone = 0
    for chain in AuditHead.objects.order_by("chain").values_list("chain", flat=True):
        with transaction.atomic():
            _locked_head(chain)
            kept = AuditEntry.objects.filter(chain=chain, at__gte=limit).order_by("position").first()
            old = AuditEntry.objects.filter(chain=chain, at__lt=limit)
            if kept:
                old = old.filter(position__lt=kept.position)
            last = old.order_by("-position").first()
            if last is None or last.action == PRUNED:  # a chain that only ever speaks of its own pruning rests
                continue
            record(
                actor=actor or system(_("conservation")),
                action=PRUNED,
                tenant=uuid.UUID(chain) if chain else None,
                data={"up_to": last.position, "digest": bytes(last.digest).hex(), "count": old.count()},
            )
            gone += old.filter(position__lte=last.position).delete()[0]
    return gone
