"""Eight kinds of drift at three carriers: each is named by the API, and repaired or said to be beyond repair."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from trunkline.domain.health import BEYOND_REPAIR
from trunkline.domain.number_events import health_event
from trunkline.domain.timestamps import to_iso
from trunkline.events.customer_stream import events_of
from trunkline.services.webhook_attempts import owned_number
from trunkline.table.backfills import BackfillTable
from trunkline.table.client import Table
from trunkline.table.health_items import health_of
from trunkline.table.items import from_item
from trunkline.wiring.carriers import number_webhooks

from tests.carriers.drifts import ELSEWHERE, EVERY_DRIFT, KINDS, as_it_works, drifted, number_id, with_fallback
from tests.carriers.lines import Line
from tests.carriers.sandboxed import EVERY_CARRIER, ORG, Carriers, phone_uuid, webhooks_of
from tests.support.gateway import Response
from tests.support.tables import everything
from tests.support.workspaces import WorkspaceApi

LineOf = Callable[..., Line]


def health(api: WorkspaceApi, line: Line, method: str = "GET") -> Any:
    answer = api.send(method, f"/{line.number['id']}/health")
    assert answer.status == 200, answer.text
    return answer.json()


def repair(api: WorkspaceApi, line: Line, query: str = "", **headers: str) -> Response:
    return api.send("POST", f"/{line.number['id']}/repair{query}", headers=headers)


def unhealthy(api: WorkspaceApi) -> list[Any]:
    answer = api.send("GET", "/health")
    assert answer.status == 200, answer.text
    return list(answer.json())


def wrong(found: Any) -> list[str]:
    return [check["name"] for check in found["checks"] if check["status"] != "healthy"]


def test_every_kind_of_drift_is_of_some_carrier() -> None:
    assert {kind for _, kind in EVERY_DRIFT} == set(KINDS)


@EVERY_CARRIER
def test_a_number_that_nobody_has_looked_at_is_unknown_and_then_healthy(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str
) -> None:
    line = line_of(carrier)
    assert health(api, line)["status"] == "unknown"
    looked = health(api, line, "POST")
    assert (looked["status"], wrong(looked)) == ("healthy", [])
    assert looked["checkedAt"]
    assert health(api, line) == looked
    assert unhealthy(api) == []


@pytest.mark.parametrize(("carrier", "kind"), EVERY_DRIFT)
def test_a_drift_is_named_with_what_was_expected_and_what_is_there(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str, kind: str
) -> None:
    with_fallback(carriers, carrier)
    line = line_of(carrier)
    token = webhooks_of(carrier).token
    drift = drifted(carriers, carrier, kind)
    looked = health(api, line, "POST")
    assert (looked["status"], wrong(looked)) == (drift.status, list(drift.checks))
    for check in looked["checks"]:
        if check["status"] != "healthy":
            assert check["expected"] != check["actual"]
            assert check["hint"]
    text = json.dumps([looked, health(api, line), unhealthy(api)])
    assert token not in text
    assert ELSEWHERE not in text
    assert "key=secret" not in text
    assert unhealthy(api) == [looked]


@pytest.mark.parametrize(("carrier", "kind"), EVERY_DRIFT)
def test_a_drift_is_repaired_or_said_to_be_beyond_repair(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str, kind: str
) -> None:
    with_fallback(carriers, carrier)
    line = line_of(carrier)
    fresh = as_it_works(carriers, carrier)
    drift = drifted(carriers, carrier, kind)
    gone = as_it_works(carriers, carrier)
    answer = repair(api, line)
    if drift.by == "take over":
        assert answer.status == 409
        assert "takeOver" in answer.json()["detail"]
        assert as_it_works(carriers, carrier) == gone
        answer = repair(api, line, "?takeOver=true")
    assert answer.status == 200, answer.text
    if drift.by == "beyond":
        assert set(wrong(answer.json())) <= BEYOND_REPAIR
        assert as_it_works(carriers, carrier) == gone
        return
    assert (answer.json()["status"], wrong(answer.json())) == ("healthy", [])
    assert as_it_works(carriers, carrier) == fresh
    assert unhealthy(api) == []
    assert webhooks_of(carrier).status == "attached"


@pytest.mark.parametrize(("carrier", "kind"), EVERY_DRIFT)
def test_repairing_again_writes_nothing_at_the_carrier(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str, kind: str
) -> None:
    line = line_of(carrier) if kind != "fallback removed" else _with_fallback_line(carriers, line_of, carrier)
    drifted(carriers, carrier, kind)
    first = repair(api, line, "?takeOver=true").json()
    carriers.forget_requests()
    second = repair(api, line, "?takeOver=true").json()
    assert (second["status"], wrong(second)) == (first["status"], wrong(first))
    changed = {(method, path) for method, path, _ in carriers.requests() if method != "GET"}
    # Which asks whose a number is.
    assert {path for _, path in changed} <= {"/v2/phone_numbers/actions/verify_ownership"}


def _with_fallback_line(carriers: Carriers, line_of: LineOf, carrier: str) -> Line:
    with_fallback(carriers, carrier)
    return line_of(carrier)


@EVERY_CARRIER
def test_what_was_lost_before_a_repair_is_read_back(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table, carrier: str
) -> None:
    line = line_of(carrier)
    looked = repair(api, line).json()
    read_back = BackfillTable(store).page(ORG, limit=10, after=None)
    assert not read_back.entries, "nothing was wrong"

    drifted(carriers, carrier, "url changed")
    assert repair(api, line, "?takeOver=true").status == 200

    (backfill,) = BackfillTable(store).page(ORG, limit=10, after=None).entries
    assert (backfill.account.carrier, backfill.window.e164) == (carrier, line.number["phoneNumber"])
    assert to_iso(backfill.window.start) == looked["checkedAt"]
    assert backfill.window.end == backfill.requested_at


def test_of_a_number_that_nobody_had_looked_at_two_days_are_read_back(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table
) -> None:
    line = line_of("plivo")
    drifted(carriers, "plivo", "url changed")
    assert repair(api, line, "?takeOver=true").status == 200
    (backfill,) = BackfillTable(store).page(ORG, limit=10, after=None).entries
    # Audits are daily, and one may have been missed.
    assert backfill.window.end - backfill.window.start >= timedelta(days=2)


@pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
def test_what_was_taken_over_comes_back_when_the_number_is_given_back(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str
) -> None:
    line = line_of(carrier)
    drifted(carriers, carrier, "moved")
    by_them = carriers.number(carrier, line.number["phoneNumber"])
    member = {"twilio": "trunk_sid", "plivo": "application", "telnyx": "connection_id"}[carrier]
    theirs = by_them[member]
    assert repair(api, line, "?takeOver=true").status == 200
    assert by_them[member] != theirs
    phone = number_webhooks().store.find(ORG, phone_uuid(carrier))
    assert phone
    assert owned_number(phone)
    api.link(line.number["id"], None)
    unlinked = number_webhooks().store.find(ORG, phone_uuid(carrier))
    assert unlinked
    assert number_webhooks().detach(unlinked)
    assert by_them[member] == theirs


@EVERY_CARRIER
def test_a_repair_with_an_idempotency_key_is_answered_the_same_again(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str
) -> None:
    line = line_of(carrier)
    drifted(carriers, carrier, "profile cleared")
    first = repair(api, line, **{"Idempotency-Key": "k1"})
    carriers.forget_requests()
    again = repair(api, line, **{"Idempotency-Key": "k1"})
    assert (again.status, again.json()) == (first.status, first.json())
    assert carriers.requests() == []


@EVERY_CARRIER
@pytest.mark.parametrize("fault", [429, 500, "timeout", "malformed"])
def test_a_number_whose_carrier_does_not_answer_is_unknown_and_keeps_what_was_known(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str, fault: int | str
) -> None:
    line = line_of(carrier)
    known = health(api, line, "POST")
    carriers.fail(carrier, fault, times=99)
    assert health(api, line, "POST")["status"] == "unknown"
    assert repair(api, line).status == 500
    assert health(api, line) == known


# Plivo's ids are the digits of the number, so nothing tells a number that was bought anew.
@pytest.mark.parametrize("carrier", ["twilio", "telnyx"])
def test_a_number_that_was_bought_anew_is_set_up_as_the_new_one_that_it_is(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, carrier: str
) -> None:
    line = line_of(carrier)
    shelf = carriers.account(carrier).shelf("numbers")
    was = number_id(carriers, carrier)
    new = was[:-1] + ("0" if was[-1] != "0" else "1")
    shelf[new] = {**shelf.pop(was), "sid" if carrier == "twilio" else "id": new}
    for kind in ("voice_settings", "messaging_features"):
        if was in carriers.account(carrier).shelf(kind):
            carriers.account(carrier).shelf(kind)[new] = carriers.account(carrier).shelf(kind).pop(was)
    looked = health(api, line, "POST")
    assert wrong(looked) == ["boughtAnew"]
    mended = repair(api, line).json()
    assert (mended["status"], wrong(mended)) == ("healthy", [])
    assert webhooks_of(carrier).carrier_number_id == new


@EVERY_CARRIER
def test_what_was_lost_before_its_owner_has_set_a_number_right_is_read_back_too(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, store: Table, carrier: str
) -> None:
    line = line_of(carrier)
    kept = carriers.kept()
    drifted(carriers, carrier, "moved")
    assert health(api, line, "POST")["status"] == "broken"
    assert not BackfillTable(store).page(ORG, limit=10, after=None).entries
    carriers.restore(kept)
    assert health(api, line, "POST")["status"] == "healthy"
    (backfill,) = BackfillTable(store).page(ORG, limit=10, after=None).entries
    assert backfill.window.e164 == line.number["phoneNumber"]


def test_a_number_that_has_left_its_workspace_is_listed_there_no_more(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi
) -> None:
    line = line_of("plivo")
    drifted(carriers, "plivo", "url changed")
    looked = health(api, line, "POST")
    assert unhealthy(api) == [looked]
    assert api.link(line.number["id"], None).status == 200
    assert unhealthy(api) == []


def test_a_change_of_health_is_told_on_the_bus_and_to_customers_and_its_repetition_is_not(
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi
) -> None:
    line = line_of("twilio")
    health(api, line, "POST")
    well = health_item()
    drifted(carriers, "twilio", "url changed")
    health(api, line, "POST")
    broken = health_item()
    (told,) = events_of(well, broken)
    assert (told.type, told.phone_number_uuid) == ("phone_number.health_changed", line.number["uuid"])
    assert told.data["health"]["status"] == "broken"
    assert events_of(well, broken)[0].id == told.id
    health(api, line, "POST")
    assert list(events_of(broken, health_item())) == []
    assert webhooks_of("twilio").token not in json.dumps(told.data)
    (published,) = health_event(health_of(well), health_of(broken))
    assert published.detail()["health"] == {"status": "broken", "before": "healthy", "checks": ["calls"]}


def health_item() -> Any:
    (found,) = [from_item(item) for item in everything() if item.get("entity") == {"S": "number_health"}]
    return found
