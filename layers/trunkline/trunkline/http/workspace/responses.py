"""Answers of the workspace API as types: the views are held to them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from trunkline.domain.blockers import BlockerType
from trunkline.domain.calls import CallState
from trunkline.domain.credentials import Scope
from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.number_settings import WorkMode
from trunkline.domain.phone_numbers import Carrier, PublishedWebhooks

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class SettingsView(TypedDict):
    """The settings of a number."""

    name: str | None
    brandName: str | None
    brandDescription: str | None
    brandWebsite: str | None
    defaultWorkflowId: int | None
    allowSignup: bool
    signupMemberRoleId: int | None
    allowAnonymous: bool
    anonymousMemberRoleId: int | None
    anonymousRejectionMessage: str | None
    restartDelay: Annotated[int | None, Field(description="In seconds.")]
    restartPrompt: str | None
    assistantEnabled: bool
    enableVoice: bool
    enableSms: bool
    enableWhatsApp: bool
    voiceGreetingMessage: str | None
    voiceUnavailableMessage: str | None
    voiceWorkMode: WorkMode | None
    voiceForwardNumber: str | None
    voiceOffHoursMessage: str | None
    voicemailGreeting: str | None
    smsUnavailableMessage: str | None
    smsWorkMode: WorkMode | None
    smsForwardNumber: str | None
    smsOffHoursMessage: str | None


class ArchiveProgressView(TypedDict, total=False):
    """How far an archive is, while it is under way and after it has failed."""

    archiveStep: Annotated[
        Literal["checking", "releasing"],
        Field(
            description=(
                "`checking` until nothing was found that needs the number, then `releasing` it at its carrier; of an "
                "archive that failed, where it stopped. Absent otherwise. An extension."
            )
        ),
    ]
    archiveFailureReason: Annotated[str | None, Field(description="The code of the error that ended the archive.")]


class WebhooksView(TypedDict, total=False):
    """Whether a number rings."""

    webhooks: Annotated[
        PublishedWebhooks,
        Field(
            description=(
                "Whether the carrier sends the number's calls and messages here: `attached` rings, `pending` is being "
                "set or cleared, `detached` does not ring, `none` has no provider phone of a carrier account. Absent "
                "from the answer to an archive that goes on. An extension."
            )
        ),
    ]


class PhoneNumberResponse(ArchiveProgressView, WebhooksView, SettingsView):
    """A phone number of a workspace."""

    id: Annotated[int, Field(gt=0, lt=NUMBER_ID_LIMIT)]
    uuid: Uuid
    workspaceUuid: Uuid
    phoneNumber: Annotated[str, Field(description="In E.164.", examples=["+14155552671"])]
    provider: Annotated[Carrier | None, Field(description="The carrier of the provider phone that is linked.")]
    providerPhoneUuid: Uuid | None
    isArchived: bool
    archiveStatus: Annotated[str, Field(json_schema_extra={"enum": ["active", "archiving", "archived", "failed"]})]
    archivedAt: Moment | None
    createdBy: str
    createdAt: Moment
    updatedAt: Moment


class LinkablePhone(TypedDict):
    """A provider phone that the workspace may link."""

    uuid: Uuid
    phoneNumber: str
    provider: Carrier
    assignedWorkspaceUuid: Annotated[Uuid | None, Field(description="This workspace, or null: free.")]
    webhooks: Annotated[
        PublishedWebhooks,
        Field(
            description=(
                "Whether it would ring: `none` belongs to no carrier account and never does; linking one that is "
                "`detached` sets its webhooks. An extension."
            )
        ),
    ]
    capabilities: Annotated[list[str], Field(examples=[["sms", "voice"]])]


class BlockerView(TypedDict):
    """Something that needs the number; `id` and `uuid` are those of the system that it lives in."""

    type: BlockerType
    id: str | int
    uuid: str | None
    name: str | None
    reason: str


class ArchiveBlockersResponse(TypedDict):
    """What keeps the number from being archived."""

    canArchive: bool
    blockers: list[BlockerView]


_BACKFILLED = "Whether it was read back, in part at least, from the carrier's log: its webhooks had not come."

# Functional, because "from" is a word of the language.
CallView = TypedDict(
    "CallView",
    {
        "id": str,
        "provider": Carrier,
        "direction": str | None,
        "from": str | None,
        "to": str | None,
        "status": CallState,
        "providerStatus": str | None,
        "startedAt": Moment,
        "answeredAt": Moment | None,
        "endedAt": Moment | None,
        "durationSeconds": int | None,
        "hangupCause": str | None,
        "legs": "list[LegView]",
        "recordings": "list[RecordingView]",
        "backfilled": Annotated[bool, Field(description=_BACKFILLED)],
    },
)
CallView.__doc__ = "A call of the number's history."

MessageView = TypedDict(
    "MessageView",
    {
        "id": str,
        "provider": Carrier,
        "direction": str,
        "from": str | None,
        "to": str | None,
        "text": Annotated[
            str | None, Field(description="null where the carrier's log, without texts, is all there is.")
        ],
        "mediaUrls": list[str],
        "receivedAt": Moment,
        "backfilled": Annotated[bool, Field(description=_BACKFILLED)],
    },
)
MessageView.__doc__ = "A message of the number's history."


class LegView(TypedDict):
    """How the leg to the number that a call was forwarded to ended."""

    id: str
    to: Annotated[str | None, Field(description="The number, where the carrier tells it.")]
    status: CallState
    durationSeconds: int | None


class RecordingView(TypedDict):
    """A recording of a call."""

    id: str
    status: str
    url: Annotated[
        str | None,
        Field(
            description="Our copy, for ten minutes; or the carrier's file, which asks for the account's credentials."
        ),
    ]
    durationSeconds: int | None
    channels: str | None


PhoneNumberList = list[PhoneNumberResponse]
LinkablePhoneList = list[LinkablePhone]
CallList = list[CallView]
MessageList = list[MessageView]


class TokenWorkspace(TypedDict):
    """A workspace that a token was made for."""

    uuid: Uuid
    name: Annotated[str | None, Field(description="null of a workspace that was removed since.")]


class TokenResponse(TypedDict):
    """What a token may do."""

    userId: Annotated[str, Field(description="Who creates what is created with this token.")]
    scopes: Annotated[list[Scope], Field(description="Those that others imply are named too.")]
    expiresAt: Annotated[Moment | None, Field(description="null: until it is revoked.")]
    workspaces: list[TokenWorkspace]


class ErrorResponse(TypedDict):
    """Why nothing was done; of an archive with what needs the number."""

    detail: str
    blockers: NotRequired[list[BlockerView]]
