"""Roles that services take, and who else may do something: the state machine, the schedule, the rule, the API."""

import json
from typing import Any

import pytest

from tests.support.template import ROOT, functions, resources
from tools.transform import transformed


@pytest.fixture(scope="module")
def stack() -> dict[str, dict[str, Any]]:
    """The resources as CloudFormation sees them."""
    made: dict[str, dict[str, Any]] = transformed((ROOT / "template.yaml").read_text())["Resources"]
    return made


def _of_type(stack: dict[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {name: found["Properties"] for name, found in stack.items() if found["Type"] == kind}


def _role_of(stack: dict[str, dict[str, Any]], service: str) -> dict[str, Any]:
    (role,) = (
        role
        for role in _of_type(stack, "AWS::IAM::Role").values()
        if role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"] == service
    )
    return role


def _statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = role["Policies"][0]["PolicyDocument"]["Statement"]
    return found


def test_sam_adds_no_policy_of_its_own_but_for_logs_and_traces(stack: dict[str, dict[str, Any]]) -> None:
    # For an event of a queue or a stream it would add one of AWS's that takes from every queue of the account.
    roles = {name: role for name, role in _of_type(stack, "AWS::IAM::Role").items() if _is_for_functions(role)}

    assert {called["Role"]["Fn::GetAtt"][0] for called in _of_type(stack, "AWS::Lambda::Function").values()} == set(
        roles
    )
    for name, role in roles.items():
        policies = {str(arn).rpartition("/")[2].rstrip("'}") for arn in role["ManagedPolicyArns"]}
        assert policies == {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}, name


def test_functions_share_a_role_exactly_when_their_statements_are_the_same(stack: dict[str, dict[str, Any]]) -> None:
    roles = [role for role in _of_type(stack, "AWS::IAM::Role").values() if _is_for_functions(role)]
    granted = [json.dumps([policy["PolicyDocument"] for policy in role.get("Policies", [])]) for role in roles]

    assert len(roles) < len(functions())
    assert len(set(granted)) == len(granted)


def _is_for_functions(role: dict[str, Any]) -> bool:
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    return str(trust["Principal"]["Service"]).strip("[]'") == "lambda.amazonaws.com"


@pytest.mark.parametrize("service", ["states.amazonaws.com", "scheduler.amazonaws.com"])
def test_a_service_takes_its_role_for_this_account_only(stack: dict[str, dict[str, Any]], service: str) -> None:
    (trust,) = _role_of(stack, service)["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_the_schedules_may_start_the_cleanup_and_the_audits_and_say_that_they_could_not(
    stack: dict[str, dict[str, Any]],
) -> None:
    invoke, leave = _statements(_role_of(stack, "scheduler.amazonaws.com"))
    schedules = _of_type(stack, "AWS::Scheduler::Schedule").values()

    assert invoke["Action"] == "lambda:InvokeFunction"
    assert sorted(map(str, invoke["Resource"])) == sorted(str(each["Target"]["Arn"]) for each in schedules)
    for each in schedules:
        left = ("sqs:SendMessage", each["Target"]["DeadLetterConfig"]["Arn"])
        assert (leave["Action"], leave["Resource"]) == left


def test_the_state_machine_may_call_the_functions_that_it_names(stack: dict[str, dict[str, Any]]) -> None:
    invoke, anywhere = _statements(_role_of(stack, "states.amazonaws.com"))
    (machine,) = _of_type(stack, "AWS::StepFunctions::StateMachine").values()
    definition = (ROOT / "statemachines" / "archive_phone_number.asl.yaml").read_text()

    assert invoke["Action"] == "lambda:InvokeFunction"
    assert invoke["Resource"] == list(machine["DefinitionSubstitutions"].values())
    assert all(f"${{{name}}}" in definition for name in machine["DefinitionSubstitutions"])
    # Log delivery and X-Ray have no resources; anything else would have one.
    assert {action.partition(":")[0] for action in anywhere["Action"]} == {"logs", "xray"}
    assert not any("*" in action for action in anywhere["Action"])


def test_the_api_may_call_a_function_for_its_own_route_only(stack: dict[str, dict[str, Any]]) -> None:
    sources = set()
    for name, permission in _of_type(stack, "AWS::Lambda::Permission").items():
        assert permission["FunctionName"]["Ref"].endswith("Aliaslive"), name
        source = permission["SourceArn"]
        sources.add(str(source))
        if permission["Principal"] == "apigateway.amazonaws.com":
            text, values = source["Fn::Sub"]
            assert values["__ApiId__"] == {"Ref": "Api"}
            assert text.split("${__Stage__}/")[1] not in ("", "*", "*/*"), name

    assert len(sources) == len(_of_type(stack, "AWS::Lambda::Permission"))


def test_only_the_rule_may_leave_something_in_a_queue_from_outside(stack: dict[str, dict[str, Any]]) -> None:
    (rule,) = _of_type(stack, "AWS::Events::Rule")
    (policy,) = _of_type(stack, "AWS::SQS::QueuePolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [rule, "Arn"]}}}


def test_what_is_dead_is_kept_longer_than_what_waits(stack: dict[str, dict[str, Any]]) -> None:
    # SQS counts from the first day that a message was sent, also in the queue of dead letters.
    queues = _of_type(stack, "AWS::SQS::Queue")
    for name, queue in queues.items():
        if "RedrivePolicy" in queue:
            dead = queues[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
            assert dead["MessageRetentionPeriod"] >= 3 * queue["MessageRetentionPeriod"], name
        assert queue["SqsManagedSseEnabled"] is True


def test_a_message_comes_again_only_when_its_function_has_ended(stack: dict[str, dict[str, Any]]) -> None:
    queues, called = _of_type(stack, "AWS::SQS::Queue"), _of_type(stack, "AWS::Lambda::Function")
    for name, mapping in _of_type(stack, "AWS::Lambda::EventSourceMapping").items():
        source = mapping["EventSourceArn"]["Fn::GetAtt"][0]
        if source in queues:
            timeout = called[mapping["FunctionName"]["Ref"].removesuffix("Aliaslive")]["Timeout"]
            assert queues[source]["VisibilityTimeout"] > timeout, name


def test_no_caller_of_the_api_waits_for_a_function_that_the_api_has_given_up(stack: dict[str, dict[str, Any]]) -> None:
    for folder, properties in functions().items():
        if any(event["Type"] == "HttpApi" for event in properties.get("Events", {}).values()):
            assert properties.get("Timeout", 10) < 30, folder


def test_an_alarm_watches_the_function_whichever_version_or_alias_runs() -> None:
    # With a dimension Resource it would watch one alias; Lambda counts under FunctionName alone for all of them.
    for name, resource in resources("AWS::CloudWatch::Alarm").items():
        alarm = resource["Properties"]
        metrics = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each] or [alarm]
        for metric in metrics:
            if metric["Namespace"] == "AWS/Lambda":
                assert [each["Name"] for each in metric.get("Dimensions", [])] in ([], ["FunctionName"]), name
