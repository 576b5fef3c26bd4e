"""Reads of this room: boxes, conversations, addressees."""
