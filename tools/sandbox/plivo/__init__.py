"""The used part of Plivo's REST API, v1, and the calls and messages that come in through it."""
