"""Entry point of the pages."""

import os
import threading

from preau.kernel.process import follow_server

follow_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from preau.ui.jinja import PRELOAD_AFTER, preload  # noqa: E402

# A page that is asked for at once compiles what it needs; the rest follows when the start is over.
_aside = threading.Timer(PRELOAD_AFTER, preload)
_aside.name, _aside.daemon = "templates", True
_aside.start()
