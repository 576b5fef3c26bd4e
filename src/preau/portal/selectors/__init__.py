"""Reads of the portal, within the hat's scope, cut by who looks."""
