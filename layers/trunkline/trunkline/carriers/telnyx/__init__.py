"""Telnyx: its API over plain HTTP, its webhooks, the commands to its calls, and the files that its links lead to."""
