"""Fills mailboxes for `make bench-link`: exchanges of four messages between a guardian and a member of staff.

Written by the database itself, in the order of time, without its indexes, which are made after: as a platform would
restore its own. Texts are drawn from a thousand, so that their words are not asked of PostgreSQL twenty million times.
"""

import random
from typing import Any

import psycopg
from psycopg import sql

IN_AN_EXCHANGE = 4
TEXTS = 1000
_TABLES = ("messaging_message", "messaging_words", "messaging_recipient", "messaging_delivery", "messaging_concern")
_WORDS = """
sortie voyage réunion cahier contrôle devoir lecture cantine trousse rendez-vous conseil classe absence retard
justifier semaine mardi jeudi vendredi matin midi bulletin progrès effort élève professeur autorisation signature
piscine théâtre musée train départ retour carnet manuel livre rendre exposé groupe projet atelier orientation stage
entreprise dossier inscription examen oral écrit mathématiques français histoire anglais espagnol sciences physique
chimie sport certificat médecin infirmerie assurance photographie ordinateur connexion message réponse merci bonjour
cordialement confirmer présence salle horaire changement annulé reporté nouveau prochain dernier première seconde
terminale parents famille"""

_PEOPLE = """
CREATE TEMP TABLE pools AS
 SELECT a.school_id, replace(CAST(a.school_id AS text), '-', '') AS box, array_agg(a.person_id ORDER BY a.id) AS ids,
        array_agg(a.profile ORDER BY a.id) AS profiles,
        array_agg(p.given_name || ' ' || p.family_name ORDER BY a.id) AS names
   FROM directory_affiliation a JOIN directory_person p ON p.id = a.person_id
  WHERE a.state = 'active' AND a.profile IN ('National_ens', 'National_dir', 'National_evs') GROUP BY a.school_id;
CREATE TEMP TABLE families AS
 SELECT row_number() OVER (ORDER BY g.id) - 1 AS n, g.guardian_id, g.student_id, g.school_id,
        p.given_name || ' ' || p.family_name AS name
   FROM directory_guardianship g JOIN directory_person p ON p.id = g.guardian_id WHERE g.ended_at IS NULL;
CREATE UNIQUE INDEX ON families (n);
ANALYZE families; ANALYZE pools;
CREATE TEMP TABLE texts (n int PRIMARY KEY, text text, words tsvector)"""

# Ids of version 7 (RFC 9562) for the moment of each message: 300 days, evenly.
_IDS = """
CREATE FUNCTION pg_temp.moment(i bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
 $$ SELECT to_timestamp({start} + i * {step}) $$;
CREATE FUNCTION pg_temp.id(i bigint, what text) RETURNS uuid LANGUAGE sql IMMUTABLE AS
 $$ SELECT CAST(lpad(to_hex(CAST(({start} + i * {step}) * 1000 AS bigint)), 12, '0') || '7' ||
        substr(md5(what || i), 1, 3) || '8' || substr(md5(what || i), 4, 15) AS uuid) $$"""

# One row for each message: who writes to whom about which child.
_EACH = """
 FROM (SELECT i, i / {four} AS exchange, i % 2 = 0 AS of_staff FROM generate_series(CAST(0 AS bigint), {last}) AS i) e
 JOIN families f ON f.n = e.exchange % {families}
 JOIN pools s ON s.school_id = f.school_id
 CROSS JOIN LATERAL (SELECT 1 + CAST(e.exchange / {families} + f.n AS int) % cardinality(s.ids) AS k) c
 JOIN texts t ON t.n = e.i % {texts}"""
_FILL = (
    """
INSERT INTO messaging_message (id, thread, school_id, sender, sender_id, box, profile, state, version, to_all, subject,
       text, expects_answer, attached, written_at, sent_at, delivers_at, delivered_at, readers, problem, about_id)
SELECT pg_temp.id(i, 'm'), pg_temp.id(exchange * {four}, 'm'), f.school_id,
       CASE WHEN of_staff THEN s.names[k] ELSE f.name END, CASE WHEN of_staff THEN s.ids[k] ELSE f.guardian_id END,
       CASE WHEN of_staff THEN s.box ELSE 'guardian' END,
       CASE WHEN of_staff THEN s.profiles[k] ELSE 'National_tut' END, 'sent', 2, false, left(t.text, 40), t.text,
       false, 0,
       pg_temp.moment(i), pg_temp.moment(i), pg_temp.moment(i), pg_temp.moment(i), 1, '',
       CASE WHEN of_staff THEN NULL ELSE f.student_id END{each}""",
    """
INSERT INTO messaging_words (message_id, everyone, staff, own)
SELECT pg_temp.id(i, 'm'), t.words, '', ''{each}""",
    """
INSERT INTO messaging_recipient (id, message_id, kind, person_id, "group", title)
SELECT pg_temp.id(i, 'r'), pg_temp.id(i, 'm'), 'to', CASE WHEN of_staff THEN f.guardian_id ELSE s.ids[k] END, '',
       ''{each}""",
    # The last tenth waits to be read.
    """
INSERT INTO messaging_delivery (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred)
SELECT pg_temp.id(i, 'd'), CASE WHEN of_staff THEN f.guardian_id ELSE s.ids[k] END,
       CASE WHEN of_staff THEN 'guardian' ELSE s.box END, 'inbox', pg_temp.id(i, 'm'),
       pg_temp.id(exchange * {four}, 'm'), 'to', CASE WHEN of_staff THEN 'National_tut' ELSE s.profiles[k] END,
       i < {last} * 0.9, i % 50 = 0{each}""",
    """
INSERT INTO messaging_delivery (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred)
SELECT pg_temp.id(i, 'f'), CASE WHEN of_staff THEN s.ids[k] ELSE f.guardian_id END,
       CASE WHEN of_staff THEN s.box ELSE 'guardian' END, 'sent', pg_temp.id(i, 'm'),
       pg_temp.id(exchange * {four}, 'm'), 'from', CASE WHEN of_staff THEN s.profiles[k] ELSE 'National_tut' END,
       true, false{each}""",
    """
INSERT INTO messaging_concern (id, delivery_id, child_id)
SELECT pg_temp.id(i, 'c'), pg_temp.id(i, 'd'), f.student_id{each} WHERE of_staff""",
)


def fill(url: str, messages: int, *, start: float) -> int:
    """That many messages, two copies of each, from `start` (seconds since the epoch) over 300 days.

    Gives the bytes of the database.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        connection.execute(_PEOPLE)  # type: ignore[arg-type]
        drawn, words = random.Random(1), _WORDS.split()
        for number in range(TEXTS):
            text = " ".join(drawn.choices(words, k=28)).capitalize() + "."
            connection.execute(
                "INSERT INTO texts VALUES (%s, %s, to_tsvector('french', translate(lower(%s), 'éèêàùç', 'eeeauc')))",
                [number, text, text],
            )
        connection.execute(_IDS.format(start=start, step=300 * 86400 / messages))  # type: ignore[arg-type]
        families = _one(connection, "SELECT count(*) FROM families")
        each = _EACH.format(four=IN_AN_EXCHANGE, last=messages - 1, families=families, texts=TEXTS)
        again = _without_indexes(connection)
        for statement in _FILL:
            connection.execute(statement.format(each=each, four=IN_AN_EXCHANGE, last=messages))  # type: ignore[arg-type]
        connection.execute("SET maintenance_work_mem = '512MB'")
        for statement in again:
            connection.execute(statement)  # type: ignore[arg-type]
        connection.execute("VACUUM ANALYZE")
        return int(_one(connection, "SELECT pg_database_size(current_database())"))


def _one(connection: psycopg.Connection[Any], statement: str) -> Any:
    row = connection.execute(statement).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Takes indexes and unique constraints off these tables; the statements that make them again."""
    found = connection.execute(
        """
        SELECT CAST(i.indexrelid AS regclass)::text, CAST(i.indrelid AS regclass)::text,
               pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
          FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'p')
         WHERE i.indrelid = ANY (CAST(%s AS regclass[])) AND NOT i.indisprimary""",
        [list(_TABLES)],
    ).fetchall()
    again = []
    for index, table, definition, constraint, said in found:
        if constraint:
            off = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(constraint))
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {said}')
        else:
            off = sql.SQL("DROP INDEX {}").format(sql.Identifier(index))
            again.append(definition)
        connection.execute(off)
    return again
