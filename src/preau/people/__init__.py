"""Screens about oneself that every profile has: preferences, own data, an adult pupil's choices.

Not the administration desk.
"""
