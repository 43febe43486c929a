"""Telnyx's refusals: a status and a list of errors with code, title and detail."""

from typing import Any

from tools.sandbox.wire import Answer, json_answer

_PLAIN: dict[int, tuple[str, str, str]] = {
    400: ("10015", "Bad Request", "The request was malformed."),
    401: ("10009", "Authentication failed", "Could not understand the provided credentials."),
    403: ("10010", "Authorization failed", "You do not have permission to perform the requested action."),
    404: ("10005", "Resource not found", "The requested resource or URL could not be found."),
    405: ("10004", "Method not allowed", "The method is not allowed on this resource."),
    422: ("10015", "Invalid value", "The value of a parameter is not valid."),
    429: ("10011", "Too many requests", "You have exceeded the maximum number of allowed requests."),
    500: ("10007", "Unexpected error", "An unexpected error occurred."),
    503: ("10016", "Service unavailable", "The service is temporarily unavailable."),
}


class TelnyxError(Exception):
    """A request is refused. ``pointer`` names the member of the body, ``parameter`` that of the query."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        title: str = "",
        pointer: str = "",
        parameter: str = "",
    ) -> None:
        self.status = status
        plain = _PLAIN.get(status, (str(status), f"Error {status}", f"Error {status}"))
        self.code, self.title, self.detail = code or plain[0], title or plain[1], detail or plain[2]
        self.source = {key: value for key, value in (("pointer", pointer), ("parameter", parameter)) if value}
        super().__init__(self.detail)


def refusal(error: TelnyxError) -> Answer:
    """Make the answer that says it."""
    described: dict[str, Any] = {"code": error.code, "title": error.title, "detail": error.detail}
    if error.source:
        described["source"] = error.source
    described["meta"] = {"url": f"https://developers.telnyx.com/docs/overview/errors/{error.code}"}
    return json_answer(error.status, {"errors": [described]})
