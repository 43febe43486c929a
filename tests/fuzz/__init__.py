"""Schemathesis over the running stack, `make fuzz`: requests that docs/openapi.json allows, and that it forbids."""
