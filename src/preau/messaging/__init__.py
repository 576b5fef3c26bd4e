"""Messages between people: boxes, conversations, writing, who is reached and when.

Not the rules of who may write to whom (preau.access), nor what rings (preau.notifications), nor words to sign.
"""
