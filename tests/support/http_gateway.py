"""The service over HTTP, wherever it runs."""

import threading
from collections.abc import Mapping

import requests

from tests.support.conformance import assert_documented, document, fault_of, validator_of
from tests.support.gateway import Response, route_of

# API Gateway ends a request at 30 s; whoever waits longer waits for nothing.
TIMEOUT_SECONDS = 35


class HttpGateway:
    """Sends requests to ``base_url``; safe to use from several threads, each with connections of its own.

    An answer that docs/openapi.json does not describe is an error of the test.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._sessions = threading.local()

    def send(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None) -> Response:
        # As bytes: requests takes text in Latin-1 only, and so do proxies.
        encoded = {name: value.encode("latin-1") for name, value in headers.items()}
        request = requests.Request(method, self.base_url, headers=encoded, data=body)
        prepared = self._session().prepare_request(request)
        # After the preparation, which would tidy dots and escapes that a test sends on purpose.
        prepared.url = self.base_url + target
        answer = self._session().send(prepared, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        response = Response(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.text
        )
        _check(method, target, response)
        return response

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = requests.Session()
            session.trust_env = False  # no proxy, and no .netrc, whose credentials would replace a test's
        return session


def _check(method: str, target: str, answer: Response) -> None:
    found = route_of(method, target.partition("?")[0])
    if "x-request-id" not in answer.headers:
        # No function's: API Gateway, which decodes a path before it looks for the route, has answered itself.
        refusal = document()["components"]["schemas"]["GatewayRefusal"]
        assert fault_of(validator_of(refusal), answer.json()) is None, f"{method} {target}: {answer.text}"
    elif found:
        said = {"statusCode": answer.status, "headers": answer.headers, "body": answer.text}
        assert_documented(method, found.path, said)
