"""What a function gets from an HTTP API, and what its caller gets when it fails.

Payload format 2.0 has a `cookies` list, the stage in `rawPath`, a domain prefix and forwarding
headers; MiniStack leaves them out. It also answers a failed function with 502 and the error's
text, where API Gateway says 500 and nothing more.
"""

import os
from typing import Any

from ministack.services import lambda_svc

from tools.stack.emulator.patching import PatchPoint

POINTS = (
    PatchPoint("services.lambda_svc", "_execute_function_with_config_scope", "func event"),
    PatchPoint("services.lambda_svc", "lambda_execute_result_to_api_proxy_response", "exec_result"),
)


def apply() -> None:
    """Complete the events and correct the answers."""
    execute = lambda_svc._execute_function_with_config_scope
    convert = lambda_svc.lambda_execute_result_to_api_proxy_response

    def execute_completed(func: Any, event: Any) -> Any:
        if _is_http_api_event(event):
            _complete(event)
        return execute(func, event)

    def convert_corrected(result: dict[str, Any]) -> tuple[dict[str, Any], None]:
        if result.get("throttle"):
            return _message(503, "Service Unavailable"), None
        response = None if result.get("error") else convert(result)[0]
        if response is None or not _is_valid(response):
            return _message(500, "Internal Server Error"), None
        if _chose_its_status(result):
            _name_default_type(response)
        return response, None

    lambda_svc._execute_function_with_config_scope = execute_completed
    lambda_svc.lambda_execute_result_to_api_proxy_response = convert_corrected


def _is_http_api_event(event: Any) -> bool:
    if not isinstance(event, dict) or event.get("version") != "2.0":
        return False
    context = event.get("requestContext")
    return isinstance(context, dict) and "http" in context and event.get("type") != "REQUEST"


def _complete(event: dict[str, Any]) -> None:
    context, headers = event["requestContext"], event["headers"]
    cookie = headers.pop("cookie", None)
    if cookie:
        event["cookies"] = [part.strip() for part in cookie.split(";") if part.strip()]
    if context["stage"] != "$default":
        event["rawPath"] = f"/{context['stage']}{event['rawPath']}"
        context["http"]["path"] = event["rawPath"]
    if event.get("pathParameters") is None:
        event.pop("pathParameters", None)
    context["domainPrefix"] = context["apiId"]
    source = context["http"]["sourceIp"]
    before = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = f"{before}, {source}" if before else source
    # The truth of this machine, where a function on AWS sees https and 443.
    headers["x-forwarded-proto"] = "http"
    headers["x-forwarded-port"] = os.environ["GATEWAY_PORT"]


def _is_valid(response: dict[str, Any]) -> bool:
    """Tell whether API Gateway would accept the answer of a function."""
    status, headers = response.get("statusCode"), response.get("headers")
    body = response.get("body")
    return str(status).isdecimal() and isinstance(headers, dict | None) and isinstance(body, str | None)


def _chose_its_status(result: dict[str, Any]) -> bool:
    body = result.get("body")
    return isinstance(body, dict) and "statusCode" in body


def _name_default_type(response: dict[str, Any]) -> None:
    response["statusCode"] = int(response["statusCode"])
    response["body"] = response.get("body") or ""
    response["headers"] = headers = dict(response.get("headers") or {})
    if not any(name.lower() == "content-type" for name in headers):
        headers["content-type"] = "text/plain;charset=UTF-8"


def _message(status: int, text: str) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": f'{{"message":"{text}"}}',
    }
