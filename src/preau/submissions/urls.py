"""Addresses of this room."""

from typing import Any

app_name = "submissions"
urlpatterns: list[Any] = []
