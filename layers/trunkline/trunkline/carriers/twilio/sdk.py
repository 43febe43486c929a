"""Twilio's SDK, of which the client makes each request, with its credentials and headers.

Its classes for resources are 82 modules and 9 MB for the two resources that are asked for here. So what Twilio responds
is read as the JSON that it is.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from trunkline.carriers.http_client import CarrierHttp, CarrierResponse, usable_secret
from trunkline.domain.provider_phones import Carrier
from trunkline.settings import carrier_base_url


class TwilioClient:
    """Calls of one account, over our connections."""

    def __init__(self, username: str, secret: str, account_id: str, http: CarrierHttp) -> None:
        self._sdk = Client(
            username,
            usable_secret(Carrier.TWILIO, secret),
            account_id,
            http_client=_SdkHttp(http),
            # An empty mapping would count as none, and the SDK take edge and region from our own environment.
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
        )

    def call(
        self, method: str, path: str, *, query: dict[str, object] | None = None, form: dict[str, object] | None = None
    ) -> dict[str, Any]:
        """Send a request and return the JSON object of the response.

        Raises:
            CarrierUnavailableError: The response is something else; and what ``CarrierHttp.call`` raises.
        """
        document: dict[str, Any] = self._sdk.request(method, _url(path), params=query, data=form).document()
        return document

    def delete(self, path: str) -> None:
        """Send a request to delete a resource.

        Raises:
            CarrierGoneError: There is none; and what ``CarrierHttp.call`` raises.
        """
        self._sdk.request("DELETE", _url(path))


class _SdkHttp(HttpClient):  # type: ignore[misc]
    """The SDK's calls over our connections, with our timeouts and errors instead of its own.

    The SDK's default has no timeout, logs URLs and headers, and its errors of list calls carry no status.
    """

    def __init__(self, http: CarrierHttp) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._http = http

    def request(  # noqa: PLR0917 - the SDK's signature
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the budget's is meant
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> Response:
        path = uri.removeprefix(carrier_base_url(Carrier.TWILIO))
        return _Response(self._http.call(method, path, query=params, form=data, headers=headers, basic=auth))


class _Response(Response):  # type: ignore[misc]
    """The SDK's response, of which we read the body."""

    def __init__(self, response: CarrierResponse) -> None:
        super().__init__(response.status, response.text, response.headers)
        self.document = response.document


def _url(path: str) -> str:
    # Also where Twilio names the next page only the path is followed: credentials go to no other host.
    parts = urlsplit(path)
    return f"{carrier_base_url(Carrier.TWILIO)}{parts.path}{'?' if parts.query else ''}{parts.query}"
