from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "preau.imports"
    label = "imports"
