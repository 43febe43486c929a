"""Twilio: its API through its SDK, and its webhooks."""
