"""Carrier accounts: what is refused before a carrier is asked, and what a rotation says."""

import base64
from collections.abc import Callable

import pytest

from tests.cli.conftest import Trunkline
from tools.sandbox import Sandbox
from tools.sandbox.tenants import AccountPlan

SECRET = "f" * 32
SID = "AC" + "1" * 32
KEY, OTHER_KEY = (base64.b64encode(bytes([index]) * 32).decode() for index in (0, 1))


@pytest.fixture
def tenant(trunkline: Trunkline, carriers_of: Callable[..., Sandbox]) -> str:
    trunkline.json("tenants", "create", "--name", "Initech", "--id", "org_initech")
    carriers_of(
        AccountPlan("initech", "twilio", SID, SECRET, ()), AccountPlan("initech", "telnyx", "1234567890", SECRET, ())
    )
    return "org_initech"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--carrier", "telnyx", "--account", "1234567890", "--public-key", "nonsense"), "--public-key"),
        (("--carrier", "telnyx", "--account", "1234567890", "--public-key", KEY[4:]), "--public-key"),
        (("--carrier", "twilio", "--account", SID, "--public-key", KEY), "Telnyx"),
        (("--carrier", "twilio", "--account", ""), "--account"),
        (("--carrier", "twilio", "--account", "../" + SID), "--account"),
        (("--carrier", "twilio", "--account", SID + "#"), "--account"),
    ],
)
def test_what_names_no_account_is_refused_before_the_secret_is_asked_for(
    trunkline: Trunkline, tenant: str, arguments: tuple[str, ...], said: str
) -> None:
    refused = trunkline("carriers", "add", "-t", tenant, *arguments, typed="")

    assert refused.code == 2
    assert said in refused.err
    assert trunkline.json("carriers", "list", "-t", tenant) == []


def test_at_a_terminal_the_end_of_input_is_no_secret(
    trunkline: Trunkline, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    monkeypatch.setattr("getpass.getpass", ended)

    refused = trunkline("carriers", "add", "-t", tenant, "--carrier", "twilio", "--account", SID)

    assert refused.code == 2
    assert "empty" in refused.err


def test_an_account_of_telnyx_is_stored_with_the_key_of_its_webhooks(trunkline: Trunkline, tenant: str) -> None:
    named = ("-t", tenant, "--carrier", "telnyx", "--account", "1234567890")

    added = trunkline.json("carriers", "add", *named, "--public-key", KEY, typed=SECRET)

    assert added["publicKeys"] == 1


def test_a_rotation_with_another_key_keeps_the_one_before_and_says_so(trunkline: Trunkline, tenant: str) -> None:
    named = ("-t", tenant, "--carrier", "telnyx", "--account", "1234567890")
    trunkline.json("carriers", "add", *named, "--public-key", KEY, typed=SECRET)

    same = trunkline("carriers", "rotate", *named, "--public-key", KEY, "--json", typed=SECRET)
    other = trunkline("carriers", "rotate", *named, "--public-key", OTHER_KEY, "--json", typed=SECRET)
    without = trunkline("carriers", "rotate", *named, "--json", typed=SECRET)

    assert [each.json["publicKeys"] for each in (same, other, without)] == [1, 2, 2]
    assert "2 public keys" not in same.err
    assert "2 public keys" in other.err
    assert "2 public keys" in without.err


def test_a_rotation_to_the_secret_that_is_stored_does_not_say_to_revoke_one(trunkline: Trunkline, tenant: str) -> None:
    named = ("-t", tenant, "--carrier", "twilio", "--account", SID)
    added = trunkline.json("carriers", "add", *named, typed=SECRET)

    again = trunkline("carriers", "rotate", *named, "--json", typed=SECRET)

    assert (again.code, again.json) == (0, added)
    assert "revoke" not in again.err
    assert "nothing has changed" in again.err
