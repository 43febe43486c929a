"""The form of the ids that carriers give to calls, messages and recordings."""

import re

from trunkline.domain.provider_phones import Carrier

# Their length is fixed, and has to be: Twilio and Plivo sign names and values of a form without a sign between them, so
# who has one signed form can cut it anew at other places. An id with the next field's name in it would be another
# event. Sources: www.twilio.com/docs/glossary/what-is-a-sid, docs.plivo.com/voice/xml/request; read 2026-11.
_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Telnyx documents UUIDs and promises none. What it signs is the body as it is. Visible ASCII, and far below what a key
# can hold.
_VISIBLE = re.compile(r"[!-~]{1,200}")

_FORMS = {Carrier.TWILIO: _SID, Carrier.PLIVO: _UUID, Carrier.TELNYX: _VISIBLE}


def carriers_id(carrier: Carrier, value: object) -> str | None:
    """Return the id, or None for what is no id of this carrier: keys are made of ids, so nothing else may get there."""
    return value if isinstance(value, str) and _FORMS[carrier].fullmatch(value) else None
