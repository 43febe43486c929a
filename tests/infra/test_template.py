"""The template: one function a folder, one log group for all functions, no permission too many."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.permissions.grants import statements
from tests.support.template import ROOT, functions, nested_stacks, resources, routes, template
from tools.transform import transformed


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    """The template as CloudFormation sees it."""
    return transformed((ROOT / "template.yaml").read_text())


def _folders() -> set[str]:
    """Those that hold something: git leaves a removed function's bytecode where it was."""
    folders = [path for path in (ROOT / "functions").iterdir() if path.is_dir() and not path.name.startswith("_")]
    return {path.name for path in folders if any(file.name != "__pycache__" for file in path.iterdir())}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    assert set(functions()) == _folders()
    assert len(resources("AWS::Serverless::Function")) == len(_folders())


def test_a_folder_holds_its_handler_and_nothing_else() -> None:
    for folder in _folders():
        files = [path.name for path in (ROOT / "functions" / folder).iterdir() if path.name != "__pycache__"]
        assert files == ["handler.py"], folder


def test_a_logical_id_says_which_folder_it_is() -> None:
    for name, resource in resources("AWS::Serverless::Function").items():
        folder = Path(resource["Properties"]["CodeUri"]).name
        assert name == "".join(word.title() for word in folder.split("_")) + "Function"


def test_all_functions_log_into_one_group(stack: dict[str, Any]) -> None:
    # One that named a group of its own, or none, would be missing where an operator looks.
    groups = {
        name: found["Properties"]["LoggingConfig"]
        for name, found in stack["Resources"].items()
        if found["Type"] == "AWS::Lambda::Function"
    }

    assert len(groups) == len(_folders())
    assert all(group == {"LogGroup": {"Ref": "FunctionsLogGroup"}} for group in groups.values())


def test_every_log_group_forgets() -> None:
    groups = resources("AWS::Logs::LogGroup")

    assert set(groups) >= {"FunctionsLogGroup", "ApiLogGroup"}
    for name, group in groups.items():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name


@pytest.mark.parametrize("folder", sorted(_folders()))
def test_permissions_are_written_out_without_wildcards(folder: str) -> None:
    granted = list(statements(folder))

    assert granted or folder == "pages", "it serves files and asks nobody"
    for statement in granted:
        actions, targets = _as_list(statement["Action"]), _as_list(statement["Resource"])
        assert actions == sorted(set(actions))
        assert not any("*" in action for action in actions), actions
        assert "*" not in targets, actions
        assert "dynamodb:Scan" not in actions


def test_the_routes_of_the_template_are_those_that_the_handlers_declare() -> None:
    declared = {}
    for folder in _folders():
        module = importlib.import_module(f"functions.{folder}.handler")
        if route := getattr(module, "ROUTE", None):
            declared[route.method, route.path] = folder
            assert module.lambda_handler.route is route
        declared |= {(route.method, route.path): folder for route in getattr(module, "ROUTES", ())}

    assert declared == routes()


def test_every_documented_endpoint_names_the_statuses_that_any_function_may_answer() -> None:
    for (_, path), folder in routes().items():
        if folder == "pages":
            continue  # it takes no credential and asks nobody
        if path.startswith("/webhooks/"):
            continue  # carriers call these; each answers in its carrier's words
        route = importlib.import_module(f"functions.{folder}.handler").ROUTE

        assert {401, 500, 503} <= set(route.refusals), folder
        assert list(route.refusals) == sorted(set(route.refusals)), folder
        if route.body is not None:
            assert {413, 415} <= set(route.refusals), folder
        if route.scope is not None:
            assert 403 in route.refusals, folder
        assert len(route.summary.split()) >= 2


def test_access_logs_name_the_route_and_never_the_path() -> None:
    for api in resources("AWS::Serverless::HttpApi").values():
        logged = api["Properties"]["AccessLogSettings"]["Format"]

        assert "$context.routeKey" in logged
        for telling in ("$context.path", "$context.rawPath", "$context.requestOverride", "$input", "$request"):
            assert telling not in logged


def test_delivered_logs_do_not_fill_up_the_accounts_policy() -> None:
    """A group of another name is written into a policy of 5,120 characters that all APIs and workflows share."""
    for resource, delivered in (
        ("AWS::Serverless::HttpApi", "ApiLogGroup"),
        ("AWS::Serverless::StateMachine", "ArchivePhoneNumberLogGroup"),
    ):
        (writer,) = resources(resource).values()
        assert delivered in str(writer["Properties"])
        name = resources("AWS::Logs::LogGroup")[delivered]["Properties"]["LogGroupName"]
        assert "/aws/vendedlogs/" in str(name)
        assert "${AWS::StackName}" in str(name)


def test_data_survives_the_stack_and_a_mistake() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    properties = table["Properties"]

    # All but the creation that failed: that leaves nothing worth keeping, and would be in the way of the next.
    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table["UpdateReplacePolicy"] == "Retain"
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert properties["SSESpecification"]["SSEEnabled"] is True
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert len(properties["GlobalSecondaryIndexes"]) <= 3
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "delete_after", "Enabled": True}


def test_parameters_and_outputs_are_described() -> None:
    for document in (template(), *(template(properties["TemplateURL"]) for properties in nested_stacks().values())):
        for name, described in (document["Parameters"] | document.get("Outputs", {})).items():
            assert len(described["Description"].split()) >= 3, name


def test_a_nested_stack_s_parameters_are_named_after_what_they_get() -> None:
    for properties in nested_stacks().values():
        given = dict(properties["Parameters"])
        assert given.pop("StackName") == {"Ref": "AWS::StackName"}
        for name, value in given.items():
            # As in template.yaml, so that a reference reads the same in both.
            queue = name in resources("AWS::SQS::Queue")
            assert value == ({"Fn::GetAtt": [name, "QueueName"]} if queue else {"Ref": name})


def test_the_alarm_of_waiting_recordings_rings_when_none_is_tried_and_not_when_one_fails() -> None:
    queue = resources("AWS::SQS::Queue")["RecordingsQueue"]["Properties"]
    fails_for = queue["VisibilityTimeout"] * queue["RedrivePolicy"]["maxReceiveCount"]

    alarm = resources("AWS::CloudWatch::Alarm")["RecordingsWaitingAlarm"]["Properties"]

    assert fails_for < alarm["Threshold"] < queue["MessageRetentionPeriod"]


def test_lost_dead_letters_are_counted_for_every_function_that_has_some() -> None:
    targets = {
        name
        for name, function in resources("AWS::Serverless::Function").items()
        if "DestinationConfig" in function["Properties"].get("EventInvokeConfig", {})
    }
    for mapping in resources("AWS::Lambda::EventSourceMapping").values():
        if "DestinationConfig" in mapping["Properties"]:
            targets |= {name for name in resources("AWS::Serverless::Function") if name in str(mapping)}

    alarm = resources("AWS::CloudWatch::Alarm")["DeadLettersLostAlarm"]["Properties"]
    counted = {
        metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
        for metric in alarm["Metrics"]
        if "MetricStat" in metric
    }

    assert len(targets) == 5
    assert counted == targets


def test_carriers_and_pages_have_a_rate_of_their_own() -> None:
    (api,) = resources("AWS::Serverless::HttpApi").values()
    settings = api["Properties"]["RouteSettings"]
    apart = {f"{method} {path}" for (method, path), folder in routes().items() if folder == "pages"}
    carriers = {f"{method} {path}" for (method, path) in routes() if path.startswith("/webhooks/")}

    # A key that no route has would be refused at deployment; a route that is missing shares the rate of all others.
    assert settings.keys() == apart | carriers
    assert len(carriers) == 3
    for key in carriers:
        assert settings[key]["ThrottlingRateLimit"] == {"Ref": "WebhookThrottlingRateLimit"}
        assert settings[key]["ThrottlingBurstLimit"] == {"Ref": "WebhookThrottlingBurstLimit"}
    # Anybody may load a page, without a credential.
    assert all(settings[key]["ThrottlingRateLimit"] <= 100 for key in apart)


def test_the_apis_own_address_can_be_switched_off_beside_a_domain(stack: dict[str, Any]) -> None:
    (api,) = (found for found in stack["Resources"].values() if found["Type"] == "AWS::ApiGatewayV2::Api")
    (server,) = api["Properties"]["Body"]["servers"]

    assert server["x-amazon-apigateway-endpoint-configuration"] == {
        "disableExecuteApiEndpoint": {"Fn::If": ["HasOnlyCustomDomain", True, False]}
    }
    (rule,) = template()["Rules"]["OnlyTheDomainIsLeft"]["Assertions"]
    assert rule["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]}
