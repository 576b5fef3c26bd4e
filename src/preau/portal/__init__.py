"""Home page of each profile, pages of classes and schools, public footer pages. Cards come from the rooms' slots.

Not for administration (console), nor for what a room of its own shows (timetable, class diary, messages).
"""
