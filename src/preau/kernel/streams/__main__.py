"""`python -m preau.kernel.streams`: the streams' server, one of the three children of `preau serve`."""

import os
import sys
from typing import Any

import django
import uvicorn
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

from preau.kernel.streams.app import Streams  # noqa: E402


class Server(uvicorn.Server):
    """uvicorn's, that closes open streams when it is told to stop; else it would wait for them."""

    def __init__(self, streams: Streams, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: Any = None) -> None:
        """Close streams, then the rest."""
        self._streams.close_all()
        await super().shutdown(sockets)


def main() -> int:
    """Serve the streams on PORT+1 until told to stop."""
    streams = Streams()
    config = uvicorn.Config(
        streams,
        host=settings.BIND,
        port=settings.PORT + 1,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        backlog=4096,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    server = Server(streams, config)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
