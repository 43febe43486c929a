"""The Quo (formerly OpenPhone) contacts API: ``/v1/contacts`` and ``/v1/contact-custom-fields``."""
