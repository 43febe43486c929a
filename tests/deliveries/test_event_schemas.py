"""What is sent to customers is as the API document's ``webhooks`` section says, event by event, and nothing else."""

import json
from typing import Any

import pytest
from trunkline.domain.calls import Event
from trunkline.domain.customer_events import CustomerEvent, EventType, trial_event
from trunkline.domain.standard_webhooks import body_of
from trunkline.table.client import Table

from tests.archive.test_events import Recorder
from tests.deliveries.builders import BEGINNING, ORGANIZATION, WORKSPACE
from tests.deliveries.test_events import ANSWERED, ENDED, MESSAGE, RECORDED, RINGS, Stream, _events_of
from tests.support.conformance import document, fault_of, validator_of
from tests.support.workspaces import Tenant, WorkspaceApi


def _schema(kind: str) -> dict[str, Any]:
    content = document()["webhooks"][kind]["post"]["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["schema"]
    return found


def _faults(events: list[CustomerEvent]) -> dict[str, str]:
    checked = {event.type: fault_of(validator_of(_schema(event.type)), json.loads(body_of(event))) for event in events}
    return {kind: fault for kind, fault in checked.items() if fault}


def test_each_event_has_a_schema_of_its_own() -> None:
    schemas = [json.dumps(_schema(kind)) for kind in EventType]

    assert len(set(schemas)) == len(EventType)


@pytest.mark.parametrize("events", [[RINGS, ANSWERED, ENDED, RECORDED], [MESSAGE]], ids=["call", "message"])
def test_what_carriers_tell_is_sent_as_the_document_says(store: Table, events: list[Event]) -> None:
    stream = Stream(store)
    told = [each for event in events for each in stream.tells(event)]

    assert len(told) == len(events)
    assert _faults(told) == {}


def test_what_becomes_of_a_number_is_sent_as_the_document_says(api: WorkspaceApi, acme: Tenant, store: Table) -> None:
    recorder = Recorder(store)
    number = api.created()["uuid"]
    records = recorder.records()
    for phone in (acme.provider_phones[0]["uuid"], None):
        assert api.link(number, phone).status == 200
        records += recorder.records()
    told = [each for record in records for each in _events_of(record)]

    assert {each.type for each in told} == {"phone_number.created", "phone_number.linked", "phone_number.unlinked"}
    assert _faults(told) == {}


def test_a_test_is_sent_as_the_document_says() -> None:
    assert _faults([trial_event(ORGANIZATION, WORKSPACE, "1", BEGINNING)]) == {}


def test_a_member_that_the_document_does_not_name_is_found() -> None:
    event = trial_event(ORGANIZATION, WORKSPACE, "1", BEGINNING)
    event.data["more"] = "x"

    assert list(_faults([event])) == ["webhook.test"]
