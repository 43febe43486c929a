"""GET /api/v2/w/{workspace_uuid}/phone-numbers: the numbers of a workspace."""

from functools import partial

from trunkline.domain.credentials import Scope
from trunkline.http.edge import QueryParameter, Route
from trunkline.http.lists import FLAG_SCHEMA, PAGE_PARAMETERS, list_response, parse_flag
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import COLLECTION, WORKSPACE, workspace_of
from trunkline.http.workspace.views import phone_number_view
from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=COLLECTION,
    scope=Scope.PHONES_READ,
    summary="List the phone numbers of a workspace",
    query=(
        QueryParameter("is_archived", parse_flag, "Archived numbers instead of live ones.", FLAG_SCHEMA, default=False),
        *PAGE_PARAMETERS,
    ),
    success=200,
    response="PhoneNumberList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: RequestContext[None], service: PhoneNumbers) -> Response:
    """Return the live numbers, or with ``is_archived=true`` the archived ones, in a stable order."""
    workspace, archived = workspace_of(context.request), context.query["is_archived"]
    return list_response(
        context,
        list_name=f"phone-numbers {workspace} {archived}",
        fetch=partial(service.page, workspace, archived=archived),
        view=phone_number_view,
    )
