"""What is used, by profile, service and school, counted without names."""
