"""Writes of linked services."""
