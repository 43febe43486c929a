"""The carriers' APIs and webhooks, each behind the protocols of ``services``.

Each carrier is a folder: its ``adapter`` calls the carrier's API, its ``webhooks`` verify and read what it sends, and
import neither an HTTP client nor an SDK, for carriers do not wait for cold starts.
"""
