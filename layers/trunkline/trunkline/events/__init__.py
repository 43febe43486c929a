"""From events that are no HTTP requests to use cases: tasks of a state machine, a bus, a stream, a schedule."""
