"""Class diary (cahier de textes): what was done in each lesson, what is to do for when, and who has done it.

Not when lessons are held (`timetable`), nor work handed in and corrected (`submissions`). A diary is the school's: it
outlives the lessons it hangs on, and stays at the disposal of inspection.
"""
