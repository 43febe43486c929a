"""The workspace API's credentials, workspaces and error format."""

import json
from typing import TYPE_CHECKING

from trunkline.domain.blockers import ArchiveRefusedError
from trunkline.domain.credentials import Audience, Credential, PresentedToken
from trunkline.domain.identifiers import (
    NumberUuid,
    WorkspaceUuid,
    canonical_uuid,
    parse_number_reference,
)
from trunkline.errors import (
    BusyError,
    ConflictError,
    FieldError,
    NotFoundError,
    ProviderPhoneInQuarantineError,
    ProviderPhoneTakenError,
    SchemaError,
    TrunklineError,
    UnauthenticatedError,
)
from trunkline.http.messages import Request, Response
from trunkline.http.workspace.views import blocker_view

if TYPE_CHECKING:
    from trunkline.http.workspace.responses import ErrorResponse

COLLECTION = "/api/v2/w/{workspace_uuid}/phone-numbers"
MEMBER = COLLECTION + "/{phone_number_id}"

# Of every route that links a provider phone.
LINK_ERRORS = {
    "The provider phone is in use": ProviderPhoneTakenError(),
    "The provider phone was released recently": ProviderPhoneInQuarantineError(),
    "The number is archived": ConflictError("This phone number is archived and can no longer be changed"),
}

_SERVER_ERROR = 500


class WorkspaceDialect:
    """Bearer tokens with scopes; errors are ``{"detail": "<string>"}``, of an archive with ``blockers`` too."""

    audience = Audience.BEARER

    def credentials_from(self, request: Request) -> PresentedToken | None:
        """Return the token after ``Bearer``."""
        return request.bearer_token

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Refuse another tenant's workspace with the same 404 as one that does not exist.

        Raises:
            NotFoundError: The credential is not a member of the workspace.
            SchemaError: The workspace is not a UUID.
        """
        if not credential.is_member_of(workspace_of(request)):
            raise NotFoundError("Workspace")

    def error_response(self, error: TrunklineError, request_id: str) -> Response:
        """Write the message of an error; server errors all read the same, as the API publishes it."""
        del request_id  # it is in the response's header; this envelope has no place for it
        headers = {}
        if isinstance(error, UnauthenticatedError):
            headers["www-authenticate"] = "Bearer"
        if isinstance(error, BusyError):
            headers["retry-after"] = "1"
        detail = error.message if error.status < _SERVER_ERROR else "An internal server error occurred"
        envelope: ErrorResponse = {"detail": detail}
        if isinstance(error, ArchiveRefusedError):
            envelope["blockers"] = [blocker_view(blocker) for blocker in error.blockers]
        return Response(error.status, json.dumps(envelope), headers)


class WorkspaceTokenDialect(WorkspaceDialect):
    """The same for a route without a workspace in its path, which tells a token about itself."""

    def authorize_tenant(self, credential: Credential, request: Request) -> None:
        """Allow everything: any token may ask what it may do."""


WORKSPACE = WorkspaceDialect()
WORKSPACE_TOKEN = WorkspaceTokenDialect()


def workspace_of(request: Request) -> WorkspaceUuid:
    """Return the workspace that the path names.

    Raises:
        SchemaError: It is not a UUID.
    """
    uuid = canonical_uuid(request.path_parameters["workspace_uuid"])
    if uuid is None:
        raise SchemaError([FieldError(("path", "workspace_uuid"), "must be a UUID")])
    return WorkspaceUuid(uuid)


def number_of(request: Request) -> NumberUuid:
    """Return the phone number that the path names, by its id or its UUID.

    Raises:
        SchemaError: It is neither.
    """
    number = parse_number_reference(workspace_of(request), request.path_parameters["phone_number_id"])
    if number is None:
        raise SchemaError([FieldError(("path", "phone_number_id"), "must be a positive integer below 2^53 or a UUID")])
    return number
