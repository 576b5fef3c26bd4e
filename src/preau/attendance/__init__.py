"""Attendance: who was there in a lesson, who was not, why, and who said so.

Not what is taught or when (`timetable`), nor punishments (`conduct`). Official counts by half-day, thresholds and
letters are made of the same rows.

Events: `attendance.called` (a roll call was written; `absences`: those of which families are to be asked) and
`attendance.changed` (open boards of a school look again; nothing else is told).
"""
