from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "preau.safety"
    label = "safety"
