"""Pages and protocol addresses of linked services."""
