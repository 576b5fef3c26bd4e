"""Pages of this room."""

from django.http import Http404

from preau.access.public import Hat, SchoolRef


def school_of(hat: Hat) -> SchoolRef:
    """The school where a hat of staff writes; there is none for others."""
    if hat.school is None:
        raise Http404
    return hat.school
