"""Twilio's refusals: a status, a code of its error dictionary, and its body."""

from tools.sandbox.wire import Answer, json_answer

_UNAUTHORIZED = 401

# The code of a refusal that has nothing more to say than its status.
_CODES = {400: 20001, 401: 20003, 403: 20403, 404: 20404, 405: 20004, 429: 20429, 500: 20500, 503: 20503}
_MESSAGES = {
    400: "Bad Request",
    401: "Authenticate",
    403: "Forbidden",
    404: "The requested resource was not found",
    405: "Method not allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class TwilioError(Exception):
    """A request is refused."""

    def __init__(self, status: int, code: int | None = None, message: str = "") -> None:
        self.status = status
        self.code = code or _CODES.get(status, status)
        self.message = message or _MESSAGES.get(status, f"Error {status}")
        super().__init__(self.message)


def refusal(error: TwilioError) -> Answer:
    """Make the answer that says it."""
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == _UNAUTHORIZED else {}
    body = {
        "code": error.code,
        "message": error.message,
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return json_answer(error.status, body, headers)
