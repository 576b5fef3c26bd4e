"""First page of the console: a panel for each thing this hat may administer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import HatRequest, page, platform_wide
from preau.kernel.registry import modules_named
from preau.ui.panel import by_section


@require_GET
@page(right=Right.ADMINISTER, service="administration")
@platform_wide
def home(request: HatRequest) -> HttpResponse:
    """The panels that rooms offer to this hat."""
    panels = [one for module in modules_named("panels") for one in module.panels(request.hat)]
    return render(request, "console/home.html", {"sections": by_section(panels)})
