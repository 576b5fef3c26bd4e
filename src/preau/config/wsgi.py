"""Entry point of the pages."""

import os

from preau.kernel.process import follow_server

follow_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
