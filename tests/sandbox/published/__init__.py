"""Facts of the carriers' published specifications, which the sandbox is held to."""
