from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "preau.submissions"
    label = "submissions"
