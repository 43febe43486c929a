from tests.support.workspaces import Tenant, WorkspaceApi
from tests.support.zudu import ZuduApi

NUMBER = "+14157774444"


def test_a_deleted_number_says_what_was_cleaned_up_and_is_gone(zudu: ZuduApi, acme: Tenant) -> None:
    zudu.created(phone_number=NUMBER)
    deleted = zudu.delete(NUMBER)
    assert deleted.status == 200
    assert deleted.json() == {
        "message": "Phone number deleted successfully",
        "status": "success",
        "error": None,
        "data": {
            "phone_number": NUMBER,
            "organization_id": acme.organization_id,
            "cleanup_results": {"dispatch_rule": True, "inbound_trunk": True, "outbound_trunk": True},
        },
    }
    assert zudu.get(NUMBER).status == 404
    assert zudu.delete(NUMBER).status == 404
    assert zudu.list().json()["data"]["phone_numbers"] == []


def test_a_deleted_number_may_come_back(zudu: ZuduApi) -> None:
    zudu.created(phone_number=NUMBER, nickname="first", inbound_agent_id="agent_1")
    zudu.delete(NUMBER)
    assert zudu.created(phone_number=NUMBER)["nickname"] is None


def test_deleting_leaves_the_link_of_a_workspace(zudu: ZuduApi, api: WorkspaceApi, acme: Tenant) -> None:
    phone = acme.provider_phones[0]
    linked = api.created(phoneNumber=phone["phoneNumber"])
    zudu.created(phone_number=phone["phoneNumber"], inbound_agent_id="agent_1")
    assert zudu.delete(phone["phoneNumber"]).status == 200
    assert api.get(linked["id"]).json() == linked
    assert linked["providerPhoneUuid"] == phone["uuid"]
