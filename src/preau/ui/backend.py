"""Django's door to the templates of the house: an environment per language, since templates are compiled in one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from jinja2 import TemplateNotFound

from preau.ui import wording
from preau.ui.jinja import House
from preau.ui.tokens import TokenInput, token_of


class Templates(Jinja2):
    """Jinja2 in the language now spoken."""

    @property  # type: ignore[override]
    def env(self) -> House:
        """The environment of the language now spoken."""
        spoken = wording.language()
        return self._by_language.get(spoken) or self._by_language[settings.LANGUAGE_CODE]

    @env.setter
    def env(self, first: House) -> None:
        self._by_language = {code: first.spoken_in(code) for code, _name in settings.LANGUAGES}

    def get_template(self, template_name: str) -> "Spoken":
        """A template by name; drawn in the language spoken when it is drawn."""
        try:
            return Spoken(self.env.get_template(template_name), self)
        except TemplateNotFound as error:
            raise TemplateDoesNotExist(template_name, backend=self) from error


class Spoken(Template):
    """A template that follows the language."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """Draw it in the language now spoken."""
        given = dict(context or {})
        if request is not None:
            token = token_of(request)
            given |= {"request": request, "csrf_input": TokenInput(token), "csrf_token": token}
            for processor in self.backend.template_context_processors:
                given |= processor(request)
        env = self.backend.env
        if self.template.environment is not env:
            self.template = env.get_template(str(self.template.name))
        drawn: str = self.template.render(given)
        return drawn
