"""Write the skeleton of an endpoint: its handler, its block of the template, a sample event and a test.

What is left is the use case and the view; docs/adding-an-endpoint.md goes on from here.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]

_METHODS = {"create": "POST", "add": "POST", "get": "GET", "list": "GET", "update": "PATCH", "delete": "DELETE"}
_SUCCESS = {"POST": 201}


@dataclass(frozen=True)
class Dialect:
    """What a handler of a dialect imports, and who calls it."""

    name: str
    constant: str
    prefix: str
    composition: str
    service: str
    scope: bool


DIALECTS = {
    "quo": Dialect("quo", "CONTACTS", "/v1/", "contacts", "Contacts", scope=False),
    "well": Dialect("well", "WELL", "/v1/", "well_phones", "WellPhones", scope=True),
    "weya": Dialect("weya", "WEYA", "/api/call/", "registrations", "Registrations", scope=True),
    "workspace": Dialect(
        "workspace", "WORKSPACE", "/api/v2/w/{workspace_uuid}/", "phone_numbers", "PhoneNumbers", scope=True
    ),
    "zudu": Dialect("zudu", "ZUDU", "/api/", "zudu_numbers", "ZuduNumbers", scope=False),
}
_CREDENTIALS = {
    "quo": {"authorization": "${acme.quoKey}"},
    "zudu": {"x-api-key": "${acme.zudu.key}", "x-api-secret": "${acme.zudu.secret}"},
}
# Where a composition is not in the module of its own name.
_MODULES = {"registrations": "carriers"}

_HANDLER = Template('''"""$method $path: what happens, in one line."""

import json

${scope_import}from trunkline.http.edge import Route
from trunkline.http.messages import RequestContext, Response
from trunkline.http.$dialect.dialect import $constant
from trunkline.services.$services import $service
from trunkline.wiring.api import endpoint
from trunkline.wiring.$module import $composition

ROUTE = Route(
    dialect=$constant,
    method="$method",
    path="$path",
${scope_line}    summary="Say in a few words what it does",
    success=$success,
    response="$response",
    refusals=($refusals),
    response_example={},
)


@endpoint(ROUTE, $composition)
def lambda_handler(context: RequestContext[None], service: $service) -> Response:
    """Say what it does, for the API document."""
    del context, service
    return Response($success, json.dumps({}))
''')
_BLOCK = Template("""
  ${logical_id}Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/$folder
      Events:
        Route: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: $method, Path: "$path"}}
      Policies:
        - Statement:
            - {Effect: Allow, Action: [dynamodb:GetItem], Resource: !GetAtt Table.Arn}
""")
_TEST = Template("""import json

from functions.$folder.handler import lambda_handler

from tests.support.template import ROOT


def test_without_a_credential_it_is_refused() -> None:
    event = json.loads((ROOT / "events" / "$folder" / "example.json").read_text())

    assert lambda_handler({**event, "headers": {}}, None)["statusCode"] == 401
""")


def main() -> int:
    """Write the files, and say what is left to do."""
    parser = argparse.ArgumentParser(prog="python -m tools.new_endpoint", description=__doc__)
    parser.add_argument("name", help="<dialect>_<verb>_<noun>, such as workspace_count_phone_numbers")
    parser.add_argument("--path", help="the part of the route's path after the dialect's own")
    asked = parser.parse_args()
    written = write(ROOT, asked.name, asked.path)
    for path in written:
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    sys.stdout.write("next: its use case, its response type and view, its policy; docs/adding-an-endpoint.md\n")
    return 0


def write(root: Path, name: str, path: str | None = None) -> list[Path]:
    """Write the skeleton below a folder that is laid out as this repository.

    Raises:
        SystemExit: The name is not of its form, or taken.
    """
    match = re.fullmatch(rf"({'|'.join(DIALECTS)})_([a-z]+)_([a-z_]+)", name)
    if match is None:
        raise SystemExit(f"{name} must be <dialect>_<verb>_<noun>; the dialects are {', '.join(DIALECTS)}")
    folder = root / "functions" / name
    if folder.exists():
        raise SystemExit(f"functions/{name} exists")
    dialect, method = DIALECTS[match[1]], _METHODS.get(match[2], "GET")
    values = _values(dialect, method, name, dialect.prefix + (path or match[3].replace("_", "-")).lstrip("/"))
    event = root / "events" / name / "example.json"
    test = root / "tests" / dialect.name / f"test_{name.removeprefix(f'{dialect.name}_')}.py"
    for file, text in (
        (folder / "handler.py", _HANDLER.substitute(values)),
        (event, json.dumps(_event(dialect, method, values["path"]), indent=2) + "\n"),
        (test, _TEST.substitute(values)),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    template = root / "template.yaml"
    template.write_text(_with_block(template.read_text(), dialect, _BLOCK.substitute(values).rstrip() + "\n"))
    return [folder / "handler.py", event, test, template]


def _values(dialect: Dialect, method: str, name: str, path: str) -> dict[str, object]:
    title = "".join(word.capitalize() for word in name.split("_"))
    scope = "PHONES_READ" if method == "GET" else "PHONES_WRITE"
    return {
        "folder": name,
        "logical_id": title,
        "method": method,
        "path": path,
        "success": _SUCCESS.get(method, 200),
        "dialect": dialect.name,
        "constant": dialect.constant,
        "composition": dialect.composition,
        "module": _MODULES.get(dialect.composition, dialect.composition),
        "services": dialect.composition,
        "service": dialect.service,
        "response": f"{title.removeprefix(dialect.name.capitalize())}Response",
        "refusals": "401, 403, 404, 422, 500, 503" if dialect.scope else "401, 404, 500, 503",
        "scope_import": "from trunkline.domain.credentials import Scope\n" if dialect.scope else "",
        "scope_line": f"    scope=Scope.{scope},\n" if dialect.scope else "",
    }


def _event(dialect: Dialect, method: str, path: object) -> dict[str, object]:
    """Make a request of a demo tenant, as an HTTP API delivers it."""
    parameters = re.findall(r"{(\w+)}", str(path))
    sent = re.sub(r"{\w+}", "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01", str(path))
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": sent,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", **_CREDENTIALS.get(dialect.name, _token(method))},
        "requestContext": {
            "http": {"method": method, "path": sent},
            "requestId": "JZo0lgFHIAMEVrA=",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if parameters:
        event["pathParameters"] = dict.fromkeys(parameters, "0f6d2c1e-8f5b-4c3a-9a51-0c7d5f1b2a01")
    return event


def _token(method: str) -> dict[str, str]:
    return {"authorization": f"Bearer ${{acme.tokens.{'read' if method == 'GET' else 'write'}}}"}


def _with_block(template: str, dialect: Dialect, block: str) -> str:
    """Return the template with a block after the dialect's last function."""
    last = template.rindex(f"CodeUri: functions/{dialect.name}_")
    end = re.search(r"\n\n|\Z", template[last:])
    assert end is not None  # noqa: S101 - the end of the text at the latest
    place = last + end.start()
    return template[:place] + "\n" + block.rstrip("\n") + template[place:]


if __name__ == "__main__":
    sys.exit(main())
