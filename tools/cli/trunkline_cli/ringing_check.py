"""What ``trunkline doctor`` says of linked numbers: whether they ring."""

from itertools import islice

from trunkline_cli import views
from trunkline_cli.checks import Finding, State
from trunkline_cli.lookup import workspaces_named
from trunkline_cli.numbers import numbers_of, with_phones
from trunkline_cli.target import Target

NUMBERS_CHECKED = 1000
_NAMED = 5


def linked_numbers(target: Target, tenant: str | None) -> list[Finding]:
    """Check that the carriers of linked numbers tell us of calls; of one tenant's numbers or of the first tenants'."""
    del target
    numbers = islice(numbers_of(workspaces_named(tenant, None), None, archived=False), NUMBERS_CHECKED)
    linked = [(number, phone) for number, phone in with_phones(numbers) if phone is not None]
    silent = {number.phone_number: views.webhooks_of(phone) for number, phone in linked}
    silent = {number: webhooks for number, webhooks in silent.items() if webhooks != "attached"}
    if not silent:
        return [Finding("linked numbers", State.OK, f"{len(linked)} looked at, all ring")]
    some = ", ".join(f"{number} ({webhooks})" for number, webhooks in islice(silent.items(), _NAMED))
    detail = f"{len(silent)} of {len(linked)} do not ring: {some}{', ...' if len(silent) > _NAMED else ''}"
    advice = "none: `provider-phones import` gives it its account; pending: the cleanup tries, see `parked list`"
    return [Finding("linked numbers", State.WARN, detail, advice)]
