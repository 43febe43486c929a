"""Development tools; nothing here is deployed."""
