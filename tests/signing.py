"""Signing keys for tests: real ones, made a few times in a process and given again in turn.

Making an RSA key takes a tenth of a second or a whole one by chance, and a test wants one for each service it links.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from unittest import mock

from joserfc.jwk import RSAKey

SOME = 6
"""More than any test rotates."""
_pools: dict[str, Iterator[RSAKey]] = {}


def _made(make: Any, *args: Any, **kwargs: Any) -> Iterator[RSAKey]:
    made = []
    for _each in range(SOME):
        made.append(make(*args, **kwargs))
        yield made[-1]
    yield from cycle(made)


@contextmanager
def keys_given_again() -> Iterator[None]:
    """In the block linked services sign with one of a few keys."""
    from preau.federation import keys

    make = keys.RSAKey.generate_key

    class Given(RSAKey):  # type: ignore[misc]
        @classmethod
        def generate_key(cls, *args: Any, **kwargs: Any) -> RSAKey:
            """A key made before with the same wishes, the least lately given."""
            wishes = repr((args, sorted(kwargs.items())))
            return next(_pools.setdefault(wishes, _made(make, *args, **kwargs)))

    with mock.patch.object(keys, "RSAKey", Given):
        yield
