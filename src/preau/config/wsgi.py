"""Entry point of the pages."""

import os
import threading

from preau.kernel.process import follow_server

follow_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from preau.ui.jinja import preload  # noqa: E402

threading.Thread(target=preload, name="templates", daemon=True).start()
