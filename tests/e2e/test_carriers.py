"""From registration to archive with each carrier, against the carrier sandbox of the local stack."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.e2e.conftest import LOCAL_STACK
from tests.support import published
from tests.support.gateway import Gateway, Response
from tests.support.well import WellApi, a_document
from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
# Deliveries in these orders leave the same history.
DELIVERIES = ("in-order", "shuffled", "doubled")


@pytest.fixture
def stack() -> dict[str, Any]:
    """The local stack, with nothing failing in its sandbox."""
    described: dict[str, Any] = json.loads(LOCAL_STACK.read_text())
    requests.delete(described["carriers"]["control_url"] + "/faults", timeout=5)
    return described


@pytest.fixture
def add_phone(gateway: Gateway, acme: Tenant, stack: dict[str, Any]) -> Callable[..., Response]:
    def add(carrier: str, index: int = 0, **members: Any) -> Response:
        account = stack["tenants"]["acme"]["carriers"][carrier]
        body = {
            "userId": stack["tenants"]["acme"]["userId"],
            "phoneNumber": account["numbers"][index],
            "integration": carrier,
            "accSId": account["accSId"],
            "authToken": account["authToken"],
            **({"publicKey": account["publicKey"]} if carrier == "telnyx" else {}),
            **members,
        }
        headers = {"Authorization": f"Bearer {acme.tokens['write']}", "Content-Type": "application/json"}
        return gateway.send("POST", "/api/call/add-phone", headers=headers, body=json.dumps(body).encode())

    return add


def _account(stack: dict[str, Any], carrier: str) -> Any:
    """Acme's account at the carrier, as the sandbox has it."""
    accounts = requests.get(stack["carriers"]["control_url"] + "/state", timeout=5).json()["accounts"]
    return next(account for account in accounts if (account["tenant"], account["carrier"]) == ("acme", carrier))


def _rings_here(stack: dict[str, Any], carrier: str, number: str) -> bool:
    """Whether the carrier sends the number's calls to us, by itself or through its application."""
    account = _account(stack, carrier)
    record = next(json.dumps(entry) for entry in account["numbers"].values() if number.lstrip("+") in json.dumps(entry))
    used = [json.dumps(entry) for name, entry in account["applications"].items() if name in record]
    return any(stack["api_url"] in text for text in (record, *used))


def _until(answer: Callable[[], Any], *, seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := answer()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@EVERY_CARRIER
def test_a_number_is_registered_rings_and_is_archived(  # noqa: PLR0917 - pytest gives them by name
    carrier: str,
    add_phone: Callable[..., Response],
    api: WorkspaceApi,
    other_api: WorkspaceApi,
    acme: Tenant,
    stack: dict[str, Any],
) -> None:
    number = stack["tenants"]["acme"]["carriers"][carrier]["numbers"][1]
    added = add_phone(carrier, 1)
    assert added.status in (201, 400), added.text  # 400: an earlier run has registered it for this user
    assert add_phone(carrier, 1).status == 400
    assert add_phone(carrier, 1, userId=stack["tenants"]["acme"]["otherUserId"]).status in (201, 400)

    (phone,) = [entry for entry in acme.provider_phones if entry["phoneNumber"].endswith(number.lstrip("+"))]
    for owner in (api, other_api):
        for line in owner.list().json():
            if line["providerPhoneUuid"] == phone["uuid"]:
                assert owner.link(line["id"], None).status == 200
    line = api.created()
    assert api.link(line["id"], phone["uuid"]).status == 200
    assert _rings_here(stack, carrier, number)

    for delivery in DELIVERIES:
        call = {"carrier": carrier, "number": number, "from": "+14155550123", "outcome": "completed"}
        placed = requests.post(
            stack["carriers"]["control_url"] + "/calls", json={**call, "delivery": delivery}, timeout=30
        )
        assert placed.status_code < 300, placed.text
    message = {"carrier": carrier, "number": number, "from": "+14155550123", "text": "Hello"}
    sent = requests.post(stack["carriers"]["control_url"] + "/messages", json=message, timeout=30)
    assert sent.status_code < 300, sent.text

    def history(kind: str) -> list[Any]:
        found: list[Any] = api.send("GET", f"/{line['id']}/{kind}").json()
        return found

    # What the table did not take in time comes by the queue.
    assert _until(lambda: len(history("calls")) >= len(DELIVERIES) and history("messages"))
    assert (len(history("calls")), len(history("messages"))) == (len(DELIVERIES), 1)

    archived = api.send("POST", f"/{line['id']}/archive")
    if archived.status == 202:
        archived = _until(lambda: (got := api.get(line["id"])).json()["isArchived"] and got)
    assert archived.json()["archiveStatus"] == "archived", archived.text
    assert len(history("calls")) == len(DELIVERIES)
    assert not _rings_here(stack, carrier, number)


WEYA_REQUEST = published.request("weya_add_phone")


def test_weya_answers_its_published_example(gateway: Gateway, acme: Tenant) -> None:
    headers = {"Authorization": f"Bearer {acme.tokens['write']}", "Content-Type": "application/json"}
    answer = gateway.send("POST", "/api/call/add-phone", headers=headers, body=WEYA_REQUEST)
    if answer.status == 201:
        expected, data = published.answer("weya_add_phone"), answer.json()["data"]
        expected["data"] |= {"_id": data["_id"], "createdAt": data["createdAt"]}
        assert answer.json() == expected
    # A registration has no delete: from the second run on one data set on, it is there.
    again = gateway.send("POST", "/api/call/add-phone", headers=headers, body=WEYA_REQUEST)
    assert (again.status, again.json()["status"], again.json()["code"]) == (400, False, 400)
    assert again.json()["errorMessage"] == "Phone number already exists for this user"


def test_refusals_are_told_in_the_documented_order(add_phone: Callable[..., Response], stack: dict[str, Any]) -> None:
    account = stack["tenants"]["acme"]["carriers"]["twilio"]
    assert add_phone("twilio", 2, userId="not-an-id").status == 400
    assert add_phone("twilio", 2, userId="0" * 24).status == 404
    assert add_phone("twilio", 2, userId=stack["tenants"]["globex"]["userId"]).status == 404
    assert add_phone("twilio", 2, authToken="wrong").status == 400
    assert add_phone("twilio", 2, phoneNumber="+12025550199").status == 400
    assert account["authToken"] not in add_phone("twilio", 2, phoneNumber="+12025550199").text


@EVERY_CARRIER
def test_a_carrier_that_is_down_leaves_nothing_behind(
    carrier: str, add_phone: Callable[..., Response], stack: dict[str, Any]
) -> None:
    before = _account(stack, carrier)
    fault = {"carrier": carrier, "path": ".*", "status": 503, "times": 50}
    requests.post(stack["carriers"]["control_url"] + "/faults", json=fault, timeout=5)
    refused = add_phone(carrier, 3)
    requests.delete(stack["carriers"]["control_url"] + "/faults", timeout=5)
    assert refused.status == 500, refused.text
    assert _account(stack, carrier) == before


def test_one_number_known_to_four_dialects_is_one_inventory_entry(  # noqa: PLR0917 - pytest gives them by name
    add_phone: Callable[..., Response],
    api: WorkspaceApi,
    other_api: WorkspaceApi,
    gateway: Gateway,
    acme: Tenant,
    stack: dict[str, Any],
) -> None:
    """Registered with Weya, given an agent by Zudu, owned by a Well person, linked in a workspace, then archived."""
    number = "+" + stack["tenants"]["acme"]["carriers"]["plivo"]["numbers"][2].lstrip("+")
    zudu = ZuduApi(gateway, acme.zudu["key"], acme.zudu["secret"])
    well = WellApi(gateway, acme.tokens["write"])
    zudu.delete(number)
    (phone,) = [entry for entry in acme.provider_phones if entry["phoneNumber"] == number]
    for owner in (api, other_api):
        for line in owner.list().json():
            if line["providerPhoneUuid"] == phone["uuid"]:
                owner.link(line["id"], None)

    assert add_phone("plivo", 2).status in (201, 400)  # 400: an earlier run has registered it for this user
    assert zudu.create(phone_number=number, inbound_agent_id="agent_1").status == 200
    owned = well.created(a_document(persons=["people1"], e164_number=number))
    line = api.created()
    assert api.link(line["id"], phone["uuid"]).status == 200
    assert [entry["uuid"] for entry in api.linkable().json() if entry["phoneNumber"] == number] == [phone["uuid"]]

    # 202: it takes longer than one request may.
    blocked = _until(lambda: (got := api.send("POST", f"/{line['id']}/archive")).status != 202 and got)
    assert blocked.status == 409
    assert [blocker["type"] for blocker in blocked.json()["blockers"]] == ["agent"]
    assert api.blockers(line["id"]).json()["canArchive"] is False

    assert zudu.update(number, inbound_agent_id=None).status == 200
    archived = api.send("POST", f"/{line['id']}/archive")
    if archived.status == 202:
        archived = _until(lambda: (got := api.get(line["id"])).json()["isArchived"] and got)
    assert archived.json()["archiveStatus"] == "archived", archived.text
    assert not _rings_here(stack, "plivo", number)
    # Each dialect's own record stays.
    assert zudu.get(number).status == 200
    assert well.get(owned["id"]).status == 200
    users = gateway.send(
        "GET",
        f"/api/call/phones?limit=100&userId={stack['tenants']['acme']['userId']}",
        headers={"Authorization": f"Bearer {acme.tokens['read']}"},
        body=None,
    )
    assert number.lstrip("+") in users.text
    assert zudu.delete(number).status == 200
