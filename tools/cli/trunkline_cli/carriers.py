"""``trunkline carriers``: a tenant's accounts at Twilio, Plivo and Telnyx."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trunkline_cli import removal, views
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import After, AsJson, Limit, Tenant, Yes
from trunkline_cli.output import ask_secret, confirm, note, print_record
from trunkline_cli.pages import every, print_first
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.services.carrier_accounts import AccountRecord
    from trunkline.services.carrier_adapters import CarrierAccount

app = typer.Typer(help="A tenant's accounts at its carriers. Secrets are sealed by KMS and never shown.")
# What is sent in place of an account's id: that of ``trunkline.domain.carrier_accounts``.
AUTOMATIC = "auto"
# Checking credentials: up to three calls.
_SECONDS = 20.0


class CarrierName(StrEnum):
    """The carriers of ``trunkline.domain.provider_phones``."""

    PLIVO = "plivo"
    TELNYX = "telnyx"
    TWILIO = "twilio"


Carrier = Annotated[CarrierName, typer.Option("--carrier", "-c", help="Whose account it is.")]
Account = Annotated[
    str, typer.Option("--account", "-a", help="Twilio's Account SID, Plivo's Auth ID, or Telnyx' application id.")
]
NewAccount = Annotated[
    str,
    typer.Option(
        "--account",
        "-a",
        help="Twilio's Account SID, Plivo's Auth ID, or Telnyx' application id; of Telnyx `auto` asks it for the id.",
    ),
]
PublicKey = Annotated[
    str | None, typer.Option("--public-key", help="Telnyx only: the key that its webhooks are signed with, in base64.")
]
ApiKey = Annotated[
    str | None,
    typer.Option("--api-key", help="Twilio only: the SID of the API key whose secret is asked for, SK and 32 digits."),
]
SigningToken = Annotated[
    bool,
    typer.Option(
        "--signing-token",
        help="With --api-key: ask for the account's auth token too, or read it from the second line of standard input."
        " It verifies webhooks, which no API key does.",
    ),
]


@app.command()
def add(
    context: typer.Context,
    *,
    tenant: Tenant,
    carrier: Carrier,
    account: NewAccount,
    public_key: PublicKey = None,
    api_key: ApiKey = None,
    signing_token: SigningToken = False,
    as_json: AsJson = False,
) -> None:
    """Store an account once the carrier has accepted its secret. It is asked for, or read from standard input."""
    reach(context)
    from trunkline.wiring.carrier_accounts import carrier_accounts
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    named = _account(owner, carrier, account, public_key=public_key, api_key=api_key, signing_token=signing_token)

    def refuse_known(one: "CarrierAccount") -> None:
        if carrier_accounts().store.find(owner, one.carrier, one.account_id):
            raise CliError(ExitCode.REFUSED, f"{tenant} has this account; `carriers rotate` replaces its secret")

    refuse_known(named)
    validated = _validated(_with_secrets(named, signing_token=signing_token))
    refuse_known(validated)
    stored = _stored(validated)
    print_record(views.account_view(stored), as_json=as_json, titles=views.ACCOUNT)
    _note_unsigned(stored)


@app.command("list")
def list_(
    context: typer.Context, *, tenant: Tenant, after: After = None, limit: Limit = 1000, as_json: AsJson = False
) -> None:
    """List a tenant's accounts; never their secrets."""
    reach(context)
    from trunkline.table.carrier_accounts import AccountTable
    from trunkline.table.client import table
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    accounts = AccountTable(table())
    print_first(
        every(lambda size, last: accounts.page(owner, limit=size, after=last), after),
        limit,
        views.account_view,
        cursor=lambda account: f"{account.carrier}:{account.account_id}",
        as_json=as_json,
        columns=views.ACCOUNT,
        empty="No carrier accounts: `carriers add` stores one",
    )


@app.command()
def rotate(
    context: typer.Context,
    *,
    tenant: Tenant,
    carrier: Carrier,
    account: NewAccount,
    public_key: PublicKey = None,
    api_key: ApiKey = None,
    signing_token: SigningToken = False,
    as_json: AsJson = False,
) -> None:
    """Replace a secret once the carrier has accepted the new one.

    The new secret is asked for, or read from standard input. Signatures made with the one before count for 24 hours,
    and a public key until an event is verified with one that was sent after it.
    """
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    named = _account(owner, carrier, account, public_key=public_key, api_key=api_key, signing_token=signing_token)
    if account != AUTOMATIC:
        find_account(owner, carrier, account)
    validated = _validated(_with_secrets(named, signing_token=signing_token))
    before = find_account(owner, carrier, validated.account_id)
    stored = _stored(validated)
    print_record(views.account_view(stored), as_json=as_json, titles=views.ACCOUNT)
    if stored.sealed_secret == before.sealed_secret:
        note("This is the secret that was stored already: nothing has changed at it.")
    else:
        note("Functions use the new secret within five minutes; revoke the old one at the carrier after that.")
    if (count := len(stored.public_keys)) > 1:
        note(f"{count} public keys count; an event that is verified with one ends those that were sent before it.")
    _note_unsigned(stored)


@app.command()
def remove(
    context: typer.Context,
    *,
    tenant: Tenant,
    carrier: Carrier,
    account: Account,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove an account with its sealed secret. Refused while provider phones belong to it.

    Nothing changes at the carrier. Functions that have met the account forget it within five minutes.
    """
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    found = find_account(wired_tenants().get(tenant).id, carrier, account)
    confirm(f"Remove the {carrier.value} account {account} of {tenant}?", yes=yes)
    removal.removals().account(found)
    record = {"id": account, **views.account_view(found)}
    print_record(record, as_json=as_json, titles={"id": "REMOVED", "carrier": "CARRIER"})
    note("Revoke its secret at the carrier.")


def find_account(owner: str, carrier: CarrierName, account: str) -> "AccountRecord":
    """Find a tenant's account.

    Raises:
        CliError: It has none of this id.
    """
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.domain.provider_phones import Carrier as DomainCarrier
    from trunkline.wiring.carrier_accounts import carrier_accounts

    found = carrier_accounts().store.find(OrganizationId(owner), DomainCarrier(carrier.value), account)
    if found is None:
        raise CliError(
            ExitCode.NOT_FOUND,
            f"{owner} has no {carrier.value} account of this id; `carriers list` shows its accounts,"
            " `carriers add` stores one",
        )
    return found


def _account(
    owner: str,
    carrier: CarrierName,
    account: str,
    *,
    public_key: str | None,
    api_key: str | None,
    signing_token: bool,
) -> "CarrierAccount":
    from trunkline.domain.carrier_accounts import is_account_id
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.domain.provider_phones import Carrier as DomainCarrier
    from trunkline.services.carrier_adapters import CarrierAccount

    if account == AUTOMATIC and carrier is not CarrierName.TELNYX:
        raise CliError(ExitCode.USAGE, "--account auto is for Telnyx only: the others do not tell an account's id")
    if not is_account_id(account):
        raise CliError(ExitCode.USAGE, "--account: write the id as the carrier shows it: letters, digits, _ and -")
    _check_keys(carrier, public_key=public_key, api_key=api_key, signing_token=signing_token)
    return CarrierAccount(
        organization_id=OrganizationId(owner),
        carrier=DomainCarrier(carrier.value),
        account_id=account,
        secret="",
        public_key=public_key,
        api_key_sid=api_key,
    )


def _check_keys(carrier: CarrierName, *, public_key: str | None, api_key: str | None, signing_token: bool) -> None:
    from trunkline.domain.carrier_accounts import is_api_key_sid, is_public_key

    if public_key is not None and carrier is not CarrierName.TELNYX:
        raise CliError(ExitCode.USAGE, "--public-key is for Telnyx only: the others sign with the secret")
    if public_key is not None and not is_public_key(public_key):
        raise CliError(ExitCode.USAGE, "--public-key: copy it from Telnyx' portal, 44 characters of base64")
    if api_key is not None and carrier is not CarrierName.TWILIO:
        raise CliError(ExitCode.USAGE, "--api-key is for Twilio only")
    if api_key is not None and not is_api_key_sid(api_key):
        raise CliError(ExitCode.USAGE, "--api-key: write the key's SID, SK and 32 hexadecimal digits; never its secret")
    if signing_token and api_key is None:
        raise CliError(ExitCode.USAGE, "--signing-token goes with --api-key: without it the auth token is what signs")


def _with_secrets(named: "CarrierAccount", *, signing_token: bool) -> "CarrierAccount":
    prompt = "The account's auth token or API key" if named.api_key_sid is None else "The API key's secret"
    secret = ask_secret(prompt)
    return replace(
        named, secret=secret, signing_token=ask_secret("The account's auth token") if signing_token else None
    )


def unsigned_advice(record: "AccountRecord") -> str | None:
    """Say what to do where nothing verifies an account's webhooks; None where something does."""
    if not record.is_unsigned:
        return None
    option = "--public-key" if str(record.carrier) == CarrierName.TELNYX.value else "--api-key and --signing-token"
    return f"`trunkline carriers rotate` with {option} stores what verifies them"


def _note_unsigned(record: "AccountRecord") -> None:
    if advice := unsigned_advice(record):
        note(f"Its webhooks are not verified: only the secrecy of their URL guards them. {advice}.")


def _validated(account: "CarrierAccount") -> "CarrierAccount":
    """Return the account, once its carrier has accepted its secret, and with the id that the carrier tells."""
    from trunkline.carriers.registry import adapter_for
    from trunkline.services.carrier_adapters import Budget

    adapter = adapter_for(account, Budget(_SECONDS))
    adapter.check_credentials()
    if account.account_id != AUTOMATIC:
        return account
    # Telnyx tells it with the settings of any number.
    number = next(iter(adapter.owned_page(None).numbers), None)
    if number is None:
        raise CliError(ExitCode.REFUSED, "The account has no number to ask for its id: name one of its applications")
    return replace(account, account_id=adapter.account_id(number))


def _stored(account: "CarrierAccount") -> "AccountRecord":
    from trunkline.wiring.carrier_accounts import carrier_accounts

    carrier_accounts().rotate(account)
    return find_account(account.organization_id, CarrierName(account.carrier.value), account.account_id)
