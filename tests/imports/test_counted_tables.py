"""What PostgreSQL believes of the directory after an import: how many rows there are, which its plans rest on."""

from pathlib import Path

import psycopg
import pytest

from harness.databases import run_preau

TABLES = ("directory_person", "directory_enrollment", "directory_affiliation")


@pytest.mark.postgres
def test_tables_that_an_import_filled_are_counted_at_once(own_database: str, tmp_path: Path) -> None:
    with psycopg.connect(own_database, autocommit=True) as connection:
        for table in TABLES:  # else the server may count them meanwhile by itself
            connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")  # type: ignore[arg-type]
    files = tmp_path / "aaf"
    run_preau(["demo", "--schools", "4", "--students", "600", "--output", str(files)], own_database, tmp_path / "var")
    run_preau(["import", "aaf", str(files), "--confirm", "all"], own_database, tmp_path / "var")
    with psycopg.connect(own_database) as connection:
        for table in TABLES:
            asked = f"SELECT reltuples, (SELECT count(*) FROM {table}) FROM pg_class WHERE relname = '{table}'"
            believed, there = connection.execute(asked).fetchone() or (0, 0)  # type: ignore[arg-type]
            assert there > 100 and believed == pytest.approx(there, rel=0.1), table
