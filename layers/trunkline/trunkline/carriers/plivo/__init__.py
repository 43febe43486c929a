"""Plivo: its API over plain HTTP, and its webhooks."""
