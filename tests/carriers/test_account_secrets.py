"""The token of a carrier account: rotated by a registration, sealed for its account, opened once, never shown."""

# ruff: noqa: PLR0917 - fixtures

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trunkline.domain.identifiers import OrganizationId
from trunkline.domain.provider_phones import Carrier
from trunkline.services.carrier_accounts import CACHE_SECONDS, AccountRecord, StaleAccountError
from trunkline.services.expiring_cache import ExpiringCache
from trunkline.table.carrier_accounts import AccountTable
from trunkline.table.client import Table
from trunkline.wiring.carrier_accounts import carrier_accounts

from tests.carriers.sandboxed import ACCOUNTS, NUMBERS, ORG, OTHER_USER, Carriers
from tests.carriers.weya import WeyaApi
from tests.support.tables import everything

EVERY_CARRIER = pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])


@EVERY_CARRIER
def test_registering_with_a_new_token_rotates_the_account(weya: WeyaApi, carriers: Carriers, carrier: str) -> None:
    account_id, token = ACCOUNTS[carrier]
    assert weya.add(carrier).status == 201
    carriers.account(carrier).secret = "token-2"
    assert weya.add(carrier, phoneNumber=NUMBERS[carrier][1], authToken="token-2").status == 201
    account = carrier_accounts().open(ORG, Carrier(carrier), account_id)
    assert account
    assert account.signing_secrets == ("token-2", token)
    accounts = carrier_accounts()
    tomorrow = type(accounts)(accounts.store, accounts.sealer, clock=lambda: datetime.now(UTC) + timedelta(hours=24))
    account = tomorrow.open(ORG, Carrier(carrier), account_id)
    assert account
    assert account.signing_secrets == ("token-2",)


def test_an_account_that_was_stored_meanwhile_is_not_stored_as_new(store: Table) -> None:
    accounts = AccountTable(store)
    first = AccountRecord(organization_id=ORG, carrier=Carrier.PLIVO, account_id="MA1", sealed_secret="first")
    accounts.save(None, first)
    with pytest.raises(StaleAccountError):
        accounts.save(None, replace(first, sealed_secret="second"))
    assert accounts.find(ORG, Carrier.PLIVO, "MA1") == first


def test_a_token_that_is_not_validated_rotates_nothing(weya: WeyaApi, carriers: Carriers) -> None:
    account_id, token = ACCOUNTS["plivo"]
    assert weya.add("plivo").status == 201
    assert weya.add("plivo", phoneNumber=NUMBERS["plivo"][1], authToken="wrong").status == 400
    account = carrier_accounts().open(ORG, Carrier.PLIVO, account_id)
    assert account
    assert account.signing_secrets == (token,)


def test_a_sealed_secret_opens_for_its_own_account_only(weya: WeyaApi, store: Table) -> None:
    assert weya.add("plivo").status == 201
    accounts = carrier_accounts()
    record = accounts.store.find(ORG, Carrier.PLIVO, ACCOUNTS["plivo"][0])
    assert record
    with pytest.raises(Exception, match="InvalidCiphertext"):
        accounts.unsealed_secret(record.sealed_secret, OrganizationId("org_globex"), Carrier.PLIVO, record.account_id)


def test_an_account_is_decrypted_once_in_five_minutes(weya: WeyaApi) -> None:
    assert weya.add("plivo").status == 201
    made, now = carrier_accounts(), [1000.0]
    opened: list[str] = []

    class CountingSealer:
        def seal(self, text: str, context: Any) -> str:
            raise AssertionError

        def unseal(self, sealed: str, context: Any) -> str:
            opened.append(sealed)
            return made.sealer.unseal(sealed, context)

    known: ExpiringCache[Any, Any] = ExpiringCache(CACHE_SECONDS, clock=lambda: now[0])
    accounts = type(made)(made.store, CountingSealer(), known=known)
    for seconds, calls in ((0, 1), (299, 1), (2, 2)):
        now[0] += seconds
        assert accounts.open(ORG, Carrier.PLIVO, ACCOUNTS["plivo"][0])
        assert len(opened) == calls


@EVERY_CARRIER
def test_no_secret_is_in_any_log_answer_error_or_item(
    weya: WeyaApi, carriers: Carriers, aws: Any, carrier: str, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [weya.add(carrier, phoneNumber=NUMBERS[carrier][1])]
    for what in (401, 403, 404, 429, 500, 503, "reset", "malformed"):
        carriers.fail(carrier, what, skip=3)
        answers.append(weya.add(carrier))
        carriers.sandbox.faults.clear()
    # Made here: a traceback shows lines of this file.
    wrong = "-".join(("wrong", "token", "9"))
    answers.append(weya.add(carrier, userId=OTHER_USER, authToken=wrong))
    printed = capsys.readouterr()
    # Python's own debug logs of HTTP libraries are not switched on in the service; ours are all there is.
    logged = [record.getMessage() + str(record.__dict__) for record in caplog.records if record.name == "trunkline"]
    for text in (*[each.text for each in answers], printed.out, printed.err, json.dumps(everything()), *logged):
        for secret in (ACCOUNTS[carrier][1], wrong):
            assert secret not in text
    # An answer of success names the number that it was asked for; nothing else names any.
    refusals = [each.text for each in answers if each.status != 201]
    assert len(refusals) > 3
    for text in (*refusals, printed.out, printed.err, *logged):
        for number in NUMBERS[carrier]:
            assert number[1:] not in text
