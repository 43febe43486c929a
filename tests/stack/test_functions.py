import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.stack.toy import ToyStack, eventually


def test_a_function_sees_its_own_environment_and_lambdas_and_no_other(toy: ToyStack) -> None:
    answer = toy.get("/items/1").json
    environment = answer["environment"]

    assert environment["GREETING"] == "hello"
    assert environment["_HANDLER"] == "handler.handle"
    assert environment["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == answer["function"]
    assert environment["AWS_ENDPOINT_URL"] == toy.endpoint_url
    assert "hunter2" not in environment.values()
    assert not {"DEVELOPER_SECRET", "AWS_PROFILE", "PYTHONPATH", "STATE_DIR"} & environment.keys()
    assert environment["TMPDIR"].startswith(str(toy.temporary()))


def test_a_function_imports_from_its_layers_and_nothing_else_installed_here(toy: ToyStack) -> None:
    answer = toy.get("/items/1").json

    assert answer["layer"] == "from the layer"
    assert answer["requirement"] == "from a wheel"
    assert answer["undeclared"] is False


def test_an_error_keeps_the_worker_warm_and_its_type(toy: ToyStack) -> None:
    name = toy.description["aws"]["functions"]["echo"]
    invoke = toy.client("lambda").invoke
    before = toy.get("/items/1").json["pid"]

    answer = invoke(FunctionName=name, Payload=json.dumps({"queryStringParameters": {"raise": "1"}}))
    failure = json.loads(answer["Payload"].read())

    assert answer["FunctionError"] == "Unhandled"
    assert failure["errorType"] == "ValueError"
    assert "handler.py" in failure["stackTrace"][0]
    assert toy.get("/items/1").json["pid"] == before


def test_info_lines_reach_the_log_and_the_logs_command(toy: ToyStack) -> None:
    toy.get("/items/1?log=marmalade")

    lines = toy.run("logs", "echo").stdout.splitlines()

    assert any(line.startswith("[INFO]") and "logged marmalade" in line for line in lines)
    assert "there are: echo" in toy.run("logs", "nobody").stderr


def test_calls_beyond_the_bound_wait_for_their_turn(toy: ToyStack) -> None:
    with ThreadPoolExecutor(40) as callers:
        answers = list(callers.map(lambda _: toy.get("/items/1?sleep=0.1"), range(40)))

    assert [answer.status for answer in answers] == [200] * 40
    assert len({answer.json["pid"] for answer in answers}) <= 8


def test_a_failed_event_goes_to_the_dead_letter_queue_of_the_function(toy: ToyStack) -> None:
    name = toy.description["aws"]["functions"]["failing"]
    event = {"number": 7}

    toy.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))

    message = _receive(toy, toy.outputs["DeadLettersUrl"])
    assert json.loads(message["Body"]) == event
    assert message["MessageAttributes"]["ErrorMessage"]["StringValue"] == "asked to fail"


def test_a_poisoned_stream_record_is_given_up_and_the_next_one_arrives(toy: ToyStack) -> None:
    for key in ("STREAM#1", "STREAM#poison", "STREAM#2"):
        toy.get(f"/items/1?put={key.replace('#', '%23')}")

    message = json.loads(_receive(toy, toy.outputs["StreamDeadLettersUrl"])["Body"])

    assert message["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert message["DDBStreamBatchInfo"]["batchSize"] >= 1
    assert toy.item("SEEN#STREAM#1")
    toy.get("/items/1?put=STREAM%233")
    assert eventually(lambda: toy.item("SEEN#STREAM#3"))


def _receive(toy: ToyStack, url: str) -> dict[str, Any]:
    queues = toy.client("sqs")

    def receive() -> Any:
        answer = queues.receive_message(QueueUrl=url, MessageAttributeNames=["All"])
        return answer.get("Messages")

    message: dict[str, Any] = eventually(receive)[0]
    return message
