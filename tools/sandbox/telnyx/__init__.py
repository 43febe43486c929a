"""The used part of Telnyx's REST API, v2, and the calls and messages that come in through it."""
