"""The list of an organisation's phone numbers."""

from typing import Any

import pytest
from trunkline.domain.identifiers import E164, OrganizationId, WorkspaceUuid
from trunkline.domain.quo import number_id
from trunkline.http.quo import phone_numbers
from trunkline.services.phone_numbers import NewPhoneNumber
from trunkline.services.tenants import Tenants
from trunkline.table import organization_numbers
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.tenants import TenantTable
from trunkline.wiring.phone_numbers import phone_numbers as compose_phone_numbers

from tests.support.composition import compose_with
from tests.support.quo import QuoApi
from tests.support.tables import CountingClient
from tests.support.workspaces import Tenant, WorkspaceApi, random_number


@pytest.fixture
def api(quo: QuoApi, acme: Tenant) -> WorkspaceApi:
    return WorkspaceApi(quo.gateway, acme.workspace, acme.tokens["admin"])


@pytest.fixture
def elsewhere(quo: QuoApi, acme: Tenant) -> WorkspaceApi:
    """Acme's other workspace."""
    return WorkspaceApi(quo.gateway, acme.other_workspace, acme.tokens["admin"])


def _page(quo: QuoApi, query: str) -> dict[str, Any]:
    response = quo.send("GET", f"phone-numbers?{query}")
    assert response.status == 200, response.text
    page: dict[str, Any] = response.json()
    return page


def _in_pages(quo: QuoApi, size: int) -> list[dict[str, Any]]:
    page = _page(quo, f"maxResults={size}")
    assert len(page["data"]) <= size
    found: list[dict[str, Any]] = page["data"]
    while page["nextPageToken"] is not None:
        page = _page(quo, f"maxResults={size}&pageToken={page['nextPageToken']}")
        assert len(page["data"]) <= size
        found += page["data"]
    return found


def test_a_number_has_the_published_members(quo: QuoApi, api: WorkspaceApi) -> None:
    made = api.created(
        phoneNumber="+14155550123", name="Front desk", enableSms=False, voiceForwardNumber="+442079460100"
    )

    assert quo.phone_numbers() == [
        {
            "id": number_id(made["uuid"]),
            "groupId": api.workspace,
            "createdAt": made["createdAt"],
            "updatedAt": made["updatedAt"],
            "name": "Front desk",
            "number": "+14155550123",
            "formattedNumber": "(415) 555-0123",
            "forward": "+442079460100",
            "portRequestId": None,
            "portingStatus": None,
            "symbol": None,
            "users": [],
            "restrictions": {
                "messaging": {"CA": "restricted", "US": "restricted", "Intl": "restricted"},
                "calling": {"CA": "unrestricted", "US": "unrestricted", "Intl": "unrestricted"},
            },
        }
    ]


def test_a_number_without_a_name_is_called_by_its_number(quo: QuoApi, api: WorkspaceApi) -> None:
    api.created(phoneNumber="+442079460100")

    (listed,) = quo.phone_numbers()

    assert (listed["name"], listed["formattedNumber"]) == ("+442079460100", None)


def test_the_list_has_the_live_numbers_of_every_workspace_and_of_no_other_organisation(
    quo: QuoApi, globex: QuoApi, api: WorkspaceApi, elsewhere: WorkspaceApi
) -> None:
    made = [api.created(), api.created(), elsewhere.created()]
    assert api.archive(api.created()["id"]).status == 200

    assert {each["number"] for each in quo.phone_numbers()} == {each["phoneNumber"] for each in made}
    assert globex.phone_numbers() == []


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_pages_hold_every_number_once(quo: QuoApi, api: WorkspaceApi, elsewhere: WorkspaceApi, size: int) -> None:
    made = [each.created() for each in (api, api, api, elsewhere, elsewhere, elsewhere)]

    found = [each["number"] for each in _in_pages(quo, size)]

    assert sorted(found) == sorted(each["phoneNumber"] for each in made)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_page_goes_through_a_bounded_number_of_workspaces(
    quo: QuoApi, store: Table, acme: Tenant, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    tenants = Tenants(TenantTable(store), CredentialRegisterTable(store))
    workspaces = [tenants.add_workspace(acme.organization_id, name=f"w{index}").uuid for index in range(5)]
    made = [_number_in(acme, workspace) for workspace in (workspaces[0], workspaces[3], workspaces[3])]
    monkeypatch.setattr(organization_numbers, "MAX_WORKSPACES", 2)

    assert sorted(each["number"] for each in _in_pages(quo, size)) == sorted(made)
    # All of it at once would take more queries than one request may.
    refused = quo.send("GET", "phone-numbers")
    assert (refused.status, refused.json()["code"]) == (400, "0400400")
    assert refused.json()["errors"][0]["path"] == "/maxResults"


def test_a_list_that_is_too_large_for_one_answer_is_refused_whole_and_given_in_pages(
    quo: QuoApi, api: WorkspaceApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        api.created()
    monkeypatch.setattr(phone_numbers, "MAX_WHOLE", 2)

    assert quo.send("GET", "phone-numbers").status == 400
    assert len(_in_pages(quo, 2)) == 3


def test_a_page_token_is_the_organisations_own(quo: QuoApi, globex: QuoApi, api: WorkspaceApi) -> None:
    for _ in range(2):
        api.created()
    token = _page(quo, "maxResults=1")["nextPageToken"]

    for answer in (
        globex.send("GET", f"phone-numbers?maxResults=1&pageToken={token}"),
        quo.send("GET", "phone-numbers?pageToken=x"),
    ):
        assert (answer.status, answer.json()["errors"][0]["path"]) == (400, "/query/pageToken")


def test_a_caller_without_a_key_is_refused_with_the_familys_code(quo: QuoApi) -> None:
    answer = QuoApi(quo.gateway, None).send("GET", "phone-numbers")

    assert (answer.status, answer.json()["code"]) == (401, "0400401")


def test_a_list_is_one_query_for_the_workspaces_and_one_for_each(
    quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch, acme: Tenant
) -> None:
    quo.custom_fields()
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))  # type: ignore[arg-type]
    workspaces = TenantTable(store).workspaces(OrganizationId(acme.organization_id), limit=None, after=None).entries

    quo.phone_numbers()

    assert dict(client.calls) == {"query": 1 + len(workspaces)}


def _number_in(acme: Tenant, workspace: WorkspaceUuid) -> str:
    """A number of a workspace that no token of the test is for."""
    number = E164(random_number())
    new = NewPhoneNumber(
        workspace_uuid=workspace,
        organization_id=OrganizationId(acme.organization_id),
        created_by=acme.user_id,
        phone_number=number,
        provider_phone_uuid=None,
        settings={},
    )
    return compose_phone_numbers().create(new).phone_number
