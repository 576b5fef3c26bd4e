"""Screens about oneself and others that every profile has: preferences, own data. Not the administration desk."""
