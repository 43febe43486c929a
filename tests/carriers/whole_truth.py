"""What must hold when a number's life has come to rest, and whenever a number is given up."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from trunkline.domain.provider_phones import WebhookStatus
from trunkline.domain.timestamps import from_iso, utc_now
from trunkline.table import keys
from trunkline.table.items import Item
from trunkline.table.number_items import record_from, webhooks_from

from tests.carriers.whole_lives import IDLE_DAYS, Life
from tests.support.archives import all_items, violations


def given_up(life: Life, path: str) -> None:
    """Note what is wrong with giving the number up now: it is its last user's, idle, due, and nobody else's."""
    account = life.owner().account_id
    # At Plivo a number is called by its digits in every account.
    if life.at_carrier()[0][0] not in path or (life.carrier != "telnyx" and account not in path):
        return
    items = all_items(life.store)
    here = life.at_carrier()[0][0] if life.carrier == "telnyx" else account
    # Who had it in another account, before it was bought in this one, has nothing to lose.
    claims = {item["organization"] for item in items if item["sk"] == "CLAIM" and f"#{here}#" in item["pk"]}
    records = [item for item in items if item["sk"] == "PROVIDER_PHONE" and item.get("account_id") == account]
    records = [item for item in records if item["e164"] == life.e164]
    withdrawn = [item for item in records if item.get("releasing") == item["provider_phone_uuid"]]
    found = [] if withdrawn else ["by nobody who has withdrawn it"]
    for item in withdrawn:
        idle = utc_now() - from_iso(item["idle_since"]) if "idle_since" in item else timedelta()
        found += [f"after {idle}"] if idle < timedelta(days=IDLE_DAYS) else []
        found += ["while somebody else has claimed it"] if claims != {item["organization"]} else []
    found += [
        "while it is linked"
        for each in records
        if "assigned_number" in each and each.get("webhook_status") == "attached"
    ]
    tokens = [webhooks.token for item in records if (webhooks := webhooks_from(item))]
    found += ["with webhooks" for token in tokens if token in life.stands()]
    life.problems += [f"given up {each}" for each in found]


def at_any_time(life: Life) -> None:
    """Note what does not hold though it must, whatever was cut off: what is wrong is due, what is had is claimed."""
    items = all_items(life.store)
    claims = {item["pk"]: item["organization"] for item in items if item["sk"] == "CLAIM"}
    found = []
    for item in items:
        organization = item.get("organization")
        record = record_from(item) if item["sk"] == "PROVIDER_PHONE" else None
        if record is None:
            continue
        is_seen_to = bool({"gsi2pk", "releasing"} & item.keys())
        status = record.webhook_status
        if record.assigned_number_uuid and record.account_id and status is WebhookStatus.DETACHED and not is_seen_to:
            found.append(f"{organization} has it linked, detached and not due")
        if record.webhooks and status is not WebhookStatus.DETACHED:
            claim = keys.number_claim(record.webhooks.carrier, record.webhooks.owner_id, record.phone_number).pk
            found += [] if claims.get(claim) == organization else [f"{organization} has it {status}, unclaimed"]
            found += [] if status is WebhookStatus.ATTACHED or is_seen_to else [f"{organization}: {status}, not due"]
    life.problems += [f"after {life.log[-1].strip()}: {each}" for each in found]


@dataclass
class Rest:
    """The table and the carrier at the end. What an operator has on his list is left to him."""

    life: Life

    def __post_init__(self) -> None:
        items = all_items(self.life.store)
        parked = {item["organization"] for item in items if item.get("gsi2pk") == keys.parked()}
        self.items = [item for item in items if item.get("organization") not in parked]
        self.records = [item for item in self.items if item["sk"] == "PROVIDER_PHONE"]
        self.records = [item for item in self.records if item.get("e164") == self.life.e164]
        # At Telnyx a number that was bought anew is another's to claim; the old one is nobody's.
        here = self.life.at_carrier()
        owner = here[0][0] if here and self.life.carrier == "telnyx" else self.life.owner().account_id
        self.claims = [item for item in items if item["sk"] == "CLAIM" and f"#{owner}#" in item["pk"]]
        self.parked = parked
        self.stands = self.life.stands()

    def contradictions(self) -> list[str]:
        """All of them, in words."""
        return [
            *[each for each in violations(self.life.store) if not self._is_parked(each)],
            *self._of_webhooks(),
            *self._of_claims(),
            *self._of_records(),
            *[f"{item['sk']} is due and not done" for item in self.items if _is_overdue(item)],
        ]

    def _is_parked(self, violation: str) -> bool:
        """Whether it is a number that waits for its webhooks, which an operator has on his list."""
        phones = {
            self.life.uuid(name) for name, each in self.life.tenants.items() if each.organization_id in self.parked
        }
        return violation.endswith("not due") and violation.partition(":")[0] in phones

    def _of_webhooks(self) -> list[str]:
        """Webhooks that stand at the carrier are those of whoever has the number."""
        records = [item for item in all_items(self.life.store) if item["sk"] == "PROVIDER_PHONE"]
        tokens = {webhooks.token: item for item in records if (webhooks := webhooks_from(item))}
        claimed = {claim["organization"] for claim in self.claims}
        found = []
        for token in set(re.findall(r"/webhooks/\w+/(\w{32})", str([each.shelves for each in self.life.accounts()]))):
            holder = tokens.get(token, {"organization": None})
            # One that nobody has any more may be claimed by whoever had it.
            is_claimed = holder["organization"] in claimed or token not in self.stands
            is_right = holder.get("webhook_status") == "attached" and is_claimed
            if not is_right and holder["organization"] not in self.parked:
                found.append(f"webhooks of {holder['organization']} are left at the carrier")
        return found

    def _of_claims(self) -> list[str]:
        attached = {item["organization"] for item in self.records if item.get("webhook_status") == "attached"}
        claimed = {claim["organization"] for claim in self.claims} - self.parked
        found = [f"{organization} has a claim for nothing" for organization in claimed - attached]
        return [*found, *["two claims" for _ in self.claims[1:]]]

    def _of_records(self) -> list[str]:
        rivals = {claim["organization"] for claim in self.claims}
        found = []
        for item in self.records:
            organization, webhooks = item["organization"], webhooks_from(item)
            status = webhooks.status if webhooks else WebhookStatus.DETACHED
            is_ours = webhooks and (webhooks.token in self.stands or webhooks.attempt in self.life.overtaken)
            if status is WebhookStatus.ATTACHED and self._is_in(item) and not is_ours:
                found.append(f"{organization} has it attached, and not at the carrier")
            is_alone = self._is_in(item) and rivals <= {organization}
            if "assigned_number" in item and status is not WebhookStatus.ATTACHED and is_alone:
                found.append(f"{organization} has it linked and {status}")
            if "releasing" in item:
                found.append(f"{organization}: held by {item['releasing']}")
            if "provider" not in item:
                found.append(f"{organization} has a registration that is neither done nor undone")
        return found

    def _is_in(self, item: Item) -> bool:
        """Whether the account of an item has the number now."""
        return bool(self.life.resource()) and item.get("account_id") == self.life.owner().account_id


def _is_overdue(item: Any) -> bool:
    # Audits of accounts have a function of their own.
    return item["sk"] not in ("ACCOUNT", "AUDIT") and "gsi2pk" in item and from_iso(item["gsi2sk"]) <= utc_now()
