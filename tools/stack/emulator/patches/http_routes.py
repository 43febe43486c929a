"""Routes of an HTTP API that SAM describes as an OpenAPI document.

SAM turns `AWS::Serverless::HttpApi` into an `AWS::ApiGatewayV2::Api` with a `Body`. MiniStack
ignores it silently, and every call ends in 404.
"""

import json
from collections.abc import Iterator
from typing import Any

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint(
        "services.cloudformation.provisioners",
        "_apigw_v2_api_create",
        "logical_id props stack_name",
    ),
    PatchPoint(
        "services.cloudformation.provisioners",
        "_apigw_v2_api_update",
        "physical_id old_props new_props stack_name logical_id",
    ),
    PatchPoint("services.apigateway", "_create_route", "api_id data"),
    PatchPoint("services.apigateway", "_create_integration", "api_id data"),
    PatchPoint("services.apigateway", "_cors_preflight_response", "cors_cfg origin"),
    PatchPoint("services.apigateway", "_apis"),
    PatchPoint("services.apigateway", "_routes"),
    PatchPoint("services.apigateway", "_integrations"),
)

_INTEGRATION = "x-amazon-apigateway-integration"
_ANY_METHOD = "x-amazon-apigateway-any-method"


def apply() -> None:
    """Import the document whenever CloudFormation creates or updates an API."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]
    preflight = apigateway._cors_preflight_response

    def create_api(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        created = create(logical_id, props, stack_name)
        _import_document(created[0], props)
        return created

    def update_api(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: Any) -> Any:
        updated = update(physical_id, old, new, stack, logical_id)
        _import_document(updated[0], new)
        return updated

    def answer_preflight(cors: dict[str, Any], origin: str) -> Any:
        # Without CORS an API has no answer to OPTIONS but that of an unknown route.
        return preflight(cors, origin) if cors else apigateway._http_api_not_found()

    handlers["create"], handlers["update"] = create_api, update_api
    apigateway._cors_preflight_response = answer_preflight


def _import_document(api_id: str, props: dict[str, Any]) -> None:
    document = props.get("Body")
    api = apigateway._apis[api_id]
    cors = props.get("CorsConfiguration") or (document or {}).get("x-amazon-apigateway-cors")
    if cors:
        # Templates spell these members with a capital, the data plane reads them without.
        api["corsConfiguration"] = {key[0].lower() + key[1:]: cors[key] for key in cors}
    if not document:
        return
    apigateway._routes[api_id], apigateway._integrations[api_id] = {}, {}
    for path, method, operation in _operations(document):
        if operation.get("security"):
            raise ValueError(f"{path}: the local stack does not support authorizers")
        integration_id = _add_integration(api_id, operation[_INTEGRATION])
        route_key = "$default" if path == "/$default" else f"{method} {path}"
        apigateway._create_route(api_id, {"routeKey": route_key, "target": f"integrations/{integration_id}"})


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in (document.get("paths") or {}).items():
        for method, operation in (methods or {}).items():
            if isinstance(operation, dict) and _INTEGRATION in operation:
                yield path, "ANY" if method == _ANY_METHOD else method.upper(), operation


def _add_integration(api_id: str, integration: dict[str, Any]) -> str:
    _, _, body = apigateway._create_integration(
        api_id,
        {
            "integrationType": integration["type"].upper(),
            "integrationUri": integration["uri"],
            "integrationMethod": integration.get("httpMethod", "POST"),
            "payloadFormatVersion": str(integration.get("payloadFormatVersion", "2.0")),
            "timeoutInMillis": int(integration.get("timeoutInMillis", 30000)),
        },
    )
    return str(json.loads(body)["integrationId"])
