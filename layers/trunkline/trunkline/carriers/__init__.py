"""The carriers' APIs and webhooks, each behind the protocols of ``services``.

``<carrier>.py`` calls the carrier's API; ``<carrier>_webhooks.py`` verifies and reads what it sends, and imports
neither an HTTP client nor an SDK, for carriers do not wait for cold starts.
"""
