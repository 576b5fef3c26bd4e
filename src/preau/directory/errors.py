"""What the directory refuses to do, said in French to the person who asked."""


class Refused(ValueError):
    """A write that a rule of the directory forbids; the message is for the person who asked."""


class Overtaken(Refused):
    """Someone else changed the thing since the person read it; nothing was written."""


class Unknown(LookupError):
    """The thing named does not exist in the open scope; pages answer 404."""


class Settled(Unknown):
    """Somebody else has done it meanwhile, or something that excludes it: pages of those who could have say so."""
