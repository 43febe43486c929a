"""The published request, byte for byte, and the published answer, member by member."""

import json
import re
from datetime import datetime

from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant

PUBLISHED_BODY = b"""
{
  "phone_number": "+14157774444",
  "area_code": 415,
  "nickname": "Customer Service Line",
  "inbound_agent_id": "agent_abc123",
  "outbound_agent_id": "agent_xyz789",
  "inbound_agent_version": 1,
  "outbound_agent_version": 1,
  "inbound_webhook_url": "https://example.com/webhook",
  "number_provider": "twilio",
  "outbound_trunk_id": "ST_4Xo2mZgQsfyQ",
  "phone_number_type": "zudu-twilio"
}
"""

PUBLISHED_ANSWER = """
{
  "message": "Phone number created successfully",
  "status": "success",
  "error": null,
  "data": {
    "phone_number": "+14157774444",
    "organization_id": "org_123",
    "phone_number_pretty": "+1 (415) 777-4444",
    "area_code": 415,
    "nickname": "Customer Service Line",
    "phone_number_type": "zudu-twilio",
    "inbound_agent_id": "agent_abc123",
    "outbound_agent_id": "agent_xyz789",
    "inbound_agent_version": 1,
    "outbound_agent_version": 1,
    "inbound_webhook_url": "https://example.com/webhook",
    "number_provider": "twilio",
    "outbound_trunk_id": "ST_4Xo2mZgQsfyQ",
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:30:00Z",
    "last_modification_timestamp": 1703413636133
  }
}
"""


def test_the_published_request_gets_the_published_answer(gateway: Gateway, acme: Tenant) -> None:
    response = gateway.send(
        "POST",
        "/api/phone-numbers/create",
        headers={
            "Content-Type": "application/json",
            "X-API-KEY": acme.zudu["key"],
            "X-API-SECRET": acme.zudu["secret"],
        },
        body=PUBLISHED_BODY,
    )
    published = json.loads(PUBLISHED_ANSWER)
    answered = response.json()
    created_at, updated_at = answered["data"]["created_at"], answered["data"]["updated_at"]
    modified_at = answered["data"]["last_modification_timestamp"]
    expected = published["data"] | {
        "organization_id": acme.organization_id,
        "created_at": created_at,
        "updated_at": updated_at,
        "last_modification_timestamp": modified_at,
    }
    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    # As lists: the members are also in the published order.
    assert list(answered.items())[:3] == list(published.items())[:3]
    assert list(answered["data"].items()) == list(expected.items())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created_at)
    assert updated_at == created_at
    assert type(modified_at) is int
    assert modified_at // 1000 == int(datetime.fromisoformat(updated_at).timestamp())
