"""Version 1, one file for each room whose resources it offers (`writing`: those of messages that are being written;
`opening`: files of all of them):
`router = Router()` and operations under `needs`."""

from preau.api.v1 import (
    directory,
    identity,
    liaison,
    messaging,
    news,
    notifications,
    oneroster,
    opening,
    portal,
    writing,
)

ROUTERS = (
    identity.router, directory.router, portal.router, messaging.router, writing.router, news.router, liaison.router,
    opening.router, notifications.router, oneroster.router,
)  # fmt: skip
