"""Two demo tenants for the local stack: tokens and provider phones, printed as one JSON object.

    python -m tools.stack.demo --endpoint-url URL --region us-east-1 --table-name NAME --data-dir DIR

Tokens are random. They are kept in ``DIR/tenants.json``, readable by its owner only, because the table has no more of
them than their hashes; a stack that starts again on its data shows the same ones.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trunkline.aws.clients import client
from trunkline.aws.kms import KmsSealer
from trunkline.domain.credentials import Audience, Scope
from trunkline.domain.custom_fields import CustomFieldType
from trunkline.domain.identifiers import E164, OrganizationId, WorkspaceUuid, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.domain.well_phones import RecordId, RecordKind, RelatedRecord
from trunkline.errors import ConflictError
from trunkline.services.carrier_accounts import Accounts, Sealer
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.services.custom_fields import CustomFields
from trunkline.services.tenants import Tenants
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table, table
from trunkline.table.credential_register import CredentialRegisterTable
from trunkline.table.custom_fields import CustomFieldTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.tenants import TenantTable
from trunkline.table.well_phones import WellPhoneTable

from tools import examples
from tools.sandbox.tenants import RINGING, default_plans, described
from tools.stack.example_webhooks import add_webhooks
from tools.stack.examples import add_examples

PHONES_PER_CARRIER = 8


@dataclass(frozen=True)
class DemoTenant:
    """What is fixed about a demo tenant; ``numbers`` starts its provider phones, eight in a row for each carrier."""

    name: str
    organization_id: OrganizationId
    workspace_uuid: WorkspaceUuid
    other_workspace_uuid: WorkspaceUuid
    user_id: str
    other_user_id: str
    quo_user_id: str
    numbers: dict[Carrier, int]


ACME = DemoTenant(
    name="acme",
    organization_id=examples.ORGANIZATION,
    workspace_uuid=examples.WORKSPACE,
    other_workspace_uuid=WorkspaceUuid("0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a02"),
    user_id="64e5f12345abcdef12345678",
    other_user_id="64e5f12345abcdef12345679",
    quo_user_id="US123abc",
    numbers={Carrier.TWILIO: 12125551234, Carrier.PLIVO: 14155550140, Carrier.TELNYX: 13125550170},
)
GLOBEX = DemoTenant(
    name="globex",
    organization_id=OrganizationId("org_globex"),
    workspace_uuid=WorkspaceUuid("7c1b9e44-2d60-4f0e-8b1c-5e9a3d7f6b01"),
    other_workspace_uuid=WorkspaceUuid("7c1b9e44-2d60-4f0e-8b1c-5e9a3d7f6b02"),
    user_id="75f6a23456bcdef023456789",
    other_user_id="75f6a23456bcdef02345678a",
    quo_user_id="US456def",
    numbers={Carrier.TWILIO: 442079460100, Carrier.PLIVO: 33199001200, Carrier.TELNYX: 16465550120},
)
TENANTS = (ACME, GLOBEX)

_QUO_KEY = "quo"

# Well's published example shows an email of this person that its request does not have: it is known beforehand.
WELL_PERSON = RelatedRecord(record_id=RecordId(RecordKind.PERSON, "people1"), profile={"email": "john.doe@example.com"})

_TOKEN_SCOPES = {"read": Scope.PHONES_READ, "write": Scope.PHONES_WRITE, "admin": Scope.PHONES_ADMIN}


def seed(store: Table, secrets_file: Path) -> dict[str, Any]:
    """Put the tenants into the table where they are not yet, and say what a client needs to know of them."""
    tenants = Tenants(TenantTable(store), CredentialRegisterTable(store))
    for tenant in TENANTS:
        _create(tenants, tenant)
        _define_custom_fields(store, tenant)
        WellPhoneTable(store).add_record(tenant.workspace_uuid, WELL_PERSON)
    if secrets_file.exists():
        tokens: dict[str, dict[str, str]] = json.loads(secrets_file.read_text())
    else:
        tokens = {tenant.name: _issue_tokens(tenants, tenant) for tenant in TENANTS}
        _write_private(secrets_file, json.dumps(tokens))
    zudu = _zudu_keys(tenants, secrets_file.with_name("zudu.json"))
    return {
        tenant.name: {
            **_described(tenant, tokens[tenant.name], _stock(store, tenant)),
            "zudu": zudu[tenant.name],
        }
        for tenant in TENANTS
    }


def _create(tenants: Tenants, tenant: DemoTenant) -> None:
    """Create the organisation, its workspaces and users; what is there stays as it is."""
    organization = tenant.organization_id
    with suppress(ConflictError):
        tenants.create(name=tenant.name.title(), organization_id=organization)
    for name, uuid in (("Support", tenant.workspace_uuid), ("Sales", tenant.other_workspace_uuid)):
        with suppress(ConflictError):
            tenants.add_workspace(organization, name=name, uuid=uuid)
    for name, user_id in (("Ada", tenant.user_id), ("Ben", tenant.other_user_id), ("Quo", tenant.quo_user_id)):
        with suppress(ConflictError):
            tenants.add_user(organization, name=name, user_id=user_id)


def _issue_tokens(tenants: Tenants, tenant: DemoTenant) -> dict[str, str]:
    tokens = {
        name: tenants.issue(
            tenant.organization_id,
            audience=Audience.BEARER,
            user_id=tenant.user_id,
            workspaces=[tenant.workspace_uuid, tenant.other_workspace_uuid],
            scopes=[scope],
            name=f"demo {name}",
        ).as_token()
        for name, scope in _TOKEN_SCOPES.items()
    }
    tokens[_QUO_KEY] = tenants.issue(
        tenant.organization_id, audience=Audience.QUO, user_id=tenant.quo_user_id, name="demo"
    ).as_token()
    return tokens


def _define_custom_fields(store: Table, tenant: DemoTenant) -> None:
    """Define the custom field of the published example; it stays as it is where it is defined already."""
    with suppress(ConflictError):
        CustomFields(CustomFieldTable(store)).define(
            tenant.organization_id,
            key="inbound-lead",
            name="Inbound Lead",
            type_=CustomFieldType.MULTI_SELECT,
            options=["option1", "option2"],
        )


def _zudu_keys(tenants: Tenants, file: Path) -> dict[str, dict[str, str]]:
    """Return each tenant's key and secret.

    They have a file of their own, so that older data of a stack gets them too.
    """
    if file.exists():
        kept: dict[str, dict[str, str]] = json.loads(file.read_text())
        return kept
    issued = {tenant.name: _issue_zudu_key(tenants, tenant) for tenant in TENANTS}
    _write_private(file, json.dumps(issued))
    return issued


def _issue_zudu_key(tenants: Tenants, tenant: DemoTenant) -> dict[str, str]:
    key, secret = tenants.issue(
        tenant.organization_id, audience=Audience.ZUDU, user_id=tenant.user_id, name="demo"
    ).as_key_pair()
    return {"key": key, "secret": secret}


def _stock(store: Table, tenant: DemoTenant) -> list[ProviderPhone]:
    phones = [
        _phone(tenant, carrier, f"+{first + offset}")
        for carrier, first in tenant.numbers.items()
        for offset in range(PHONES_PER_CARRIER)
    ]
    for phone in phones:
        PhoneNumberTable(store).add_provider_phone(phone)
    return phones


def _phone(tenant: DemoTenant, carrier: Carrier, number: str) -> ProviderPhone:
    return ProviderPhone(
        uuid=provider_phone_uuid(tenant.organization_id, number),
        organization_id=tenant.organization_id,
        phone_number=E164(number),
        provider=carrier,
        capabilities=frozenset({"voice", "sms"}),
        created_at=utc_now(),
    )


def connect(store: Table, sealer: Sealer) -> None:
    """Give Acme the number at Twilio that rings, and its account there; once, so that what becomes of them stays so.

    The other provider phones have no account: a phone number that is linked to one of them is reserved and cannot ring.
    """
    shown = described(default_plans())[ACME.name][Carrier.TWILIO]
    accounts = Accounts(AccountTable(store), sealer)
    if accounts.store.find(ACME.organization_id, Carrier.TWILIO, shown["accSId"]):
        return  # the number, too: where it is not, it was given up, and Twilio does not have it any more
    ringing = _phone(ACME, Carrier.TWILIO, RINGING)
    PhoneNumberTable(store).add_provider_phone(replace(ringing, account_id=shown["accSId"]))
    accounts.rotate(
        CarrierAccount(
            organization_id=ACME.organization_id,
            carrier=Carrier.TWILIO,
            account_id=shown["accSId"],
            secret=shown["authToken"],
        )
    )


def _described(tenant: DemoTenant, tokens: dict[str, str], phones: Sequence[ProviderPhone]) -> dict[str, Any]:
    return {
        "carriers": described(default_plans())[tenant.name],
        "organizationId": tenant.organization_id,
        "workspaceUuid": tenant.workspace_uuid,
        "otherWorkspaceUuid": tenant.other_workspace_uuid,
        "userId": tenant.user_id,
        "otherUserId": tenant.other_user_id,
        "tokens": {name: tokens[name] for name in _TOKEN_SCOPES},
        "quoKey": tokens[_QUO_KEY],
        "providerPhones": [
            {"uuid": phone.uuid, "phoneNumber": phone.phone_number, "provider": phone.provider} for phone in phones
        ],
    }


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def main() -> None:
    """Seed the stack that the arguments name."""
    parser = argparse.ArgumentParser(description="Seed the demo tenants.")
    for option in ("--endpoint-url", "--region", "--table-name", "--data-dir"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    os.environ.update(
        AWS_ENDPOINT_URL=options.endpoint_url,
        AWS_DEFAULT_REGION=options.region,
        TABLE_NAME=options.table_name,
    )
    tenants = seed(table(), Path(options.data_dir) / "tenants.json")
    # With CARRIERS=live there is no sandbox that would know the account.
    if (key := os.environ.get("SECRETS_KEY_ID")) and os.environ.get("CARRIERS") != "live":
        sealer = KmsSealer(lambda: client("kms"), lambda: key)
        connect(table(), sealer)
        add_webhooks(table(), sealer)
    add_examples(table())
    sys.stdout.write(json.dumps(tenants))


if __name__ == "__main__":
    main()
