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


@pytest.fixture
def with_key(trunkline: Trunkline, tenant: str, carriers_of: Callable[..., Sandbox]) -> tuple[tuple[str, ...], str]:
    """The arguments that name a Twilio account and its API key, and the secret of the key."""
    sandbox = carriers_of(AccountPlan("initech", "twilio", SID, SECRET, ()))
    shown = sandbox.described()["initech"]["twilio"]
    named = ("-t", tenant, "--carrier", "twilio", "--account", SID, "--api-key", str(shown["apiKeySid"]))
    return named, str(shown["apiKeySecret"])


def test_an_account_with_a_key_alone_is_shown_as_unsigned(
    trunkline: Trunkline, tenant: str, with_key: tuple[tuple[str, ...], str]
) -> None:
    named, secret = with_key

    added = trunkline("carriers", "add", *named, "--json", typed=secret)

    (listed,) = trunkline.json("carriers", "list", "-t", tenant)
    assert (added.code, added.json) == (0, listed)
    assert (listed["apiKeySid"], listed["webhooks"]) == (named[-1], "unsigned")
    assert "not verified" in added.err
    (found,) = [each for each in trunkline("doctor", "-t", tenant, "--json").json if "twilio account" in each["check"]]
    assert (found["state"], "unsigned" in found["detail"]) == ("warn", True)
    assert "--signing-token" in found["advice"]


def test_the_token_that_signs_is_read_after_the_keys_secret(
    trunkline: Trunkline, tenant: str, with_key: tuple[tuple[str, ...], str]
) -> None:
    named, secret = with_key
    trunkline.json("carriers", "add", *named, typed=secret)

    refused = trunkline("carriers", "rotate", *named, "--signing-token", typed=f"{secret}\nwrong\n")
    rotated = trunkline("carriers", "rotate", *named, "--signing-token", "--json", typed=f"{secret}\n{SECRET}\n")

    assert refused.code == 4
    assert (rotated.code, rotated.json["webhooks"]) == (0, "signed")
    assert "not verified" not in rotated.err
    (found,) = [each for each in trunkline("doctor", "-t", tenant, "--json").json if "twilio account" in each["check"]]
    assert found["state"] == "ok"
    for said in (refused, rotated):
        assert secret not in said.out + said.err
        assert SECRET not in said.out + said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--carrier", "twilio", "--account", SID, "--api-key", "SK1"), "--api-key"),
        (("--carrier", "plivo", "--account", "MA1", "--api-key", "SK" + "1" * 32), "Twilio"),
        (("--carrier", "twilio", "--account", SID, "--signing-token"), "--api-key"),
    ],
)
def test_a_key_that_can_be_none_is_refused_before_a_secret_is_asked_for(
    trunkline: Trunkline, tenant: str, arguments: tuple[str, ...], said: str
) -> None:
    refused = trunkline("carriers", "add", "-t", tenant, *arguments, typed="")

    assert (refused.code, said in refused.err) == (2, True)
