"""What a function declares of itself: a route, what it takes, what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from trunkline.domain.credentials import Audience, Credential, PresentedToken, Scope
from trunkline.errors import TrunklineError
from trunkline.http.messages import Request, Response


class Dialect(Protocol):
    """One published API's way of saying who calls, and of saying no."""

    audience: Audience

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """The credential that the request presents, from where this API has it."""

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Check what the path says about the tenant.

        Raises:
            NotFoundError: The credential has no business there.
        """

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """The error in this API's envelope."""


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A query parameter; ``parse`` raises ValueError with what is wrong, said without the value."""

    name: str
    parse: Callable[[str], Any]
    description: str
    # What ``parse`` takes, as JSON Schema for the API document; None is any text.
    schema: Mapping[str, Any] | None = None
    default: Any = None
    is_required: bool = False
    # How many times it may be sent. Above one its value is a tuple, and the default is one too.
    max_count: int = 1

    def read(self, texts: Sequence[str]) -> Any:
        """The value of the parameter that was sent with these texts, one each time.

        Raises:
            ValueError: It is missing, was sent too often, or one of the texts does not parse.
        """
        if not texts:
            if self.is_required:
                raise ValueError("is required")
            return self.default
        if len(texts) > self.max_count:
            often = "more than once" if self.max_count == 1 else f"more than {self.max_count} times"
            raise ValueError(f"was sent {often}")
        values = tuple(self.parse(text) for text in texts)
        return values if self.max_count > 1 else values[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One documented endpoint.

    ``scope`` is None where every credential of the dialect may call. ``success`` and ``refusals`` are the statuses
    that the function answers with. ``answer`` names the type of a success's body in the dialect's ``answers`` module;
    empty is no body. ``explain_too_large`` is shown a body that is over the limit, and may raise what is wrong with it
    in terms of the document.
    """

    dialect: Dialect
    method: str
    path: str
    summary: str
    success: int
    refusals: tuple[int, ...]
    response: str = ""
    # Another success with the same body: a 202 for what goes on.
    other_success: int | None = None
    scope: Scope | None = None
    query: tuple[QueryParameter, ...] = ()
    # Makes the schema of the body's type: a function of the dialect's ``schemas_core`` module.
    body: Callable[[], Mapping[str, Any]] | None = None
    explain_too_large: Callable[[bytes], None] | None = None

    @property
    def key(self) -> str:
        """The route as API Gateway names it; the only form in which logs name a request's target."""
        return f"{self.method} {self.path}"
