"""Django's PostgreSQL, with a check of the connection that asks the machine instead of the server."""
