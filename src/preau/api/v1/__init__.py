"""Version 1, one file for each room whose resources it offers: `router = Router()` and operations under `needs`."""

from preau.api.v1 import directory, identity, oneroster, portal

ROUTERS = (identity.router, directory.router, portal.router, oneroster.router)
