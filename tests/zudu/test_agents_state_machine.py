"""Whatever clients, carriers and archivings do in any order, the inventory says what is so and no more."""

from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from trunkline.domain.identifiers import E164, OrganizationId, provider_phone_uuid
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.timestamps import utc_now
from trunkline.errors import NotFoundError, NumberArchivingError, PhoneNumberExistsError
from trunkline.services.zudu_numbers import ZuduNumbers
from trunkline.table import keys
from trunkline.table.client import Table
from trunkline.table.items import ConditionFailedError, Update
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.zudu_numbers import ZuduNumberTable

NUMBER = E164("+14157774444")
agents = st.none() | st.sampled_from(["agent_1", "agent_2"])


class OneNumber(RuleBasedStateMachine):
    """One number of one organisation, with Zudu, a carrier and an archive workflow around it."""

    store: Table

    def __init__(self) -> None:
        super().__init__()
        self.organization = OrganizationId(f"org_{uuid4().hex}")
        self.uuid = provider_phone_uuid(self.organization, NUMBER)
        self.key = keys.provider_phone(self.organization, self.uuid)
        self.zudu = ZuduNumbers(ZuduNumberTable(self.store))
        self.record: dict[str, str] | None = None
        self.is_registered = False
        self.is_held = False

    @rule(inbound=agents, outbound=agents)
    def create(self, inbound: str | None, outbound: str | None) -> None:
        wanted = _directions(inbound, outbound)
        try:
            self.zudu.create(self.organization, NUMBER, {"inbound_agent_id": inbound, "outbound_agent_id": outbound})
        except PhoneNumberExistsError:
            assert self.record is not None
        except NumberArchivingError:
            assert self.record is None
            assert self.is_held
            assert wanted
        else:
            assert self.record is None
            assert not (self.is_held and wanted)
            self.record = wanted

    @rule(direction=st.sampled_from(["inbound", "outbound"]), agent=agents)
    def assign(self, direction: str, agent: str | None) -> None:
        try:
            self.zudu.change(self.organization, NUMBER, {f"{direction}_agent_id": agent})
        except NotFoundError:
            assert self.record is None
        except NumberArchivingError:
            assert self.is_held
            assert agent
        else:
            assert self.record is not None
            self.record = {name: value for name, value in (self.record | {direction: agent or ""}).items() if value}

    @rule(nickname=st.sampled_from(["a", "b"]))
    def rename(self, nickname: str) -> None:
        try:
            self.zudu.change(self.organization, NUMBER, {"nickname": nickname})
        except NotFoundError:
            assert self.record is None

    @rule()
    def delete(self) -> None:
        try:
            self.zudu.delete(self.organization, NUMBER)
        except NotFoundError:
            assert self.record is None
        self.record = None

    @rule()
    def register(self) -> None:
        phone = ProviderPhone(
            uuid=self.uuid,
            organization_id=self.organization,
            phone_number=NUMBER,
            provider=Carrier.PLIVO,
            capabilities=frozenset({"voice"}),
            created_at=utc_now(),
        )
        assert PhoneNumberTable(self.store).add_provider_phone(phone) == (not self.is_registered)
        self.is_registered = True

    @precondition(lambda self: self.is_registered and not self.is_held)
    @rule()
    def begin_archiving(self) -> None:
        hold = Update(
            label="hold",
            key=self.key,
            set_={"releasing": "some number"},
            condition="attribute_exists(provider) AND attribute_not_exists(agent_references)",
        )
        try:
            self.store.write(hold)
        except ConditionFailedError:
            assert self.record
        else:
            assert not self.record
            self.is_held = True

    @precondition(lambda self: self.is_held)
    @rule()
    def end_archiving(self) -> None:
        self.store.write(
            Update(label="end", key=self.key, set_={"releasing": None}, condition="attribute_exists(releasing)")
        )
        self.is_held = False

    @invariant()
    def the_inventory_says_what_is_so_and_no_more(self) -> None:
        item = self.store.get(self.key)
        if not (self.record or self.is_registered):
            assert item is None
            return
        assert item is not None
        assert ("provider" in item, "releasing" in item) == (self.is_registered, self.is_held)
        assert item.get("agents", {}) == (self.record or {})
        assert item.get("agent_references", 0) == len(self.record or {})

    @invariant()
    def an_archiving_number_has_no_agent(self) -> None:
        assert not (self.is_held and self.record)

    @invariant()
    def the_record_has_the_agents_of_the_inventory(self) -> None:
        found = ZuduNumberTable(self.store).find(self.organization, NUMBER)
        assert (None if found is None else found.agents) == self.record


def _directions(inbound: str | None, outbound: str | None) -> dict[str, str]:
    return {name: agent for name, agent in (("inbound", inbound), ("outbound", outbound)) if agent}


def test_the_inventory_tells_the_truth_after_any_steps(store: Table) -> None:
    run_state_machine_as_test(
        type("OneNumberInTheTable", (OneNumber,), {"store": store}),
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
