"""What each route answers to a good request."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.support.bad_requests import SETTINGS_MEMBERS
from tests.support.endpoints import ENDPOINTS, Endpoint
from tests.support.gateway import Gateway
from tests.support.lending import Lender
from tests.support.refusals import assert_refused
from tests.support.template import routes
from tests.support.workspaces import Tenant, WorkspaceApi, random_number

DEFAULT_SETTINGS = {
    "name": None,
    "brandName": None,
    "brandDescription": None,
    "brandWebsite": None,
    "defaultWorkflowId": None,
    "allowSignup": False,
    "signupMemberRoleId": None,
    "allowAnonymous": False,
    "anonymousMemberRoleId": None,
    "anonymousRejectionMessage": None,
    "restartDelay": 900,
    "restartPrompt": None,
    "assistantEnabled": True,
    "enableVoice": True,
    "enableSms": True,
    "enableWhatsApp": False,
    "voiceGreetingMessage": None,
    "voiceUnavailableMessage": None,
    "voiceWorkMode": None,
    "voiceForwardNumber": None,
    "voiceOffHoursMessage": None,
    "voicemailGreeting": None,
    "smsUnavailableMessage": None,
    "smsWorkMode": None,
    "smsForwardNumber": None,
    "smsOffHoursMessage": None,
}
RECORD_MEMBERS = {
    "id",
    "uuid",
    "workspaceUuid",
    "phoneNumber",
    "provider",
    "providerPhoneUuid",
    "webhooks",
    "isArchived",
    "archiveStatus",
    "archivedAt",
    "createdBy",
    "createdAt",
    "updatedAt",
}
EVERY_SETTING: dict[str, Any] = {
    "name": "Front desk",
    "brandName": "Acme",
    "brandDescription": "Anvils, “delivered” ✓",
    "brandWebsite": "https://acme.example/a?b=c#d",
    "defaultWorkflowId": 2**53 - 1,
    "allowSignup": True,
    "signupMemberRoleId": 7,
    "allowAnonymous": True,
    "anonymousMemberRoleId": 8,
    "anonymousRejectionMessage": "Sorry",
    "restartDelay": 0,
    "restartPrompt": "Are you there?",
    "assistantEnabled": False,
    "enableVoice": False,
    "enableSms": False,
    "enableWhatsApp": True,
    "voiceGreetingMessage": "Hello",
    "voiceUnavailableMessage": "Later",
    "voiceWorkMode": "forward_off_hours",
    "voiceForwardNumber": "+442079460958",
    "voiceOffHoursMessage": "Closed",
    "voicemailGreeting": "Speak",
    "smsUnavailableMessage": "Later",
    "smsWorkMode": "always_message",
    "smsForwardNumber": "+33199001234",
    "smsOffHoursMessage": "Closed",
}


def _settings_of(number: dict[str, Any]) -> dict[str, Any]:
    return {member: number[member] for member in DEFAULT_SETTINGS}


def test_every_route_of_the_template_is_in_the_table_of_endpoints() -> None:
    prefix = "/api/v2/w/{workspace_uuid}/phone-numbers"
    deployed = {(method, path.removeprefix(prefix)) for method, path in routes() if path.startswith(prefix)}

    assert {(endpoint.method, endpoint.suffix) for endpoint in ENDPOINTS} == deployed


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_route_answers_json_and_a_request_id_of_its_own(endpoint: Endpoint, api: WorkspaceApi) -> None:
    number = api.created()["id"]

    answers = [endpoint.call(api, number) for _ in range(2)]

    for answer in answers:
        assert answer.status == endpoint.success
        assert answer.headers["content-type"].startswith("application/json")
        answer.json()
    assert len({answer.headers["x-request-id"] for answer in answers}) == 2


def test_a_new_number_has_every_published_member_and_the_defaults(api: WorkspaceApi, acme: Tenant) -> None:
    phone_number = random_number()

    answer = api.create(phoneNumber=phone_number)

    assert answer.status == 201
    number = answer.json()
    assert set(number) == RECORD_MEMBERS | SETTINGS_MEMBERS
    assert _settings_of(number) == DEFAULT_SETTINGS
    assert type(number["id"]) is int
    assert 0 < number["id"] < 2**53
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", number["uuid"])
    assert number["workspaceUuid"] == acme.workspace
    assert number["phoneNumber"] == phone_number
    assert number["provider"] is None
    assert number["providerPhoneUuid"] is None
    assert number["isArchived"] is False
    assert number["archiveStatus"] == "active"
    assert number["archivedAt"] is None
    assert number["createdBy"] == acme.user_id
    assert number["createdAt"] == number["updatedAt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", number["createdAt"])
    assert abs(datetime.fromisoformat(number["createdAt"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_ids_are_not_a_counter(api: WorkspaceApi) -> None:
    ids = [api.created()["id"] for _ in range(4)]

    assert all(abs(left - right) > 1000 for left, right in pairwise(ids))


def test_every_setting_can_be_set_on_create_and_reads_back(api: WorkspaceApi) -> None:
    number = api.created(**EVERY_SETTING)

    assert _settings_of(number) == EVERY_SETTING
    assert api.get(number["id"]).json() == number


def test_every_setting_can_be_changed_alone_and_leaves_the_others(api: WorkspaceApi) -> None:
    number = api.created()
    # The two flags need their roles first.
    ordered = sorted(EVERY_SETTING.items(), key=lambda item: item[0].startswith("allow"))
    expected = dict(DEFAULT_SETTINGS)
    for member, value in ordered:
        answer = api.update(number["id"], **{member: value})

        expected[member] = value
        assert answer.status == 200, f"{member}: {answer.text}"
        assert _settings_of(answer.json()) == expected
    assert _settings_of(api.get(number["id"]).json()) == expected


def test_an_update_can_clear_what_may_be_null(api: WorkspaceApi) -> None:
    number = api.created(**EVERY_SETTING)
    nullable = {name: None for name, value in DEFAULT_SETTINGS.items() if not isinstance(value, bool)}

    answer = api.update(number["id"], allowSignup=False, allowAnonymous=False, **nullable)

    assert answer.status == 200
    assert {name: answer.json()[name] for name in nullable} == nullable
    assert api.get(number["id"]).json() == answer.json()


def test_numbers_are_stored_as_e164_however_they_were_written(api: WorkspaceApi) -> None:
    digits = random_number()[2:]
    written = f"+1 ({digits[:3]}) {digits[3:6]}-{digits[6:]}"

    number = api.create(phoneNumber=written, voiceForwardNumber="+44 20 7946.0958")

    assert number.json()["phoneNumber"] == f"+1{digits}"
    assert number.json()["voiceForwardNumber"] == "+442079460958"


def test_unknown_members_and_parameters_are_ignored(api: WorkspaceApi) -> None:
    number = api.created(unknown="x", id=1, isArchived=True, workspaceUuid="x", createdBy="x", snake_case=1)

    assert number["isArchived"] is False
    assert number["id"] != 1
    assert api.update(number["id"], unknown={"a": [1]}, phoneNumber="+14155550100").json() == number
    assert api.list("?unknown=1&limit=1").status == 200


def test_the_id_and_the_uuid_in_either_case_name_the_same_number(api: WorkspaceApi) -> None:
    number = api.created(name="Desk")
    in_capitals = WorkspaceApi(api.gateway, api.workspace.upper(), api.token)
    names = [number["id"], number["uuid"], number["uuid"].upper()]

    for caller in (api, in_capitals):
        for name in names:
            assert caller.get(name).json() == number
            assert caller.blockers(name).status == 200
            assert caller.link(name, None).json() == number
            assert caller.update(name, name="Desk").json() == number


def test_an_update_changes_the_time_of_change_and_nothing_else(api: WorkspaceApi) -> None:
    number = api.created()

    changed = api.update(number["id"], name="New").json()

    assert changed["updatedAt"] >= number["updatedAt"]
    assert changed == {**number, "name": "New", "updatedAt": changed["updatedAt"]}


def test_an_update_that_changes_nothing_leaves_the_time_of_change(api: WorkspaceApi) -> None:
    number = api.created(**EVERY_SETTING)

    assert api.update(number["id"]).json() == number
    assert api.update(number["id"], **EVERY_SETTING).json() == number


def test_rules_between_settings_hold_over_several_updates(api: WorkspaceApi) -> None:
    number = api.created(allowSignup=True, signupMemberRoleId=7)

    assert_refused(api.update(number["id"], signupMemberRoleId=None), 400, says="allowSignup")
    assert api.get(number["id"]).json() == number
    assert api.update(number["id"], allowSignup=False).status == 200
    assert api.update(number["id"], signupMemberRoleId=None).status == 200
    assert_refused(api.update(number["id"], allowSignup=True), 400, says="allowSignup")


def test_a_duplicate_names_the_existing_record(api: WorkspaceApi) -> None:
    number = api.created()

    detail = assert_refused(api.create(phoneNumber=number["phoneNumber"]), 409, hides=[number["phoneNumber"]])

    assert str(number["id"]) in detail
    assert [entry["id"] for entry in api.list().json() if entry["phoneNumber"] == number["phoneNumber"]] == [
        number["id"]
    ]


def test_two_workspaces_may_have_the_same_number(api: WorkspaceApi, other_api: WorkspaceApi) -> None:
    number = api.created()

    second = other_api.create(phoneNumber=number["phoneNumber"])

    assert second.status == 201
    assert second.json()["id"] != number["id"]


def test_a_number_of_the_pool_is_linked_when_it_is_free(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.unused_phone(api.workspace)

    number = api.create(phoneNumber=phone["phoneNumber"])

    assert number.status == 201
    assert number.json()["providerPhoneUuid"] == phone["uuid"]
    assert number.json()["provider"] == phone["provider"]


def test_a_number_of_the_pool_that_another_workspace_has_is_created_unlinked(
    api: WorkspaceApi, other_api: WorkspaceApi, lender: Lender
) -> None:
    phone = lender.unused_phone(api.workspace)
    kept = other_api.created(providerPhoneUuid=phone["uuid"])

    number = api.create(phoneNumber=phone["phoneNumber"])

    assert number.status == 201
    assert number.json()["providerPhoneUuid"] is None
    assert number.json()["provider"] is None
    assert other_api.get(kept["id"]).json()["providerPhoneUuid"] == phone["uuid"]


def test_a_provider_phone_alone_gives_its_number(api: WorkspaceApi, lender: Lender) -> None:
    phone = lender.unused_phone(api.workspace)

    number = api.create(providerPhoneUuid=phone["uuid"].upper())

    assert number.status == 201
    assert number.json()["phoneNumber"] == phone["phoneNumber"]
    assert number.json()["providerPhoneUuid"] == phone["uuid"]
    assert number.json()["provider"] == phone["provider"]


def test_a_number_with_no_reference_can_be_archived(api: WorkspaceApi) -> None:
    number = api.created()

    assert api.blockers(number["id"]).json() == {"canArchive": True, "blockers": []}


def test_an_unknown_route_is_the_gateways_own_404(gateway: Gateway, acme: Tenant) -> None:
    headers = {"Authorization": f"Bearer {acme.tokens['admin']}"}
    numbers = f"/api/v2/w/{acme.workspace}/phone-numbers"
    unknown = [
        ("GET", "/api/v2"),
        ("DELETE", f"{numbers}/1"),
        ("PATCH", f"{numbers}/1"),
        ("PUT", numbers),
        ("POST", f"{numbers}/1"),
        ("GET", f"{numbers}/1/link"),
        ("GET", f"{numbers}/1/unknown"),
        ("GET", f"/api/v1/w/{acme.workspace}/phone-numbers"),
    ]
    for method, path in unknown:
        answer = gateway.send(method, path, headers=headers, body=None)

        assert answer.status == 404, f"{method} {path}"
        assert answer.json() == {"message": "Not Found"}
