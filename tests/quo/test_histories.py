"""Calls, recordings and messages, as a Quo client follows them up."""

from typing import Any
from urllib.parse import urlencode

import pytest
from trunkline.domain.calls import CallState
from trunkline.domain.identifiers import provider_phone_uuid
from trunkline.domain.provider_phones import Carrier
from trunkline.domain.quo import event_id, number_id
from trunkline.table import conversations
from trunkline.table.client import Table
from trunkline.table.conversations import MAX_QUERIES
from trunkline.table.events import EventTable

from tests.support.composition import compose_with
from tests.support.gateway import Response
from tests.support.histories import CALLER, DESK, History
from tests.support.quo import QuoApi
from tests.support.tables import CountingClient
from tests.support.workspaces import Tenant, WorkspaceApi

OTHER = "+442079460100"


@pytest.fixture
def number(quo: QuoApi, acme: Tenant) -> dict[str, Any]:
    """A number of Acme's, as the list has it."""
    made = WorkspaceApi(quo.gateway, acme.workspace, acme.tokens["admin"]).created(name="Front desk")
    (listed,) = [each for each in quo.phone_numbers() if each["number"] == made["phoneNumber"]]
    return {**listed, "uuid": made["uuid"]}


@pytest.fixture
def history(store: Table, acme: Tenant, number: dict[str, Any]) -> History:
    return History(store, acme.organization_id, number["uuid"])


@pytest.fixture
def warm(quo: QuoApi, aws: Any, store: Table, monkeypatch: pytest.MonkeyPatch) -> CountingClient:
    """A client that counts, once the key is known."""
    quo.custom_fields()
    client = CountingClient(aws)
    compose_with(monkeypatch, "table", lambda: Table(client, store.name))  # type: ignore[arg-type]
    return client


def _asked(quo: QuoApi, kind: str, number: dict[str, Any], **query: Any) -> Response:
    query = {"phoneNumberId": number["id"], "participants": CALLER, "maxResults": 100} | query
    return quo.send("GET", f"{kind}?{urlencode(query, doseq=True)}")


def _page(quo: QuoApi, kind: str, number: dict[str, Any], **query: Any) -> dict[str, Any]:
    response = _asked(quo, kind, number, **query)
    assert response.status == 200, response.text
    page: dict[str, Any] = response.json()
    return page


def _all(quo: QuoApi, kind: str, number: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    found, pages = [], 0
    while True:
        page, pages = _page(quo, kind, number, **query), pages + 1
        found += page["data"]
        if page["nextPageToken"] is None:
            assert page["totalItems"] == len(found)
            return found
        assert page["totalItems"] == len(found) + 1
        assert pages < 100
        query["pageToken"] = page["nextPageToken"]


# ---- one call, its recordings, one message ----


def test_a_call_has_the_published_members_and_is_found_by_its_id(
    quo: QuoApi, history: History, number: dict[str, Any]
) -> None:
    history.begins("CA1")
    history.is_answered("CA1")
    history.is_forwarded("CA1", OTHER)
    history.ends("CA1")

    (call,) = _page(quo, "calls", number)["data"]

    assert call == {
        "answeredAt": "2026-11-20T12:00:01Z",
        "answeredBy": None,
        "initiatedBy": None,
        "direction": "incoming",
        "status": "completed",
        "completedAt": "2026-11-20T12:00:03Z",
        "createdAt": "2026-11-20T12:00:00Z",
        "duration": 42,
        "forwardedFrom": None,
        "forwardedTo": OTHER,
        "id": event_id(Carrier.TWILIO, "CA1"),
        "phoneNumberId": number["id"],
        "participants": [CALLER, DESK],
        "updatedAt": "2026-11-20T12:00:03Z",
        "userId": "US123abc",
    }
    assert quo.send("GET", f"calls/{call['id']}").json() == {"data": call}


def test_a_call_that_goes_on_says_so(quo: QuoApi, history: History, number: dict[str, Any]) -> None:
    history.begins("CA1", direction="outbound")

    (call,) = _page(quo, "calls", number)["data"]

    assert (call["direction"], call["status"], call["duration"]) == ("outgoing", "ringing", 0)
    assert (call["answeredAt"], call["completedAt"]) == (None, None)


@pytest.mark.parametrize("state", [CallState.BUSY, CallState.NO_ANSWER, CallState.CANCELED, CallState.FAILED])
def test_how_a_call_ended_is_said_in_the_vendors_words(quo: QuoApi, history: History, state: CallState) -> None:
    history.begins("CA1")
    history.ends("CA1", state, None)

    call = quo.send("GET", f"calls/{event_id(Carrier.TWILIO, 'CA1')}").json()["data"]

    assert (call["status"], call["duration"]) == (state.replace("_", "-"), 0)


def test_a_call_of_which_only_a_recording_has_been_told_is_found(quo: QuoApi, history: History) -> None:
    history.is_recorded("CA1")

    call = quo.send("GET", f"calls/{event_id(Carrier.TWILIO, 'CA1')}").json()["data"]

    assert (call["status"], call["participants"]) == ("queued", [])


def test_a_call_of_which_only_a_copy_is_known_is_not_there_yet(quo: QuoApi, store: Table, history: History) -> None:
    EventTable(store).keep_copy(history.organization, Carrier.TWILIO, "CA1", "RE-CA1", "copies/1.mp3")  # type: ignore[arg-type]

    assert quo.send("GET", f"calls/{event_id(Carrier.TWILIO, 'CA1')}").status == 404


def test_recordings_of_a_call_lead_to_the_carriers_file_or_to_our_copy(
    quo: QuoApi, store: Table, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECORDINGS_BUCKET", "recordings")
    for call in ("CA1", "CA2", "CA3"):
        history.begins(call)
    history.is_recorded("CA1")
    history.is_recorded("CA2", "saved", "https://gone.test/x")
    EventTable(store).keep_copy(history.organization, Carrier.TWILIO, "CA2", "RE-CA2", "copies/2.wav")  # type: ignore[arg-type]
    history.is_recorded("CA3", "absent", None)

    def recordings(call: str) -> list[dict[str, Any]]:
        answer = quo.send("GET", f"call-recordings/{event_id(Carrier.TWILIO, call)}")
        assert answer.status == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]
        return found

    (carriers,), (copied,), (absent,) = map(recordings, ("CA1", "CA2", "CA3"))
    assert carriers == {
        "duration": 41,
        "id": "RE-CA1",
        "startTime": None,
        "status": "completed",
        "type": "audio/mpeg",
        "url": "https://c.test/1.mp3",
    }
    assert (copied["status"], copied["type"]) == ("completed", "audio/wav")
    assert "copies/2.wav" in copied["url"]
    assert "Signature" in copied["url"]
    assert (absent["status"], absent["url"], absent["type"]) == ("absent", None, None)


def test_a_call_without_recordings_has_none(quo: QuoApi, history: History) -> None:
    history.begins("CA1")

    assert quo.send("GET", f"call-recordings/{event_id(Carrier.TWILIO, 'CA1')}").json() == {"data": []}


def test_a_message_has_the_published_members_and_is_found_by_its_id(
    quo: QuoApi, history: History, number: dict[str, Any]
) -> None:
    history.gets("SM1", "h\u00e9llo")

    (message,) = _page(quo, "messages", number)["data"]

    assert message == {
        "id": event_id(Carrier.TWILIO, "SM1"),
        "to": [DESK],
        "from": CALLER,
        "text": "h\u00e9llo",
        "phoneNumberId": number["id"],
        "direction": "incoming",
        "userId": None,
        "status": "delivered",
        "createdAt": "2026-11-20T12:00:00Z",
        "updatedAt": "2026-11-20T12:00:00Z",
    }
    assert quo.send("GET", f"messages/{message['id']}").json() == {"data": message}


@pytest.mark.parametrize("carrier", list(Carrier))
def test_calls_of_every_carrier_are_found_by_their_ids(quo: QuoApi, history: History, carrier: Carrier) -> None:
    history.carrier = carrier
    history.begins("v3:a/b?c#d")
    history.gets("v3:a/b?c#d")

    found = event_id(carrier, "v3:a/b?c#d")

    assert [quo.send("GET", f"{kind}/{found}").status for kind in ("calls", "messages")] == [200, 200]


# ---- lists ----


def test_a_list_has_what_went_to_and_from_one_person_the_newest_first(
    quo: QuoApi, history: History, number: dict[str, Any]
) -> None:
    history.begins("CA1")
    history.begins("CA2", caller=OTHER)
    history.begins("CA3", direction="outbound")
    history.gets("SM1")
    history.gets("SM2", sender=OTHER)
    history.gets("SM3", sender=None)

    def ids(kind: str, **query: Any) -> list[str]:
        return [each["id"] for each in _all(quo, kind, number, **query)]

    assert ids("calls") == [event_id(Carrier.TWILIO, each) for each in ("CA3", "CA1")]
    assert ids("calls", participants=OTHER) == [event_id(Carrier.TWILIO, "CA2")]
    assert ids("messages") == [event_id(Carrier.TWILIO, "SM1")]
    assert ids("messages", participants=[CALLER, CALLER]) == ids("messages")
    # A group has no conversation here.
    assert ids("messages", participants=[CALLER, OTHER]) == []


def test_a_plus_that_was_not_encoded_is_understood(quo: QuoApi, history: History, number: dict[str, Any]) -> None:
    history.begins("CA1")
    target = (
        f"calls?phoneNumberId={number['id']}&participants={CALLER}&maxResults=1&createdAfter=2026-01-01T00:00:00+01:00"
    )

    assert len(quo.send("GET", target).json()["data"]) == 1


def test_both_ends_of_a_time_are_outside_it(quo: QuoApi, history: History, number: dict[str, Any]) -> None:
    for call in ("CA0", "CA1", "CA2", "CA3"):
        history.begins(call)

    def within(**query: Any) -> list[str]:
        return [each["createdAt"][17:19] for each in _all(quo, "calls", number, **query)]

    at = "2026-11-20T12:00:0{}Z"
    assert within(createdAfter=at.format(1)) == ["03", "02"]
    assert within(createdBefore=at.format(2)) == ["01", "00"]
    assert within(createdAfter=at.format(0), createdBefore=at.format(3)) == ["02", "01"]
    assert within(createdAfter=at.format(3), createdBefore=at.format(0)) == []
    assert within(createdAfter=at.format(1), createdBefore=at.format(1)) == []


def test_pages_hold_every_call_once(quo: QuoApi, history: History, number: dict[str, Any]) -> None:
    made = [f"CA{index}" for index in range(7)]
    for call in made:
        history.begins(call)
        history.begins(f"{call}-other", caller=OTHER)

    for size in (1, 2, 3, 7, 100):
        found = [each["id"] for each in _all(quo, "calls", number, maxResults=size)]
        assert found == [event_id(Carrier.TWILIO, call) for call in reversed(made)]


def test_a_page_token_is_good_for_its_own_list_only(
    quo: QuoApi, globex: QuoApi, history: History, number: dict[str, Any]
) -> None:
    for call in ("CA0", "CA1"):
        history.begins(call)
        history.gets(call)
    token = _page(quo, "calls", number, maxResults=1)["nextPageToken"]

    for answer in (
        _asked(quo, "messages", number, pageToken=token),
        _asked(quo, "calls", number, pageToken=token, participants=OTHER),
        _asked(quo, "calls", number, pageToken=token, createdAfter="2026-01-01T00:00:00Z"),
        _asked(globex, "calls", number, pageToken=token),
        _asked(quo, "calls", number, pageToken="x"),
    ):
        assert answer.status == 400
        assert answer.json()["errors"][0]["path"] == "/query/pageToken"


def test_who_looks_for_one_person_in_a_long_history_reads_a_bounded_part_for_each_page(
    quo: QuoApi, history: History, number: dict[str, Any], warm: CountingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_at_once = 10
    monkeypatch.setattr(conversations, "READ_AT_ONCE", read_at_once)
    history.gets("the first")
    for index in range(MAX_QUERIES * read_at_once):
        history.gets(f"SM{index}", sender=OTHER)
    warm.calls.clear()

    page = _page(quo, "messages", number, maxResults=1)

    assert page["data"] == []
    assert page["nextPageToken"] is not None
    assert dict(warm.calls) == {"query": MAX_QUERIES}
    assert [each["text"] for each in _all(quo, "messages", number, maxResults=1)] == ["Are you open?"]


# ---- whose ----


def test_nobody_sees_anothers_calls_and_messages(
    quo: QuoApi, globex: QuoApi, history: History, number: dict[str, Any]
) -> None:
    history.begins("CA1")
    history.is_recorded("CA1")
    history.gets("SM1")
    call, message = (event_id(Carrier.TWILIO, each) for each in ("CA1", "SM1"))
    nothing = {"data": [], "totalItems": 0, "nextPageToken": None}

    for kind in ("calls", "messages"):
        assert _page(quo, kind, number)["totalItems"] == 1
        assert _page(globex, kind, number) == nothing == _page(globex, kind, {"id": "PN" + "0" * 32})
    for target in (f"calls/{call}", f"call-recordings/{call}", f"messages/{message}"):
        assert quo.send("GET", target).status == 200
        refused, absent = globex.send("GET", target), quo.send("GET", target[:-1] + ("A" if target[-1] != "A" else "Q"))
        assert refused.status == absent.status == 404
        assert refused.json()["message"] == absent.json()["message"]


def test_a_number_that_is_linked_to_nothing_has_a_history_of_its_own(quo: QuoApi, store: Table, acme: Tenant) -> None:
    phone = provider_phone_uuid(acme.organization_id, DESK)  # type: ignore[arg-type]
    History(store, acme.organization_id, phone).begins("CA1")

    call = quo.send("GET", f"calls/{event_id(Carrier.TWILIO, 'CA1')}").json()["data"]

    assert call["phoneNumberId"] == number_id(phone)
    assert _page(quo, "calls", {"id": call["phoneNumberId"]})["data"] == [call]


# ---- refusals ----


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"phoneNumberId": "PN123abc"}, "/query/phoneNumberId"),
        ({"phoneNumberId": None}, "/query/phoneNumberId"),
        ({"participants": None}, "/query/participants"),
        ({"participants": "4155552671"}, "/query/participants"),
        ({"participants": [CALLER] * 11}, "/query/participants"),
        ({"maxResults": None}, "/query/maxResults"),
        ({"maxResults": 0}, "/query/maxResults"),
        ({"maxResults": 101}, "/query/maxResults"),
        ({"createdAfter": "yesterday"}, "/query/createdAfter"),
        ({"createdAfter": "2026-W01-1"}, "/query/createdAfter"),
        ({"createdBefore": "0001-01-01T00:00:00+14:00"}, "/query/createdBefore"),
        ({"userId": "64e5"}, "/query/userId"),
    ],
)
@pytest.mark.parametrize(("kind", "code"), [("calls", "0100400"), ("messages", "0206400")])
def test_a_question_that_cannot_be_answered_is_refused_with_the_familys_code(
    quo: QuoApi, kind: str, code: str, change: dict[str, Any], path: str
) -> None:
    query = {"phoneNumberId": "PN" + "0" * 32, "participants": CALLER, "maxResults": 1} | change
    sent = {name: value for name, value in query.items() if value is not None}

    answer = quo.send("GET", f"{kind}?{urlencode(sent, doseq=True)}")

    assert answer.status == 400
    assert (answer.json()["code"], answer.json()["errors"][0]["path"]) == (code, path)


@pytest.mark.parametrize(("target", "family"), [("calls/x", "01"), ("call-recordings/x", "09"), ("messages/x", "02")])
def test_each_family_refuses_with_its_own_codes(quo: QuoApi, target: str, family: str) -> None:
    unknown, nobodys = quo.send("GET", target), QuoApi(quo.gateway, "x").send("GET", target)

    assert (unknown.status, unknown.json()["code"]) == (404, f"{family}00404")
    assert (nobodys.status, nobodys.json()["code"]) == (401, f"{family}00401")


# ---- costs ----


def test_what_is_asked_of_dynamodb(quo: QuoApi, history: History, number: dict[str, Any], warm: CountingClient) -> None:
    history.begins("CA1")
    history.gets("SM1")
    call, message = (event_id(Carrier.TWILIO, each) for each in ("CA1", "SM1"))

    def cost(target: str) -> dict[str, int]:
        warm.calls.clear()
        assert quo.send("GET", target).status == 200
        return dict(warm.calls)

    listed = urlencode({"phoneNumberId": number["id"], "participants": CALLER, "maxResults": 100})
    assert cost(f"calls/{call}") == cost(f"call-recordings/{call}") == cost(f"messages/{message}") == {"get_item": 1}
    assert cost(f"calls?{listed}") == cost(f"messages?{listed}") == {"query": 1}
    assert cost(f"messages?{listed}&participants=%2B442079460100") == {}
