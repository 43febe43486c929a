"""POST /api/call/add-phone: a user registers a number that he owns at a carrier."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.errors import (
    CarrierUnavailableError,
    CredentialsRefusedError,
    DuplicateRegistrationError,
    NumberNotOwnedError,
    WebhookSetupError,
)
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.weya import schemas_core
from trunkline.http.weya.dialect import WEYA
from trunkline.http.weya.requests import registration_of
from trunkline.http.weya.views import phone_added
from trunkline.services.registrations import Registrations
from trunkline.wiring.api import endpoint
from trunkline.wiring.carriers import registrations

if TYPE_CHECKING:
    from trunkline.http.weya.schemas import AddPhoneRequest

ROUTE = Route(
    dialect=WEYA,
    method="POST",
    path="/api/call/add-phone",
    scope=Scope.PHONES_WRITE,
    summary="Add a phone number of a user's carrier account",
    body=schemas_core.AddPhoneRequest,
    success=201,
    response="PhoneAddedResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors={
        "The user has the number": DuplicateRegistrationError(),
        "Wrong credentials, or another organisation has registered the number": CredentialsRefusedError("twilio"),
        "A number of somebody else": NumberNotOwnedError("twilio says that the account does not own this number"),
        "The webhooks could not be set": WebhookSetupError("Failed to set up integration webhooks"),
        "The carrier is down": CarrierUnavailableError("twilio did not answer"),
    },
)


@endpoint(ROUTE, registrations)
def lambda_handler(context: "RequestContext[AddPhoneRequest]", service: Registrations) -> Response:
    """Check the account, set the webhooks, store the number; where one of these fails, nothing stays."""
    return phone_added(service.add(registration_of(context), context.idempotent(phone_added)))
