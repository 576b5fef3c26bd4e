"""The password typed again by who is signed in, counted as at the door; and how long to wait, in the same words."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.identity import throttle
from preau.identity.hashers import HashesBusy
from preau.identity.models import Account


def wait_words(refusal: throttle.TooManyTries) -> str:
    """Why nothing was looked at, and what to do; the same whether the account exists or not."""
    if refusal.seconds < 90:
        how_long = ngettext("%(num)s seconde", "%(num)s secondes", refusal.seconds) % {"num": refusal.seconds}
    else:
        minutes = -(-refusal.seconds // 60)
        how_long = ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    return _(
        "Trop d’essais à la suite. Attendez %(how_long)s, puis réessayez. Depuis un appareil où vous vous êtes déjà "
        "connecté, vous n’attendez pas les essais des autres."
    ) % {"how_long": how_long}


def password_again(request: HttpRequest, account: Account, password: str) -> str:
    """What to say of the password that the person typed again; empty when it is the right one."""
    try:
        attempt = throttle.begin(request, "password", subject=account.login, secret=password)
        proved = authenticate(request, login=account.login, password=password)
        if proved is None or proved.pk != account.pk:
            attempt.failed()
            return _("Ce n’est pas votre mot de passe. Vérifiez-le, puis réessayez.")
        attempt.succeeded()
    except throttle.TooManyTries as refusal:
        return wait_words(refusal)
    except HashesBusy:
        return _("Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes.")
    return ""
