"""Responses of the workspace API as types: views are checked against them, and the API document is made from them.

Never imported when a function runs.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, get_args, get_type_hints

from pydantic import Field
from pydantic.fields import FieldInfo
from typing_extensions import TypedDict

from trunkline.domain.blockers import BlockerType
from trunkline.domain.calls import CallState
from trunkline.domain.credentials import Scope
from trunkline.domain.health import HealthStatus
from trunkline.domain.identifiers import NUMBER_ID_LIMIT
from trunkline.domain.phone_numbers import NumberSettings
from trunkline.domain.provider_phones import Carrier, PublishedWebhooks
from trunkline.http.workspace.schemas import SettingsBody
from trunkline.http.workspace.views import SETTINGS

# Routes name their responses by this module.
from trunkline.http.workspace.webhook_responses import *  # noqa: F403

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Direction = Literal["inbound", "outbound"]


def _settings() -> dict[str, Any]:
    """Every setting under its published name: of the domain's kind, described as where it is sent."""
    sent = get_type_hints(SettingsBody, include_extras=True)
    kinds = get_type_hints(NumberSettings)
    return {published: Annotated[kinds[name], *_descriptions(sent[name])] for name, published in SETTINGS.items()}


def _descriptions(sent: Any) -> list[FieldInfo]:
    return [each for each in get_args(sent)[1:] if isinstance(each, FieldInfo) and each.description]


if TYPE_CHECKING:

    class SettingsView(TypedDict):
        """The settings of a number. Which they are is known when types are made of this, and not before."""

        name: str | None

else:
    SettingsView = TypedDict("SettingsView", _settings())
    SettingsView.__doc__ = "The settings of a number."


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

    id: Annotated[int, Field(gt=0, lt=NUMBER_ID_LIMIT, description="The number's id; paths take it or `uuid`.")]
    uuid: Annotated[Uuid, Field(description="The number's other id, for good the same.")]
    workspaceUuid: Annotated[Uuid, Field(description="The workspace that has the number.")]
    phoneNumber: Annotated[str, Field(description="In E.164.", examples=["+14155552671"])]
    provider: Annotated[
        Carrier | None, Field(description="The carrier of the linked provider phone; null without one.")
    ]
    providerPhoneUuid: Annotated[Uuid | None, Field(description="The linked provider phone; null while there is none.")]
    isArchived: Annotated[bool, Field(description="Whether the number was archived; it can then no longer be changed.")]
    archiveStatus: Annotated[
        str,
        Field(
            description=(
                "`active` in use, `archiving` while it is archived, `archived` out of use, `failed` in use after an "
                "archive that failed."
            ),
            json_schema_extra={"enum": ["active", "archiving", "archived", "failed"]},
        ),
    ]
    archivedAt: Annotated[Moment | None, Field(description="When it was archived, in UTC; null before.")]
    createdBy: Annotated[str, Field(description="The user whose token created it.")]
    createdAt: Annotated[Moment, Field(description="When it was created, in UTC.")]
    updatedAt: Annotated[Moment, Field(description="When it was last changed, in UTC.")]


class LinkablePhone(TypedDict):
    """A provider phone that the workspace may link."""

    uuid: Annotated[Uuid, Field(description="The provider phone's id, for `providerPhoneUuid`.")]
    phoneNumber: Annotated[str, Field(description="In E.164.", examples=["+14155552671"])]
    provider: Annotated[Carrier, Field(description="The carrier that serves it.")]
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
    capabilities: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": ["mms", "sms", "voice"]})]],
        Field(description="What the carrier says that the number can do.", examples=[["sms", "voice"]]),
    ]


class BlockerView(TypedDict):
    """Something that needs the number; `id` and `uuid` are those of the system that it lives in."""

    type: Annotated[BlockerType, Field(description="What kind of thing needs the number.")]
    id: Annotated[str | int, Field(description="Its id.")]
    uuid: Annotated[str | None, Field(description="Its UUID; null where it has none.")]
    name: Annotated[str | None, Field(description="What people call it; null where it has no name.")]
    reason: Annotated[str, Field(description="Why it needs the number, in a sentence for people.")]


class ArchiveBlockersResponse(TypedDict):
    """What keeps the number from being archived."""

    canArchive: Annotated[bool, Field(description="Whether an archive would go ahead now: nothing needs the number.")]
    blockers: Annotated[list[BlockerView], Field(description="What needs the number; empty if nothing does.")]


_BACKFILLED = "Whether it was read back, in part at least, from the carrier's log: its webhooks had not come."

# Functional, because "from" is a word of the language.
CallView = TypedDict(
    "CallView",
    {
        "id": Annotated[str, Field(description="The carrier's id of the call.")],
        "provider": Annotated[Carrier, Field(description="The carrier that told of the call.")],
        "direction": Annotated[Direction | None, Field(description="As the number sees it; null where it is unknown.")],
        "from": Annotated[
            str | None, Field(description="Who calls, as the carrier writes it; null where it is unknown.")
        ],
        "to": Annotated[
            str | None, Field(description="Who is called, as the carrier writes it; null where it is unknown.")
        ],
        "status": Annotated[
            CallState, Field(description="Where the call stands, in the same words for every carrier.")
        ],
        "providerStatus": Annotated[
            str | None, Field(description="The carrier's own word for it; null before it told one.")
        ],
        "startedAt": Annotated[Moment, Field(description="When the carrier first told of the call, in UTC.")],
        "answeredAt": Annotated[Moment | None, Field(description="When it was answered, in UTC; null if it was not.")],
        "endedAt": Annotated[Moment | None, Field(description="When it ended, in UTC; null while it goes on.")],
        "durationSeconds": Annotated[int | None, Field(description="How long it took; null until the carrier tells.")],
        "hangupCause": Annotated[str | None, Field(description="Why it ended, in the carrier's word or code.")],
        "legs": Annotated["list[LegView]", Field(description="The legs to numbers that the call was forwarded to.")],
        "recordings": Annotated[
            "list[RecordingView]", Field(description="What was recorded of it; empty if nothing was.")
        ],
        "backfilled": Annotated[bool, Field(description=_BACKFILLED)],
    },
)
CallView.__doc__ = "A call of the number's history."

MessageView = TypedDict(
    "MessageView",
    {
        "id": Annotated[str, Field(description="The carrier's id of the message.")],
        "provider": Annotated[Carrier, Field(description="The carrier that delivered it.")],
        "direction": Annotated[Direction, Field(description="`inbound`: the history has the messages that came in.")],
        "from": Annotated[str | None, Field(description="Who wrote, as the carrier writes it.")],
        "to": Annotated[str | None, Field(description="The number that it was sent to, as the carrier writes it.")],
        "text": Annotated[
            str | None,
            Field(description="Its text; empty where it has only media, null where only a log without texts is known."),
        ],
        "mediaUrls": Annotated[list[str], Field(description="Where the carrier keeps its media, ten at most.")],
        "receivedAt": Annotated[Moment, Field(description="When it came in, in UTC.")],
        "backfilled": Annotated[bool, Field(description=_BACKFILLED)],
    },
)
MessageView.__doc__ = "A message of the number's history."


class LegView(TypedDict):
    """How the leg to the number that a call was forwarded to ended."""

    id: Annotated[str, Field(description="The carrier's id of the leg.")]
    to: Annotated[str | None, Field(description="The number, where the carrier tells it.")]
    status: Annotated[CallState, Field(description="How it ended, in the same words for every carrier.")]
    durationSeconds: Annotated[int | None, Field(description="How long it took; null where the carrier does not tell.")]


class RecordingView(TypedDict):
    """A recording of a call."""

    id: Annotated[str, Field(description="The carrier's id of the recording.")]
    status: Annotated[
        str, Field(description="Where the recording stands, in the carrier's word.", examples=["completed"])
    ]
    url: Annotated[
        str | None,
        Field(
            description="Our copy, for ten minutes; or the carrier's file, which asks for the account's credentials."
        ),
    ]
    durationSeconds: Annotated[int | None, Field(description="How long it is; null where the carrier does not tell.")]
    channels: Annotated[
        str | None, Field(description="How many it has, in the carrier's word.", examples=["2", "dual"])
    ]


class HealthCheckView(TypedDict):
    """One thing that was looked at."""

    name: Annotated[str, Field(description="What was looked at.", examples=["calls"])]
    status: Annotated[HealthStatus, Field(description="`healthy` where it holds.")]
    expected: Annotated[str, Field(description="What was set; of our URLs without their secret part.")]
    actual: Annotated[str, Field(description="What stands there; of other people's URLs the host alone.")]
    hint: Annotated[str, Field(description="What to do about it, for people; empty where there is nothing to do.")]


class NumberHealthResponse(TypedDict):
    """Whether a number is all right."""

    uuid: Annotated[Uuid, Field(description="The phone number's UUID.")]
    phoneNumber: Annotated[str, Field(description="In E.164.", examples=["+14155552671"])]
    status: Annotated[
        HealthStatus,
        Field(
            description=(
                "The worst of its checks. `broken`: calls or messages do not come; `degraded`: they do, and something "
                "beside them is not as it was set; `unknown`: nobody has looked, or the carrier did not answer."
            )
        ),
    ]
    checkedAt: Annotated[Moment | None, Field(description="When the carrier was asked last; null before.")]
    checks: Annotated[list[HealthCheckView], Field(description="What was looked at; empty before.")]


PhoneNumberList = Annotated[list[PhoneNumberResponse], Field(description="The numbers, or a page of them.")]
NumberHealthList = Annotated[
    list[NumberHealthResponse], Field(description="The numbers that are not healthy, or a page of them.")
]
LinkablePhoneList = Annotated[list[LinkablePhone], Field(description="The provider phones, or a page of them.")]
CallList = Annotated[list[CallView], Field(description="A page of calls, the newest first.")]
MessageList = Annotated[list[MessageView], Field(description="A page of messages, the newest first.")]


class TokenWorkspace(TypedDict):
    """A workspace that a token was made for."""

    uuid: Annotated[Uuid, Field(description="The workspace, as paths name it.")]
    name: Annotated[str | None, Field(description="What people call it; null of a workspace that was removed since.")]


class TokenResponse(TypedDict):
    """What a token may do."""

    userId: Annotated[str, Field(description="Who creates what is created with this token.")]
    scopes: Annotated[list[Scope], Field(description="Those that others imply are named too.")]
    expiresAt: Annotated[Moment | None, Field(description="null: until it is revoked.")]
    workspaces: Annotated[list[TokenWorkspace], Field(description="Where it may act.")]


class ErrorResponse(TypedDict):
    """Why nothing was done; of an archive with what needs the number."""

    detail: Annotated[str, Field(description="What is wrong, and with which member; for people.")]
    blockers: NotRequired[
        Annotated[list[BlockerView], Field(description="Of an archive that is blocked: what needs the number.")]
    ]
