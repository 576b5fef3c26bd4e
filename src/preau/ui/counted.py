"""Acts on many: for how many is read first, and read again when it changed meanwhile.

The page that says the number carries it (`nombre`) with the choice that it repeats, and says when it changed
(`read_again` of console/_chosen.html).
"""

from django.http import HttpRequest

NUMBER = "nombre"


def differs(request: HttpRequest, count: int) -> bool:
    """Whether those the act is for are not as many as were read of: then it is read again before it is done."""
    return request.method == "POST" and request.POST.get(NUMBER) != str(count)


def is_done(request: HttpRequest, count: int) -> bool:
    """Whether the act is asked for, as it was read."""
    return request.method == "POST" and count > 0 and not differs(request, count)
