"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/archive-blockers: what still needs the number."""

import json
from typing import TYPE_CHECKING

from trunkline.domain.credentials import Scope
from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import blocker_view
from trunkline.services.archive_flow import Blockers
from trunkline.wiring.api import endpoint
from trunkline.wiring.archive_flow import archive_blockers

if TYPE_CHECKING:
    from trunkline.http.workspace.responses import ArchiveBlockersResponse

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER + "/archive-blockers",
    scope=Scope.PHONES_ADMIN,
    summary="List what keeps a phone number from being archived",
    success=200,
    response="ArchiveBlockersResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@endpoint(ROUTE, archive_blockers)
def lambda_handler(context: RequestContext[None], service: Blockers) -> Response:
    """Return the workflows, event rules, agents and calls that need the number; 503 when one kind cannot be read."""
    number, blockers = service.of(workspace_of(context.request), number_of(context.request))
    can_archive = not number.is_archived and not blockers
    body: ArchiveBlockersResponse = {
        "canArchive": can_archive,
        "blockers": [blocker_view(blocker) for blocker in blockers],
    }
    return Response(200, json.dumps(body))
