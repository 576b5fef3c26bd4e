from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class IdentityConfig(AppConfig):
    name = "preau.identity"
    label = "identity"

    def ready(self) -> None:
        # The last sign-in is noted by our own service, on the platform's clock.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
