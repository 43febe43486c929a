"""Calls and messages in the table, as carriers' webhooks leave them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trunkline.domain.calls import CallEvent, CallState, Event, Filing, LegEvent, MessageEvent, RecordingEvent
from trunkline.domain.identifiers import E164, OrganizationId, ProviderPhoneUuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.webhooks import Webhook
from trunkline.table.client import Table
from trunkline.table.events import EventTable

DESK = "+14155552671"
CALLER = "+13105550001"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class History:
    """The history of one number of an organisation, to which things are added a second after another."""

    store: Table
    organization: str
    number: str
    carrier: Carrier = Carrier.TWILIO
    now: datetime = NOON

    @property
    def webhook(self) -> Webhook:
        return Webhook(
            organization_id=OrganizationId(self.organization),
            provider_phone_uuid=ProviderPhoneUuid(self.number),
            e164=E164(DESK),
            carrier=self.carrier,
            account_id="AC1",
            base_url="https://api.test/webhooks",
        )

    def keep(self, event: Event) -> None:
        webhook = self.webhook
        filing = Filing(organization_id=webhook.organization_id, workspace_uuid=None, filed_under=self.number)
        EventTable(self.store).keep(webhook, filing, event, self.now)
        self.now += timedelta(seconds=1)

    def begins(self, call_id: str, *, caller: str = CALLER, direction: str = "inbound") -> None:
        ends = (caller, DESK) if direction == "inbound" else (DESK, caller)
        self.keep(
            CallEvent(
                call_id=call_id,
                state=CallState.RINGING,
                raw_state="ringing",
                from_number=ends[0],
                to_number=ends[1],
                direction=direction,
            )
        )

    def is_answered(self, call_id: str) -> None:
        self.keep(CallEvent(call_id=call_id, state=CallState.IN_PROGRESS, raw_state="in-progress"))

    def ends(self, call_id: str, state: CallState = CallState.COMPLETED, seconds: int | None = 42) -> None:
        self.keep(CallEvent(call_id=call_id, state=state, raw_state=str(state), duration_seconds=seconds))

    def is_forwarded(self, call_id: str, to: str) -> None:
        self.keep(LegEvent(call_id=call_id, leg_id=f"{call_id}-leg", state=CallState.COMPLETED, to_number=to))

    def is_recorded(self, call_id: str, state: str = "completed", url: str | None = "https://c.test/1.mp3") -> None:
        self.keep(
            RecordingEvent(
                call_id=call_id, recording_id=f"RE-{call_id}", state=state, url=url, duration_seconds=41, channels="2"
            )
        )

    def gets(self, message_id: str, text: str = "Are you open?", *, sender: str | None = CALLER) -> None:
        self.keep(MessageEvent(message_id=message_id, from_number=sender, to_number=DESK, text=text))
