"""Words: what a school writes to the families of some pupils, to be read or signed, with what each answered.

Not a conversation: what calls for one is a message (`messaging`); what is for everyone is news (`news`). A word stays
with its pupil, its answers and its replies. Who signs for whom is asked of the directory at each act.
"""
