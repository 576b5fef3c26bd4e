from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "preau.files"
    label = "files"
