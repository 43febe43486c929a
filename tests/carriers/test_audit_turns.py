"""Audits that end anywhere, meet one another, or meet a number in any state; and what they cost."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from trunkline.domain.audits import Audit, AuditStep
from trunkline.domain.health import HealthStatus
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import to_iso, utc_now
from trunkline.services.audits import Audits
from trunkline.services.carrier_adapters import CarrierAccount
from trunkline.table.client import Table, table
from trunkline.table.health import HealthTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.health import audits, scheduled_audits

from tests.carriers.drifts import EVERY_DRIFT, change, drifted, number_id
from tests.carriers.lines import Line
from tests.carriers.sandboxed import ACCOUNTS, EVERY_CARRIER, ORG, Carriers, phone_uuid
from tests.carriers.weya import WeyaApi
from tests.fakes.executions import Killed
from tests.support.archives import clean_up, let_time_pass
from tests.support.tables import CountingClient
from tests.support.workspaces import WorkspaceApi
from tools.sandbox import start
from tools.sandbox.courier import Reply
from tools.sandbox.tenants import AccountPlan

pytestmark = pytest.mark.usefixtures("unhurried")
LineOf = Callable[..., Line]
INF = float("inf")
LEASE = timedelta(minutes=10)


def account(carrier: str) -> tuple[OrganizationId, Carrier, str]:
    return ORG, Carrier(carrier), ACCOUNTS[carrier][0]


def turn(carrier: str, **changes: Any) -> Audit:
    """One turn under an entry of the due index of its own."""
    mine: Audits = replace(audits(lambda: INF), **changes)
    until = utc_now() + LEASE
    mine.store.ask_for_audit(*account(carrier), until)
    found = mine.store.find_audit(*account(carrier))
    assert found
    return mine.turn(found, to_iso(until))


def run(seconds_left: Callable[[], float] = lambda: INF) -> dict[str, int]:
    return dict(scheduled_audits(seconds_left).run(lambda: True).counts)


def audit_of(carrier: str) -> Audit:
    found = HealthTable(table()).find_audit(*account(carrier))
    assert found
    return found


def status_of(carrier: str) -> str:
    (phone,) = HealthTable(table()).phones(ORG, [phone_uuid(carrier)])
    assert phone
    record = HealthTable(table()).find_health(phone)
    return record.health.status if record else ""


@pytest.mark.parametrize("suspects", [None, frozenset(), frozenset({0x0A, 0xFEDC})], ids=["everybody", "nobody", "two"])
def test_whom_an_audit_suspects_is_known_to_its_next_turn(store: Table, suspects: frozenset[int] | None) -> None:
    until = utc_now() + LEASE
    HealthTable(store).ask_for_audit(*account("twilio"), until)
    audit = replace(audit_of("twilio").begun(until), suspects=suspects)
    assert HealthTable(store).save(audit, seen_due=to_iso(until), due_at=until)
    assert audit_of("twilio").suspects == suspects


def audited_in_steps(carrier: str) -> int:
    """How many turns of one step each the next day's audit takes."""
    let_time_pass(table(), timedelta(days=1))
    turns = 0
    while turns < 2 or audit_of(carrier).step is not None:
        turns += 1
        assert turns < 40
        steps = iter([INF])
        run(lambda steps=steps: next(steps, 0.0))  # type: ignore[misc]
    return turns


@EVERY_CARRIER
@pytest.mark.parametrize("kind", ["moved", "released"])
def test_an_audit_that_gets_one_step_a_turn_finds_what_one_turn_finds(
    carriers: Carriers, line_of: LineOf, carrier: str, kind: str
) -> None:
    line_of(carrier)
    drifted(carriers, carrier, kind)
    first = turn(carrier)
    whole = first.last
    run()
    turns = audited_in_steps(carrier)
    in_steps = audit_of(carrier)
    assert turns >= len(AuditStep) - 1
    assert in_steps.finished_at
    assert in_steps.finished_at > (first.finished_at or in_steps.finished_at)
    assert {**in_steps.last.counts, "lookedAt": 0} == {**whole.counts, "lookedAt": 0}
    assert in_steps.last.counts.get("lost", 0) == (kind == "released")
    assert status_of(carrier) == HealthStatus.BROKEN


@pytest.mark.parametrize(
    ("carrier", "path"), [("twilio", r"/Accounts/\w+\.json"), ("plivo", r"/Account/\w+/"), ("telnyx", "/v2/balance")]
)
def test_an_audit_asks_once_whether_its_credentials_are_in_order_however_many_turns_it_has(
    carriers: Carriers, line_of: LineOf, carrier: str, path: str
) -> None:
    line_of(carrier)
    run()
    carriers.forget_requests()
    audited_in_steps(carrier)
    asked = [each for _, each, _ in carriers.requests()]
    assert len([each for each in asked if re.search(f"{path}$", each)]) == 1, asked


@EVERY_CARRIER
@pytest.mark.parametrize("step", [step for step in (*AuditStep, None) if step is not AuditStep.NUMBERS])
def test_an_audit_that_is_killed_at_a_step_is_taken_up_again(
    carriers: Carriers, line_of: LineOf, carrier: str, step: AuditStep | None
) -> None:
    line_of(carrier)
    kind = "credentials revoked" if step is AuditStep.REFUSED else "moved"
    drifted(carriers, carrier, kind)

    def die(audit: Audit) -> None:
        if audit.step is step or (step is AuditStep.REFUSED and audit.failure):
            raise Killed

    with pytest.raises(Killed):
        turn(carrier, watch=die)
    let_time_pass(table(), timedelta(hours=1))
    # The account itself is due too: it was stored a moment ago.
    run()
    run()
    assert audit_of(carrier).step is None
    assert audit_of(carrier).finished_at
    assert status_of(carrier) == HealthStatus.BROKEN


@EVERY_CARRIER
def test_of_two_audits_at_once_one_is_kept_and_numbers_become_broken_once(
    carriers: Carriers, line_of: LineOf, carrier: str
) -> None:
    line_of(carrier)
    drifted(carriers, carrier, "moved")
    counted: Counter[str] = Counter()
    second: list[Audit] = []

    def meanwhile(audit: Audit) -> None:
        if audit.step is AuditStep.SUSPECTS and not second:
            second.append(audit)
            second[0] = turn(carrier, checks=counting(counted))

    turn(carrier, watch=meanwhile, checks=counting(counted))
    kept = audit_of(carrier)
    assert kept.finished_at
    assert second[0].finished_at
    assert to_iso(kept.finished_at) == to_iso(second[0].finished_at)
    assert kept.last == second[0].last
    assert counted["NumbersBecameBroken"] == 1
    assert status_of(carrier) == HealthStatus.BROKEN


def counting(counted: Counter[str]) -> Any:
    return replace(audits(lambda: INF).checks, count=counted.update)


@pytest.mark.parametrize("seed", range(8))
@EVERY_CARRIER
def test_whatever_happens_a_number_is_as_it_was_set_or_its_health_says_what_is_wrong(  # noqa: PLR0917 - fixtures
    carriers: Carriers, line_of: LineOf, api: WorkspaceApi, weya: WeyaApi, carrier: str, seed: int
) -> None:
    chosen = random.Random(f"{carrier} {seed}")
    if carrier == "twilio":
        number = number_id(carriers, carrier)
        change(carriers, carrier, kind="numbers", id=number, set={"voice_fallback_url": "https://fallback.example"})
    line = line_of(carrier)
    kinds = [kind for of, kind in EVERY_DRIFT if of == carrier and kind not in ("released", "credentials revoked")]
    steps: dict[str, Callable[[], Any]] = {
        "audit": a_day_later,
        "repair": lambda: api.send("POST", f"/{line.number['id']}/repair"),
        "take over": lambda: api.send("POST", f"/{line.number['id']}/repair?takeOver=true"),
        "unlink": lambda: api.link(line.number["id"], None),
        "link": lambda: api.link(line.number["id"], phone_uuid(carrier)),
        "archive": lambda: archived(api, line),
        "register": lambda: weya.add(carrier),
        **{kind: (lambda kind=kind: _if_it_can(carriers, carrier, kind)) for kind in kinds},  # type: ignore[misc]
    }
    for name in chosen.choices(list(steps), k=7):
        steps[name]()
    api.link(line.number["id"], phone_uuid(carrier))
    if chosen.random() < 0.5:
        drifted(carriers, carrier, "released")
    steps["audit"]()
    looked = api.send("POST", f"/{line.number['id']}/health").json()
    known = api.send("GET", f"/{line.number['id']}/health").json()
    assert known["status"] == looked["status"]
    audited = status_of(carrier) or "healthy"
    assert audited == looked["status"]
    rings = works(carriers, carrier)
    # Degraded: its calls come, and its fallback is gone.
    assert rings is (looked["status"] in ("healthy", "degraded")), looked


def archived(api: WorkspaceApi, line: Line) -> None:
    """And another number, which is linked to the same provider phone once that is free."""
    assert api.archive(line.number["id"]).status in (200, 202)
    for _ in range(2):
        let_time_pass(table(), timedelta(days=1))
        clean_up()
    line.number = api.created(providerPhoneUuid=phone_uuid(line.carrier), phoneNumber=None)


def a_day_later() -> None:
    let_time_pass(table(), timedelta(days=1))
    run()
    run()


def _if_it_can(carriers: Carriers, carrier: str, kind: str) -> None:
    try:
        drifted(carriers, carrier, kind)
    except StopIteration:
        return  # the application is deleted already


def works(carriers: Carriers, carrier: str) -> bool:
    """Whether calls and messages come to us, told from the carrier's own state and nothing of ours."""
    shelf = carriers.account(carrier).shelf("numbers")
    try:
        number = shelf[number_id(carriers, carrier)]
    except StopIteration:
        return False
    ours = "https://hooks.example.test/"
    applications, profiles = (carriers.account(carrier).shelf(k) for k in ("applications", "messaging_profiles"))
    match carrier:
        case "twilio":
            urls = (number["voice_url"], number["sms_url"], number["status_callback"])
            overridden = number["trunk_sid"] or number["voice_application_sid"] or number["sms_application_sid"]
            taken = carriers.account(carrier).shelf("services").values()
            in_service = any(number["sid"] in each["numbers"] for each in taken)
            return all(url.startswith(ours) for url in urls) and not overridden and not in_service
        case "plivo":
            app = applications.get(str(number["application"]).rstrip("/").rpartition("/")[2], {})
            return all(str(app.get(name)).startswith(ours) for name in ("answer_url", "hangup_url", "message_url"))
    app, profile = applications.get(number["connection_id"], {}), profiles.get(number["messaging_profile_id"], {})
    return str(app.get("webhook_event_url")).startswith(ours) and str(profile.get("webhook_url")).startswith(ours)


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("carrier", "page", "besides"), [("twilio", 1000, 2), ("telnyx", 250, 4), ("plivo", 20, 3)])
def test_an_account_costs_its_pages_and_one_item_and_not_one_for_each_number(
    store: Table, monkeypatch: pytest.MonkeyPatch, carrier: str, page: int, besides: int, *, full: bool
) -> None:
    # Of which none has webhooks yet. The sandbox has a few more of its own.
    owned = 990 if full else 190
    pages = [min(page, owned - start) for start in range(0, owned, page)]
    numbers = tuple(f"+1415555{index:04d}" for index in range(owned))
    plan = AccountPlan("initech", carrier, "1000000000000000001", "s" * 32, numbers)
    with start(send=lambda _: Reply(200, "", ""), seed=1, plans=[plan]) as sandbox:
        monkeypatch.setenv(f"CARRIER_BASE_URL_{carrier.upper()}", sandbox.base_urls[carrier])
        mine = CarrierAccount(
            organization_id=ORG, carrier=Carrier(carrier), account_id=plan.account_id, secret=plan.secret
        )
        carrier_accounts().rotate(mine)
        for e164 in numbers:
            phone = ProviderPhone(
                uuid=provider_phone_uuid(ORG, e164),
                organization_id=ORG,
                phone_number=E164(e164),
                provider=Carrier(carrier),
                capabilities=frozenset({"voice", "sms"}),
                created_at=utc_now(),
                account_id=plan.account_id,
            )
            assert PhoneNumberTable(store).add_provider_phone(phone)
        client = CountingClient(store.client)
        counted = Table(cast("Any", client), store.name)
        audited = replace(audits(lambda: INF), store=HealthTable(counted))
        until = utc_now() + LEASE
        audited.store.ask_for_audit(ORG, Carrier(carrier), plan.account_id, until)
        found = audited.store.find_audit(ORG, Carrier(carrier), plan.account_id)
        assert found
        client.calls.clear()
        done = audited.turn(found, to_iso(until))
        asked = len(sandbox.requests())
    assert done.last.counts["knownHere"] == owned
    assert done.last.counts.get("lost", 0) == 0
    # As docs/health.md says.
    assert asked <= besides + len(pages)
    # A batch for each hundred numbers of each page; the keys of the account, a page; what was unhealthy; the audit.
    batches = client.calls.pop("batch_get_item")
    assert batches <= sum(-(-each // 100) for each in pages) + 2 + len(pages) * (carrier == "telnyx")
    assert client.calls["update_item"] == 1
    assert client.calls["query"] <= 5
    assert set(client.calls) <= {"update_item", "query", "get_item"}
