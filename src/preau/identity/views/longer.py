"""At the door of somebody whose rights grew: a longer password, chosen before coming in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from preau.identity.admitting import admit
from preau.identity.entering import enter, waiting_longer
from preau.identity.forms import PasswordForm
from preau.identity.hashers import HashesBusy
from preau.identity.opening import WeakPassword, lengthen_password
from preau.identity.selectors import account_by_id
from preau.identity.services import Overtaken
from preau.identity.telling import closed_words
from preau.identity.views.activation import busy_page, choose_page
from preau.kernel.actor import Actor


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def longer(request: HttpRequest) -> HttpResponse:
    """The password, and the second factor where there is one, were right: choose a longer password, and come in."""
    found = waiting_longer(request)
    if found is None or not admit(found.account):
        return HttpResponseRedirect(reverse("identity:sign_in"))
    account, waiting = found.account, found.kept
    if request.method != "POST":
        return choose_page(request, PasswordForm(initial={"login": account.login}), account.person, grown=True)
    form = PasswordForm(request.POST, initial={"login": account.login})
    if not form.is_valid():
        return choose_page(request, form, account.person, status=422, grown=True)
    actor = Actor(account.person.full_name, account.person_id)
    try:
        renewed = lengthen_password(
            actor=actor, account_id=account.pk, password=form.cleaned_data["password"], proof=waiting["proof"]
        )
    except Overtaken:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    except WeakPassword as weak:
        for sentence in weak.sentences:
            form.add_error("password", sentence)
        return choose_page(request, form, account.person, status=422, grown=True)
    except HashesBusy:
        return busy_page(request, form, account.person)
    fresh = account_by_id(account.pk)
    assert fresh is not None
    messages.success(request, closed_words(renewed.closed))
    return enter(
        request, fresh, shared=waiting["shared"], next_path=waiting["next"], proved=waiting["proved"],
        trust=waiting["trust"],
    )  # fmt: skip
