"""First page of the console: a panel for each thing this hat may administer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import HatRequest, page, platform_wide
from preau.kernel.registry import modules_named
from preau.ui.panel import Panel


@require_GET
@page(right=Right.ADMINISTER, service="administration")
@platform_wide
def home(request: HatRequest) -> HttpResponse:
    """The panels that rooms offer to this hat."""
    panels: list[Panel] = [one for module in modules_named("panels") for one in module.panels(request.hat)]
    panels.sort(key=lambda one: (one.order, one.title))
    return render(request, "console/home.html", {"panels": panels})
