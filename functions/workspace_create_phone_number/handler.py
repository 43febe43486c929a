"""POST /api/v2/w/{workspace_uuid}/phone-numbers: a number is added to a workspace."""

from functools import partial
from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.domain.e164_parser import parse_e164
from trunkline.errors import DuplicateNumberError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace import schemas_core
from trunkline.http.workspace.dialect import COLLECTION, LINK_ERRORS, WORKSPACE, workspace_of
from trunkline.http.workspace.requests import settings_of
from trunkline.http.workspace.views import phone_number_response
from trunkline.services.phone_numbers import NewPhoneNumber, PhoneNumbers
from trunkline.wiring.api import endpoint
from trunkline.wiring.phone_numbers import phone_numbers

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import CreatePhoneNumberRequest

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=COLLECTION,
    scope=Scope.PHONES_WRITE,
    summary="Create a phone number in a workspace",
    body=schemas_core.CreatePhoneNumberRequest,
    success=201,
    response="PhoneNumberResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors={"The workspace has the number": DuplicateNumberError(7594555089982731), **LINK_ERRORS},
    request_example={"phoneNumber": "+14155552671", "name": "Front desk"},
)


@endpoint(ROUTE, phone_numbers)
def lambda_handler(context: "RequestContext[CreatePhoneNumberRequest]", service: PhoneNumbers) -> Response:
    """Create the number, linked to the provider phone that is named or that the pool has free."""
    sent = context.body
    number = sent.get("phone_number")
    new = NewPhoneNumber(
        organization_id=context.credential.organization_id,
        workspace_uuid=workspace_of(context.request),
        created_by=context.credential.user_id,
        phone_number=None if number is None else parse_e164(number, member="phoneNumber"),
        provider_phone_uuid=sent.get("provider_phone_uuid"),
        settings=settings_of(sent),
    )
    created = partial(phone_number_response, status=201)
    return created(service.create(new, context.idempotent(created)))
