"""Migrations: complete, named by what they do, and safe to apply while the former version still serves."""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("preau.")]
ROOMS_WITH_TABLES = [config for config in ROOMS if list(config.get_models())]


def test_no_migration_is_missing(db) -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(f"Models changed without a migration:\n{out.getvalue()}")


def test_migrations_are_named_by_intent() -> None:
    names = [path.stem for config in ROOMS for path in (Path(config.path) / "migrations").glob("[0-9]*.py")]
    assert names
    assert [name for name in names if "_auto_" in name or not re.fullmatch(r"\d{4}_[a-z0-9_]+", name)] == []


def test_migrations_never_import_live_code() -> None:
    """Today's models and services are not those of the day a migration runs; fields' own helpers are allowed."""
    allowed = re.compile(r"preau\.kernel\.(fields|ids|tenancy)\b|preau\.identity\.models\b")
    found = []
    for config in ROOMS:
        for path in (Path(config.path) / "migrations").glob("[0-9]*.py"):
            found += [
                f"{config.label}/{path.name}: {line.strip()}"
                for line in path.read_text(encoding="utf-8").splitlines()
                if re.match(r"\s*(from|import) preau\b", line) and not allowed.search(line)
            ]
    assert found == []


def test_one_leaf_per_room() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_migration_breaks_the_version_that_still_serves() -> None:
    """A column that goes, changes type, or comes without a default in the database (`db_default`) would break it.

    Read on PostgreSQL, where two versions serve side by side during an update. An installation on SQLite stops for it,
    and its tables are rebuilt, which the linter mistakes for breaking.
    """
    linter = MigrationLinter(
        include_apps=[config.label for config in ROOMS],
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
    )
    linter.lint_all_migrations()
    assert linter.nb_valid >= len(list(ROOMS_WITH_TABLES))
    assert linter.nb_erroneous == 0, "run `preau lintmigrations` to read why"
