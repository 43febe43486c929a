"""Request bodies of the Weya API.

Never imported when a function runs: functions load ``schemas_core``, which is generated from it.
"""

from typing import Annotated, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from trunkline.domain.identifiers import INTERNATIONAL
from trunkline.domain.provider_phones import Carrier
from trunkline.http.bodies import SPACES
from trunkline.http.weya.dialect import USER_ID_SCHEMA, parse_user_id
from trunkline.http.weya.requests import api_key_sid, known_carrier, public_key


@with_config(ConfigDict(strict=True, extra="ignore", alias_generator=to_camel))
class AddPhoneRequest(TypedDict):
    """A number, the user who will own it and the carrier account that proves it."""

    user_id: Annotated[
        str,
        Field(
            description="ID of the user who will own this phone number: 24 hexadecimal digits.",
            json_schema_extra=USER_ID_SCHEMA,
        ),
        AfterValidator(parse_user_id),
    ]
    # Parsed afterwards.
    phone_number: Annotated[
        str,
        Field(
            min_length=1,
            max_length=40,
            description="Phone number with country code; the `+` is optional.",
            # White space around it goes.
            json_schema_extra={"pattern": rf"^[{SPACES}]*\+?{INTERNATIONAL[2:]}[{SPACES}]*$"},
        ),
    ]
    integration: Annotated[
        str,
        Field(description="Integration provider for this number.", json_schema_extra={"enum": [*Carrier]}),
        AfterValidator(known_carrier),
    ]
    auth_token: Annotated[
        str,
        Field(
            min_length=1,
            max_length=512,
            description="Auth Token (Plivo, Twilio) or API Key (Telnyx). With `apiKeySid` that key's secret.",
        ),
    ]
    # That capital S is the published API's.
    acc_sid: NotRequired[
        Annotated[
            str,
            Field(
                alias="accSId",
                max_length=128,
                pattern=r"^[A-Za-z0-9_-]+$",
                description="Auth ID (Plivo), Account SID (Twilio), or the id of any application (Telnyx), where it may"
                " be left out, or `auto`.",
            ),
        ]
    ]
    api_key_sid: NotRequired[
        Annotated[
            Annotated[
                str,
                Field(max_length=34, json_schema_extra={"pattern": "^SK[0-9a-fA-F]{32}$"}),
                AfterValidator(api_key_sid),
            ]
            | None,
            Field(
                description="Ours, for Twilio: an API key of the account, standard or restricted, to call Twilio with."
            ),
        ]
    ]
    signing_token: NotRequired[
        Annotated[
            Annotated[str, Field(min_length=1, max_length=512)] | None,
            # Without it only the secrecy of the URL guards Twilio's webhooks.
            Field(
                description="Ours, with `apiKeySid`: the account's Auth Token. It verifies Twilio's signatures, which"
                " no API key can."
            ),
        ]
    ]
    public_key: NotRequired[
        Annotated[
            Annotated[
                str,
                Field(max_length=64, json_schema_extra={"pattern": "^[A-Za-z0-9+/]{43}=$"}),
                AfterValidator(public_key),
            ]
            | None,
            # No API tells it. Without it only the secrecy of the URL guards Telnyx's webhooks.
            Field(
                description="Ours, for Telnyx: the key that its webhooks are signed with, from its portal, in base64."
            ),
        ]
    ]
