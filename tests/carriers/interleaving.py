"""What is done to a number while somebody else is at it, and what it is by then."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from trunkline.carriers.plivo.adapter import PlivoAdapter
from trunkline.carriers.telnyx.adapter import TelnyxAdapter
from trunkline.carriers.twilio.adapter import TwilioAdapter
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import Update

from tests.carriers.sandboxed import NUMBERS, ORG, Carriers, phone_uuid, webhooks_of
from tests.carriers.weya import WeyaApi
from tests.support.workspaces import WorkspaceApi

# Plivo names a number by its digits, however often it is bought.
NEW_ID = pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
ADAPTERS: dict[str, Any] = {"twilio": TwilioAdapter, "plivo": PlivoAdapter, "telnyx": TelnyxAdapter}
A_DAY = timedelta(days=1)


def meanwhile(
    monkeypatch: pytest.MonkeyPatch,
    carrier: str,
    call: str,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> Callable[[], None]:
    """Have something done just before or just after the next call of this kind to the carrier; or not, after all."""
    original = getattr(ADAPTERS[carrier], call)

    def called(self: Any, *args: Any) -> Any:
        monkeypatch.setattr(ADAPTERS[carrier], call, original)
        before()
        answer = original(self, *args)
        after()
        return answer

    monkeypatch.setattr(ADAPTERS[carrier], call, called)
    return lambda: monkeypatch.setattr(ADAPTERS[carrier], call, original)


def buy_again(carriers: Carriers, carrier: str) -> str:
    """The number was given back at its carrier and bought anew: the same digits, another resource."""
    shelf = carriers.account(carrier).shelf("numbers")
    digits = NUMBERS[carrier][0].removeprefix("+")
    before = next(name for name, number in shelf.items() if digits in json.dumps(number.get("phone_number")))
    after = before[:-4] + ("0000" if before[-4:] != "0000" else "1111")
    shelf[after] = json.loads(json.dumps(shelf.pop(before)).replace(before, after))
    if carrier == "telnyx":
        features = carriers.account(carrier).shelf("messaging_features")
        features[after] = features.pop(before)
    return after


def is_ours(carriers: Carriers, carrier: str) -> bool:
    return webhooks_of(carrier).base_url in json.dumps(carriers.picture())


def is_at_carrier(carriers: Carriers, carrier: str) -> bool:
    digits = NUMBERS[carrier][0].removeprefix("+")
    return digits in json.dumps(list(carriers.account(carrier).shelf("numbers").values()))


def linked(weya: WeyaApi, api: WorkspaceApi, carrier: str) -> dict[str, Any]:
    assert weya.add(carrier).status == 201
    made: dict[str, Any] = api.create(providerPhoneUuid=phone_uuid(carrier)).json()
    return made


def idle_for(store: Table, days: int, carrier: str) -> None:
    """The number has not been linked for so long."""
    since = utc_now() - days * A_DAY
    key = keys.provider_phone(ORG, phone_uuid(carrier))
    store.write(
        Update(
            label="x",
            key=key,
            set_={"idle_since": to_iso(since), "gsi2pk": keys.due_shard(key), "gsi2sk": to_iso(since + 30 * A_DAY)},
            condition="attribute_exists(idle_since)",
        )
    )
