import time
from typing import Any

import pytest

from tests.support.zudu import ZuduApi

NUMBER = "+14157774444"


def test_only_what_is_sent_changes(zudu: ZuduApi) -> None:
    before = zudu.created(
        phone_number=NUMBER,
        nickname="before",
        inbound_agent_id="agent_1",
        inbound_agent_version=3,
        inbound_webhook_url="https://example.com/webhook",
        outbound_trunk_id="ST_1",
    )
    response = zudu.update(NUMBER, nickname="after")
    assert response.status == 200
    assert response.json()["message"] == "Phone number updated successfully"
    after = response.json()["data"]
    assert after.pop("last_modification_timestamp") >= before.pop("last_modification_timestamp")
    assert after.pop("updated_at") >= before.pop("updated_at")
    assert after == before | {"nickname": "after"}
    assert zudu.get(NUMBER).json()["data"].items() >= after.items()


def test_a_change_moves_the_time_of_the_last_modification_only(zudu: ZuduApi) -> None:
    before = zudu.created(phone_number=NUMBER)
    time.sleep(0.002)
    after = zudu.update(NUMBER, nickname="after").json()["data"]
    assert after["created_at"] == before["created_at"]
    assert after["last_modification_timestamp"] > before["last_modification_timestamp"]


@pytest.mark.parametrize(
    "members", [{}, {"nickname": "same"}, {"phone_number": NUMBER}, {"area_code": 415}, {"area_code": None}]
)
def test_a_change_that_changes_nothing_is_none(zudu: ZuduApi, members: dict[str, Any]) -> None:
    before = zudu.created(phone_number=NUMBER, nickname="same")
    time.sleep(0.002)
    assert zudu.update(NUMBER, **members).json()["data"] == before


@pytest.mark.parametrize(
    ("member", "default"),
    [
        ("nickname", None),
        ("inbound_agent_id", None),
        ("outbound_agent_id", None),
        ("inbound_agent_version", 1),
        ("outbound_agent_version", 1),
        ("inbound_webhook_url", None),
        ("number_provider", "twilio"),
        ("outbound_trunk_id", None),
        ("phone_number_type", "zudu-plivo"),
    ],
)
def test_null_unassigns_an_agent_and_gives_a_member_its_default(zudu: ZuduApi, member: str, default: Any) -> None:
    before = zudu.created(
        phone_number=NUMBER,
        nickname="name",
        inbound_agent_id="agent_1",
        inbound_agent_version=4,
        outbound_agent_id="agent_2",
        outbound_agent_version=5,
        inbound_webhook_url="https://example.com/webhook",
        number_provider="plivo",
        outbound_trunk_id="ST_1",
        phone_number_type="CUSTOM",
    )
    assert before[member] != default
    assert zudu.update(NUMBER, **{member: None}).json()["data"][member] == default


def test_a_provider_and_a_type_that_are_reset_together_agree(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER, number_provider="plivo", phone_number_type="CUSTOM")
    after = zudu.update(NUMBER, number_provider=None, phone_number_type=None).json()["data"]
    assert (after["number_provider"], after["phone_number_type"]) == ("twilio", "zudu-twilio")


def test_another_agent_does_not_inherit_a_version(zudu: ZuduApi) -> None:
    zudu.created(
        phone_number=NUMBER,
        inbound_agent_id="agent_1",
        inbound_agent_version=7,
        outbound_agent_id="agent_2",
        outbound_agent_version=8,
    )
    after = zudu.update(NUMBER, inbound_agent_id="agent_3", outbound_agent_id="agent_2").json()["data"]
    assert (after["inbound_agent_version"], after["outbound_agent_version"]) == (1, 8)
    after = zudu.update(NUMBER, inbound_agent_id="agent_4", inbound_agent_version=2).json()["data"]
    assert after["inbound_agent_version"] == 2


def test_label_is_another_name_of_nickname(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER)
    assert zudu.update(NUMBER, label="Front desk").json()["data"]["nickname"] == "Front desk"
    for nickname in ("other", "one"):
        refused = zudu.update(NUMBER, label="one", nickname=nickname)
        assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST")
    assert zudu.update(NUMBER, label=None, nickname="kept").status == 400
    assert zudu.update(NUMBER, label=None).json()["data"]["nickname"] is None


def test_the_number_itself_cannot_be_changed(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER)
    refused = zudu.update(NUMBER, phone_number="+14157775555", nickname="moved")
    assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST")
    assert zudu.get(NUMBER).json()["data"]["nickname"] is None
    assert zudu.get("+14157775555").status == 404


@pytest.mark.parametrize(
    "members",
    [
        {"area_code": 212},
        {"inbound_webhook_url": "https://localhost/webhook"},
        {"inbound_agent_version": 0},
        {"nickname": 7},
        {"label": "l" * 201},
    ],
)
def test_a_wrong_member_changes_nothing(zudu: ZuduApi, members: dict[str, Any]) -> None:
    before = zudu.created(phone_number=NUMBER)
    refused = zudu.update(NUMBER, **({"inbound_agent_id": "agent_1"} | members))
    assert (refused.status, refused.json()["error"]) == (400, "INVALID_REQUEST")
    assert zudu.get(NUMBER).json()["data"].items() >= before.items()
