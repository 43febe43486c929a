"""GET /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/archive-blockers: what still needs the number."""

import json
from typing import TYPE_CHECKING

from trunkline import wiring
from trunkline.domain.credentials import Scope
from trunkline.http.edge import Call, serves
from trunkline.http.messages import Answer
from trunkline.http.routes import Route
from trunkline.http.workspace.blockers import blocker_view
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of

if TYPE_CHECKING:
    from trunkline.http.workspace.answers import ArchiveBlockersResponse

ROUTE = Route(
    dialect=WORKSPACE,
    method="GET",
    path=MEMBER + "/archive-blockers",
    scope=Scope.PHONES_ADMIN,
    summary="List what keeps a phone number from being archived",
    success=200,
    answer="ArchiveBlockersResponse",
    refusals=(401, 403, 404, 422, 500, 503),
)


@serves(ROUTE, wiring.archive_blockers)
def lambda_handler(call: Call[None]) -> Answer:
    """Answer the workflows, event rules, agents and calls that need the number; 503 when one kind cannot be read."""
    number, blockers = wiring.archive_blockers().of(workspace_of(call.request), number_of(call.request))
    can_archive = not number.is_archived and not blockers
    body: ArchiveBlockersResponse = {
        "canArchive": can_archive,
        "blockers": [blocker_view(blocker) for blocker in blockers],
    }
    return Answer(200, json.dumps(body))
