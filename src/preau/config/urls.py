"""Addresses of all rooms. In French, stable, made to be shared."""

from django.urls import include, path

urlpatterns = [
    path("", include("preau.kernel.urls")),
    path("", include("preau.identity.urls")),
    path("", include("preau.people.urls")),
    path("", include("preau.console.urls")),
    path("", include("preau.ui.urls")),
    path("", include("preau.portal.urls")),
]
