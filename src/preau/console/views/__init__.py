"""Pages of the console, cut by subject."""
