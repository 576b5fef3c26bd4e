"""Home page of each profile and the public footer pages; its cards come from the rooms' slots."""
