"""POST /v1/phones: a phone is created with the people, companies and workspaces that it belongs to."""

from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.errors import DuplicatePhoneError, RelatedNotFoundError, RuleError
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.well import schemas_core
from trunkline.http.well.dialect import COLLECTION, WELL, WORKSPACE_PARAMETER, workspace_of
from trunkline.http.well.requests import new_phone, refuse_too_many_relationships
from trunkline.http.well.views import created_response
from trunkline.services.well_phones import WellPhones
from trunkline.wiring.api import endpoint
from trunkline.wiring.well_phones import well_phones

if TYPE_CHECKING:
    from trunkline.http.well.schemas import CreatePhoneRequest

ROUTE = Route(
    dialect=WELL,
    method="POST",
    path=COLLECTION,
    scope=Scope.PHONES_WRITE,
    summary="Create a phone with relationships to people, companies and workspaces",
    query=(WORKSPACE_PARAMETER,),
    body=schemas_core.CreatePhoneRequest,
    explain_too_large=refuse_too_many_relationships,
    success=201,
    response="CreatedPhoneResponse",
    refusals=(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
    errors={
        "The parts of the number disagree": RuleError(
            "data.attributes.country_code", "is not the country code of e164_number"
        ),
        "An unknown person": RelatedNotFoundError("Person", "data.relationships.persons.data.0.id"),
        "The id is used": DuplicatePhoneError(),
    },
)


@endpoint(ROUTE, well_phones)
def lambda_handler(context: "RequestContext[CreatePhoneRequest]", service: WellPhones) -> Response:
    """Create the phone and store what is included; a new primary phone demotes the one before."""
    new = new_phone(context.body, workspace_of(context.credential, context.request), context.credential)
    return created_response(service.create(new, context.idempotent(created_response)))
