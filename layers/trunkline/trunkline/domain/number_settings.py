"""The settings that a workspace gives one of its numbers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from trunkline.errors import RuleError

# The number's item is read on every call that comes in, and a read costs one unit per 4 KB.
SETTINGS_MAX_BYTES = 3072


class WorkMode(StrEnum):
    """What happens to a call or message, by working hours."""

    ALWAYS_FORWARD = "always_forward"
    FORWARD_OFF_HOURS = "forward_off_hours"
    ALWAYS_MESSAGE = "always_message"
    MESSAGE_OFF_HOURS = "message_off_hours"
    VOICEMAIL = "voicemail"
    VOICEMAIL_OFF_HOURS = "voicemail_off_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSettings:
    """The settings of a phone number with their defaults.

    ``restart_delay`` is in seconds; forward numbers are E.164; role and workflow ids are the workspace's own.
    """

    name: str | None = None
    brand_name: str | None = None
    brand_description: str | None = None
    brand_website: str | None = None
    default_workflow_id: int | None = None
    allow_signup: bool = False
    signup_member_role_id: int | None = None
    allow_anonymous: bool = False
    anonymous_member_role_id: int | None = None
    anonymous_rejection_message: str | None = None
    restart_delay: int | None = 900
    restart_prompt: str | None = None
    assistant_enabled: bool = True
    enable_voice: bool = True
    enable_sms: bool = True
    enable_whats_app: bool = False
    voice_greeting_message: str | None = None
    voice_unavailable_message: str | None = None
    voice_work_mode: WorkMode | None = None
    voice_forward_number: str | None = None
    voice_off_hours_message: str | None = None
    voicemail_greeting: str | None = None
    sms_unavailable_message: str | None = None
    sms_work_mode: WorkMode | None = None
    sms_forward_number: str | None = None
    sms_off_hours_message: str | None = None

    def changed(self, changes: Mapping[str, Any]) -> "NumberSettings":
        """Return these settings with some of them changed.

        Raises:
            RuleError: The result breaks a rule that holds between settings, or is too large to store.
        """
        result = replace(self, **changes)
        _check_roles(result)
        _check_size(result)
        return result

    def differences(self, defaults: "NumberSettings") -> dict[str, Any]:
        """Return the settings that differ from ``defaults``, by name."""
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(defaults, field.name)
        }


def _check_roles(settings: NumberSettings) -> None:
    if settings.allow_signup and settings.signup_member_role_id is None:
        raise RuleError("allowSignup", "needs signupMemberRoleId, the role that new members get")
    if settings.allow_anonymous and settings.anonymous_member_role_id is None:
        raise RuleError("allowAnonymous", "needs anonymousMemberRoleId, the role that anonymous callers get")


def _check_size(settings: NumberSettings) -> None:
    size = sum(len(value.encode()) for value in asdict(settings).values() if isinstance(value, str))
    if size > SETTINGS_MAX_BYTES:
        raise RuleError("body", f"all texts together may take {SETTINGS_MAX_BYTES} bytes in UTF-8, not {size}")


DEFAULTS = NumberSettings()
