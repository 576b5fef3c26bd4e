"""Ground floor: clock, ids, tenant scope, audit trail, events, jobs, registries. Knows no school word."""
