"""Attendance: who was there in a lesson, who was not, why, and who said so.

Not what is taught or when (`timetable`), nor punishments (`conduct`). Official counts by half-day, thresholds and
letters are made of the same rows.
"""
