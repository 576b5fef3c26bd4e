"""Base of every table that belongs to a school."""

from typing import ClassVar

from django.db import models

from preau.directory.models.places import School
from preau.kernel.ids import new_id
from preau.kernel.tenancy import TenantModel


class SchoolOwned(TenantModel):
    """A row of one school: never read or written outside a scope. Indexes and unique keys begin with the school."""

    tenant_field: ClassVar[str] = "school"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(TenantModel.Meta):
        abstract = True
