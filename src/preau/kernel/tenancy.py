"""The two fences around tenants' tables.

Inside a scope, `TenantManager` filters every query to its tenants. Outside any scope, a guard on the connection
refuses every statement that names a tenant table, however it was written.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from preau.kernel import scope
from preau.kernel.scope import OutOfScope


class TenantQuerySet(models.QuerySet[Any]):
    """A queryset that was narrowed when it was made."""


class TenantManager(models.Manager[Any]):
    """Narrows every query to the open scope, or raises OutOfScope."""

    def get_queryset(self) -> models.QuerySet[Any]:
        open_scope = scope.current()
        rows = TenantQuerySet(self.model, using=self._db)
        if open_scope.tenants is None:
            return rows
        field = self.model.tenant_field
        if len(open_scope.tenants) == 1:
            return rows.filter(**{field: next(iter(open_scope.tenants))})
        return rows.filter(**{f"{field}__in": list(open_scope.tenants)})


class TenantModel(models.Model):
    """Base of every table whose rows belong to one tenant; `tenant_field` names the column."""

    tenant_field: ClassVar[str]

    objects = TenantManager()

    class Meta:
        abstract = True


_table_pattern: re.Pattern[str] | None = None


def tenant_tables() -> frozenset[str]:
    """Names of all tables that belong to a tenant."""
    return frozenset(m._meta.db_table for m in apps.get_models() if issubclass(m, TenantModel))


def _names_tenant_table(sql: str) -> bool:
    global _table_pattern
    if _table_pattern is None:
        if not apps.models_ready:
            return False
        names = "|".join(sorted(re.escape(t) for t in tenant_tables()))
        _table_pattern = re.compile(
            rf'\b(?:from|into|update|join|copy)\s+(?:only\s+)?"?(?:{names or "(?!)"})\b', re.IGNORECASE
        )
    return _table_pattern.search(sql) is not None


def guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper: outside a scope, a statement on a tenant table never reaches the database."""
    if not scope.is_open() and _names_tenant_table(str(sql)):
        raise OutOfScope(f"A tenant's table was queried outside a scope: {str(sql)[:120]}")
    return execute(sql, params, many, context)


def install_guard(sender: object = None, *, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Put the guard on a new connection (called for each by the kernel's app)."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, guard)
