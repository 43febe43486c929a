"""GET /api/v2/w/{workspace_uuid}/phone-numbers/linkable-phones: the provider phones that may be linked."""

from functools import partial

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.lists import PAGE_PARAMETERS, list_response
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import COLLECTION, WORKSPACE, workspace_of
from trunkline.http.workspace.views import linkable_phone_view
from trunkline.services.phone_numbers import PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=COLLECTION + "/linkable-phones",
    scope=Scope.PHONES_WRITE,
    summary="List the provider phones that the workspace may link",
    query=PAGE_PARAMETERS,
    success=200,
    response="LinkablePhoneList",
    refusals=(400, 401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: RequestContext[None], service: PhoneNumbers) -> Response:
    """Return the organisation's provider phones that are free or already this workspace's."""
    workspace = workspace_of(context.request)
    store = service.store
    return list_response(
        context,
        list_name=f"linkable-phones {workspace}",
        fetch=partial(store.linkable_page, context.credential.organization_id, workspace),
        view=linkable_phone_view,
    )
