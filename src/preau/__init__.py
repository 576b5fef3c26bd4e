"""Préau: the open workspace that links teachers, pupils and families of lycées and collèges."""

__version__ = "0.1.0"
