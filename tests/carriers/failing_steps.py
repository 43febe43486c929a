"""The steps of a registration, as a good run was recorded to take them, and what each leaves behind when it fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from trunkline.services import registrations
from trunkline.table.client import Table
from trunkline.table.number_webhooks import NumberWebhookTable

from tests.carriers.sandboxed import NUMBERS, Carriers
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Response
from tests.support.tables import TABLE_NAME, everything

REFUSALS = (401, 403, 404)
READS = ("GET /", "POST /v2/phone_numbers/actions/verify_ownership")
# Failures that are none, by the carrier and the end of the step's path.
HARMLESS = {
    ("telnyx", 404, "/call_control_applications/{}"): "an App ID may be another kind of connection's",
    ("telnyx", 403, "/balance"): "a key without billing permission is a key",
    ("telnyx", 403, "/connections/{}"): "an account that may have no outbound profile receives calls all the same",
    ("telnyx", 404, "/connections/{}"): "a connection that is gone has no outbound profile to keep",
    ("telnyx", 404, "/messaging"): "a number without messaging settings takes calls only",
    ("telnyx", 404, "/messaging_profiles/{}"): "a messaging profile that is gone allows nothing that could be kept",
}


@dataclass(frozen=True)
class Step:
    """A request of a good run: its place in it, what it asks for, and whether the intent is on record by then."""

    place: int
    line: str
    is_after_intent: bool

    @property
    def writes(self) -> bool:
        return not self.line.startswith(READS)

    def is_harmless(self, carrier: str, what: int | str) -> bool:
        method, _, path = self.line.partition(" ")
        generic = path.rpartition("/")[0] + "/{}"
        return method == "GET" and any(
            (carrier, what) == (each, status) and (path.endswith(end) or generic.endswith(end))
            for each, status, end in HARMLESS
        )


@dataclass
class Bench:
    """A registration to be made fail, and what was there before."""

    weya: WeyaApi
    carriers: Carriers
    aws: Any
    store: Table
    carrier: str
    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        # A retry that meets an attempt under way is told so at once.
        self.monkeypatch.setattr(registrations, "WAITS", 0)
        self.steps = self._recorded()
        self.picture, self.items = self.carriers.picture(), items_but_for_audits()
        self.accounts = self.carriers.kept()

    def _recorded(self) -> list[Step]:
        """The steps of the good run of a number of the same kind, which stays registered."""
        intent_at: list[int] = []
        begin = NumberWebhookTable.begin

        def recorded(store: NumberWebhookTable, *args: Any, **options: Any) -> Any:
            intent_at.append(len(self.carriers.requests()))
            return begin(store, *args, **options)

        with self.monkeypatch.context() as patched:
            patched.setattr(NumberWebhookTable, "begin", recorded)
            assert self.weya.add(self.carrier, phoneNumber=NUMBERS[self.carrier][2]).status == 201
        lines = [f"{method} {path}" for method, path, _ in self.carriers.requests()]
        assert len(intent_at) == 1
        return [Step(place, line, place >= intent_at[0]) for place, line in enumerate(lines)]

    def failing(self, step: Step, what: int | str, *, lost_answer: bool = False) -> Response:
        """The answer of add-phone when the step fails."""
        extra = {"retryAfter": 2} if what == 429 else {}
        if what == "reset" and step.line.startswith("GET "):
            extra["times"] = 2  # a question is asked once more when its connection breaks
        self.carriers.fail(self.carrier, what, skip=step.place, applied=lost_answer, **extra)
        response = self.weya.add(self.carrier)
        assert self.carriers.sandbox.faults.waiting() == [], f"{step} was not reached"
        return response

    def what_is_wrong(self, step: Step, what: int | str, response: Response) -> Iterator[str]:
        """In what the answer and what is left behind are not as documented."""
        wanted = 400 if what in REFUSALS and not step.is_after_intent else 500
        if step.is_harmless(self.carrier, what):
            wanted = 201
        if response.status != wanted:
            yield f"answers {response.status} {response.text}, not {wanted}"
        if wanted == 201:
            self.restore()
            return
        if response.json()["status"] is not False or response.json()["data"] is not None:
            yield f"answers {response.text}"
        if what == 429 and response.headers.get("retry-after") != "2":
            yield "does not say when to try again"
        yield from self.what_is_left()

    def what_is_left(self) -> Iterator[str]:
        if self.carriers.picture() != self.picture:
            yield "leaves something at the carrier"
        if items_but_for_audits() != self.items:
            yield "leaves something in the table"

    def restore(self) -> None:
        """Have everything as it was before the registration."""
        self.carriers.restore(self.accounts)
        restore(self.aws, self.items)


def restore(aws: Any, items: list[Any]) -> None:
    """Have the table hold these items and no others."""
    kept = {(item["pk"]["S"], item["sk"]["S"]) for item in items}
    for item in items_but_for_audits():
        if (item["pk"]["S"], item["sk"]["S"]) not in kept:
            aws.delete_item(TableName=TABLE_NAME, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in items:
        aws.put_item(TableName=TABLE_NAME, Item=item)


def items_but_for_audits() -> list[Any]:
    """All items, of accounts without when their audit is due: that moves with the clock, and nothing else does it."""
    return [
        {name: value for name, value in item.items() if item["sk"]["S"] != "ACCOUNT" or name != "gsi2sk"}
        for item in everything()
    ]
