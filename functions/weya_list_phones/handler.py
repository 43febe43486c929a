"""GET /api/call/phones: the numbers that a user has registered."""

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.weya.dialect import WEYA
from trunkline.http.weya.views import LIST_PARAMETERS, phones_response
from trunkline.services.registrations import Registrations
from trunkline.wiring.api import endpoint
from trunkline.wiring.carriers import registrations

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


@endpoint(ROUTE, registrations)
def lambda_handler(context: RequestContext[None], service: Registrations) -> Response:
    """Return one page of the numbers of the user that the query names, or of the credential's own."""
    return phones_response(context, service)
