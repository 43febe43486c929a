"""What is left of Twilio's SDK does all that the adapter asks of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from trunkline.carriers.twilio.adapter import TwilioAdapter

from tools.sandbox import Sandbox, start

# Each method of the adapter, with pages of one number, so that there is a second one.
_WHOLE_LIFE = """
import json, os, sys
sys.path[:0] = {paths!r}
from trunkline.carriers.twilio import adapter as twilio
from trunkline.domain.provider_phones import Carrier
from trunkline.services.carrier_adapters import Budget, CarrierAccount, WebhookTargets
twilio._PAGE = 1
account = CarrierAccount(organization_id="org", carrier=Carrier.TWILIO, account_id={account!r}, secret={secret!r})
adapter = twilio.TwilioAdapter(account, Budget(60))
hooks = WebhookTargets(name="n", base_url="https://hooks.test/x")
told, called = dict(), set()
def tell(method, *arguments):
    called.add(method)
    return getattr(adapter, method)(*arguments)

tell("check_credentials")
owned = tell("find_owned", {number!r})
first = tell("owned_page", None)
second = tell("owned_page", first.next_position)
told["pages"] = [each.e164 for page in (first, second) for each in page.numbers]
previous = tell("read_configuration", owned)
tell("account_id", owned)
tell("attach", owned, hooks)
told["attached"] = tell("is_attached", owned, hooks)
tell("detach", owned, hooks, previous)
told["put_back"] = tell("read_configuration", owned) == previous
tell("release_to_carrier", owned)
told["called"] = sorted(called)
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def life(shipped: tuple[Path, Path]) -> dict[str, Any]:
    """What a process that has only what is shipped tells of a number's life at the sandbox."""
    with start(seed=1) as sandbox:
        account_id, secret, numbers = _acme(sandbox)
        code = _WHOLE_LIFE.format(
            paths=[str(folder) for folder in shipped], account=account_id, secret=secret, number=numbers[0]
        )
        environment = {"CARRIER_BASE_URL_TWILIO": sandbox.base_urls["twilio"]}
        command = [sys.executable, "-I", "-S", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        told: dict[str, Any] = json.loads(done.stdout)
        return {**told, "owned": numbers, "left": _acme(sandbox)[2]}


def _acme(sandbox: Sandbox) -> tuple[str, str, list[str]]:
    """The id, the token and the numbers of acme's account."""
    shown = sandbox.described()["acme"]["twilio"]
    account = sandbox.store.account("twilio", shown["accSId"])
    assert account
    return shown["accSId"], shown["authToken"], [each["phone_number"] for each in account.shelf("numbers").values()]


def test_every_method_of_the_adapter_works_with_what_is_shipped(life: dict[str, Any]) -> None:
    methods = {name for name, value in vars(TwilioAdapter).items() if callable(value) and not name.startswith("_")}

    assert set(life["called"]) == methods
    assert life["attached"]
    assert life["put_back"]
    assert life["left"] == life["owned"][1:]


def test_lists_have_their_pages(life: dict[str, Any]) -> None:
    assert len(set(life["pages"])) == 2
