"""POST /api/phone-numbers/import: a number of the organisation's own carrier account, with its agents."""

from functools import partial
from typing import TYPE_CHECKING

from trunkline.errors import (
    CarrierUnavailableError,
    CredentialsRefusedError,
    NumberArchivingError,
    NumberNotOwnedError,
    PhoneNumberExistsError,
    WebhookSetupError,
)
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.zudu import schemas_core
from trunkline.http.zudu.dialect import COLLECTION, ZUDU
from trunkline.http.zudu.imports import import_of, imported_members_of
from trunkline.http.zudu.views import imported_response
from trunkline.services.zudu_imports import ZuduImports
from trunkline.wiring.api import endpoint
from trunkline.wiring.zudu_imports import zudu_imports

if TYPE_CHECKING:
    from trunkline.http.zudu.schemas import ImportZuduNumberRequest

# The vendor's own, with a number and an account that the local stack's demo tenant has.
_EXAMPLE = {
    "phone_number": "+12125551239",
    "provider": "twilio",
    "account_sid": "your_account_sid",
    "auth_token": "your_auth_token",
    "nickname": "Main Office Line",
    "inbound_agent_id": "agent_123",
    "outbound_agent_id": "agent_456",
}
ROUTE = Route(
    dialect=ZUDU,
    method="POST",
    path=COLLECTION + "/import",
    summary="Import a phone number from a carrier account",
    body=schemas_core.ImportZuduNumberRequest,
    success=200,
    response="ImportedResponse",
    refusals=(400, 401, 409, 413, 415, 422, 500, 503),
    errors={
        "The number is there": PhoneNumberExistsError(),
        "The number is being archived": NumberArchivingError(),
        "Wrong credentials, or another organisation has registered the number": CredentialsRefusedError("twilio"),
        "A number of somebody else": NumberNotOwnedError("twilio says that the account does not own this number"),
        "The webhooks could not be set": WebhookSetupError("Failed to set up integration webhooks"),
        "The carrier is down": CarrierUnavailableError("twilio did not answer"),
    },
    request_example=_EXAMPLE,
)


@endpoint(ROUTE, zudu_imports)
def lambda_handler(context: "RequestContext[ImportZuduNumberRequest]", service: ZuduImports) -> Response:
    """Check the account, have the carrier send the number's calls here, and create the organisation's record of it."""
    new = import_of(context)
    capabilities = service.register(new)
    respond = partial(imported_response, capabilities=capabilities)
    members = imported_members_of(context.body)
    number = service.numbers.create(new.account.organization_id, new.phone_number, members, context.idempotent(respond))
    return respond(number)
