"""GET /api/call/phones: the numbers that a user has registered."""

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import RequestContext, endpoint
from trunkline.http.messages import Response
from trunkline.http.routes import Route
from trunkline.http.weya.dialect import WEYA
from trunkline.http.weya.lists import LIST_PARAMETERS, phones_response

ROUTE = Route(
    dialect=WEYA,
    method="GET",
    path="/api/call/phones",
    scope=Scope.PHONES_READ,
    summary="List the phone numbers of a user",
    query=LIST_PARAMETERS,
    success=200,
    response="PhonesResponse",
    refusals=(400, 401, 403, 404, 500, 503),
)


@endpoint(ROUTE, wiring.registrations)
def lambda_handler(context: RequestContext[None]) -> Response:
    """Answer one page of the numbers of the user that the query names, or of the credential's own."""
    return phones_response(context, wiring.registrations())
