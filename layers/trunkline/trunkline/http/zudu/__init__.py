"""The Zudu phone-number API: ``/api/phone-numbers``."""
