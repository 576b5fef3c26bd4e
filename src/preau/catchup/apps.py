from django.apps import AppConfig


class CatchUpConfig(AppConfig):
    name = "preau.catchup"
    label = "catchup"
