"""The toy application's own layer package."""

WORD = "from the layer"
