"""Acme's records for the examples of the API document: what is there already stays as it is."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from trunkline.domain.calls import CallEvent, CallState, Event, Filing, MessageEvent, RecordingEvent
from trunkline.domain.contacts import DEFAULT_SOURCE, Contact, ContactPoint
from trunkline.domain.identifiers import E164, ContactId, NumberId, NumberParts, ProviderPhoneUuid, provider_phone_uuid
from trunkline.domain.phone_numbers import NumberSettings, PhoneNumber
from trunkline.domain.provider_phones import Carrier, ProviderPhone
from trunkline.domain.webhooks import Webhook
from trunkline.domain.well_phones import Creation, WellPhone
from trunkline.domain.zudu_numbers import ZuduNumber
from trunkline.errors import ConflictError
from trunkline.services.phone_numbers import StaleNumberError
from trunkline.table.client import Table
from trunkline.table.contacts import ContactTable
from trunkline.table.events import EventTable
from trunkline.table.phone_numbers import PhoneNumberTable
from trunkline.table.well_phones import WellPhoneTable
from trunkline.table.zudu_numbers import ZuduNumberTable

from tools import examples
from tools.examples import AT, ORGANIZATION, WORKSPACE

_USER, _QUO_USER = "64e5f12345abcdef12345678", "US123abc"


def add_examples(store: Table) -> None:
    """Put each record into the table where it is not yet, nor was."""
    numbers = PhoneNumberTable(store)
    served, old, free = map(_provider_phone, (examples.PHONE_NUMBER, examples.TO_ARCHIVE, examples.TO_LINK))
    for phone in (served, old, free):
        numbers.add_provider_phone(phone)
    for number_id, name, phone in (
        (examples.NUMBER_ID, "Reception", served),
        (examples.TO_ARCHIVE_ID, "Old line", old),
    ):
        # A number that was archived keeps its id, and one that was linked elsewhere its link.
        with suppress(ConflictError, StaleNumberError):
            numbers.add(_phone_number(number_id, name, phone), None, phone)
    _add_history(EventTable(store), served.uuid)
    for contact in (_contact(examples.CONTACT_ID, "John"), _contact(examples.CONTACT_TO_DELETE, "Jane")):
        with suppress(ConflictError):
            ContactTable(store).add(contact, None)
    for phone_id, label in ((examples.WELL_PHONE_ID, "work"), (examples.WELL_PHONE_TO_DELETE, "old")):
        creation = Creation(phone=_well_phone(phone_id, label), records={}, changed_records=(), demoted_phones=())
        with suppress(ConflictError):
            WellPhoneTable(store).add(creation, None)
    for zudu_number in (examples.ZUDU_NUMBER, examples.ZUDU_NUMBER_TO_DELETE):
        with suppress(ConflictError):
            ZuduNumberTable(store).add(_zudu_number(zudu_number), None)


def _provider_phone(number: E164) -> ProviderPhone:
    return ProviderPhone(
        uuid=provider_phone_uuid(ORGANIZATION, number),
        organization_id=ORGANIZATION,
        phone_number=number,
        provider=Carrier.TWILIO,
        capabilities=frozenset({"voice", "sms"}),
        created_at=AT,
    )


def _phone_number(number_id: NumberId, name: str, phone: ProviderPhone) -> PhoneNumber:
    return PhoneNumber(
        workspace_uuid=WORKSPACE,
        id=number_id,
        organization_id=ORGANIZATION,
        phone_number=phone.phone_number,
        created_by=_USER,
        created_at=AT,
        updated_at=AT,
        settings=NumberSettings(name=name),
    ).served_by(phone)


def _add_history(store: EventTable, phone: ProviderPhoneUuid) -> None:
    webhook = Webhook(
        organization_id=ORGANIZATION,
        provider_phone_uuid=phone,
        e164=examples.PHONE_NUMBER,
        carrier=Carrier.TWILIO,
        account_id="",
        base_url="",
    )
    filing = Filing(organization_id=ORGANIZATION, workspace_uuid=WORKSPACE, filed_under=examples.NUMBER_UUID)
    for seconds, event in enumerate(_events()):
        store.keep(webhook, filing, event, AT + timedelta(seconds=20 * seconds))


def _events() -> Iterator[Event]:
    for state in (CallState.RINGING, CallState.IN_PROGRESS, CallState.COMPLETED):
        yield CallEvent(
            call_id=examples.CALL_ID,
            state=state,
            raw_state=state.replace("_", "-"),
            from_number=examples.CALLER,
            to_number=examples.PHONE_NUMBER,
            direction="inbound",
            duration_seconds=20 if state is CallState.COMPLETED else None,
        )
    yield RecordingEvent(
        call_id=examples.CALL_ID,
        recording_id=examples.RECORDING_ID,
        state="completed",
        duration_seconds=18,
        channels="1",
    )
    yield MessageEvent(
        message_id=examples.MESSAGE_ID,
        from_number=examples.CALLER,
        to_number=examples.PHONE_NUMBER,
        text="Are you open on Saturday?",
    )


def _contact(contact_id: ContactId, first_name: str) -> Contact:
    return Contact(
        id=contact_id,
        organization_id=ORGANIZATION,
        created_by_user_id=_QUO_USER,
        created_at=AT,
        updated_at=AT,
        source=DEFAULT_SOURCE,
        external_id=f"example-{contact_id[-2:]}",
        company="OpenPhone",
        first_name=first_name,
        last_name="Doe",
        role="Sales",
        phone_numbers=(ContactPoint(id="acb124", name="company phone", value=examples.CALLER),),
    )


def _well_phone(phone_id: str, label: str) -> WellPhone:
    return WellPhone(
        workspace_uuid=WORKSPACE,
        id=phone_id,
        number=NumberParts(e164=examples.PHONE_NUMBER, country_code=1, national_number=examples.PHONE_NUMBER[2:]),
        label=label,
        is_primary=False,
        is_verified=True,
        created_by=_USER,
        created_at=AT,
        updated_at=AT,
    )


def _zudu_number(number: E164) -> ZuduNumber:
    return ZuduNumber(
        organization_id=ORGANIZATION,
        phone_number=number,
        phone_number_type="zudu-twilio",
        number_provider="twilio",
        created_at=AT,
        updated_at=AT,
        revision="example",
        nickname="Customer Service Line",
    )
