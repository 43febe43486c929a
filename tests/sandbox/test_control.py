import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Carrier, Product, account
from tools.sandbox import Sandbox, start
from tools.sandbox.courier import Webhook, over_http
from tools.sandbox.tenants import plans_from
from tools.stack.demo import PHONES_PER_CARRIER, TENANTS


def control(sandbox: Sandbox, method: str, path: str, **options: Any) -> requests.Response:
    return requests.request(method, sandbox.control_url + path, timeout=5, **options)


def fault(sandbox: Sandbox, **members: Any) -> None:
    response = control(sandbox, "POST", "/faults", json=members)
    assert response.status_code == 201, response.text


def test_requests_are_recorded_without_secrets(sandbox: Sandbox, twilio: Carrier) -> None:
    twilio.send("GET", "/IncomingPhoneNumbers.json?PhoneNumber=%2B1212")

    response = control(sandbox, "GET", "/requests")
    (recorded,) = response.json()["requests"]
    assert (recorded["carrier"], recorded["account"]) == ("twilio", "your_account_sid")
    assert (recorded["method"], recorded["status"]) == ("GET", 200)
    assert recorded["query"] == "PhoneNumber=%2B1212"
    assert "your_auth_token" not in response.text
    assert "authorization" not in recorded["headers"]


@pytest.mark.parametrize("carrier", ["twilio", "plivo", "telnyx"])
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_status_fault_is_in_the_carriers_own_words_and_ends(carrier: str, status: int, sandbox: Sandbox) -> None:
    one = account(sandbox, carrier)
    fault(sandbox, carrier=carrier, status=status, retryAfter=7, times=2)

    answers = [one.send("GET", {"twilio": ".json", "plivo": "/", "telnyx": "/balance"}[carrier]) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers["x-ratelimit-reset" if carrier == "telnyx" else "Retry-After"] == "7"
    if carrier == "twilio":
        assert answers[0].json()["status"] == status
    if carrier == "telnyx":
        assert answers[0].json()["errors"][0]["code"]


def test_a_fault_hits_what_it_names(sandbox: Sandbox, twilio: Carrier, plivo: Carrier) -> None:
    fault(sandbox, carrier="twilio", method="GET", path=r"/IncomingPhoneNumbers\.json$", status=503)

    assert twilio.send("GET", ".json").status_code == 200
    assert plivo.send("GET", "/Number/").status_code == 200
    assert twilio.send("GET", "/IncomingPhoneNumbers.json").status_code == 503


def test_a_timeout_answers_nothing_and_does_nothing(sandbox: Sandbox, plivo: Carrier) -> None:
    before = plivo.resources("applications")
    fault(sandbox, carrier="plivo", status="timeout")

    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(
            f"{sandbox.url}/v1/Account/{plivo.account_id}/Application/",
            json={"app_name": "ours", "answer_url": "https://a.example/"},
            auth=(plivo.account_id, plivo.token),
            timeout=0.2,
        )
    assert plivo.resources("applications") == before


def test_an_applied_fault_loses_only_the_answer(sandbox: Sandbox, plivo: Carrier) -> None:
    count = len(plivo.resources("applications"))
    fault(sandbox, carrier="plivo", status=500, applied=True)
    body = {"app_name": "ours", "answer_url": "https://a.example/"}

    assert plivo.send("POST", "/Application/", json=body).status_code == 500
    assert len(plivo.resources("applications")) == count + 1


def test_a_reset_breaks_the_connection(sandbox: Sandbox, telnyx: Carrier) -> None:
    fault(sandbox, carrier="telnyx", status="reset")

    with pytest.raises(requests.exceptions.ConnectionError):
        telnyx.send("GET", "/balance")
    assert telnyx.send("GET", "/balance").status_code == 200


def test_a_malformed_answer_is_a_200_that_is_no_json(sandbox: Sandbox, telnyx: Carrier) -> None:
    fault(sandbox, carrier="telnyx", status="malformed")
    response = telnyx.send("GET", "/balance")

    assert response.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        response.json()


def test_a_delay_is_answered_in_the_end(sandbox: Sandbox, telnyx: Carrier) -> None:
    before = sandbox.clock.now()
    fault(sandbox, carrier="telnyx", delaySeconds=4)

    assert telnyx.send("GET", "/balance").status_code == 200
    assert (sandbox.clock.now() - before).total_seconds() == 4


def test_clearing_the_faults_lets_go_of_who_waits(sandbox: Sandbox, telnyx: Carrier) -> None:
    fault(sandbox, carrier="telnyx", status="timeout", times=5)
    fault(sandbox, carrier="telnyx", status=500, times=5)

    assert control(sandbox, "DELETE", "/faults").status_code == 204
    assert telnyx.send("GET", "/balance").status_code == 200
    assert control(sandbox, "GET", "/faults").json() == {"faults": []}


@pytest.mark.parametrize(
    "members",
    [
        {"status": 500},
        {"carrier": "bandwidth", "status": 500},
        {"carrier": "twilio"},
        {"carrier": "twilio", "status": 200},
        {"carrier": "twilio", "status": "slow"},
        {"carrier": "twilio", "status": 500, "path": "("},
        {"carrier": "twilio", "status": 500, "times": 0},
        {"carrier": "twilio", "status": 500, "extra": 1},
    ],
)
def test_a_fault_that_is_none_is_refused(sandbox: Sandbox, members: dict[str, Any]) -> None:
    response = control(sandbox, "POST", "/faults", json=members)

    assert response.status_code == 400
    assert response.json()["message"]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"carrier": "twilio"},
        {"carrier": "twilio", "number": "12"},
        {"carrier": "twilio", "number": "+12125551234", "outcome": "great"},
        {"carrier": "twilio", "number": "+12125551234", "delivery": "tripled"},
        {"carrier": "twilio", "number": "+12125551234", "recording": "yes"},
    ],
)
def test_a_call_that_is_none_is_refused(sandbox: Sandbox, members: dict[str, Any]) -> None:
    assert control(sandbox, "POST", "/calls", json=members).status_code == 400


def test_the_control_api_says_what_it_does_not_have(sandbox: Sandbox) -> None:
    assert control(sandbox, "GET", "/nothing").status_code == 404
    assert control(sandbox, "POST", "/calls", data="{").status_code == 400
    unknown = {"carrier": "twilio", "number": "+15005550009"}
    assert control(sandbox, "POST", "/calls", json=unknown).status_code == 404
    message = {"carrier": "twilio", "number": "+12125551234", "text": "\ud800"}
    assert control(sandbox, "POST", "/messages", data=json.dumps(message), headers=JSON).status_code == 400


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
    ],
)
def test_web_pages_of_elsewhere_are_refused(sandbox: Sandbox, headers: dict[str, str]) -> None:
    assert control(sandbox, "GET", "/state", headers=headers).status_code == 403


def test_the_state_holds_no_secret(sandbox: Sandbox) -> None:
    text = control(sandbox, "GET", "/state").text

    for carriers in sandbox.described().values():
        for shown in carriers.values():
            assert shown["authToken"] not in text


def test_putting_back_what_was_makes_the_state_equal(sandbox: Sandbox, twilio: Carrier) -> None:
    before = sandbox.state()
    sid, number = next(iter(twilio.resources("numbers").items()))
    path = f"/IncomingPhoneNumbers/{sid}.json"

    twilio.send("POST", path, data={"VoiceUrl": "https://a.example/"})
    assert sandbox.state() != before
    twilio.send("POST", path, data={"VoiceUrl": number["voice_url"]})
    assert sandbox.state() == before


def test_the_demo_tenants_own_their_numbers_with_each_carrier(sandbox: Sandbox) -> None:
    for tenant in TENANTS:
        for carrier, first in tenant.numbers.items():
            shown = sandbox.described()[tenant.name][carrier.value]
            in_a_row = [f"+{first + offset}" for offset in range(PHONES_PER_CARRIER)]
            # The one that the README has ring is among the others.
            assert shown["numbers"][:PHONES_PER_CARRIER] == in_a_row
            assert ("+14155552671" in shown["numbers"]) == (tenant.name == "acme" and carrier.value == "twilio")
            one = account(sandbox, carrier.value, tenant.name)
            assert one.send("GET", {"twilio": ".json", "plivo": "/", "telnyx": "/balance"}[carrier.value]).ok


def test_the_state_survives_a_restart(tmp_path: Path, product: Product) -> None:
    with start(state_dir=tmp_path, send=product) as first:
        telnyx = account(first, "telnyx")
        app = {"application_name": "kept", "webhook_event_url": "https://a.example/"}
        app_id = telnyx.send("POST", "/call_control_applications", json=app).json()["data"]["id"]
        account(first, "twilio").message()
        before = first.state()
    with start(state_dir=tmp_path, send=product) as second:
        assert second.state() == before
        assert app_id in account(second, "telnyx").resources("applications")
    assert (tmp_path / "carriers.json").stat().st_mode & 0o077 == 0


def test_webhooks_go_to_this_machine_only() -> None:
    for url in ("https://example.com/", "http://example.com/", "http://127.0.0.1.example.com/", "https://127.0.0.1/"):
        assert over_http(Webhook("test", "POST", url, {})).error.startswith("not sent")


def test_a_receiver_that_is_not_there_is_a_reply_too() -> None:
    reply = over_http(Webhook("test", "POST", "http://127.0.0.1:9/", {}))

    assert (reply.status, reply.is_ok) == (0, False)
    assert "ConnectionRefused" in reply.error


def test_a_tenants_file_names_the_accounts(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    described = {"accSId": "AC1", "authToken": "secret", "numbers": ["+12025550101"], "status": "suspended"}
    file.write_text(json.dumps({"initech": {"twilio": described}}))

    with start(plans=plans_from(file)) as sandbox:
        shown = sandbox.described()["initech"]["twilio"]
        assert {k: shown[k] for k in list(described)[:3]} == {k: described[k] for k in list(described)[:3]}
        assert account(sandbox, "twilio", "initech").send("GET", ".json").json()["status"] == "suspended"


@pytest.mark.parametrize("text", ["", "[]", '{"a": {"bandwidth": {}}}', '{"a": {"twilio": {"accSId": "AC1"}}}'])
def test_a_tenants_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(text)

    with pytest.raises(ValueError, match=r"tenants\.json"):
        plans_from(file)


@pytest.mark.parametrize("ending", ["signal", "input"])
def test_the_program_says_when_it_is_ready_and_stops_when_asked(tmp_path: Path, ending: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tools.sandbox", "--state-dir", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["status"] == "ready"
        url = ready["stack"]["carriers"]["control_url"]
        assert requests.get(f"{url}/state", timeout=5).status_code == 200
        if ending == "signal":
            process.send_signal(signal.SIGTERM)
        else:
            process.stdin.close()
        # Far less than it would keep the connection that has just asked it.
        assert process.wait(timeout=60) == 0


def test_a_port_that_is_taken_is_one_clear_line(sandbox: Sandbox) -> None:
    port = sandbox.url.rpartition(":")[2]
    finished = subprocess.run(
        [sys.executable, "-m", "tools.sandbox", "--port", port],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert finished.returncode == 1
    assert json.loads(finished.stdout)["status"] == "error"


def _port_that_nobody_is_given() -> int:
    """One below those that the system gives to whoever asks for any: nobody takes it between two starts."""
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def test_the_program_takes_its_last_port_again_while_it_is_free(tmp_path: Path) -> None:
    def url(*arguments: str) -> str:
        with subprocess.Popen(
            [sys.executable, "-m", "tools.sandbox", "--state-dir", str(tmp_path), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            process.stdin.close()
            assert process.wait(timeout=60) == 0
            return str(ready["stack"]["carriers"]["control_url"])

    first = url("--port", str(_port_that_nobody_is_given()))
    assert url() == first
    with start(port=int(first.rpartition(":")[2])):
        assert url() != first


def test_a_change_of_a_number_that_nobody_has_is_refused(sandbox: Sandbox, twilio: Carrier) -> None:
    change = {"carrier": "twilio", "accountId": "your_account_sid", "set": {"voice_url": "https://elsewhere.example"}}
    before = control(sandbox, "GET", "/state").json()["accounts"]

    unknown = control(sandbox, "POST", "/changes", json={**change, "id": "PN0"})

    assert unknown.status_code == 400
    assert control(sandbox, "GET", "/state").json()["accounts"] == before
    assert twilio.send("GET", "/IncomingPhoneNumbers.json").status_code == 200
