"""Forms drawn by our own Jinja2 templates: label above, help before the field, error after it."""

from typing import Any

from django.forms.renderers import BaseRenderer
from django.template.loader import get_template


class Renderer(BaseRenderer):
    """Finds form and widget templates among ours first (templates/django/forms), then Django's own Jinja2 ones."""

    form_template_name = "django/forms/div.html"
    formset_template_name = "django/forms/formsets/div.html"
    field_template_name = "django/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        return get_template(template_name, using="jinja2")
