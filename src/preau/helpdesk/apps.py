from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "preau.helpdesk"
    label = "helpdesk"
