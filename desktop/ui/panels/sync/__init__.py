"""Sync: what waits to be sent, what needs a decision, and leaving the server."""
