"""Descriptions of a number's settings, which requests and responses share.

Never imported when a function runs.
"""

from pydantic import Field

NAME = Field(description="What the workspace calls the number.")
BRAND_NAME = Field(description="The name of the brand that the number stands for.")
BRAND_DESCRIPTION = Field(description="What the brand does.")
BRAND_WEBSITE = Field(description="The brand's website, an `http` or `https` URL.")
DEFAULT_WORKFLOW_ID = Field(description="The workspace's own id of the workflow that the number starts with.")
ALLOW_SIGNUP = Field(
    description="Whether somebody who is not known yet may become a member. Needs `signupMemberRoleId`."
)
SIGNUP_MEMBER_ROLE_ID = Field(description="The workspace's own id of the role that new members get.")
ALLOW_ANONYMOUS = Field(
    description="Whether somebody may call or write without being a member. Needs `anonymousMemberRoleId`."
)
ANONYMOUS_MEMBER_ROLE_ID = Field(description="The workspace's own id of the role that anonymous callers get.")
ANONYMOUS_REJECTION_MESSAGE = Field(description="What anonymous callers are told where they are not allowed.")
RESTART_DELAY = Field(description="Seconds of silence after which a conversation starts anew; null is never.")
RESTART_PROMPT = Field(description="What is said when a conversation starts anew.")
ASSISTANT_ENABLED = Field(description="Whether the workspace's assistant takes part in conversations.")
ENABLE_VOICE = Field(
    description="Whether calls are taken. If not, a caller hears `voiceUnavailableMessage`, or the call is rejected."
)
ENABLE_SMS = Field(description="Whether the number is meant for text messages. Those that arrive are always stored.")
ENABLE_WHATS_APP = Field(
    description="Whether the number is meant for WhatsApp. Trunkline stores this and does no more."
)
VOICE_GREETING_MESSAGE = Field(description="Spoken first to every caller; null is nothing.")
VOICE_UNAVAILABLE_MESSAGE = Field(
    description="Spoken when nobody takes a call; null is a standard sentence, or nothing where calls are off."
)
VOICE_WORK_MODE = Field(
    description=(
        "What follows the greeting: the call is forwarded, told a message, or goes to voicemail. Trunkline knows no "
        "working hours, so an `off_hours` mode holds at all hours. null forwards to `voiceForwardNumber`, without one "
        "goes to voicemail if `voicemailGreeting` is set, and else tells `voiceUnavailableMessage`."
    )
)
VOICE_FORWARD_NUMBER = Field(
    description="The number that calls are forwarded to, in E.164. Spaces, dots, dashes and brackets are removed."
)
VOICE_OFF_HOURS_MESSAGE = Field(description="Spoken after the greeting in the `off_hours` modes.")
VOICEMAIL_GREETING = Field(description="Spoken before a caller's message is recorded; null is a standard sentence.")
SMS_UNAVAILABLE_MESSAGE = Field(
    description="The text for messages that nobody can answer. Trunkline stores it and sends nothing."
)
SMS_WORK_MODE = Field(
    description="What is to happen to a message, by working hours. Trunkline stores it and does no more."
)
SMS_FORWARD_NUMBER = Field(
    description=(
        "The number that messages are to go to, in E.164. Spaces, dots, dashes and brackets are removed. Trunkline "
        "stores it and forwards nothing."
    )
)
SMS_OFF_HOURS_MESSAGE = Field(
    description="The text for messages outside working hours. Trunkline stores it and sends nothing."
)
