from django.apps import AppConfig
from django.db.backends.signals import connection_created


class KernelConfig(AppConfig):
    name = "preau.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Guard every connection against queries outside a scope; know the checks of all rooms."""
        from preau.kernel.registry import modules_named
        from preau.kernel.tenancy import install_guard

        connection_created.connect(install_guard, dispatch_uid="preau.scope.guard")
        modules_named("checks")
