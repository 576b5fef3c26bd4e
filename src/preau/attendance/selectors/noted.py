"""Absences noted by roll calls in the lessons of one teacher, and lessons that pupils missed, as statements written by
hand, which others narrow: home pages ask them.
"""

import datetime as dt
import uuid
from typing import Any

from preau.attendance.enums import State
from preau.kernel import sql

MOVED = dt.timedelta(days=30)
"""How far from its day in the regular week a lesson that was moved is looked for."""
_NOTED = f"""
    SELECT l.id AS lesson_id, m.pupil_id
      FROM (SELECT o.id, o.slot_id FROM timetable_slotteacher t
              JOIN timetable_lesson o ON o.school_id = t.school_id AND o.slot_id = t.slot_id
               AND o.day BETWEEN %(first)s AND %(last)s
             WHERE t.school_id = %(school)s AND t.teacher_id = %(teacher)s
            UNION SELECT o.id, o.slot_id FROM timetable_change c JOIN timetable_lesson o ON o.id = c.lesson_id
             WHERE c.school_id = %(school)s AND c.teacher_id = %(teacher)s) l
      JOIN attendance_rollcall r ON r.lesson_id = l.id AND r.version > 0 AND r.day BETWEEN %(since)s AND %(until)s
      JOIN attendance_mark m ON m.roll_call_id = r.id AND m.state = '{State.ABSENT.value}'
      JOIN attendance_absence a ON a.id = m.absence_id AND NOT a.is_void
     WHERE NOT EXISTS (SELECT 1 FROM timetable_change x
                        WHERE x.school_id = %(school)s AND x.lesson_id = l.id AND x.is_cancelled)
       AND EXISTS (SELECT 1 FROM timetable_slotpupils p WHERE p.school_id = %(school)s AND p.slot_id = l.slot_id AND (
             EXISTS (SELECT 1 FROM directory_enrollment e
                      WHERE e.school_id = %(school)s AND e.student_id = m.pupil_id AND e.homeroom_id = p.homeroom_id
                        AND e.left_on IS NULL)
             OR EXISTS (SELECT 1 FROM directory_groupmembership g
                         WHERE g.school_id = %(school)s AND g.student_id = m.pupil_id AND g.group_id = p.group_id)))"""  # noqa: S608 (ours)


STILL_MISSED = f"""
    SELECT h.* FROM (
      SELECT g.*, l.slot_id, COALESCE(x.day, l.day) AS day, COALESCE(x.starts, s.starts) AS starts,
             COALESCE(x.ends, s.ends) AS ends
        FROM given g JOIN timetable_lesson l ON l.id = g.lesson_id JOIN timetable_slot s ON s.id = l.slot_id
        LEFT JOIN timetable_change x ON x.school_id = g.school_id AND x.lesson_id = l.id
       WHERE x.is_cancelled IS NOT TRUE) h
     WHERE EXISTS (SELECT 1 FROM attendance_absence a
                    WHERE a.school_id = h.school_id AND a.pupil_id = h.pupil_id AND NOT a.is_void
                      AND a.first_on <= h.day AND a.last_on >= h.day
                      AND (EXISTS (SELECT 1 FROM attendance_rollcall r
                                    WHERE r.lesson_id = h.lesson_id AND r.version > 0)
                           OR ((a.first_on < h.day OR a.starts < h.ends) AND (a.last_on > h.day OR a.ends > h.starts))))
       AND NOT EXISTS (SELECT 1 FROM attendance_rollcall r
                        WHERE r.lesson_id = h.lesson_id AND r.version > 0
                          AND NOT EXISTS (SELECT 1 FROM attendance_mark m
                                           WHERE m.roll_call_id = r.id AND m.pupil_id = h.pupil_id
                                             AND m.state = '{State.ABSENT.value}'))
       AND EXISTS (SELECT 1 FROM timetable_slotpupils p WHERE p.school_id = h.school_id AND p.slot_id = h.slot_id AND (
             EXISTS (SELECT 1 FROM directory_enrollment e
                      WHERE e.school_id = h.school_id AND e.student_id = h.pupil_id AND e.homeroom_id = p.homeroom_id
                        AND e.left_on IS NULL)
             OR EXISTS (SELECT 1 FROM directory_groupmembership k
                         WHERE k.school_id = h.school_id AND k.student_id = h.pupil_id AND k.group_id = p.group_id)))"""  # noqa: S608 (ours)
"""Of `given` (school_id, pupil_id, lesson_id and more), a table of the statement around: what the pupil missed, as
`missed.lessons_missed` has it, with when it was held (day, starts, ends). The roll call says so; where nobody called
it, what is known of the absence.
"""


def absences_noted(
    school_id: uuid.UUID, teacher_id: uuid.UUID, since: dt.date, until: dt.date
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """That pupils were noted absent (lesson_id, pupil_id), between two days, in lessons that somebody teaches or stands
    in for and that were held; of pupils who are still of them. A statement and its values: nothing is read yet, who
    counts narrows it first.
    """
    return " ".join(_NOTED.split()), {
        "school": sql.key(school_id), "teacher": sql.key(teacher_id), "since": since, "until": until,
        "first": since - MOVED, "last": until + MOVED,
    }  # fmt: skip
