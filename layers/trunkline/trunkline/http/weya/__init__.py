"""Weya's calling API: ``/api/call``."""
