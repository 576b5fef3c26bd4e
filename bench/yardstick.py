"""The yardstick: an anonymous view of two bytes behind Django's own default middleware and LocaleMiddleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def two_bytes(request: HttpRequest) -> HttpResponse:
    """The least a view can do."""
    return HttpResponse("ok")


urlpatterns = [path("", two_bytes)]
