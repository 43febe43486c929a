"""Users belong to the organisation: a token of any of its workspaces acts for any of them, and for nobody else's."""

from dataclasses import replace

from trunkline.domain.credentials import Audience, Scope, new_credential
from trunkline.domain.identifiers import OrganizationId, WorkspaceUuid
from trunkline.domain.tenants import RegisteredCredential, new_cursor_key
from trunkline.domain.timestamps import utc_now
from trunkline.table.client import Table
from trunkline.table.credential_register import CredentialRegisterTable

from tests.carriers.sandboxed import OTHER_USER
from tests.carriers.weya import WeyaApi
from tests.support.workspaces import Tenant


def of_the_other_workspace(weya: WeyaApi, store: Table, user_id: str) -> WeyaApi:
    """A client with a token of acme's second workspace alone, of another user."""
    acme = weya.tenant
    presented, credential = new_credential(
        audience=Audience.BEARER,
        organization_id=OrganizationId(acme.organization_id),
        workspaces=[WorkspaceUuid(acme.other_workspace)],
        user_id=user_id,
        scopes=[Scope.PHONES_WRITE],
        cursor_key=new_cursor_key(),
    )
    CredentialRegisterTable(store).add(RegisteredCredential(credential=credential, name="", created_at=utc_now()))
    return replace(weya, tenant=replace(acme, tokens={"write": presented.as_token()}), token="write")


def test_a_token_of_another_workspace_registers_and_lists_for_every_user_of_the_organisation(
    weya: WeyaApi, store: Table
) -> None:
    other = of_the_other_workspace(weya, store, OTHER_USER)

    added = other.add("twilio", userId=weya.tenant.user_id)

    assert added.status == 201
    listed = other.phones(f"?userId={weya.tenant.user_id}").json()["data"]["phones"]
    assert listed == weya.phones().json()["data"]["phones"] == [added.json()["data"]]
    # Without a name, the list is of the token's own user.
    assert other.phones().json()["data"]["phones"] == []


def test_another_organisations_user_is_one_that_does_not_exist(weya: WeyaApi, tenants: dict[str, Tenant]) -> None:
    theirs = tenants["globex"].user_id

    for user_id in (theirs, "0" * 24):
        listed, added = weya.phones(f"?userId={user_id}"), weya.add("twilio", userId=user_id)
        assert (listed.status, added.status) == (404, 404)
        assert listed.text == added.text
        assert "User not found" in listed.text
