"""Safety of exchanges: reports made at any hour, accounts that were stolen, sendings held, what a crisis closes.

Not the rules of who may write to whom (preau.access), nor messages themselves (preau.messaging): it freezes what it was
shown, and asks messaging to take back or to hold. Nothing here ever tells a person reported who reported them.
"""
