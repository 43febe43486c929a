"""What can go wrong while the stack starts, as one line for a person."""


class StackError(Exception):
    """The stack cannot start or go on; the message is one line that says what to do."""

    def __init__(self, message: str) -> None:
        """Keep the first line only: the rest belongs into the log."""
        super().__init__(" ".join(message.split()))
