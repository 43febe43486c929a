from typing import Any

import pytest

from tests.sandbox.conftest import Carrier, account
from tools.sandbox import Sandbox

APPS, PROFILES, OUTBOUND = "/call_control_applications", "/messaging_profiles", "/outbound_voice_profiles"
OURS = {"application_name": "ours", "webhook_event_url": "https://a.example/events", "webhook_api_version": "2"}


def verified(telnyx: Carrier, *numbers: str) -> Any:
    response = telnyx.send("POST", "/phone_numbers/actions/verify_ownership", json={"phone_numbers": list(numbers)})
    assert response.status_code == 200, response.text
    return response.json()["data"]


def number_id(telnyx: Carrier, index: int = 0) -> str:
    return str(verified(telnyx, telnyx.numbers[index])["found"][0]["id"])


def error(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def test_the_balance_proves_the_key(telnyx: Carrier) -> None:
    assert telnyx.send("GET", "/balance").json()["data"]["currency"] == "USD"
    telnyx.token = "KEY0"
    assert error(telnyx.send("GET", "/balance")) == (401, "10009")


@pytest.mark.parametrize(("tenant", "refusal"), [("suspended", (403, "10010")), ("closed", (401, "10009"))])
def test_accounts_that_are_not_served_are_refused(sandbox: Sandbox, tenant: str, refusal: tuple[int, str]) -> None:
    assert error(account(sandbox, "telnyx", tenant).send("GET", "/balance")) == refusal


def test_ownership_means_owned_and_editable(telnyx: Carrier, sandbox: Sandbox) -> None:
    foreign = sandbox.described()["globex"]["telnyx"]["numbers"][0]
    leaving = next(one for one in telnyx.resources("numbers").values() if one["status"] == "port-out-pending")

    data = verified(telnyx, telnyx.numbers[0], foreign, leaving["phone_number"])

    assert [one["number_val_e164"] for one in data["found"]] == [telnyx.numbers[0]]
    assert data["not_found"] == [foreign, leaving["phone_number"]]


def test_ownership_wants_e164(telnyx: Carrier) -> None:
    path = "/phone_numbers/actions/verify_ownership"

    assert error(telnyx.send("POST", path, json={"phone_numbers": ["13125550170"]})) == (422, "10016")
    assert error(telnyx.send("POST", path, json={"phone_numbers": "+13125550170"})) == (422, "10015")


def test_the_number_filter_takes_digits_only_and_parts(telnyx: Carrier) -> None:
    def found(part: str) -> int:
        return len(telnyx.send("GET", "/phone_numbers", params={"filter[phone_number]": part}).json()["data"])

    assert [found("13125550170"), found("312555017"), found("+13125550170")] == [1, 10, 0]
    assert telnyx.send("GET", "/phone_numbers", params={"filter[phone_number]": "31"}).status_code == 400
    assert telnyx.send("GET", "/phone_numbers", params={"page[size]": "251"}).status_code == 400
    assert telnyx.send("GET", "/phone_numbers", params={"unknown": "1"}).status_code == 400


def test_pages_hold_every_number_once(telnyx: Carrier) -> None:
    pages = [
        telnyx.send("GET", "/phone_numbers", params={"page[size]": 4, "page[number]": number}).json()
        for number in (1, 2, 3)
    ]

    assert pages[0]["meta"] == {"page_number": 1, "page_size": 4, "total_pages": 3, "total_results": 11}
    assert len({one["id"] for page in pages for one in page["data"]}) == 11


def test_a_connection_is_attached_and_cleared_by_a_string(telnyx: Carrier) -> None:
    app_id = telnyx.send("POST", APPS, json=OURS).json()["data"]["id"]
    path = f"/phone_numbers/{number_id(telnyx)}"

    attached = telnyx.send("PATCH", path, json={"connection_id": app_id}).json()["data"]
    assert (attached["connection_id"], attached["connection_name"]) == (app_id, "ours")
    assert telnyx.send("PATCH", path, json={"connection_id": ""}).json()["data"]["connection_id"] is None


@pytest.mark.parametrize("body", [{"connection_id": None}, {"connection_id": 7}, {"connection_id": "7"}, {"voice": {}}])
def test_a_number_update_that_is_not_documented_is_refused(telnyx: Carrier, body: dict[str, Any]) -> None:
    before = telnyx.resources("numbers")
    response = telnyx.send("PATCH", f"/phone_numbers/{number_id(telnyx)}", json=body)

    assert response.status_code == 422
    assert response.json()["errors"][0]["source"]["pointer"] == f"/{next(iter(body))}"
    assert telnyx.resources("numbers") == before


def test_an_application_gets_version_1_unless_told_otherwise(telnyx: Carrier) -> None:
    body = {name: value for name, value in OURS.items() if name != "webhook_api_version"}
    created = telnyx.send("POST", APPS, json=body)

    assert (created.status_code, created.json()["data"]["webhook_api_version"]) == (201, "1")


@pytest.mark.parametrize("missing", ["application_name", "webhook_event_url"])
def test_an_application_wants_name_and_url_with_every_write(telnyx: Carrier, missing: str) -> None:
    body = {name: value for name, value in OURS.items() if name != missing}

    for response in (
        telnyx.send("POST", APPS, json=body),
        telnyx.send("PATCH", f"{APPS}/{telnyx.account_id}", json=body),
    ):
        assert response.status_code == 422
        assert response.json()["errors"][0]["source"]["pointer"] == f"/{missing}"


@pytest.mark.parametrize(
    "members",
    [
        {"webhook_api_version": 2},
        {"webhook_timeout_secs": 31},
        {"webhook_event_url": "a.example"},
        {"active": "true"},
        {"surprise": 1},
    ],
)
def test_an_application_that_is_not_documented_is_refused(telnyx: Carrier, members: dict[str, Any]) -> None:
    before = telnyx.resources("applications")

    assert telnyx.send("POST", APPS, json={**OURS, **members}).status_code == 422
    assert telnyx.resources("applications") == before


def test_an_application_in_use_is_not_deleted(telnyx: Carrier) -> None:
    assert telnyx.send("DELETE", f"{APPS}/{telnyx.account_id}").status_code == 422
    app_id = telnyx.send("POST", APPS, json=OURS).json()["data"]["id"]
    assert telnyx.send("DELETE", f"{APPS}/{app_id}").status_code == 200
    assert error(telnyx.send("GET", f"{APPS}/{app_id}")) == (404, "10005")


def test_a_connection_shows_where_its_events_go(telnyx: Carrier) -> None:
    data = telnyx.send("GET", f"/connections/{telnyx.account_id}").json()["data"]

    assert data["record_type"] == "call_control_application"
    assert data["webhook_event_url"] == "https://customer.example/call-control"


def test_a_messaging_profile_is_unassigned_by_an_empty_string_and_kept_by_null(telnyx: Carrier) -> None:
    profile = {"name": "ours", "whitelisted_destinations": ["US"], "webhook_url": "https://a.example/sms"}
    profile_id = telnyx.send("POST", PROFILES, json=profile).json()["data"]["id"]
    path = f"/phone_numbers/{number_id(telnyx)}/messaging"

    def assigned(value: Any) -> Any:
        return telnyx.send("PATCH", path, json={"messaging_profile_id": value}).json()["data"]["messaging_profile_id"]

    assert [assigned(profile_id), assigned(None), assigned("")] == [profile_id, profile_id, None]
    assert telnyx.send("PATCH", path, json={"messaging_profile_id": "nobody's"}).status_code == 422
    assert telnyx.send("POST", PROFILES, json={"name": "ours"}).status_code == 422


def test_voice_settings_hold_no_connection(telnyx: Carrier) -> None:
    path = f"/phone_numbers/{number_id(telnyx)}/voice"

    assert telnyx.send("PATCH", path, json={"connection_id": telnyx.account_id}).status_code == 422
    changed = telnyx.send("PATCH", path, json={"call_recording": {"inbound_call_recording_enabled": True}})
    recording = changed.json()["data"]["call_recording"]
    assert recording == {
        "inbound_call_recording_channels": "single",
        "inbound_call_recording_enabled": True,
        "inbound_call_recording_format": "wav",
    }


def test_a_number_that_takes_calls_only_is_refused_by_a_messaging_profile(telnyx: Carrier) -> None:
    profile = {"name": "ours", "whitelisted_destinations": ["US"], "webhook_url": "https://a.example/sms"}
    profile_id = telnyx.send("POST", PROFILES, json=profile).json()["data"]["id"]
    features = telnyx.resources("messaging_features")
    silent = next(key for key, each in features.items() if each["sms"] is None)
    path = f"/phone_numbers/{silent}/messaging"

    assert telnyx.send("PATCH", path, json={"messaging_profile_id": profile_id}).status_code == 422
    shown = telnyx.send("GET", path).json()["data"]
    assert (shown["features"], shown["messaging_profile_id"]) == ({"sms": None, "mms": None}, None)


def test_an_outbound_profile_is_made_and_named_by_an_application(telnyx: Carrier) -> None:
    made = telnyx.send("POST", OUTBOUND, json={"name": "ours", "whitelisted_destinations": ["GB"]}).json()["data"]
    outbound = {"outbound": {"outbound_voice_profile_id": made["id"]}}

    application = telnyx.send("POST", APPS, json=OURS | outbound).json()["data"]

    assert application["outbound"]["outbound_voice_profile_id"] == made["id"]
    listed = telnyx.send("GET", OUTBOUND, params={"filter[name][contains]": "our"}).json()["data"]
    assert [(each["id"], each["connections_count"]) for each in listed] == [(made["id"], 1)]
    unknown = {"outbound": {"outbound_voice_profile_id": "7"}}
    assert telnyx.send("POST", APPS, json=OURS | unknown).status_code == 422


def test_a_locked_number_is_not_given_up(telnyx: Carrier) -> None:
    locked = next(key for key, one in telnyx.resources("numbers").items() if one["deletion_lock_enabled"])

    assert telnyx.send("DELETE", f"/phone_numbers/{locked}").status_code == 422
    assert telnyx.send("DELETE", f"/phone_numbers/{number_id(telnyx)}").json()["data"]["status"] == "deleted"


def test_commands_are_for_calls_that_go_on(telnyx: Carrier) -> None:
    assert error(telnyx.send("POST", "/calls/v3:none/actions/answer", json={})) == (422, "90015")
