"""POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/repair: what is ours is set right at the carrier."""

from trunkline.domain.credentials import Scope
from trunkline.domain.health import SomebodyElsesSettingError
from trunkline.errors import CarrierRefusedError
from trunkline.http.edge import QueryParameter, Route
from trunkline.http.lists import FLAG_SCHEMA, parse_flag
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.healths import health_response
from trunkline.services.number_health import NumberCheckUps
from trunkline.wiring.api import endpoint
from trunkline.wiring.number_health import number_check_ups

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=MEMBER + "/repair",
    scope=Scope.PHONES_ADMIN,
    summary="Set a phone number right at its carrier, and tell its health then",
    query=(
        QueryParameter(
            "takeOver",
            parse_flag,
            "Replace what somebody has set in place of ours too; it is kept, and an archive puts it back.",
            FLAG_SCHEMA,
            default=False,
        ),
    ),
    success=200,
    response="NumberHealthResponse",
    refusals=(400, 401, 403, 404, 409, 422, 500, 503),
    errors={
        "The carrier refuses": CarrierRefusedError("The carrier rejected the request"),
        "Somebody has set something else": SomebodyElsesSettingError(["calls"]),
    },
)


@endpoint(ROUTE, number_check_ups)
def lambda_handler(context: RequestContext[None], service: NumberCheckUps) -> Response:
    """Repair what can be repaired and return the number's health; what is beyond repair says so in its hint."""
    workspace, number = workspace_of(context.request), number_of(context.request)
    return health_response(service.repair(workspace, number, take_over=context.query["takeOver"]))
