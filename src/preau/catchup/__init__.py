"""Catch-up packs: for an absence, recorded or announced, the lessons missed, with what was done and given in each, as
their teachers release them, in an order to do them.

Not who is away (`attendance`), nor what is written of a lesson (`diary`): a pack gathers both anew each time it is
read, and keeps only that a lesson was released, with a word of its teacher, and that a pupil did it.
"""
