from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class IdentityConfig(AppConfig):
    name = "preau.identity"
    label = "identity"

    def ready(self) -> None:
        from preau.identity.selectors import account_of_session, session_with_account
        from preau.identity.sessions import RowStore

        # The last sign-in is noted by our own service, on the platform's clock.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        RowStore.read_row = staticmethod(session_with_account)
        RowStore.read_account = staticmethod(account_of_session)
