"""``trunkline backfill``: read back from the carriers' logs what no webhook told of."""

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trunkline_cli.carriers import CarrierName
from trunkline_cli.exits import CliError, ExitCode
from trunkline_cli.options import AsJson, Limit, Tenant, parse_ago
from trunkline_cli.output import note, print_record, print_rows
from trunkline_cli.pages import every
from trunkline_cli.target import reach

if TYPE_CHECKING:
    from trunkline.domain.identifiers import OrganizationId
    from trunkline.services.backfill import Backfill

COLUMNS = {
    "carrier": "CARRIER",
    "account": "ACCOUNT",
    "number": "NUMBER",
    "from": "FROM",
    "to": "TO",
    "state": "STATE",
    "calls": "CALLS",
    "messages": "MESSAGES",
    "recordings": "RECORDINGS",
    "unreadable": "UNREADABLE",
    "requests": "REQUESTS",
}


def backfill(
    context: typer.Context,
    *,
    tenant: Tenant,
    number: Annotated[str | None, typer.Option("--number", "-n", help="One number, as +14155552671.")] = None,
    carrier: Annotated[CarrierName | None, typer.Option("--carrier", "-c", help="With --account: whose it is.")] = None,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="All numbers of this account, as `carriers list` names it.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", help="When it became dark: 6h (ago), or a time such as 2026-11-29T12:00:00Z."),
    ] = None,
    end: Annotated[str, typer.Option("--to", help="When it was light again, in the same forms.")] = "0m",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Read back what was missed from a carrier's logs. Without --from, list earlier requests.

    The scheduled cleanup reads the carrier's logs and stores what is missing, under the same keys as webhooks do. To
    ask for the same time again shows how far it is.
    """
    reach(context)
    from trunkline.wiring.tenants import tenants as wired_tenants

    owner = wired_tenants().get(tenant).id
    if start is None:
        _list(owner, limit, as_json=as_json)
        return
    if (number is None) is (account is None) or (account is None) is not (carrier is None):
        raise CliError(ExitCode.USAGE, "Name one number with --number, or an account with --carrier and --account")
    now = datetime.now(UTC)
    window = parse_ago(start, now, option="--from"), parse_ago(end, now, option="--to")
    asked = _of_number(owner, number, window) if number else _of_account(owner, str(carrier), str(account), window)
    print_record(backfill_view(asked), as_json=as_json, titles=COLUMNS)
    if asked.finished_at is None:
        note("The runs of the cleanup read it, every 15 minutes; `trunkline backfill` without --from shows how far.")


def _of_number(owner: "OrganizationId", number: str, window: tuple[datetime, datetime]) -> "Backfill":
    from trunkline.domain.e164_parser import parse_e164
    from trunkline.domain.identifiers import provider_phone_uuid
    from trunkline.table.client import table
    from trunkline.table.phone_numbers import PhoneNumberTable
    from trunkline.wiring.health import backfill_requests

    e164 = parse_e164(number, member="NUMBER")
    phone = PhoneNumberTable(table()).find_provider_phone(owner, provider_phone_uuid(owner, e164))
    if phone is None:
        raise CliError(ExitCode.NOT_FOUND, f"{owner} has no number {e164}; `provider-phones list` shows what it has")
    asked = backfill_requests().of_phone(phone, *window)
    if asked is None:
        raise CliError(ExitCode.REFUSED, f"No carrier account is known for {e164}: its logs cannot be read")
    return asked


def _of_account(owner: "OrganizationId", carrier: str, account: str, window: tuple[datetime, datetime]) -> "Backfill":
    from trunkline.domain.provider_phones import Carrier
    from trunkline.wiring.carrier_accounts import carrier_accounts
    from trunkline.wiring.health import backfill_requests

    if carrier_accounts().store.find(owner, Carrier(carrier), account) is None:
        raise CliError(ExitCode.NOT_FOUND, f"{owner} has no {carrier} account {account}; see `carriers list`")
    return backfill_requests().of_account(owner, Carrier(carrier), account, *window)


def _list(owner: "OrganizationId", limit: int, *, as_json: bool) -> None:
    from trunkline.table.backfills import BackfillTable
    from trunkline.table.client import table

    store = BackfillTable(table())
    found = islice(every(lambda size, last: store.page(owner, limit=size, after=last)), limit)
    rows = [backfill_view(each) for each in found]
    print_rows(rows, as_json=as_json, columns=COLUMNS, empty="Nothing was read back in the last 30 days")


def backfill_view(asked: "Backfill") -> dict[str, Any]:
    """Write a window, how far it was read, and what was missing."""
    from trunkline.domain.timestamps import to_iso

    again = " again" if asked.is_repeated else ""
    return {
        "carrier": str(asked.account.carrier),
        "account": asked.account.account_id,
        "number": asked.window.e164,
        "from": to_iso(asked.window.start),
        "to": to_iso(asked.window.end),
        "state": "done" if asked.finished_at else f"reading {asked.step}{again}",
        **{step: asked.stored.get(step, 0) for step in ("calls", "messages", "recordings")},
        "unreadable": asked.unreadable,
        "requests": asked.requests,
        "requestedAt": to_iso(asked.requested_at),
        "finishedAt": to_iso(asked.finished_at) if asked.finished_at else None,
    }
