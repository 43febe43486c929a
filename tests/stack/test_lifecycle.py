import json
import os
import re
import signal
import socket
import subprocess
import sys
from base64 import b64decode
from typing import Any
from unittest import mock

import pytest

from tests.stack.toy import REPOSITORY, ToyStack, eventually, request

SCREEN_LINES = 24


def test_the_data_survive_a_restart_and_a_reset_empties_them(own_toy: ToyStack) -> None:
    own_toy.up()
    own_toy.get("/items/1?put=kept")
    ciphertext = own_toy.get("/items/1?encrypt=1").json["ciphertext"]
    old_port, temporary = own_toy.endpoint_url, own_toy.temporary()
    own_toy.stop()
    assert not temporary.exists()

    # Another port and other code: the data are still there, and queues are found.
    handler = own_toy.root / "functions/echo/handler.py"
    handler.write_text(handler.read_text().replace('"version": 1', '"version": 2'))
    with socket.create_server(("127.0.0.1", int(old_port.rsplit(":", 1)[1]))):
        own_toy.up()
    assert own_toy.endpoint_url != old_port
    assert own_toy.item("kept")
    assert own_toy.get("/items/1").json["version"] == 2
    assert own_toy.client("kms").decrypt(CiphertextBlob=b64decode(ciphertext))["Plaintext"] == b"text"
    sqs, queue = own_toy.client("sqs"), own_toy.outputs["DeadLettersUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert sqs.receive_message(QueueUrl=queue)["Messages"]
    own_toy.stop()

    own_toy.up("--reset")
    assert own_toy.item("kept") is None


def test_an_alarm_that_computes_is_deployed_and_rests(toy: ToyStack) -> None:
    alarm = _alarm(toy, "FailureShareAlarm")

    assert alarm["StateValue"] == "INSUFFICIENT_DATA"


def test_a_nested_stack_has_its_arguments_and_is_deployed_when_it_alone_has_changed(own_toy: ToyStack) -> None:
    own_toy.up()
    before = _alarm(own_toy, "ErrorsAlarm")
    (watched,) = before["Dimensions"]
    assert own_toy.client("lambda").get_function(FunctionName=watched["Value"])
    own_toy.stop()
    nested = own_toy.root / "alarms.yaml"
    nested.write_text(nested.read_text().replace("Threshold: 5", "Threshold: 7"))

    own_toy.up()

    assert _alarm(own_toy, "ErrorsAlarm") == before | {
        "Threshold": 7.0,
        "AlarmConfigurationUpdatedTimestamp": mock.ANY,
    }


def _alarm(toy: ToyStack, logical_id: str) -> dict[str, Any]:
    alarms: list[dict[str, Any]] = toy.client("cloudwatch").describe_alarms()["MetricAlarms"]
    (found,) = (alarm for alarm in alarms if logical_id in alarm["AlarmName"])
    return found


def test_the_description_is_there_only_while_the_stack_runs(own_toy: ToyStack) -> None:
    with subprocess.Popen(own_toy.command("up"), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as up:
        eventually((own_toy.local / "stack.json").exists, 120)
        assert (own_toy.local / "demo.sh").read_text().startswith("API=http://127.0.0.1:")
        assert own_toy.get("/items/1").status == 200
        temporary = own_toy.temporary()
        again = own_toy.run("up")
        up.send_signal(signal.SIGINT)
        assert up.wait(120) == 0

    assert again.returncode == 1
    assert re.fullmatch(r"Error: .* runs already at http://.*stop.*\n", again.stderr)
    assert not (own_toy.local / "stack.json").exists()
    assert not (own_toy.local / "demo.sh").exists()
    assert not temporary.exists()
    own_toy.wait_until_gone()


def test_stop_says_so_when_nothing_runs(own_toy: ToyStack) -> None:
    finished = own_toy.run("stop")

    assert (finished.returncode, finished.stdout) == (0, "No local stack runs.\n")


def test_a_killed_emulator_ends_everything_with_one_line(own_toy: ToyStack) -> None:
    with subprocess.Popen(
        own_toy.command("up"),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as up:
        eventually((own_toy.local / "stack.json").exists, 120)
        own_toy.get("/items/1")
        temporary = own_toy.temporary()
        os.kill(own_toy.emulator(), signal.SIGKILL)
        _, errors = up.communicate(timeout=120)

    assert up.returncode == 1
    assert re.fullmatch(r"Error: The emulator ended unexpectedly by signal SIGKILL.*\n", errors)
    own_toy.wait_until_gone()
    assert not (own_toy.local / "stack.json").exists()
    assert not (own_toy.local / "demo.sh").exists()
    assert not temporary.exists()


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_clears_up(
    own_toy: ToyStack,
) -> None:
    own_toy.up()
    own_toy.get("/items/1?put=kept")
    temporary = own_toy.temporary()

    os.kill(own_toy.supervisor(), signal.SIGKILL)
    own_toy.wait_until_gone()

    assert own_toy.run("stop").stdout == "No local stack runs.\n"
    assert not (own_toy.local / "stack.json").exists()
    assert not (own_toy.local / "demo.sh").exists()
    assert not temporary.exists()
    own_toy.up()
    assert own_toy.item("kept")


def test_snapshots_keep_the_data_when_the_emulator_is_killed(own_toy: ToyStack) -> None:
    own_toy.up(SNAPSHOT_SECONDS="0.3")
    own_toy.get("/items/1?put=kept")
    saved = own_toy.local / "data/state/dynamodb.json"
    eventually(lambda: saved.is_file() and '"kept"' in saved.read_text())

    os.kill(own_toy.emulator(), signal.SIGKILL)
    own_toy.wait_until_gone()

    own_toy.up()
    assert own_toy.item("kept")


def test_iam_can_be_enforced(own_toy: ToyStack) -> None:
    own_toy.up(AUTH="true")

    assert own_toy.get("/items/1?put=allowed").status == 200
    assert own_toy.get("/items/1?encrypt=1").status == 200
    policies = own_toy.client("iam")
    role = next(role["RoleName"] for role in policies.list_roles()["Roles"] if "EchoFunctionRole" in role["RoleName"])
    for name in policies.list_role_policies(RoleName=role)["PolicyNames"]:
        policies.delete_role_policy(RoleName=role, PolicyName=name)
    assert own_toy.get("/items/1?put=denied").status == 500

    own_partitions = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MINE.*"]}}
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*", "Condition": own_partitions}
    policies.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=json.dumps({"Statement": [statement]}))
    assert own_toy.get("/items/1?put=MINE.1").status == 200
    assert own_toy.get("/items/1?put=OTHERS.1").status == 500

    # As on AWS, where nothing else is spoken.
    encrypted = {"Bool": {"aws:SecureTransport": "true"}}
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*", "Condition": encrypted}
    policies.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=json.dumps({"Statement": [statement]}))
    assert own_toy.get("/items/1?put=MINE.1").status == 200


def test_an_interrupted_start_leaves_nothing(own_toy: ToyStack) -> None:
    # It cannot be ready before the signal comes.
    command = own_toy.command("up", "--detach", "--seed-module", "tests.stack.toy_seed_without_end")
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        up.stdout.readline()
        up.send_signal(signal.SIGINT)
        assert up.wait(120) != 0

    own_toy.wait_until_gone()


def test_a_port_in_use_is_one_line_and_leaves_nothing(own_toy: ToyStack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as owner:
        port = owner.getsockname()[1]
        finished = own_toy.run("up", "--detach", "--port", str(port))

    assert finished.returncode == 1
    assert _errors(finished.stdout) == [f"Error: Port {port} is in use; stop its owner or choose another PORT"]
    own_toy.wait_until_gone()


def test_a_broken_template_is_one_line_and_leaves_nothing(own_toy: ToyStack) -> None:
    template = own_toy.root / "template.yaml"
    whole = template.read_text()
    expected = {
        "Resources: [": r"template.yaml line \d+: .*correct the YAML",
        whole.replace("functions/task", "functions/gone"): r"TaskFunction: CodeUri .*gone.*",
        whole.replace("!GetAtt Table.Arn", "!GetAtt Table"): r"The deployment failed: EchoFunctionRole: .*",
        whole.replace("[!Ref SharedLayer]", "['arn:aws:lambda:us-east-1:000000000000:layer:x:1']"): (
            r"The deployment failed: \w+Function: .*layer.*"
        ),
        whole.replace("TemplateURL: alarms", "TemplateURL: gone"): r"Alarms: TemplateURL .*gone.*",
        whole.replace("{EchoFunction: !Ref EchoFunction}", "{}"): r"The deployment failed: Alarms: .*EchoFunction.*",
    }

    for text, line in expected.items():
        template.write_text(text)
        finished = own_toy.run("up")
        assert finished.returncode == 1
        assert re.fullmatch(f"Error: {line}\n", finished.stderr), finished.stderr
        own_toy.wait_until_gone()


def test_the_seed_program_gets_the_table_and_names_the_tenants(own_toy: ToyStack) -> None:
    finished = own_toy.run("up", "--detach", "--seed-module", "tests.stack.toy_seed")

    tenants = own_toy.description["tenants"]
    assert tenants["acme"]["table"] == own_toy.description["aws"]["table_name"]
    assert own_toy.api_url in finished.stdout
    assert '. .local/demo.sh; curl -sS --fail-with-body "$NUMBERS"' in finished.stdout
    # Nothing of it scrolls away, and no secret is on the screen.
    assert len(finished.stdout.splitlines()) < SCREEN_LINES
    assert not [token for token in tenants["acme"]["tokens"].values() if token in finished.stdout]


def test_the_api_is_below_one_short_path_and_the_port_stays_the_same_after_a_reset(own_toy: ToyStack) -> None:
    own_toy.up()
    before = own_toy.api_url
    own_toy.stop()
    own_toy.up("--reset")

    assert own_toy.api_url == before
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/trunkline(/dev)?", before)
    assert own_toy.get("/items/1").status == 200


def test_status_says_what_runs_and_what_to_do_when_nothing_does(own_toy: ToyStack) -> None:
    nothing = own_toy.run("status")
    own_toy.up()
    running = own_toy.run("status")

    assert (nothing.returncode, nothing.stderr.count("\n")) == (1, 1)
    assert "make dev" in nothing.stderr
    assert running.returncode == 0
    assert own_toy.api_url in running.stdout


def test_a_second_address_is_listened_at_only_when_it_is_asked_for(own_toy: ToyStack) -> None:
    second = "127.0.0.2"
    own_toy.up()
    port = own_toy.endpoint_url.rpartition(":")[2]
    with pytest.raises(OSError, match="refused"):
        request(f"http://{second}:{port}/trunkline/items/1")
    own_toy.stop()

    own_toy.up("--bind", second)

    url = own_toy.api_url.replace("127.0.0.1", second)
    assert request(url + "/items/1").status == 200
    own_toy.stop()
    refused = own_toy.run("up", "--bind", "192.0.2.1")
    assert refused.returncode == 1
    assert "192.0.2.1" in refused.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_wrong_port_is_one_line(own_toy: ToyStack, port: str) -> None:
    refused = own_toy.run("up", "--port", port)

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert port in refused.stderr


def test_a_failed_seed_is_one_line_and_leaves_nothing(own_toy: ToyStack) -> None:
    finished = own_toy.run("up", "--seed-module", "tests.stack.toy")

    assert finished.returncode == 1
    assert re.fullmatch(r"Error: The demo data could not be written; .*seed.log\n", finished.stderr)
    own_toy.wait_until_gone()


def test_another_ministack_is_refused_with_one_line(own_toy: ToyStack) -> None:
    check = (
        "import sys; from ministack.services import kms; del kms._decrypt\n"
        "from tools.stack.emulator.__main__ import main; sys.exit(main())"
    )
    environment = os.environ | {"STACK_CACHE": str(own_toy.local)}
    finished = subprocess.run(
        [sys.executable, "-c", check],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 1
    assert json.loads(finished.stdout)["message"] == (
        "The local stack needs MiniStack 1.5.33, but services.kms._decrypt is missing; "
        "install requirements/stack.txt into a fresh .venv-stack"
    )


def _errors(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("Error: ")]
