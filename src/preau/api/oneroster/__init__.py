"""OneRoster 1.2, rostering service, read only: what a school or a collectivity lets a partner's tool read.

No contact data, no guardians, no birth date: classes and who is in them. A collectivity's token reads schools, sessions
and staff, never a pupil.
"""
