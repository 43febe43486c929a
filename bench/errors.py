"""What keeps the bench from running, said so that it can be mended."""


class BenchError(Exception):
    """The message says what to check."""
