"""What people are told, and how it reaches them: the bell, the page of notices, mail, push, short messages, calm hours.

Rooms declare the kinds of notices they send in `notices.py` and send them by `public.notify`. Not the contents
themselves: a notice says that there is something to read and leads there; messages, words and news have rooms.

Events published: "notifications.changed", to the persons concerned: what waits for them changed. Its payload says how
many more there are for each (`more`) and over how many seconds open pages may spread before they ask for the exact
count (`spread`).
"""
