"""What is shipped of the packages is less, and does the same."""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.session
import botocore.utils
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from tests.support.aws_calls import CALLS, sent
from tests.support.template import ROOT
from tools.package import contents
from tools.package.trimming import trim

LAYER = ROOT / "layers/trunkline/trunkline"


@pytest.fixture(autouse=True)
def _no_endpoint_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def _session(trimmed: Path | None) -> botocore.session.Session:
    session = botocore.session.Session()
    if trimmed:
        own = type("Loader", (botocore.loaders.Loader,), {"BUILTIN_DATA_PATH": str(trimmed / "botocore/data")})
        session.register_component("data_loader", own())
    return session


@cache
def _client(service: str, region: str, trimmed: Path | None) -> Any:
    return _session(trimmed).create_client(service, region_name=region)


def _sent(name: str, region: str, packages: Path | None) -> tuple[Any, ...]:
    return sent(CALLS[name], lambda service: _client(service, region, packages))


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_sent_as_the_whole_botocore_sends_it(name: str, trimmed: Path) -> None:
    assert _sent(name, "eu-central-1", trimmed) == _sent(name, "eu-central-1", None)


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("name", ["get", "decrypt", "event", "describe", "file"])
def test_a_call_goes_where_the_whole_botocore_sends_it(name: str, region: str, trimmed: Path) -> None:
    assert _sent(name, region, trimmed)[1] == _sent(name, region, None)[1]


def test_a_link_to_a_file_is_the_one_of_the_whole_botocore(trimmed: Path) -> None:
    links = [
        _client("s3", "eu-central-1", packages).generate_presigned_url(
            "get_object", Params={"Bucket": "b", "Key": "k"}, ExpiresIn=600
        )
        for packages in (trimmed, None)
    ]

    of_trimmed, of_whole = (re.sub(r"(X-Amz-Date|X-Amz-Signature)=\w+", "", link) for link in links)
    assert of_trimmed == of_whole


_ITEM = {
    "pk": {"S": "Zoë"},
    "n": {"N": "12"},
    "gone": {"NULL": True},
    "m": {"M": {"on": {"BOOL": False}, "l": {"L": [{"S": "x"}, {"M": {}}]}}},
}
_ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "get": (200, {"Item": _ITEM}),
    "batch": (200, {"Responses": {"t": [_ITEM, _ITEM]}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "a"}}]}}}),
    "query": (200, {"Items": [_ITEM], "Count": 1, "LastEvaluatedKey": {"pk": {"S": "a"}}}),
    "put": (400, {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "Item": _ITEM}),
    "transaction": (
        400,
        {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled",
            "CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": _ITEM}],
        },
    ),
}


def _read(name: str, packages: Path | None) -> dict[str, Any]:
    client = _client("dynamodb", "eu-central-1", packages)
    status, said = _ANSWERS[name]

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        response = AWSResponse(request.url, status, HTTPHeaders(), None)
        response._content = json.dumps(said).encode()  # type: ignore[attr-defined]
        return response

    client.meta.events.register("before-send", answer)
    try:
        read: dict[str, Any] = CALLS[name](lambda _: client)  # type: ignore[assignment]
    except ClientError as error:
        read = error.response  # type: ignore[assignment]
    finally:
        client.meta.events.unregister("before-send", answer)
    return {name: part for name, part in read.items() if name != "ResponseMetadata"}


@pytest.mark.parametrize("name", _ANSWERS)
def test_an_answer_is_read_as_the_whole_botocore_reads_it(name: str, trimmed: Path) -> None:
    assert _read(name, trimmed) == _read(name, None)


def test_the_end_of_credentials_is_read_as_the_whole_botocore_reads_it(trimmed: Path) -> None:
    """Those of a container, which SnapStart has too, end at a date; what reads dates is loaded with the first."""
    said = "2026-11-28T10:00:00Z"
    code = (
        f"import sys; sys.path.insert(0, {str(trimmed)!r}); import botocore.session, botocore.utils\n"
        "assert 'dateutil.parser._parser' not in sys.modules\n"
        f"print(botocore.utils.parse_timestamp({said!r}).isoformat())"
    )

    shipped = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", code], capture_output=True, text=True, check=True)

    assert shipped.stdout.strip() == botocore.utils.parse_timestamp(said).isoformat()


def test_errors_keep_what_they_say(trimmed: Path) -> None:
    client = _client("dynamodb", "eu-central-1", trimmed)

    shape = client.meta.service_model.shape_for("TransactionCanceledException")

    assert "CancellationReasons" in shape.members
    assert client.exceptions.ConditionalCheckFailedException


def test_every_call_to_aws_in_the_layer_is_kept_and_no_other() -> None:
    sources = "".join(path.read_text() for part in ("aws", "table") for path in (LAYER / part).glob("*.py"))
    called = set(re.findall(r"\b(?:client|connect\(\))\.([a-z_]+)", sources)) | set(
        re.findall(r'generate_presigned_url\(\s*"(\w+)', sources)
    )

    kept = {xform_name(operation) for operations in contents.OPERATIONS.values() for operation in operations}

    # A method of every client; and a call that botocore makes by itself.
    assert called - {"generate_presigned_url"} == kept - {"head_bucket"}


@pytest.mark.parametrize("pattern", [pattern for pattern in contents.UNUSED if pattern != "bin"])
def test_every_rule_still_has_something_to_take_out(pattern: str, untrimmed: set[Path]) -> None:
    """ "bin" aside: pip makes that folder beside packages only where it installs a layer."""
    (folder,) = {path.parent for path in untrimmed}

    assert any(folder.glob(pattern))


def test_what_is_kept_of_a_package_is_there(trimmed: Path) -> None:
    for folder, kept in contents.KEPT.items():
        assert {path.name for path in (trimmed / folder).iterdir()} == set(kept)


@pytest.mark.parametrize("file", contents.REPLACED)
def test_what_is_replaced_is_still_a_module_of_the_package(file: str, untrimmed: set[Path]) -> None:
    (folder,) = {path.parent for path in untrimmed}

    assert (folder / file).is_file()


def test_licences_stay(trimmed: Path) -> None:
    for packaged in trimmed.glob("*.dist-info"):
        files = {path.name.upper() for path in packaged.rglob("*")}
        named = any(name.startswith(("LICEN", "COPYING")) for name in files)
        assert named or "License" in (packaged / "METADATA").read_text(), packaged.name


def test_trimming_twice_is_trimming_once(trimmed: Path, tmp_path: Path) -> None:
    again = shutil.copytree(trimmed, tmp_path / "python")

    trim(again)

    files = [path.relative_to(trimmed) for path in trimmed.rglob("*") if path.is_file()]
    assert {path.relative_to(again) for path in again.rglob("*") if path.is_file()} == set(files)
    assert all((again / path).read_bytes() == (trimmed / path).read_bytes() for path in files)


def test_an_operation_that_botocore_no_longer_has_stops_the_build(
    trimmed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "python"
    shutil.copytree(trimmed / "botocore", packages / "botocore")
    monkeypatch.setitem(contents.OPERATIONS, "kms", ("Decrypt", "Forget"))

    with pytest.raises(ValueError, match="kms has no Forget"):
        trim(packages)
