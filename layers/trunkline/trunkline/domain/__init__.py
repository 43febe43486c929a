"""Phone numbers and their rules. Pure: no AWS, no HTTP, no environment."""
