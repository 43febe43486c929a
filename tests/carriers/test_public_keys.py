"""The keys that Telnyx' events are verified with: sent by whoever registers a number, found right by events alone."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from botocore.client import BaseClient
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from trunkline.domain.carrier_accounts import MAX_PUBLIC_KEYS
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import UnavailableError
from trunkline.services.carrier_accounts import AccountRecord
from trunkline.table import keys
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.wiring.carrier_accounts import carrier_accounts
from trunkline.wiring.webhooks import webhooks

from tests.carriers.lines import Line
from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers
from tests.carriers.signing import TELNYX_KEY, TELNYX_PUBLIC_KEY, telnyx_headers
from tests.carriers.weya import WeyaApi
from tests.support.tables import everything

OTHER_KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([index]) * 32) for index in range(100, 120)]
ACCOUNT_ID = ACCOUNTS["telnyx"][0]


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.fixture(autouse=True)
def _nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a busy machine takes is not to decide whether there is time to end a key."""
    monkeypatch.setattr("trunkline.http.webhooks.SOON_SECONDS", 60)


@pytest.fixture
def line(line_of: Any) -> Line:
    """A number that was registered with the right key."""
    found: Line = line_of("telnyx")
    return found


@pytest.fixture
def register(weya: WeyaApi, store: Table) -> Callable[..., None]:
    """The second user registers another number of the account, once more if need be."""

    number = NUMBERS["telnyx"][1]
    before = keys.user_phone(ORG, OTHER_USER, number)

    def register(**members: Any) -> None:
        store.client.delete_item(TableName=store.name, Key={"pk": {"S": before.pk}, "sk": {"S": before.sk}})
        assert weya.add("telnyx", userId=OTHER_USER, phoneNumber=number, **members).status == 201

    return register


def received(line: Line, message_id: str, *, key: Ed25519PrivateKey = TELNYX_KEY, warm: bool = False) -> int:
    """What a message is answered that is signed with a key, by an environment that remembers nothing."""
    if not warm:
        webhooks.cache_clear()
    path, _, body = line.request(*line.message(message_id))
    return line.gateway.send("POST", path, headers=telnyx_headers(body, key=key), body=body).status


def stored() -> AccountRecord:
    record = carrier_accounts().store.find(ORG, Carrier.TELNYX, ACCOUNT_ID)
    assert record
    return record


def test_a_wrong_key_of_a_second_user_loses_no_event(line: Line, register: Callable[..., None], aws: Any) -> None:
    assert received(line, "before") == 204
    register(publicKey=public(OTHER_KEYS[0]))
    assert received(line, "after") == 204
    items = everything()
    assert received(line, "forged", key=OTHER_KEYS[1]) == 403
    assert everything() == items
    assert len(line.messages().json()) == 2


def test_an_environment_that_remembers_the_account_loses_none_either(
    line: Line, register: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert received(line, "before") == 204
    register(publicKey=public(OTHER_KEYS[0]))
    assert received(line, "after", warm=True) == 204
    monkeypatch.setattr("trunkline.services.webhooks.REREAD_AFTER_SECONDS", 0)
    assert received(line, "forged", key=OTHER_KEYS[1], warm=True) == 403
    assert received(line, "later", warm=True) == 204


def test_no_number_of_wrong_keys_pushes_out_the_one_that_events_are_verified_with(
    line: Line, register: Callable[..., None]
) -> None:
    for wrong in OTHER_KEYS[: MAX_PUBLIC_KEYS + 2]:
        register(publicKey=public(wrong))
    assert received(line, "after") == 204
    assert len(stored().public_keys) == MAX_PUBLIC_KEYS


def test_a_key_that_was_wrong_first_is_replaced_by_the_right_one(
    weya: WeyaApi, line_of: Callable[..., Line], register: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.carriers.conftest.TELNYX_PUBLIC_KEY", public(OTHER_KEYS[0]))
    line = line_of("telnyx")
    assert received(line, "before") == 403
    register(publicKey=TELNYX_PUBLIC_KEY)
    assert received(line, "after") == 204
    assert stored().public_keys == (TELNYX_PUBLIC_KEY,)


def test_sending_the_right_key_again_ends_the_wrong_one_with_the_next_event(
    line: Line, register: Callable[..., None]
) -> None:
    wrong = OTHER_KEYS[0]
    register(publicKey=public(wrong))
    register(publicKey=TELNYX_PUBLIC_KEY)
    assert stored().public_keys == (public(wrong), TELNYX_PUBLIC_KEY)
    assert received(line, "right") == 204
    assert stored().public_keys == (TELNYX_PUBLIC_KEY,)
    assert received(line, "wrong", key=wrong) == 403


def test_an_environment_that_remembers_the_keys_in_another_order_ends_none_until_it_reads_them_again(
    line: Line, register: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    register(publicKey=public(OTHER_KEYS[0]))
    assert received(line, "remembered") == 204
    register(publicKey=TELNYX_PUBLIC_KEY)
    assert received(line, "at once", warm=True) == 204
    assert len(stored().public_keys) == 2
    monkeypatch.setattr(webhooks().accounts.known, "_seconds", 0)
    assert received(line, "later", warm=True) == 204
    assert stored().public_keys == (TELNYX_PUBLIC_KEY,)


def test_a_carrier_that_has_waited_for_long_does_not_wait_for_keys_to_be_ended(
    line: Line, register: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = OTHER_KEYS[0]
    register(publicKey=public(new))
    with monkeypatch.context() as patch:
        patch.setattr("trunkline.http.webhooks.SOON_SECONDS", 0)
        assert received(line, "slow", key=new) == 204
    assert len(line.messages().json()) == 1
    assert stored().public_keys == (TELNYX_PUBLIC_KEY, public(new))
    assert received(line, "soon", key=new, warm=True) == 204
    assert stored().public_keys == (public(new),)


def test_a_new_key_ends_the_one_before_with_its_first_event(line: Line, register: Callable[..., None]) -> None:
    new = OTHER_KEYS[0]
    register(publicKey=public(new))
    # Telnyx may still sign with the one before for a while, and what it signed may come late.
    assert received(line, "old", key=TELNYX_KEY) == received(line, "new", key=new) == 204
    assert received(line, "older", key=TELNYX_KEY) == 403
    assert received(line, "newer", key=new) == 204
    assert stored().public_keys == (public(new),)


def test_a_key_that_was_sent_after_the_one_that_verified_stays(line: Line, register: Callable[..., None]) -> None:
    first, second = OTHER_KEYS[:2]
    register(publicKey=public(first))
    register(publicKey=public(second))
    assert received(line, "first", key=first) == 204
    assert stored().public_keys == (public(first), public(second))
    assert received(line, "second", key=second) == 204
    assert stored().public_keys == (public(second),)


def test_a_registration_without_a_key_leaves_the_keys_as_they_are(line: Line, register: Callable[..., None]) -> None:
    register(publicKey=public(OTHER_KEYS[0]))
    before = stored()
    register()
    assert stored() == before
    assert received(line, "after") == 204


def test_an_item_of_one_key_is_read_and_gets_another(line: Line, register: Callable[..., None], store: Table) -> None:
    """Items were written so before an account could have several."""
    key = keys.carrier_account(ORG, Carrier.TELNYX, ACCOUNT_ID)
    item = store.get(key)
    assert item
    assert item["public_key"] == TELNYX_PUBLIC_KEY
    assert "earlier_public_keys" not in item
    register(publicKey=public(OTHER_KEYS[0]))
    assert received(line, "after") == 204


# ---- what it costs, and what becomes of it when the table does not take it ----


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that AWS was asked for."""
    operations: list[str] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def recorded(self: Any, operation: str, parameters: Any) -> Any:
        operations.append(operation)
        return original(self, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", recorded)
    return operations


def test_a_wrong_key_costs_an_event_nothing(line: Line, register: Callable[..., None], asked: list[str]) -> None:
    register(publicKey=public(OTHER_KEYS[0]))
    asked.clear()
    assert received(line, "cold") == received(line, "warm", warm=True) == 204
    read = "GetItem"
    assert asked == [read, read, read, "UpdateItem", read, "UpdateItem"]


def test_ending_a_key_costs_one_write_once(line: Line, register: Callable[..., None], asked: list[str]) -> None:
    new = OTHER_KEYS[0]
    register(publicKey=public(new))
    asked.clear()
    assert received(line, "first", key=new) == received(line, "second", key=new, warm=True) == 204
    read = "GetItem"
    # The event is kept before: its carrier waits for no more than that.
    assert asked == [read, read, read, "UpdateItem", "PutItem", read, "UpdateItem"]


@pytest.mark.parametrize("error", [UnavailableError(), RuntimeError("no permission")])
def test_an_event_counts_although_the_keys_before_could_not_be_ended(
    line: Line, register: Callable[..., None], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    new, tries = OTHER_KEYS[0], []
    register(publicKey=public(new))

    def failing(*_: Any) -> None:
        tries.append(1)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(AccountTable, "save", failing)
        assert received(line, "first", key=new) == received(line, "second", key=new, warm=True) == 204
    assert len(tries) == 1, "not tried with every event"
    assert len(line.messages().json()) == 2
    assert stored().public_keys == (TELNYX_PUBLIC_KEY, public(new))
    # Another environment, or this one when it reads the account again, ends it.
    assert received(line, "third", key=new) == 204
    assert stored().public_keys == (public(new),)


def test_an_environment_that_knows_less_ends_nothing_that_was_sent_since(
    line: Line, register: Callable[..., None]
) -> None:
    new, newer = OTHER_KEYS[:2]
    register(publicKey=public(new))
    assert received(line, "old") == 204
    register(publicKey=public(newer))
    assert received(line, "new", key=new, warm=True) == 204
    assert stored().public_keys == (TELNYX_PUBLIC_KEY, public(new), public(newer))
    assert received(line, "newer", key=newer, warm=True) == 204
    assert stored().public_keys == (public(newer),)


def test_a_number_that_is_registered_again_with_another_app_id_and_no_key_is_verified_as_before(
    line: Line, weya: WeyaApi, carriers: Carriers
) -> None:
    applications = carriers.account("telnyx").shelf("applications")
    applications["77"] = {**applications[ACCOUNT_ID], "id": "77", "application_name": "Another"}
    assert weya.add("telnyx", userId=OTHER_USER, accSId="77").status == 201
    assert received(line, "genuine") == 204
    assert received(line, "forged", key=OTHER_KEYS[0]) == 403
    assert [each["id"] for each in line.messages().json()] == ["genuine"]
