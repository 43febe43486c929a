"""The page at /docs: its own files, the document that it shows, and the renderer in ``swagger-ui``."""
