"""Forms drawn by our own Jinja2 macros."""

from typing import Any

from django.forms.renderers import BaseRenderer
from django.template.loader import get_template


class Renderer(BaseRenderer):
    """Finds widget and form templates among our Jinja2 templates."""

    def get_template(self, template_name: str) -> Any:
        return get_template(template_name)
