from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "preau.diary"
    label = "diary"
