"""Registrations against the carrier sandbox of the local stack: who is refused, and who wins when many come at once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.e2e.conftest import LOCAL_STACK
from tests.support.crowds import at_once
from tests.support.gateway import Gateway, Response
from tests.support.workspaces import Tenant
from tools.sandbox.tenants import default_plans, described

EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
# Numbers that no other test registers; a registration has no delete, so a second run on the same data finds them taken.
OWN, SHARED = 5, 6
# The tutorial registers Twilio's eighth.
CONTESTED = {"twilio": 2, "plivo": 7, "telnyx": 7}
TAKEN = "Phone number already exists for this user"


@pytest.fixture
def stack() -> dict[str, Any]:
    """The local stack, with nothing failing in its sandbox."""
    found: dict[str, Any] = json.loads(LOCAL_STACK.read_text())
    requests.delete(found["carriers"]["control_url"] + "/faults", timeout=5)
    return found


@pytest.fixture
def add(gateway: Gateway, tenants: dict[str, Tenant], stack: dict[str, Any]) -> Callable[..., Response]:
    """Registers a number of acme's account, as any tenant."""

    def post(carrier: str, index: int, tenant: str = "acme", **members: Any) -> Response:
        account = stack["tenants"]["acme"]["carriers"][carrier]
        body = {
            "userId": stack["tenants"][tenant]["userId"],
            "phoneNumber": account["numbers"][index],
            "integration": carrier,
            "accSId": account["accSId"],
            "authToken": account["authToken"],
            **members,
        }
        headers = {"Authorization": f"Bearer {tenants[tenant].tokens['write']}", "Content-Type": "application/json"}
        return gateway.send("POST", "/api/call/add-phone", headers=headers, body=json.dumps(body).encode())

    return post


def _accounts(stack: dict[str, Any]) -> Any:
    return requests.get(stack["carriers"]["control_url"] + "/state", timeout=5).json()["accounts"]


@EVERY_CARRIER
def test_who_may_not_use_the_account_is_refused_and_nothing_changes(
    carrier: str, add: Callable[..., Response], stack: dict[str, Any]
) -> None:
    before = _accounts(stack)
    assert add(carrier, OWN, authToken="wrong").status == 400
    foreign = stack["tenants"]["globex"]["carriers"][carrier]["numbers"][0]
    assert add(carrier, OWN, phoneNumber=foreign).status == 400
    assert add(carrier, OWN, userId="0" * 24).status == 404
    assert add(carrier, OWN, userId=stack["tenants"]["globex"]["userId"]).status == 404
    for tenant in ("suspended", "closed"):
        account = described(default_plans())[tenant][carrier]
        credentials = {"accSId": account["accSId"], "authToken": account["authToken"]}
        refused = add(carrier, OWN, phoneNumber=account["numbers"][0], **credentials)
        assert refused.status == 400, refused.text
        assert account["authToken"] not in refused.text
    assert _accounts(stack) == before


@EVERY_CARRIER
def test_a_user_who_asks_twice_at_once_registers_once(carrier: str, add: Callable[..., Response]) -> None:
    responses = at_once([lambda: add(carrier, OWN)] * 2)
    assert sorted(response.status for response in responses) in ([201, 400], [400, 400])
    assert {response.json()["errorMessage"] for response in responses} <= {"", TAKEN}
    assert add(carrier, OWN).json()["errorMessage"] == TAKEN


@EVERY_CARRIER
def test_two_users_at_once_share_the_number(carrier: str, add: Callable[..., Response], stack: dict[str, Any]) -> None:
    users = [stack["tenants"]["acme"][name] for name in ("userId", "otherUserId")]
    digits = stack["tenants"]["acme"]["carriers"][carrier]["numbers"][SHARED].lstrip("+")
    numbers = (digits, f"+{digits}")
    responses = at_once(
        [
            lambda user=user, number=number: add(carrier, SHARED, userId=user, phoneNumber=number)  # type: ignore[misc]
            for user, number in zip(users, numbers, strict=True)
        ]
    )
    assert [response.status for response in responses] in ([201, 201], [400, 400]), [each.text for each in responses]
    if responses[0].status == 201:
        assert {response.json()["data"]["phoneNumber"] for response in responses} == {digits}


@EVERY_CARRIER
def test_of_two_organisations_at_once_one_gets_the_number(
    carrier: str, add: Callable[..., Response], stack: dict[str, Any]
) -> None:
    def by(tenant: str) -> Response:
        return add(carrier, CONTESTED[carrier], tenant)

    responses = at_once([lambda: by("acme"), lambda: by("globex")])
    assert sorted(response.status for response in responses) in ([201, 400], [400, 400]), [
        each.text for each in responses
    ]
    # The winner has it: for him it is a duplicate, for the other the account cannot be used.
    again = [add(carrier, CONTESTED[carrier], tenant).json()["errorMessage"] for tenant in ("acme", "globex")]
    assert again.count(TAKEN) == 1
    (account,) = [each for each in _accounts(stack) if (each["tenant"], each["carrier"]) == ("acme", carrier)]
    number = stack["tenants"]["acme"]["carriers"][carrier]["numbers"][CONTESTED[carrier]].lstrip("+")
    assert number in json.dumps(account["numbers"])
