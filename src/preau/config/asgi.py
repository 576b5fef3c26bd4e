"""Entry point of the streams (live events). Pages are WSGI: see preau.config.wsgi."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

from preau.kernel.streams.app import Streams  # noqa: E402

application = Streams()
