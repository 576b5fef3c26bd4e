"""The API: what pages show and do, for other tools, over the same selectors, services and rights.

Each room's resources are in `v1/<room>.py`. No rule of its own about who may see what: hats come from preau.access,
and a token narrows them. Not for our own pages, which need no API.
"""
