"""Stand-ins with state for what is outside of the service."""
