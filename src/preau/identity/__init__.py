"""Accounts, sign-in, sessions. Says who someone is, never what they may do."""
