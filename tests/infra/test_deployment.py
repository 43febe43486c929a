"""What a deployment changes, and that it can be taken back."""

import json
import re
import tomllib
from typing import Any

import pytest

from tests.support.template import ROOT, functions, nested_stacks, resources, template
from tools import parameters
from tools.stack.template import load_template
from tools.transform import GRADUAL, MAX_RESOURCES, transformed

_TEXT = (ROOT / "template.yaml").read_text()
# CloudFormation takes a megabyte.
_MAX_CHARACTERS = 800_000


def _of_type(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: found for name, found in document["Resources"].items() if found["Type"] == kind}


@pytest.fixture(scope="module")
def gradual() -> dict[str, Any]:
    """The template of production as CloudFormation sees it."""
    return transformed(_TEXT, GRADUAL)


def test_production_fits_into_a_stack(gradual: dict[str, Any]) -> None:
    # CloudFormation takes 500.
    nested = [template(properties["TemplateURL"]) for properties in nested_stacks().values()]
    assert nested
    for document in (gradual, *nested):
        assert len(document["Resources"]) < MAX_RESOURCES == 450
        assert len(json.dumps(document)) < _MAX_CHARACTERS


def test_every_function_is_deployed_gradually_and_rolled_back_by_alarms(gradual: dict[str, Any]) -> None:
    groups = _of_type(gradual, "AWS::CodeDeploy::DeploymentGroup")
    named = {
        alarm["Properties"]["AlarmName"]["Fn::Sub"]
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if "AlarmName" in alarm["Properties"]
    }

    assert len(groups) == len(functions())
    for group in groups.values():
        watched = {alarm["Name"]["Fn::Sub"] for alarm in group["Properties"]["AlarmConfiguration"]["Alarms"]}
        assert watched == named  # a name that no alarm has would never stop a deployment
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["Properties"]["AutoRollbackConfiguration"]["Events"]


def test_nothing_is_deployed_gradually_where_nobody_asked_for_it() -> None:
    assert not _of_type(transformed(_TEXT), "AWS::CodeDeploy::DeploymentGroup")


def test_whatever_calls_a_function_calls_its_alias(gradual: dict[str, Any]) -> None:
    by_itself = {json.dumps({"Fn::GetAtt": [name, "Arn"]}) for name in _of_type(gradual, "AWS::Lambda::Function")}
    callers = [
        "AWS::ApiGatewayV2::Api",
        "AWS::Events::Rule",
        "AWS::IAM::Role",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Scheduler::Schedule",
        "AWS::StepFunctions::StateMachine",
    ]

    for caller in callers:
        found = _of_type(gradual, caller)
        assert found, caller
        text = json.dumps(found)
        assert not [reference for reference in by_itself if reference in text], caller


def test_no_name_is_taken_twice_in_an_account(gradual: dict[str, Any]) -> None:
    for kind, name in (
        ("AWS::Scheduler::Schedule", "Name"),
        ("AWS::Events::EventBus", "Name"),
        ("AWS::CloudWatch::Alarm", "AlarmName"),
        ("AWS::Logs::LogGroup", "LogGroupName"),
    ):
        made = _of_type(gradual, kind) | resources(kind)
        assert made, kind
        for logical_id, found in made.items():
            if name in found["Properties"]:
                assert "${AWS::StackName}" in json.dumps(found["Properties"][name]), logical_id


def test_every_asynchronous_source_has_somewhere_to_leave_what_failed() -> None:
    queues = {name: found["Properties"] for name, found in resources("AWS::SQS::Queue").items()}
    for name, mapping in resources("AWS::Lambda::EventSourceMapping").items():
        source, attribute = mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"]
        if attribute == "StreamArn":
            assert mapping["Properties"]["DestinationConfig"]["OnFailure"]["Destination"], name
        else:
            assert "RedrivePolicy" in queues[source], name
    for folder, properties in functions().items():
        for event in properties.get("Events", {}).values():
            if event["Type"] != "HttpApi":
                assert event["Properties"]["DeadLetterConfig"]["Arn"], folder
                assert properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"], folder


def test_every_function_that_nobody_waits_for_is_watched() -> None:
    behind = {
        name
        for name, found in resources("AWS::Serverless::Function").items()
        if any(event["Type"] != "HttpApi" for event in found["Properties"].get("Events", {}).values())
    } | {
        mapping["Properties"]["FunctionName"]["Ref"].removesuffix(".Alias")
        for mapping in resources("AWS::Lambda::EventSourceMapping").values()
    }
    alarm = resources("AWS::CloudWatch::Alarm")["BackgroundErrorsAlarm"]["Properties"]
    watched = {
        metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for metric in alarm["Metrics"]
        if "MetricStat" in metric
    }

    assert watched == behind


def test_every_queue_of_dead_letters_rings() -> None:
    dead = {name for name in resources("AWS::SQS::Queue") if name.endswith("DeadLetters")}
    alarms = resources("AWS::CloudWatch::Alarm")

    assert {queue for queue in dead if f"{queue}Alarm" in alarms} == dead
    for queue in dead:
        properties = alarms[f"{queue}Alarm"]["Properties"]
        assert properties["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}]
        # One or two that are dead because of what tenants or carriers sent are no alarm; see test_alarms.py.
        is_fed_from_outside = queue in ("RecordingsDeadLetters", "WebhookEventsDeadLetters")
        assert properties["Threshold"] == (2 if is_fed_from_outside else 0)
        assert properties["ComparisonOperator"] == "GreaterThanThreshold"


def test_production_protects_what_cannot_be_made_again() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    (key,) = resources("AWS::KMS::Key").values()
    statements = key["Properties"]["KeyPolicy"]["Statement"]
    (protection,) = [found["Fn::If"] for found in statements if "Fn::If" in found]

    assert table["Properties"]["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert protection[0] == "IsProduction"
    assert (protection[1]["Effect"], protection[1]["Principal"]) == ("Deny", "*")
    assert "kms:ScheduleKeyDeletion" in protection[1]["Action"]
    assert key["Properties"]["EnableKeyRotation"] is True


def test_an_alarm_tells_of_its_end_too() -> None:
    told = [{"Fn::If": ["HasAlarmTopic", {"Ref": "AlarmTopicArn"}, {"Ref": "AWS::NoValue"}]}]
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        assert alarm["Properties"]["AlarmActions"] == alarm["Properties"]["OKActions"] == told, name


def test_an_alarm_watches_at_most_ten_metrics() -> None:
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        metrics = [metric for metric in alarm["Properties"].get("Metrics", []) if "MetricStat" in metric]
        assert len(metrics) <= 10, name


def test_each_configured_environment_sets_parameters_that_the_template_has() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    stages = {}
    for environment in ("dev", "prod"):
        text = config[environment]["deploy"]["parameters"]["parameter_overrides"]
        values = dict(pair.split("=", 1) for pair in text.split())
        for name, value in values.items():
            declared = template()["Parameters"][name]
            assert value in map(str, declared.get("AllowedValues", [value])), name
        stages[environment] = values["Stage"]

    assert stages == {"dev": "dev", "prod": "prod"}
    assert config["prod"]["deploy"]["parameters"]["confirm_changeset"] is True


def test_a_parameters_value_is_in_what_makes_a_new_version() -> None:
    first = parameters.noted(_TEXT, "Stage=prod")

    assert parameters.noted(first, "Stage=prod") == first
    assert parameters.noted(first, "Stage=prod PoolIdleDays=5") != first
    assert parameters.noted(_TEXT.replace("Default: 0", "Default: 7", 1), "Stage=prod").count("Default: 7") == 1
    versions = [
        set(_of_type(transformed(parameters.noted(_TEXT, overrides)), "AWS::Lambda::Version"))
        for overrides in ("PoolIdleDays=5", "PoolIdleDays=6")
    ]
    assert len(versions[0]) == len(functions())
    assert not versions[0] & versions[1]


def test_a_default_that_changes_changes_the_digest() -> None:
    def line(text: str) -> str:
        return next(line for line in parameters.noted(text, "").splitlines() if parameters.VARIABLE in line)

    changed = _TEXT.replace("  PoolIdleDays:\n    Type: Number\n    Default: 0", "  PoolIdleDays:\n    Default: 9")

    assert changed != _TEXT
    assert line(changed) != line(_TEXT)


def test_the_local_stack_notes_parameters_as_a_deployment_does() -> None:
    document = load_template(ROOT / "template.yaml")
    variables = document["Globals"]["Function"]["Environment"]["Variables"]
    seen = set()
    for overrides in ({"PoolIdleDays": "1"}, {"PoolIdleDays": "2"}, {"PoolIdleDays": "1"}):
        parameters.note(document, overrides)
        seen.add(variables[parameters.VARIABLE])

    assert len(seen) == 2


def test_a_template_without_the_variable_is_not_deployed_in_silence() -> None:
    with pytest.raises(ValueError, match=parameters.VARIABLE):
        parameters.noted("Resources: {}", "")


def test_events_wait_for_the_bus_as_long_as_the_pages_say() -> None:
    mappings = [
        found["Properties"]
        for found in resources("AWS::Lambda::EventSourceMapping").values()
        if found["Properties"]["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    ]

    # Whichever comes first ends the retries, and how fast they follow each other is nowhere promised.
    assert [mapping["MaximumRetryAttempts"] for mapping in mappings] == [-1, -1]
    assert [mapping["MaximumRecordAgeInSeconds"] for mapping in mappings] == [23 * 3600, 23 * 3600]
    assert "tried for up to 23 hours" in (ROOT / "docs" / "events.md").read_text()


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        (
            "WebhookBaseUrl",
            ["", "https://numbers.example.com", "http://127.0.0.1:4566/_aws/x"],
            ["numbers.example.com"],
        ),
        ("WebhookBaseUrl", ["https://numbers.example.com/v1"], ["https://numbers.example.com/", "https://x/?a=1"]),
        ("TwilioBaseUrl", ["", "http://127.0.0.1:9000/twilio"], ["https://", "ftp://x", "https://a b"]),
        (
            "OriginSecretSha256",
            ["", "0a" * 32, ",".join(["0a" * 32, "1b" * 32])],
            ["secret", "0A" * 32, "0a" * 32 + ","],
        ),
        ("DomainName", ["", "numbers.example.com"], ["https://numbers.example.com", "numbers", "numbers.example.com/"]),
        ("DomainCertificateArn", ["", "arn:aws:acm:eu-west-1:123456789012:certificate/0a-1f"], ["arn:aws:iam::1:x"]),
        ("DomainHostedZoneId", ["", "Z0123456789ABC"], ["/hostedzone/Z0123"]),
    ],
)
def test_a_parameter_that_would_deploy_a_fault_is_refused(name: str, taken: list[str], refused: list[str]) -> None:
    pattern = re.compile(template()["Parameters"][name]["AllowedPattern"])

    assert [value for value in taken if not pattern.fullmatch(value)] == []
    assert [value for value in refused if pattern.fullmatch(value)] == []


def test_production_sends_no_customers_token_anywhere_but_to_its_carrier() -> None:
    rule = template()["Rules"]["ProductionCallsTheCarriersThemselves"]
    elsewhere = [name for name in template()["Parameters"] if name.endswith("BaseUrl") and name != "WebhookBaseUrl"]

    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}
    assert [each["Assert"] for each in rule["Assertions"]] == [
        {"Fn::Equals": [{"Ref": name}, ""]} for name in elsewhere
    ]
