"""Deleting a stack: development's with its data, every other without."""

import json
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tools import destroy as destroying

_CONFIG = '[{0}.global.parameters]\nstack_name = "trunkline-{0}"\nregion = "us-east-1"\n'
_TEMPLATE = {
    "Parameters": {"Stage": {"Type": "String"}},
    "Resources": {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            },
        },
        "RecordingsBucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"},
        "SecretsKey": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "Properties": {"KeyPolicy": {}}},
    },
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Deploys a stack of a stage, then runs the command and types an answer."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    def run(stage: str, answer: str) -> int:
        config = tmp_path / "samconfig.toml"
        config.write_text(_CONFIG.format(stage))
        boto3.client("cloudformation", region_name="us-east-1").create_stack(
            StackName=f"trunkline-{stage}",
            TemplateBody=json.dumps(_TEMPLATE),
            Parameters=[{"ParameterKey": "Stage", "ParameterValue": stage}],
        )
        bucket = boto3.client("s3", region_name="us-east-1").list_buckets()["Buckets"][0]["Name"]
        boto3.client("s3", region_name="us-east-1").put_object(Bucket=bucket, Key="call.mp3", Body=b"ring")
        monkeypatch.setattr(sys, "argv", ["destroy", str(config), stage])
        monkeypatch.setattr("builtins.input", lambda _question: answer)
        return destroying.main()

    with mock_aws():
        yield run


def _left() -> tuple[int, int, int, int]:
    """How many stacks, tables, buckets, and keys that nobody is about to delete."""

    def client(name: str) -> Any:
        return boto3.client(name, region_name="us-east-1")

    kms = client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] for key in kms.list_keys()["Keys"]]
    return (
        len(client("cloudformation").describe_stacks()["Stacks"]),
        len(client("dynamodb").list_tables()["TableNames"]),
        len(client("s3").list_buckets()["Buckets"]),
        keys.count("Enabled"),
    )


def test_a_stack_for_development_goes_with_its_data(run: Any) -> None:
    assert run("dev", "trunkline-dev") == 0
    assert _left() == (0, 0, 0, 0)


def test_a_stack_of_production_leaves_its_data_and_says_how_to_remove_them(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prod", "trunkline-prod") == 0

    assert _left() == (0, 1, 1, 1)
    said = capsys.readouterr().out
    assert "table, recordings and key stay" in said
    for command in ("delete-table", "s3 rb", "schedule-key-deletion"):
        assert command in said


@pytest.mark.parametrize("answer", ["", "y", "yes", "trunkline-dev2"])
def test_nothing_is_deleted_before_its_name_was_typed(run: Any, answer: str) -> None:
    assert run("dev", answer) == 1
    assert _left() == (1, 1, 1, 1)


def test_a_stack_that_is_not_there_is_said_so(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dev", "trunkline-dev") == 0
    assert destroying.main() == 1
    assert "There is no stack trunkline-dev" in capsys.readouterr().err
