from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "preau.analytics"
    label = "analytics"
