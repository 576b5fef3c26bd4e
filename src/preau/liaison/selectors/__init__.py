"""Reads of this room: families, the desk of those who write, the home page."""
