"""How many notices wait for somebody: read with their account, at the beginning of each page (identity.selectors).

An expression over `a.person_id`. A notice is open or it is not: nothing here depends on the hour, so that the bell, the
page and the count can never say different things.
"""

UNREAD = """SELECT COUNT(*) FROM notifications_notice w
              WHERE w.person_id = a.person_id AND w.read_at IS NULL AND w.ended_at IS NULL"""
