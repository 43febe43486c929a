"""Ids of which keys are made: the carriers', as they give them, and our own in paths."""

import base64
import json
from typing import Any

import pytest
from trunkline.carriers.forms import carriers_id
from trunkline.domain.provider_phones import Carrier

from tests.carriers.lines import EVERY_CARRIER, Line, id_at, queued, telnyx_event
from tests.carriers.sandboxed import NUMBERS
from tests.support.tables import everything

NO_IDS = ["", " ", "a b", "a\nb", "id\n", "x" * 1_001, "\ud800", "\ufffd", "\x00"]


@EVERY_CARRIER
@pytest.mark.parametrize("text", [*NO_IDS, None, 1, ["a"]])
def test_what_can_be_no_id_is_none(carrier: str, text: object) -> None:
    assert carriers_id(Carrier(carrier), text) is None


@EVERY_CARRIER
def test_an_id_is_taken_as_it_is(carrier: str) -> None:
    assert carriers_id(Carrier(carrier), id_at(carrier, "a")) == id_at(carrier, "a")


@EVERY_CARRIER
@pytest.mark.parametrize("text", NO_IDS, ids=ascii)
def test_an_event_without_a_sound_id_tells_nothing(
    line_of: Any, service: dict[str, str], carrier: str, text: str
) -> None:
    line: Line = line_of(carrier)
    sent = text.encode(errors="replace").decode() if carrier != "telnyx" else text
    kind, message = line.message()
    call_kind, call = line.call()[1]
    if carrier == "telnyx":
        message["data"]["payload"]["id"] = call["data"]["payload"]["call_leg_id"] = sent
    else:
        message[{"twilio": "MessageSid", "plivo": "MessageUUID"}[carrier]] = sent
        call[{"twilio": "CallSid", "plivo": "CallUUID"}[carrier]] = sent
    items = everything()
    assert line.deliver(kind, message).status in (200, 204)
    assert line.deliver(call_kind, call).status in (200, 204)
    assert everything() == items
    assert queued(service) == []


@pytest.mark.parametrize("cut", ["longer", "shorter"])
def test_a_signed_message_of_twilio_that_is_cut_anew_is_no_other_message(line_of: Any, cut: str) -> None:
    line: Line = line_of("twilio")
    kind, content = line.message()
    headers = line.request(kind, content)[1]
    assert line.deliver(kind, content).status == 200
    sid = content["MessageSid"]
    # The same signed text, for a form is signed without a sign between its names and values.
    recut = {name: value for name, value in content.items() if name < "MessageSid"}
    rest = "".join(name + content[name] for name in sorted(content) if name > "MessageSid")
    if cut == "longer":
        recut["MessageSid"] = sid + rest
    else:
        recut |= {"MessageSid": sid[:20], sid[20:] + rest: ""}
    assert line.request(kind, recut)[1] == headers
    assert line.deliver(kind, recut).status == 200
    assert [message["id"] for message in line.messages().json()] == [sid]


def test_a_signed_event_of_plivo_that_is_cut_anew_is_no_other_call(line_of: Any) -> None:
    line: Line = line_of("plivo")
    kind, content = line.call()[1]
    assert line.deliver(kind, content).status in (200, 204)
    recut = dict(content)
    following = min(name for name in content if name > "CallUUID")
    recut["CallUUID"] += following + recut.pop(following)
    assert line.request(kind, recut)[1] == line.request(kind, content)[1]
    assert line.deliver(kind, recut).status in (200, 204)
    assert [call["id"] for call in line.calls().json()] == [content["CallUUID"]]


def test_a_forwarded_leg_with_a_state_that_names_no_call_is_stored_nowhere(line_of: Any) -> None:
    line: Line = line_of("telnyx")
    state = base64.b64encode(json.dumps({"stage": "forwarded", "call": "x" * 3_000}).encode()).decode()
    items = everything()
    line.deliver(*telnyx_event("call.hangup", 1, client_state=state, call_leg_id="a b", to=NUMBERS["telnyx"][0]))
    assert everything() == items


@EVERY_CARRIER
@pytest.mark.parametrize("token", ["a" * 2_041, "0" * 31, "0" * 33, "0" * 31 + "G", "%0A" + "0" * 32, "0" * 32 + "%0a"])
def test_a_token_that_there_cannot_be_is_refused_and_nothing_is_read(
    line_of: Any, monkeypatch: pytest.MonkeyPatch, carrier: str, token: str
) -> None:
    line: Line = line_of(carrier)
    monkeypatch.setattr("trunkline.table.events.EventTable.find_webhook", lambda *_: 1 / 0)
    answer = line.gateway.send("POST", f"/webhooks/{carrier}/{token}/voice", headers={}, body=b"{}")
    assert answer.status == 403
    # One that there can be is looked up.
    assert line.gateway.send("POST", f"/webhooks/{carrier}/{'0' * 32}/voice", headers={}, body=b"{}").status == 500
