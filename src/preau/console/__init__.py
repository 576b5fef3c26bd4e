"""Administration: schools, guardians and decisions, pairs of records, the journal. Reads many rooms, is read by none.

Not for imports, whose pages live in their own room and show here as a panel.
"""
