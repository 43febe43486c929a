"""Plivo's refusals: JSON with `api_id` and `error`, but plain text where the credentials are wrong."""

from tools.sandbox.wire import Answer, json_answer, text_answer

_MESSAGES = {
    400: "the request is invalid",
    403: "the account is suspended",
    404: "not found",
    405: "method not allowed",
    429: "too many requests",
    500: "internal server error",
    503: "service unavailable",
}
_UNAUTHORIZED = "Could not verify your access level for that URL.\nYou have to login with proper credentials"


class PlivoError(Exception):
    """A request is refused."""

    def __init__(self, status: int, message: str = "") -> None:
        self.status = status
        self.message = message or _MESSAGES.get(status, f"error {status}")
        super().__init__(self.message)


def refusal(error: PlivoError, api_id: str) -> Answer:
    """Make the answer that says it."""
    if error.status == 401:  # noqa: PLR2004
        return text_answer(401, _UNAUTHORIZED, "text/html")
    return json_answer(error.status, {"api_id": api_id, "error": error.message})
