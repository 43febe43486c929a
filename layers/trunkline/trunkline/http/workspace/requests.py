"""Bodies of the workspace API as the domain's values."""

from typing import TYPE_CHECKING, Any

from trunkline.domain.e164_parser import parse_e164

if TYPE_CHECKING:
    from trunkline.http.workspace.schemas import SettingsBody

_OF_THE_DOCUMENT = ("phone_number", "provider_phone_uuid")
_FORWARD_NUMBERS = {
    "voice_forward_number": "voiceForwardNumber",
    "sms_forward_number": "smsForwardNumber",
}


def settings_of(body: "SettingsBody") -> dict[str, Any]:
    """Return the settings that the body names, by their names in the domain.

    Raises:
        RuleError: A forward number is not a phone number.
    """
    sent: dict[str, Any] = {name: value for name, value in body.items() if name not in _OF_THE_DOCUMENT}
    for name, member in _FORWARD_NUMBERS.items():
        if sent.get(name) is not None:
            sent[name] = parse_e164(sent[name], member=member)
    return sent
