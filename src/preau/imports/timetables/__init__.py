"""Timetables that other programs write: read to one form, compared with the week that stands, then written.

What is written of them is the timetable's (preau.timetable.services.receiving); nothing here knows a page of lessons.
"""
