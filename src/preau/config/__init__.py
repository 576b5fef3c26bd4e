"""Settings, addresses, server entry points."""
