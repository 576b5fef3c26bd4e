"""The staging area: one SQLite file that gathers the parts by school.

It is a scratch file of one run: no journal, no fsync. A kill leaves it as the system wrote it; it is trusted only once
marked whole, and made again from the parts otherwise.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from preau.imports.aaf.reading import PartMeta, rows_of_part
from preau.imports.aaf.records import GUARDIAN, PEOPLE, PROGRAMME, SCHOOL, STAFF, STUDENT, SUBJECT

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, degree TEXT, file INTEGER, line INTEGER, body BLOB);
CREATE TABLE place (school TEXT, kind TEXT, entry INTEGER);
CREATE TABLE link (guardian TEXT, entry INTEGER);
CREATE TABLE change (
    id INTEGER PRIMARY KEY, day TEXT, file INTEGER, line INTEGER, kind TEXT, op TEXT, key TEXT, body BLOB
);
CREATE TABLE kept (kind TEXT, key TEXT);
CREATE TABLE leaving (school TEXT, kind TEXT, key TEXT);
CREATE TABLE extra (school TEXT, guardian TEXT);
CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE shared (kind TEXT, key TEXT, op TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT);
"""
_INDEXES = """
CREATE INDEX entry_by_key ON entry (kind, key, degree);
CREATE INDEX place_by_school ON place (school, kind, entry);
CREATE INDEX place_by_entry ON place (entry);
CREATE INDEX link_by_entry ON link (entry);
CREATE INDEX kept_by_key ON kept (kind, key);
"""
_DEGREE_ORDER = "CASE degree WHEN '2D' THEN 0 ELSE 1 END"


class Staging:
    """Open staging file of one run."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self.path = path
        uri = f"file:{path}" if writable else f"file:{path}?mode=ro"
        self.db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA cache_size=-16000")
        if writable:
            self.db.execute("PRAGMA journal_mode=OFF")
            self.db.execute("PRAGMA synchronous=OFF")

    @classmethod
    def create(cls, path: Path) -> "Staging":
        """A new, empty staging file in place of any former one."""
        path.unlink(missing_ok=True)
        made = cls(path)
        made.db.executescript(_SCHEMA)
        made.db.execute("BEGIN")
        return made

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def mark(self, name: str, value: str = "1") -> None:
        """Note that a step of the staging is done."""
        self.db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))

    def marked(self, name: str) -> str:
        """What was noted, "" for nothing."""
        row = self.db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    # Filling ---------------------------------------------------------------

    def add_part(self, part: Path, meta: PartMeta) -> None:
        """Take the rows of one part."""
        file = self.db.execute("INSERT INTO file (name) VALUES (?)", (meta.file,)).lastrowid
        following = self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM entry").fetchone()[0]
        for rows in rows_of_part(part):
            entries, places, links, changes, kept = [], [], [], [], []
            for kind, op, key, line, schools, guardians, body in rows:
                if op == "refused":
                    kept.append((kind, key))
                    continue
                if meta.mode == "delta" or op != "add":
                    changes.append((meta.day, file, line, kind, op, key, body))
                    continue
                entries.append((following, kind, key, meta.degree, file, line, body))
                places += [(school, kind, following) for school in schools]
                links += [(guardian, following) for guardian in guardians]
                following += 1
            self.db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", entries)
            self.db.executemany("INSERT INTO place VALUES (?, ?, ?)", places)
            self.db.executemany("INSERT INTO link VALUES (?, ?)", links)
            self.db.executemany(
                "INSERT INTO change (day, file, line, kind, op, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)", changes
            )
            self.keep(kept)

    def keep(self, keys: Iterable[tuple[str, str]]) -> None:
        """These records were refused: whoever holds them in the directory stays."""
        self.db.executemany("INSERT INTO kept VALUES (?, ?)", list(keys))

    def index(self) -> None:
        """Make the indexes, once every part is in."""
        self.db.execute("COMMIT")
        self.db.executescript(_INDEXES)

    def duplicates(self) -> list[tuple[str, str, str]]:
        """(kind, key, degree) that more than one entry of a full export carries."""
        return self.db.execute(
            "SELECT kind, key, degree FROM entry GROUP BY kind, key, degree HAVING count(*) > 1 ORDER BY 1, 2, 3"
        ).fetchall()

    def twins(self, kind: str, key: str, degree: str) -> list[tuple[int, str, int, bytes]]:
        """(entry, file, line, body) of the entries with one key."""
        return self.db.execute(
            "SELECT e.id, f.name, e.line, e.body FROM entry e JOIN file f ON f.id = e.file"
            " WHERE e.kind = ? AND e.key = ? AND e.degree = ?",
            (kind, key, degree),
        ).fetchall()

    def drop(self, entries: Iterable[int]) -> None:
        """Forget entries that were refused."""
        rows = [(one,) for one in entries]
        self.db.executemany("DELETE FROM entry WHERE id = ?", rows)
        self.db.executemany("DELETE FROM place WHERE entry = ?", rows)
        self.db.executemany("DELETE FROM link WHERE entry = ?", rows)

    def schools_of(self, entry: int) -> tuple[str, ...]:
        """Schools where an entry has a place."""
        return tuple(row[0] for row in self.db.execute("SELECT DISTINCT school FROM place WHERE entry = ?", (entry,)))

    def _set_known(self, known: Iterable[str]) -> None:
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS known (school TEXT PRIMARY KEY) WITHOUT ROWID")
        self.db.execute("DELETE FROM known")
        self.db.executemany("INSERT OR IGNORE INTO known VALUES (?)", [(one,) for one in known])

    def unknown_places(
        self, known: Iterable[str]
    ) -> list[tuple[int, str, str, str, int, tuple[str, ...], tuple[str, ...]]]:
        """(entry, kind, key, file, line, unknown schools, known schools) of entries with a place in no known school."""
        self._set_known(known)
        rows = self.db.execute(
            "SELECT e.id, e.kind, e.key, f.name, e.line, p.school, k.school IS NOT NULL FROM entry e"
            " JOIN place p ON p.entry = e.id JOIN file f ON f.id = e.file LEFT JOIN known k ON k.school = p.school"
            " WHERE e.id IN (SELECT entry FROM place WHERE school NOT IN (SELECT school FROM known))"
            " ORDER BY e.kind, e.key, p.school"
        )
        heads: dict[int, tuple[str, str, str, int]] = {}
        unknown: dict[int, list[str]] = {}
        kept: dict[int, list[str]] = {}
        for entry, kind, key, file, line, school, is_known in rows:
            heads[entry] = (kind, key, file, line)
            (kept if is_known else unknown).setdefault(entry, []).append(school)
        return [(entry, *head, tuple(unknown[entry]), tuple(kept.get(entry, ()))) for entry, head in heads.items()]

    def drop_places(self, known: Iterable[str]) -> None:
        """Forget the places in schools that are not known."""
        self._set_known(known)
        self.db.execute("DELETE FROM place WHERE school NOT IN (SELECT school FROM known)")

    def schools_with_people(self) -> list[str]:
        """Join keys of the schools where someone has a place."""
        return [
            row[0]
            for row in self.db.execute(
                "SELECT school FROM place UNION SELECT school FROM leaving UNION SELECT school FROM extra ORDER BY 1"
            )
        ]

    # Reading ---------------------------------------------------------------

    def of_kind(self, kind: str) -> Iterator[tuple[str, str, str, int, bytes]]:
        """(key, degree, file, line, body) of every entry of a small kind, by key, second degree first."""
        return iter(
            self.db.execute(
                "SELECT e.key, e.degree, f.name, e.line, e.body FROM entry e JOIN file f ON f.id = e.file"  # noqa: S608
                f" WHERE e.kind = ? ORDER BY e.key, {_DEGREE_ORDER}",
                (kind,),
            )
        )

    def school_keys(self) -> list[str]:
        """Join keys of the schools of the export."""
        return [
            row[0] for row in self.db.execute("SELECT DISTINCT key FROM entry WHERE kind = ? ORDER BY 1", (SCHOOL,))
        ]

    def people_of(self, school: str, kind: str) -> list[tuple[str, str, int, int, bytes]]:
        """(key, degree, file, line, body) of a school's pupils or staff, by key, second degree first."""
        return self.db.execute(
            "SELECT e.key, e.degree, e.file, e.line, e.body FROM place p JOIN entry e ON e.id = p.entry"  # noqa: S608
            f" WHERE p.school = ? AND p.kind = ? ORDER BY e.key, {_DEGREE_ORDER}",
            (school, kind),
        ).fetchall()

    def by_keys(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        """Bodies by key; the second degree's wins."""
        found: dict[str, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 900):
            some = wanted[start : start + 900]
            marks = ", ".join("?" * len(some))
            found.update(
                self.db.execute(
                    f"SELECT key, body FROM entry WHERE kind = ? AND key IN ({marks}) ORDER BY {_DEGREE_ORDER} DESC",  # noqa: S608
                    (kind, *some),
                )
            )
        return found

    def kept_keys(self, kind: str) -> set[str]:
        """Keys of refused records of a kind."""
        return {row[0] for row in self.db.execute("SELECT key FROM kept WHERE kind = ?", (kind,))}

    def file_name(self, file: int) -> str:
        """The name of a file by its number here."""
        return str(self.db.execute("SELECT name FROM file WHERE id = ?", (file,)).fetchone()[0])

    def sizes(self) -> dict[str, int]:
        """How many people of the export have a place in each school."""
        return dict(self.db.execute("SELECT school, count(*) FROM place GROUP BY school"))

    def count(self, kind: str) -> int:
        """How many different records of a kind there are."""
        return int(self.db.execute("SELECT count(DISTINCT key) FROM entry WHERE kind = ?", (kind,)).fetchone()[0])

    # Deltas -----------------------------------------------------------------

    def changes(self) -> list[tuple[str, int, int, str, str, str, bytes]]:
        """(file, line, file number, kind, operation, key, body) of the deltas' requests, in the order they hold."""
        return self.db.execute(
            "SELECT f.name, c.line, c.file, c.kind, c.op, c.key, c.body FROM change c JOIN file f ON f.id = c.file"
            " ORDER BY c.day, f.name, c.line"
        ).fetchall()

    def take_out(self, kind: str, key: str) -> None:
        """Forget the entries of a record."""
        numbers = [row[0] for row in self.db.execute("SELECT id FROM entry WHERE kind = ? AND key = ?", (kind, key))]
        self.drop(numbers)

    def put(
        self, kind: str, key: str, file: int, line: int, body: bytes, schools: Iterable[str], guardians: Iterable[str]
    ) -> None:
        """Put a record in place of its former entries."""
        degree = self.db.execute("SELECT min(degree) FROM entry WHERE kind = ? AND key = ?", (kind, key)).fetchone()[0]
        self.take_out(kind, key)
        entry = self.db.execute(
            "INSERT INTO entry (kind, key, degree, file, line, body) VALUES (?, ?, ?, ?, ?, ?)",
            (kind, key, degree or "", file, line, body),
        ).lastrowid
        self.db.executemany("INSERT INTO place VALUES (?, ?, ?)", [(school, kind, entry) for school in schools])
        self.db.executemany("INSERT INTO link VALUES (?, ?)", [(guardian, entry) for guardian in guardians])

    def leave(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """(school, kind, key): this record leaves this school by name."""
        self.db.executemany("INSERT INTO leaving VALUES (?, ?, ?)", list(rows))

    def leaving(self, school: str, kind: str) -> set[str]:
        """Keys of the records of a kind that leave a school by name."""
        return {
            row[0] for row in self.db.execute("SELECT key FROM leaving WHERE school = ? AND kind = ?", (school, kind))
        }

    def add_extra(self, rows: Iterable[tuple[str, str]]) -> None:
        """(school, guardian): guardians that change without their pupils."""
        self.db.executemany("INSERT INTO extra VALUES (?, ?)", list(rows))

    def unaccompanied(self, school: str) -> list[str]:
        """Guardians of a school that change without their pupils."""
        return [row[0] for row in self.db.execute("SELECT DISTINCT guardian FROM extra WHERE school = ?", (school,))]

    # People of several schools ----------------------------------------------

    def find_shared(self) -> None:
        """List the people of more than one school, so that they are written once, before the schools."""
        self.db.execute("DELETE FROM shared")
        self.db.execute(
            "INSERT INTO shared SELECT e.kind, e.key, '' FROM entry e JOIN place p ON p.entry = e.id"
            " GROUP BY e.kind, e.key HAVING count(DISTINCT p.school) > 1"
        )
        self.db.execute(
            "INSERT INTO shared SELECT 'guardian', guardian, '' FROM extra"
            " GROUP BY guardian HAVING count(DISTINCT school) > 1"
        )
        self.db.execute(
            "INSERT OR IGNORE INTO shared SELECT 'guardian', l.guardian, ''"
            " FROM link l JOIN place p ON p.entry = l.entry"
            " WHERE EXISTS (SELECT 1 FROM entry g WHERE g.kind = 'guardian' AND g.key = l.guardian)"
            " GROUP BY l.guardian HAVING count(DISTINCT p.school) > 1"
        )

    def shared_keys(self, kind: str) -> list[str]:
        """Keys of the shared records of a kind."""
        return [row[0] for row in self.db.execute("SELECT key FROM shared WHERE kind = ? ORDER BY key", (kind,))]

    def shared_count(self) -> int:
        """How many people have places in several schools."""
        return int(self.db.execute("SELECT count(*) FROM shared").fetchone()[0])

    def count_changes(self) -> int:
        """How many requests of deltas there are."""
        return int(self.db.execute("SELECT count(*) FROM change").fetchone()[0])

    def note_shared(self, kind: str, done: Iterable[tuple[str, str]]) -> None:
        """Note what was done to shared people: (op, key)."""
        self.db.executemany(
            "UPDATE shared SET op = ? WHERE kind = ? AND key = ?", [(op, kind, key) for op, key in done]
        )


__all__ = ["GUARDIAN", "PEOPLE", "PROGRAMME", "STAFF", "STUDENT", "SUBJECT", "Staging"]
