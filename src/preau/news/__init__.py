"""News: what a school lets everyone know, to whom it chooses, read before it is published, with a beginning and an end.

Answers nobody: what waits for a reply is a message (`messaging`), what is signed a word to a family (`liaison`). Who is
reached is asked of `preau.access`; how people hear of it is for `preau.notifications`.
"""
