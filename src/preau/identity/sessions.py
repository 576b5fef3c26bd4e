"""Sessions in the database, each row naming its account so that a revocation ends it at once."""

from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SESSION_KEY = "_auth_user_id"


class SessionStore(DatabaseStore):
    """Django's database store over AccountSession."""

    @classmethod
    def get_model_class(cls) -> Any:
        # By name: the table knows its store, so the store may not import the table.
        return apps.get_model("identity", "AccountSession")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        return row
