"""The published request, byte for byte, and the published answer, member by member."""

import re
from datetime import datetime

from tests.support import published
from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant

REQUEST = published.request("zudu_create_phone_number")
ANSWER = published.answer("zudu_create_phone_number")


def test_the_published_request_gets_the_published_answer(gateway: Gateway, acme: Tenant) -> None:
    response = gateway.send(
        "POST",
        "/api/phone-numbers/create",
        headers={
            "Content-Type": "application/json",
            "X-API-KEY": acme.zudu["key"],
            "X-API-SECRET": acme.zudu["secret"],
        },
        body=REQUEST,
    )
    answered = response.json()
    created_at, updated_at = answered["data"]["created_at"], answered["data"]["updated_at"]
    modified_at = answered["data"]["last_modification_timestamp"]
    expected = ANSWER["data"] | {
        "organization_id": acme.organization_id,
        "created_at": created_at,
        "updated_at": updated_at,
        "last_modification_timestamp": modified_at,
    }
    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    # As lists: the members are also in the published order.
    assert list(answered.items())[:3] == list(ANSWER.items())[:3]
    assert list(answered["data"].items()) == list(expected.items())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created_at)
    assert updated_at == created_at
    assert type(modified_at) is int
    assert modified_at // 1000 == int(datetime.fromisoformat(updated_at).timestamp())
