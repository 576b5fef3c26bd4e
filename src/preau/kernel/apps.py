from django.apps import AppConfig
from django.db.backends.signals import connection_created


class KernelConfig(AppConfig):
    name = "preau.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Guard every connection against queries outside a scope."""
        from preau.kernel.tenancy import install_guard

        connection_created.connect(install_guard, dispatch_uid="preau.scope.guard")
