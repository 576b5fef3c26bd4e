"""Timetable: what is taught, to whom, when and where; the regular week, the dated lessons, and what differs from it.

Not what was done in a lesson or is due for one (`diary`), nor who was there (`attendance`): both hang on its
lessons. Who is in a class or a group is asked of the directory.
"""
