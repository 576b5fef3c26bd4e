"""What pages have browsers keep: how they are shown, and that a form comes from one of them."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.kernel.duties import Cookie, Duty
from preau.ui import display

COOKIES = (
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("vérifier qu’un formulaire vient bien de Préau"),
        lambda: settings.CSRF_COOKIE_AGE / 86_400,
    ),
    Cookie(display.COOKIE, _("retenir vos réglages d’affichage"), lambda: display.COOKIE_AGE / 86_400),
    Cookie(settings.LANGUAGE_COOKIE_NAME, _("retenir votre langue"), lambda: display.COOKIE_AGE / 86_400),
)

DUTY = Duty(fields={}, cookies=COOKIES)
