"""The Well phone API: ``/v1/phones``."""
