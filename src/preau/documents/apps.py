from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "preau.documents"
    label = "documents"
