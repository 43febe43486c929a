"""A workspace's numbers and their health: told from the table, asked of the carrier, and put right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from trunkline.domain.health import Health, SomebodyElsesSettingError, to_repair, unanswered_check, unlinked_check
from trunkline.domain.identifiers import E164, NumberUuid, OrganizationId, WorkspaceUuid
from trunkline.domain.phone_numbers import PhoneNumber
from trunkline.domain.provider_phones import ProviderPhone, WebhookStatus
from trunkline.errors import (
    CarrierGoneError,
    CarrierUnavailableError,
    NotFoundError,
    NumberBusyError,
)
from trunkline.services.carrier_adapters import Budget
from trunkline.services.health_checks import LOOK_SECONDS, AccountAtCarrier, HealthChecks, known_health
from trunkline.services.pages import Page
from trunkline.services.webhook_attempts import owned_number, targets_of

if TYPE_CHECKING:
    from trunkline.services.number_webhooks import NumberWebhooks
    from trunkline.table.health import HealthTable
    from trunkline.table.phone_numbers import PhoneNumberTable

_FALLBACKS = frozenset({"callFallback", "messageFallback"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberHealth:
    """A number, and what is known of its health."""

    uuid: NumberUuid
    phone_number: E164
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberHealths:
    """What the table knows."""

    store: "HealthTable"
    numbers: "PhoneNumberTable"

    def get(self, workspace: WorkspaceUuid, number: NumberUuid) -> NumberHealth:
        """Tell a number's health; three reads, of one that is not linked one.

        Raises:
            NotFoundError: The workspace never had it.
        """
        found, phone = self.read(workspace, number)
        if phone is None:
            return _health_of(found, Health(checks=[unlinked_check()]))
        return _health_of(found, known_health(phone, *self.store.find(found.organization_id, phone)))

    def page(
        self, workspace: WorkspaceUuid, organization: OrganizationId, *, limit: int | None, after: str | None
    ) -> Page[NumberHealth]:
        """List numbers that are not healthy.

        A query, and a batch read for each hundred of them. A number that has left the workspace since is left out, so a
        page may be shorter than its limit.
        """
        found = self.store.unhealthy(workspace, organization, limit=limit, after=after)
        phones = self.store.phones(organization, [each.phone_uuid for each in found.entries])
        return Page(
            [
                NumberHealth(uuid=record.number_uuid, phone_number=record.phone_number, health=record.health)
                for record, phone in zip(found.entries, phones, strict=True)
                if record.number_uuid and phone and phone.assigned_number_uuid == record.number_uuid
            ],
            found.next_position,
        )

    def read(self, workspace: WorkspaceUuid, number: NumberUuid) -> tuple[PhoneNumber, ProviderPhone | None]:
        """Read a number and the provider phone that serves it."""
        found = self.numbers.find(workspace, number)
        if found is None:
            raise NotFoundError("Phone number")
        if found.provider_phone_uuid is None or found.is_archived:
            return found, None
        return found, self.numbers.find_provider_phone(found.organization_id, found.provider_phone_uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheckUps:
    """What the carrier says now, and what can be put right of it."""

    known: NumberHealths
    checks: HealthChecks
    webhooks: "NumberWebhooks"

    def check(self, workspace: WorkspaceUuid, number: NumberUuid) -> NumberHealth:
        """Ask the carrier how a number is, and keep it; unknown when it does not answer.

        Raises:
            NotFoundError: The workspace never had it.
        """
        as_of = self.checks.clock()
        found, phone = self.known.read(workspace, number)
        if phone is None:
            return _health_of(found, Health(checks=[unlinked_check()]))
        budget = Budget(LOOK_SECONDS)
        try:
            return _health_of(found, self._look(phone, self._account_of(phone, budget), budget, as_of))
        except CarrierUnavailableError:
            return _health_of(found, Health(checks=[unanswered_check()]))

    def repair(self, workspace: WorkspaceUuid, number: NumberUuid, *, take_over: bool) -> NumberHealth:
        """Put right what is ours to put right, and tell how the number is then; what is right already is left so.

        It is an attempt of the lifecycle of webhooks like any other, begun with its intent and under a lease: what
        dies half-way the cleanup ends. So it needs no state machine.

        Raises:
            NotFoundError: The workspace never had it.
            SomebodyElsesSettingError: A person has set something in place of ours, and it is not to be taken over.
            CarrierError: The carrier did not do it; the cleanup goes on with it.
        """
        as_of = self.checks.clock()
        found, phone = self.known.read(workspace, number)
        if phone is None:
            return _health_of(found, Health(checks=[unlinked_check()]))
        budget = Budget(LOOK_SECONDS)
        at_carrier = self._account_of(phone, budget)
        health = self._look(phone, at_carrier, budget, as_of)
        wrong = to_repair(health.checks)
        if not wrong:
            return _health_of(found, health)
        if not take_over and any(check.is_somebody_elses for check in wrong):
            raise SomebodyElsesSettingError(check.name for check in wrong if check.is_somebody_elses)
        if not self._set_again(phone, at_carrier, take_over=take_over):
            raise NumberBusyError
        if at_carrier and phone.webhooks and _FALLBACKS & {check.name for check in wrong}:
            at_carrier.audit.restore(owned_number(phone), phone.webhooks.previous or {})
        as_of = self.checks.clock()
        again = self.known.read(workspace, number)[1] or phone
        return _health_of(found, self._look(again, self._account_of(again, budget), budget, as_of))

    def _set_again(self, phone: ProviderPhone, at_carrier: AccountAtCarrier | None, *, take_over: bool) -> bool:
        webhooks = phone.webhooks
        if webhooks is None or webhooks.status is not WebhookStatus.ATTACHED or at_carrier is None:
            return self.webhooks.attach(phone)
        try:
            now = at_carrier.audit.inspect(owned_number(phone), targets_of(phone), webhooks.previous or {})
        except CarrierGoneError:
            return self.webhooks.attach(phone, anew=webhooks)  # which finds it where it was bought anew
        # An archive restores what a person has set there.
        foreign: Mapping[str, str] = now.foreign if take_over else {}
        anew = replace(webhooks, previous={**(webhooks.previous or {}), **foreign})
        return self.webhooks.attach(replace(phone, capabilities=now.capabilities), anew=anew)

    def _look(
        self, phone: ProviderPhone, at_carrier: AccountAtCarrier | None, budget: Budget, as_of: datetime
    ) -> Health:
        health = self.checks.look(phone, at_carrier, budget, as_of=as_of)
        if phone.account_id is not None:
            before, audit = self.checks.store.find(phone.organization_id, phone)
            self.checks.keep(phone, health, before=before, audit=audit, always=True)
        return health

    def _account_of(self, phone: ProviderPhone, budget: Budget) -> AccountAtCarrier | None:
        return self.checks.account_of(phone, budget) if phone.account_id is not None else None


def _health_of(number: PhoneNumber, health: Health) -> NumberHealth:
    return NumberHealth(uuid=number.uuid, phone_number=number.phone_number, health=health)
