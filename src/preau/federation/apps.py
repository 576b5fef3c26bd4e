from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class FederationConfig(AppConfig):
    name = "preau.federation"
    label = "federation"

    def ready(self) -> None:
        from preau.federation import marks

        user_logged_in.connect(marks.begin, dispatch_uid="federation.begin")
        user_logged_out.connect(marks.end, dispatch_uid="federation.end")
