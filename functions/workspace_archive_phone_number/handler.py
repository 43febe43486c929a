"""POST /api/v2/w/{workspace_uuid}/phone-numbers/{phone_number_id}/archive: a number is given back."""

from functools import partial

from trunkline.domain.blockers import ArchiveBlockedError, ArchiveFailedError, Blocker, BlockerType
from trunkline.domain.credentials import Scope
from trunkline.http.edge import QueryParameter, Route
from trunkline.http.lists import FLAG_SCHEMA, parse_flag
from trunkline.http.messages import RequestContext, Response
from trunkline.http.workspace.dialect import MEMBER, WORKSPACE, number_of, workspace_of
from trunkline.http.workspace.views import archive_response, phone_number_response
from trunkline.services.archive_requests import ArchiveRequest, ArchiveRequests
from trunkline.wiring.api import endpoint
from trunkline.wiring.archive import archive_requests

# API Gateway waits for 30 s, clients for less; most archives take one or two.
PATIENCE_SECONDS = 8

_DEFAULT = Blocker(type=BlockerType.WORKFLOW, id=42, name="Reception", reason="This workflow is the number's default")

ROUTE = Route(
    dialect=WORKSPACE,
    method="POST",
    path=MEMBER + "/archive",
    scope=Scope.PHONES_ADMIN,
    summary="Archive a phone number",
    query=(
        QueryParameter(
            "force",
            parse_flag,
            "Leave out a carrier that refuses; what is left there is cleared later. Blockers hold all the same.",
            FLAG_SCHEMA,
            default=False,
        ),
    ),
    success=200,
    other_success=202,
    outcomes={
        200: "Archived: the number was released, or was archived already",
        202: "Under way: read the number again until its `archiveStatus` is `archived`, or `failed`",
    },
    response="PhoneNumberResponse",
    refusals=(401, 403, 404, 409, 422, 500, 503),
    errors={
        "Something needs the number": ArchiveBlockedError([_DEFAULT]),
        "The carrier refuses to release it": ArchiveFailedError("carrier_refused"),
    },
)


@endpoint(ROUTE, archive_requests)
def lambda_handler(context: RequestContext[None], service: ArchiveRequests) -> Response:
    """Release the number and keep its history; this cannot be undone.

    Most archives take a second or two, so the response waits for up to eight seconds: 200 when the number is archived
    by then, 202 when the archive goes on. ``Prefer: respond-async`` does not wait. A request that comes while an
    archive is under way joins it.
    """
    request = ArchiveRequest(
        workspace_uuid=workspace_of(context.request),
        number_uuid=number_of(context.request),
        force=context.query["force"],
        correlation_id=context.request.request_id,
    )
    is_async = context.request.prefers("respond-async")
    # Who waits gets the outcome, so only the response to who does not is known when the request is stored.
    idempotent = context.idempotent(partial(phone_number_response, status=202)) if is_async else None
    asked = service.ask(request, idempotent)
    return archive_response(service.wait(asked, 0 if is_async else PATIENCE_SECONDS))
