"""« Aide »: the school's telephone and hours, help for the page one came from, a request that somebody answers.

Open before sign-in. Not reports of violence, nor difficulties of access with a page (preau.portal), nor messages: a
request goes to the few whom a school names, is answered once, and climbs when nobody does.
"""
