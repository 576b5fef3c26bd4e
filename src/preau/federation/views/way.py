"""Pages met on the way to a service: going on, proving again, what it learns; and one's own tools."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import HatRequest, exercises, page
from preau.federation import marks, rules
from preau.federation.forms import ProofForm
from preau.federation.passage import is_way, onwards, to_the_door, words_of
from preau.federation.selectors import served, service_of_id, tools_of
from preau.federation.services.entering import note_told
from preau.identity.public import leave, password_again


def _to(request: HttpRequest) -> str:
    to = (request.POST if request.method == "POST" else request.GET).get("vers", "")
    if not is_way(to):
        raise Http404
    return to


@require_GET
@page(public=True, service="outils")
def go_on(request: HttpRequest) -> HttpResponse:
    """A page of ours between a form and another site; it goes on by itself, and has a link for who waits."""
    to = _to(request)
    response = render(request, "federation/onwards.html", {"to": to})
    response["Refresh"] = f"0; url={to}"
    return response


@require_POST
@page(service="outils")
@exercises(rules.GO_ON)
def told(request: HatRequest) -> HttpResponse:
    """The person read what a service learns, and goes on."""
    to = _to(request)
    service = service_of_id(request.POST.get("service", ""))
    if service is None or not served(service, request.hats, request.user.person_id):  # type: ignore[union-attr]
        raise Http404
    note_told(person_id=request.user.person_id, service=service)  # type: ignore[union-attr]
    return onwards(to)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@page(service="connexion")
@exercises(rules.PROVE)
def prove(request: HatRequest) -> HttpResponse:
    """A service asks for a new proof: the password again; for accounts without one, the door again."""
    to = _to(request)
    account = request.user
    typed = account.has_usable_password()  # type: ignore[union-attr]
    form = ProofForm(request.POST if request.method == "POST" and typed else None)
    if request.method == "POST" and not typed:
        leave(request)
        return to_the_door(to)
    if request.method == "POST" and form.is_valid():
        said = password_again(request, account, form.cleaned_data["password"])  # type: ignore[arg-type]
        if not said:
            marks.prove(request)
            return onwards(to)
        form.add_error("password", said)
    context = {"form": form, "to": to, "typed": typed}
    return render(request, "federation/prove.html", context, status=422 if form.errors else 200)


@require_GET
@page(service="outils")
def tools(request: HatRequest) -> HttpResponse:
    """The services open under the hat worn, each with what it learns."""
    found = tools_of(request.user.person_id, request.hat)  # type: ignore[union-attr]
    lines = [(one.service, words_of(one.attributes), one.told) for one in found]
    return render(request, "federation/tools.html", {"lines": lines})
