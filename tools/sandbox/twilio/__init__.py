"""The used part of Twilio's REST API, 2010-04-01, and the calls and messages that come in through it."""
