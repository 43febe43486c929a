"""Descriptions of the members of a number's record, which requests and responses share.

Never imported when a function runs.
"""

from pydantic import Field

NICKNAME = Field(description="What people call the number; null where it has no name.")
INBOUND_AGENT_ID = Field(description="Your own id of the agent that answers with the number; null is none.")
OUTBOUND_AGENT_ID = Field(description="Your own id of the agent that calls with the number; null is none.")
INBOUND_AGENT_VERSION = Field(description="The version of the inbound agent; 1 where none was sent.")
OUTBOUND_AGENT_VERSION = Field(description="The version of the outbound agent; 1 where none was sent.")
NUMBER_PROVIDER = Field(description="Who provides the number, in your own word; `twilio` where none was sent.")
OUTBOUND_TRUNK_ID = Field(description="Your own id of the trunk that calls go out by; null is none.")
PHONE_NUMBER_TYPE = Field(
    description="What kind of number it is, in your own word; `zudu-<number_provider>` where none was sent."
)
