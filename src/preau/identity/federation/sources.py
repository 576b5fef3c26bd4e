"""Sources of identity, as the operator declares them: one TOML file each in the folder PREAU_SSO_DIR.

The file's name (without .toml) is the source's name in addresses. docs/operations/federation.md shows whole examples.
Files named inside (metadata, keys) stand beside it. A file that changes is read again at the next request.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from preau.identity.federation.errors import BadSource

log = structlog.get_logger("preau.sso")

_PLACE = re.compile(r"[0-9]{9}|[0-9]{7}[A-Z]")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
FAMILIES, STAFF = "families", "staff"
READINGS = ("educt", "joinkey", "mail", "opaque")
_KNOWN = {"kind", "label", "for", "rank", "hosts", "first_for", "probe", "keys", "saml", "oidc"}
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True, slots=True)
class KeyRule:
    """One attribute (SAML) or claim (OpenID Connect) and how it names somebody; see preau.identity.federation.keys."""

    attribute: str
    reads: str
    academy: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source. `audience` is "families" or "staff"; `hosts` empty shows it at every address of the platform.

    `first_for`: SIREN of collectivities and UAI of schools whose people find its button first.
    """

    name: str
    kind: str
    label: str
    audience: str
    rank: int
    hosts: tuple[str, ...]
    probe: bool
    keys: tuple[KeyRule, ...]
    options: tuple[tuple[str, Any], ...]
    folder: Path
    first_for: frozenset[str] = frozenset()

    def option(self, name: str, default: Any = None) -> Any:
        """A value of the table [saml] or [oidc]."""
        return dict(self.options).get(name, default)

    def text(self, name: str) -> str:
        """The same, that must be a text. Raises BadSource."""
        value = self.option(name)
        if not isinstance(value, str) or not value:
            raise BadSource(f"{self.name}.toml: {self.kind}.{name} must be a text")
        return value

    def file(self, name: str) -> Path:
        """The file an option names, beside the declaration. Raises BadSource when it is not there."""
        path = self.folder / self.text(name)
        if not path.is_file():
            raise BadSource(f"{self.name}.toml: {self.kind}.{name} names {path.name}, which is not there")
        return path

    @property
    def button(self) -> str:
        """What the sign-in page's button says."""
        who = _("Élève ou parent") if self.audience == FAMILIES else _("Personnel")
        return _("%(who)s : %(source)s") % {"who": who, "source": self.label}

    @property
    def base(self) -> str:
        """The address under which the source finds us."""
        return f"{settings.PUBLIC_URL}/connexion/par/{self.name}"

    @property
    def return_url(self) -> str:
        """Where answers come: Recipient, redirect_uri."""
        return f"{self.base}/retour/"

    @property
    def logout_url(self) -> str:
        """Where the source says that it ended a session."""
        return f"{self.base}/fermeture/"

    @property
    def entity_id(self) -> str:
        """Our SAML name for this source, where our metadata are."""
        return f"{self.base}/metadonnees/"


def _must(condition: object, where: str, words: str) -> None:
    if not condition:
        raise BadSource(f"{where}: {words}")


def _rules(kind: str, audience: str, given: Any, where: str) -> tuple[KeyRule, ...]:
    if given is None:
        if audience == FAMILIES:
            given = [{"attribute": "FrEduCtRefId", "reads": "educt"}]
        else:
            given = [{"attribute": "mail", "reads": "mail"}, {"attribute": "ctemail", "reads": "mail"}]
    _must(isinstance(given, list) and given, where, "keys must be a list of tables")
    rules = []
    for one in given:
        _must(
            isinstance(one, dict) and set(one) <= {"attribute", "reads", "academy", "kinds"}, where, "unknown key rule"
        )
        reads = one.get("reads", "")
        _must(reads in READINGS, where, f"keys.reads is one of {', '.join(READINGS)}")
        _must(one.get("attribute"), where, "keys.attribute is missing")
        _must(reads != "joinkey" or one.get("academy"), where, "a joinkey needs its academy")
        kinds = tuple(one.get("kinds") or (("student", "guardian") if audience == FAMILIES else ("staff",)))
        _must(set(kinds) <= {"student", "guardian", "staff"}, where, "keys.kinds: student, guardian, staff")
        rules.append(KeyRule(str(one["attribute"]), reads, str(one.get("academy", "")), kinds))
    return tuple(rules)


def _https(url: str, where: str, name: str) -> None:
    local = url.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
    _must(url.startswith("https://") or local, where, f"{name} must begin with https://")


def read(path: Path) -> Source:
    """One declaration. Raises BadSource, naming the file and what to mend."""
    where = path.name
    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSource(f"{where}: {error}") from None
    _must(_NAME.fullmatch(path.stem), where, "the file's name: lower-case letters, digits, dashes")
    _must(set(table) <= _KNOWN, where, f"unknown: {', '.join(sorted(set(table) - _KNOWN))}")
    kind = table.get("kind", "")
    _must(kind in ("saml", "oidc"), where, "kind is saml or oidc")
    audience = table.get("for", "")
    _must(audience in (FAMILIES, STAFF), where, 'for is "families" or "staff"')
    label = table.get("label", "")
    _must(isinstance(label, str) and label.strip(), where, "label is missing")
    options = table.get(kind)
    _must(isinstance(options, dict), where, f"the table [{kind}] is missing")
    assert isinstance(options, dict)
    first = table.get("first_for", [])
    good = isinstance(first, list) and all(isinstance(one, str) and _PLACE.fullmatch(one) for one in first)
    _must(good, where, "first_for lists SIREN of collectivities (9 digits) and UAI of schools")
    frozen = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in options.items())
    source = Source(
        name=path.stem, kind=kind, label=label.strip(), audience=audience, rank=int(table.get("rank", 100)),
        hosts=tuple(str(host).lower() for host in table.get("hosts", [])), probe=bool(table.get("probe", True)),
        keys=_rules(kind, audience, table.get("keys"), where), options=frozen, folder=path.parent,
        first_for=frozenset(first),
    )  # fmt: skip
    if kind == "saml":
        source.text("entity_id")
        for name in ("metadata", "key", "certificate"):
            source.file(name)
    else:
        for name in ("issuer", "client_id", "authorization_endpoint", "token_endpoint"):
            source.text(name)
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
            if source.option(name):
                _https(source.text(name), where, name)
        _must(source.option("jwks") or source.option("jwks_uri"), where, "oidc.jwks (a file) or oidc.jwks_uri")
        if source.option("jwks"):
            source.file("jwks")
        if source.option("client_secret_file"):
            source.file("client_secret_file")
        allowed = source.option("algorithms", ("RS256", "PS256", "ES256"))
        _must(set(allowed) <= set(_ALGORITHMS), where, f"oidc.algorithms: {', '.join(_ALGORITHMS)}")
    return source


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
        return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _read_folder(
    folder: Path, state: tuple[tuple[str, int, int], ...]
) -> tuple[tuple[Source, ...], tuple[BadSource, ...]]:
    found, bad = [], []
    for name, _mtime, _size in state:
        if name.endswith(".toml"):
            try:
                found.append(read(folder / name))
            except BadSource as error:
                log.error("a source of identity cannot be used", problem=str(error))
                bad.append(error)
    return tuple(sorted(found, key=lambda one: (one.rank, one.name))), tuple(bad)


def read_folder() -> tuple[tuple[Source, ...], tuple[BadSource, ...]]:
    """Sources in their order, and what is wrong with the others. Both empty without PREAU_SSO_DIR."""
    if not settings.SSO_DIR:
        return (), ()
    folder = Path(settings.SSO_DIR)
    return _read_folder(folder, _state_of(folder))


def state_of_folder() -> tuple[tuple[str, int, int], ...]:
    """Changes when a file of the folder does: what is made of these files is kept under it."""
    return _state_of(Path(settings.SSO_DIR)) if settings.SSO_DIR else ()


def source_named(name: str) -> Source | None:
    """The source of that name."""
    return next((one for one in read_folder()[0] if one.name == name), None)


def sources_for(host: str, place: Callable[[], frozenset[str]] = frozenset) -> list[Source]:
    """Sources whose button the sign-in page of that host shows, in their order: those set first for the place at the
    door (asked for only when some are), the host's own, then everybody's."""
    bare = host.rsplit(":", 1)[0].lower()
    shown = [one for one in read_folder()[0] if not one.hosts or bare in one.hosts]
    here = place() if any(one.first_for for one in shown) else frozenset()
    return sorted(shown, key=lambda one: (not one.first_for & here, not one.hosts, one.rank, one.name))
