"""A year of class diaries, ticks, roll calls and absences, written by the database itself for `make bench-teaching`.

An entry for every second lesson, work given in every third, three quarters of a class ticking it, one pupil in forty
away each day. Numbers are as the application gives them, those of a day beside each other. Keys between tables are not
looked up for each row (`session_replication_role`): everything comes from rows that are there.
"""

from typing import Any

NUMBERED = """
    CREATE OR REPLACE FUNCTION pg_temp.numbered(day date) RETURNS uuid LANGUAGE sql VOLATILE AS $$
      SELECT (substr(told, 1, 8) || '-' || substr(told, 9) || '-7' || substr(gen_random_uuid()::text, 16))::uuid
        FROM lpad(to_hex(extract(epoch FROM day)::bigint * 1000 + (random() * 86400000)::bigint), 12, '0') AS told
    $$"""
HELD = """
    CREATE OR REPLACE FUNCTION pg_temp.held(day date, today date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
      SELECT CASE WHEN day > today + 7 THEN day - 364 ELSE day END
    $$"""
"""When a lesson was held, as if the year were over: what is still to come was a year ago."""
EMPTIED = (
    "diary_done", "diary_workunit", "diary_work", "diary_entryunit", "diary_entry", "attendance_mark",
    "attendance_justification", "attendance_absence", "attendance_rollcall",
)  # fmt: skip
ENTRIES = """
    INSERT INTO diary_entry (id, school_id, school_year_id, lesson, day, starts, subject_code, subject, text,
                             appears_at, published_at, attached, version, changed_at, written_by, written_by_id)
    SELECT pg_temp.numbered(h.day), l.school_id, s.school_year_id, l.id, h.day, s.starts, s.subject_code,
           s.subject_code, repeat('Vu en classe : exercices corrigés, une notion de plus. ', 4), h.day + time '18:00',
           h.day + time '18:00', 0, 1, h.day + time '18:00', 'M. Exemple',
           (SELECT t.teacher_id FROM timetable_slotteacher t
             WHERE t.school_id = l.school_id AND t.slot_id = s.id LIMIT 1)
      FROM timetable_lesson l JOIN timetable_slot s ON s.id = l.slot_id
     CROSS JOIN LATERAL (SELECT pg_temp.held(l.day, %(today)s) AS day) h
     WHERE h.day <= %(today)s AND hashtext(l.id::text) %% 2 = 0 ORDER BY h.day"""
ENTRY_UNITS = """
    INSERT INTO diary_entryunit (id, school_id, entry_id, unit, label, day)
    SELECT pg_temp.numbered(e.day), e.school_id, e.id, coalesce(p.homeroom_id, p.group_id), '2de', e.day
      FROM diary_entry e JOIN timetable_lesson l ON l.id = e.lesson
      JOIN timetable_slotpupils p ON p.school_id = l.school_id AND p.slot_id = l.slot_id ORDER BY e.day"""
WORKS = """
    INSERT INTO diary_work (id, school_id, school_year_id, subject_code, subject, kind, text, minutes, given_on,
                            given_lesson, appears_at, published_at, attached, version, changed_at, written_by,
                            written_by_id)
    SELECT pg_temp.numbered(h.day), l.school_id, s.school_year_id, s.subject_code, s.subject_code, 'exercise',
           repeat('Exercices 4 à 7, page 112. ', 3), 20, h.day, l.id, h.day + time '18:00', h.day + time '18:00', 0, 1,
           h.day + time '18:00', 'M. Exemple',
           (SELECT t.teacher_id FROM timetable_slotteacher t
             WHERE t.school_id = l.school_id AND t.slot_id = s.id LIMIT 1)
      FROM timetable_lesson l JOIN timetable_slot s ON s.id = l.slot_id
     CROSS JOIN LATERAL (SELECT pg_temp.held(l.day, %(today)s) AS day) h
     WHERE h.day <= %(today)s AND hashtext(l.id::text) %% 3 = 0 ORDER BY h.day"""
WORK_UNITS = """
    INSERT INTO diary_workunit (id, school_id, work_id, unit, label, due_on)
    SELECT pg_temp.numbered(w.given_on), w.school_id, w.id, coalesce(p.homeroom_id, p.group_id), '2de', w.given_on + 7
      FROM diary_work w JOIN timetable_lesson l ON l.id = w.given_lesson
      JOIN timetable_slotpupils p ON p.school_id = l.school_id AND p.slot_id = l.slot_id ORDER BY w.given_on"""
TICKS = """
    INSERT INTO diary_done (id, school_id, pupil_id, work_id, minutes)
    SELECT pg_temp.numbered(u.due_on), u.school_id, e.student_id, u.work_id,
           CASE WHEN hashtext(u.work_id::text || e.student_id::text) %% 20 = 0 THEN 15 END
      FROM diary_workunit u JOIN directory_enrollment e
        ON e.school_id = u.school_id AND e.homeroom_id = u.unit AND e.left_on IS NULL
     WHERE hashtext(e.student_id::text || u.work_id::text) %% 4 <> 0 ORDER BY u.due_on
    ON CONFLICT DO NOTHING"""
ROLLS = """
    INSERT INTO attendance_rollcall (id, school_id, lesson_id, day, starts, ends, called_at, changed_at, called_by,
                                     expected, version)
    SELECT pg_temp.numbered(h.day), l.school_id, l.id, h.day, s.starts, s.ends, h.day, h.day, '', 30, 1
      FROM timetable_lesson l JOIN timetable_slot s ON s.id = l.slot_id
     CROSS JOIN LATERAL (SELECT pg_temp.held(l.day, %(today)s) AS day) h
     WHERE h.day < %(today)s - 7 ORDER BY h.day"""
ABSENCES = """
    INSERT INTO attendance_absence (id, school_id, pupil_id, first_on, starts, last_on, ends, origin, reason, is_over,
                                    is_void, told, version)
    SELECT pg_temp.numbered(d.day), e.school_id, e.student_id, d.day, 480, d.day, 1020, 'seen',
           CASE WHEN d.day < %(today)s - 7 THEN 'illness' ELSE '' END, true, false, 1, 1
      FROM (SELECT DISTINCT school_id, pg_temp.held(day, %(today)s) AS day FROM timetable_lesson) d
      JOIN directory_enrollment e ON e.school_id = d.school_id AND e.left_on IS NULL AND e.homeroom_id IS NOT NULL
     WHERE d.day <= %(today)s AND hashtext(e.student_id::text || d.day::text) %% 40 = 0 ORDER BY d.day"""
MARKS = """
    INSERT INTO attendance_mark (id, school_id, roll_call_id, pupil_id, day, state, minutes, absence_id, observed_at,
                                 observed_by)
    SELECT pg_temp.numbered(a.first_on), a.school_id, r.id, a.pupil_id, a.first_on, 'absent', 0, a.id, a.first_on, ''
      FROM attendance_absence a
      JOIN directory_enrollment e ON e.school_id = a.school_id AND e.student_id = a.pupil_id AND e.left_on IS NULL
      JOIN timetable_slotpupils p ON p.school_id = a.school_id AND p.homeroom_id = e.homeroom_id
      JOIN timetable_lesson l ON l.slot_id = p.slot_id
      JOIN attendance_rollcall r ON r.lesson_id = l.id AND r.day = a.first_on ORDER BY a.first_on
    ON CONFLICT DO NOTHING"""
FILLED = {
    "entries of class diaries": (ENTRIES, ENTRY_UNITS),
    "pieces of work": (WORKS, WORK_UNITS),
    "ticks": (TICKS,),
    "rows of roll calls and absences": (ROLLS, ABSENCES, MARKS),
}


def fill(cursor: Any, today: Any) -> dict[str, int]:
    """Write all of it anew; how many rows of each, keys to classes left out."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} CASCADE")
    cursor.execute(NUMBERED)
    cursor.execute(HELD)
    counts = {}
    for name, statements in FILLED.items():
        counts[name] = 0
        for statement in statements:
            cursor.execute(statement, {"today": today})
            if statement not in (ENTRY_UNITS, WORK_UNITS):
                counts[name] += cursor.rowcount
            cursor.execute("ANALYZE")
    cursor.execute("SET session_replication_role = origin")
    return counts
