"""No query on a tenant's data runs outside a scope: it raises.

This module is the scope itself; preau.kernel.tenancy holds the two fences that obey it.
"""

import contextlib
import contextvars
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class OutOfScope(RuntimeError):
    """A tenant's data was asked for while no scope was open."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The tenants whose rows may be touched. `tenants` None means all, and then `reason` says why."""

    tenants: frozenset[uuid.UUID] | None
    reason: str = ""

    @classmethod
    def of(cls, tenants: Iterable[uuid.UUID]) -> "Scope":
        """The scope of these tenants only (an empty one sees nothing)."""
        return cls(frozenset(tenants))

    @property
    def is_everything(self) -> bool:
        """True for the platform's own work."""
        return self.tenants is None


_current: contextvars.ContextVar[Scope | None] = contextvars.ContextVar("preau_scope", default=None)


def current() -> Scope:
    """The open scope; raises OutOfScope when there is none."""
    scope = _current.get()
    if scope is None:
        raise OutOfScope("No scope is open. Pages get one from the hat; jobs and commands open theirs by scope.use().")
    return scope


def is_open() -> bool:
    """True inside a scope."""
    return _current.get() is not None


@contextlib.contextmanager
def use(scope: Scope) -> Iterator[Scope]:
    """Open a scope for the block; the former one comes back after it."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def everything(reason: str) -> contextlib.AbstractContextManager[Scope]:
    """Open the scope of all tenants. For the platform's own work only; `reason` says which."""
    if not reason:
        raise ValueError("The scope of everything needs a reason.")
    return use(Scope(None, reason))
