"""Acts on many: for how many is read first, and read again when it changed meanwhile.

The page that says the number carries it (`nombre`) with the choice that it repeats, and says when it changed
(`read_again` of console/_chosen.html).
"""

from django.http import HttpRequest

NUMBER = "nombre"


def figures(*counts: int | None) -> str:
    """Several numbers that a page says of one act, as its form carries them."""
    return ".".join("" if one is None else str(one) for one in counts)


def moved(request: HttpRequest, number: str) -> bool:
    """Whether what the sent page said of an act (`figures`) is no longer so. For acts that a version guards besides:
    the caller looks first whether somebody else was quicker, which says more.
    """
    return request.method == "POST" and request.POST.get(NUMBER, number) != number


def differs(request: HttpRequest, count: int) -> bool:
    """Whether those the act is for are not as many as were read of: then it is read again before it is done."""
    return request.method == "POST" and request.POST.get(NUMBER) != str(count)


def is_done(request: HttpRequest, count: int) -> bool:
    """Whether the act is asked for, as it was read."""
    return request.method == "POST" and count > 0 and not differs(request, count)
