"""One request for each function with a route: what it costs is what this request costs.

Every request succeeds. A function that has more than one way worth telling apart has more than one request, as the
registration of a number has one for each carrier.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

ROOT = Path(__file__).parents[1]
WEBHOOK_BASE_URL = "https://hooks.example.com"
CALLER = "+13105550001"

CREATE_BODY = {
    "phoneNumber": "+14155552671",
    "name": "Front desk",
    "brandName": "Acme",
    "brandWebsite": "https://acme.example.com",
    "allowSignup": False,
    "restartDelay": 3600,
    "enableVoice": True,
    "enableSms": True,
    "voiceWorkMode": "voicemail_off_hours",
    "voiceGreetingMessage": "Welcome to Acme. How can we help?",
    "voicemailGreeting": "Please leave a message after the tone.",
    "voiceForwardNumber": "+14155552672",
}
CONTACT = {
    "defaultFields": {
        "firstName": "John",
        "lastName": "Doe",
        "company": "OpenPhone",
        "role": "Sales",
        "emails": [{"name": "company email", "value": "john@example.com"}],
        "phoneNumbers": [{"name": "company phone", "value": "+12345678901"}],
    },
    "customFields": [{"key": "inbound-lead", "value": ["option1", "option2"]}],
    "source": "public-api",
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A request to a function. ``name`` is the folder's, with what sets this request apart behind a colon.

    ``expected`` is the status of its answer where that is not the route's success.
    """

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    body: Any = None
    calls_carrier: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None

    @property
    def folder(self) -> str:
        """The function's folder."""
        return self.name.partition(":")[0]

    @property
    def is_webhook(self) -> bool:
        """Whether a carrier sends it."""
        return self.folder.startswith("webhook_")


def setup(tenant: Mapping[str, Any]) -> Iterator[Scenario]:
    """Yield the requests that fill the table before anything is measured, in their order."""
    workspace = tenant["workspaceUuid"]
    yield Scenario(name="workspace_create_phone_number", parameters={"workspace_uuid": workspace}, body=CREATE_BODY)
    yield Scenario(name="quo_create_contact", body={**CONTACT, "createdByUserId": "US123abc", "externalId": "seeded"})
    yield Scenario(name="well_create_phone", body=_published("well_create_phone", "201_published_example"))
    yield Scenario(name="zudu_create_phone_number", body=_published("zudu_create_phone_number"))
    for carrier in ("twilio", "plivo", "telnyx"):
        yield Scenario(name=f"weya_add_phone:{carrier}", body=_registration(tenant, carrier, 0))
        number = {"providerPhoneUuid": _phone_uuid(tenant, carrier, 0), "name": "Line", "voiceWorkMode": "voicemail"}
        yield Scenario(name="workspace_create_phone_number", parameters={"workspace_uuid": workspace}, body=number)


def measured(tenant: Mapping[str, Any], made: Mapping[str, str]) -> list[Scenario]:
    """Return the requests that are measured; ``made`` has the ids of what `setup` has made."""
    return [
        *_workspace(tenant, made),
        *_contacts(made),
        Scenario(name="well_list_phones", query="limit=20"),
        Scenario(name="well_get_phone", parameters={"phone_id": made["well_create_phone"]}),
        Scenario(name="well_create_phone", body=_without_id(_published("well_create_phone", "201_published_example"))),
        Scenario(name="well_delete_phone", parameters={"phone_id": made["well_create_phone"]}),
        *_zudu(),
        Scenario(name="weya_list_phones", query="limit=10"),
        *(
            Scenario(name=f"weya_add_phone:{carrier}", body=_registration(tenant, carrier, 1), calls_carrier=True)
            for carrier in ("twilio", "plivo", "telnyx")
        ),
        *(
            Scenario(
                name=f"webhook_{carrier}",
                parameters={"token": made[f"token:{carrier}"], "kind": kind},
                body=body,
                expected=204 if carrier == "telnyx" else 200,
            )
            for carrier, kind, body in _calls(tenant)
        ),
    ]


def _workspace(tenant: Mapping[str, Any], made: Mapping[str, str]) -> list[Scenario]:
    workspace = {"workspace_uuid": tenant["workspaceUuid"]}
    number = {**workspace, "phone_number_id": made["workspace_create_phone_number"]}
    free = _phone_uuid(tenant, "twilio", 5)
    return [
        Scenario(name="workspace_list_phone_numbers", parameters=workspace, query="limit=20"),
        Scenario(
            name="workspace_create_phone_number",
            parameters=workspace,
            body={**CREATE_BODY, "phoneNumber": "+14155552670"},
        ),
        Scenario(name="workspace_list_linkable_phones", parameters=workspace, query="limit=20"),
        Scenario(name="workspace_get_phone_number", parameters=number),
        Scenario(name="workspace_update_phone_number", parameters=number, body={"name": "Night line"}),
        Scenario(name="workspace_link_phone_number", parameters=number, body={"providerPhoneUuid": free}),
        Scenario(name="workspace_list_archive_blockers", parameters=number),
        Scenario(
            name="workspace_archive_phone_number", parameters=number, headers={"prefer": "respond-async"}, expected=202
        ),
        Scenario(name="workspace_list_calls", parameters=number, query="limit=20"),
        Scenario(name="workspace_list_messages", parameters=number, query="limit=20"),
    ]


def _contacts(made: Mapping[str, str]) -> list[Scenario]:
    contact = {"id": made["quo_create_contact"]}
    return [
        Scenario(name="quo_list_contacts", query="maxResults=20"),
        Scenario(
            name="quo_create_contact", body={**CONTACT, "createdByUserId": "US123abc", "externalId": "664d0db69fcac7cf"}
        ),
        Scenario(name="quo_get_contact", parameters=contact),
        Scenario(name="quo_update_contact", parameters=contact, body={"defaultFields": {"role": "Support"}}),
        Scenario(name="quo_delete_contact", parameters=contact),
        Scenario(name="quo_list_contact_custom_fields"),
    ]


def _zudu() -> list[Scenario]:
    published = _published("zudu_create_phone_number")
    record = {"phone_number": published["phone_number"]}
    return [
        Scenario(name="zudu_list_phone_numbers", query="page=1&limit=20"),
        Scenario(name="zudu_list_available_phone_numbers"),
        Scenario(name="zudu_get_phone_number", parameters=record),
        Scenario(name="zudu_create_phone_number", body={**published, "phone_number": "+14157774445"}),
        Scenario(name="zudu_update_phone_number", parameters=record, body={"nickname": "Front desk"}),
        Scenario(name="zudu_delete_phone_number", parameters=record),
    ]


def _calls(tenant: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what each carrier tells of a call, to be kept: that it comes in, which the number's settings answer.

    Of Telnyx the end of one: an incoming call is answered there by a call of Telnyx's API.
    """
    numbers = {carrier: tenant["carriers"][carrier]["numbers"][0] for carrier in ("twilio", "plivo", "telnyx")}
    twilio = {"CallSid": "CA" + "1" * 32, "CallStatus": "ringing", "Direction": "inbound", "From": CALLER}
    plivo = {"CallUUID": "5f3b1c2e-0000-4000-8000-000000000001", "CallStatus": "ringing", "Event": "StartApp"}
    telnyx = {
        "data": {
            "event_type": "call.hangup",
            "id": "0ccc7b54-4df3-4bca-a65a-3da1ecc777f0",
            "occurred_at": "2026-11-21T12:00:00.000000Z",
            "payload": {
                "call_control_id": "v3:bench",
                "call_leg_id": "428c31b6-7af4-4bcb-b7f5-5013ef9657c1",
                "call_session_id": "428c31b6-abf3-3bc1-b7f4-5013ef9657c1",
                "direction": "incoming",
                "from": CALLER,
                "to": numbers["telnyx"],
                "hangup_cause": "normal_clearing",
                "state": "hangup",
            },
            "record_type": "event",
        }
    }
    return [
        ("twilio", "voice", {**twilio, "To": numbers["twilio"]}),
        ("plivo", "voice", {**plivo, "Direction": "inbound", "From": CALLER, "To": numbers["plivo"]}),
        ("telnyx", "voice", telnyx),
    ]


def _registration(tenant: Mapping[str, Any], carrier: str, index: int) -> dict[str, Any]:
    account = tenant["carriers"][carrier]
    sent = {
        "userId": tenant["userId"],
        "phoneNumber": account["numbers"][index],
        "integration": carrier,
        "authToken": account["authToken"],
        "accSId": account["accSId"],
    }
    return sent | ({"publicKey": account["publicKey"]} if "publicKey" in account else {})


def _phone_uuid(tenant: Mapping[str, Any], carrier: str, index: int) -> str:
    number = tenant["carriers"][carrier]["numbers"][index]
    return next(str(phone["uuid"]) for phone in tenant["providerPhones"] if phone["phoneNumber"] == number)


def _published(folder: str, case: str = "200_published_example") -> Any:
    return json.loads(json.loads((ROOT / "events" / folder / f"{case}.json").read_text())["body"])


def _without_id(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "data": {name: value for name, value in document["data"].items() if name != "id"}}


def event_of(scenario: Scenario, method: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the event that an HTTP API sends for the scenario; ``path`` is the route's."""
    target = path
    for name, value in scenario.parameters.items():
        target = target.replace(f"{{{name}}}", quote(value))
    body = _content(scenario)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": target,
        "rawQueryString": scenario.query,
        "headers": _BROWSED | dict(headers) | dict(scenario.headers),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc123",
            "domainName": "abc123.execute-api.us-east-1.amazonaws.com",
            "http": {
                "method": method,
                "path": target,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "bench",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "21/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795262400000,
        },
        "pathParameters": dict(scenario.parameters),
        "isBase64Encoded": False,
    }
    if body is not None:
        event["body"] = body
        event["headers"].setdefault("content-type", "application/json")
    return event


def _content(scenario: Scenario) -> str | None:
    if scenario.body is None:
        return None
    if scenario.folder in ("webhook_twilio", "webhook_plivo"):
        return urlencode(scenario.body)
    return json.dumps(scenario.body)


_BROWSED = {
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, br",
    "host": "abc123.execute-api.us-east-1.amazonaws.com",
    "user-agent": "bench",
    "x-amzn-trace-id": "Root=1-66a0f1c2-0123456789abcdef01234567",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}
