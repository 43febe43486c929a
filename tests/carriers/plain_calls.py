"""Calls to a carrier that is a scripted server: Plivo, as it seems."""

from typing import Any

import pytest
from trunkline.carriers.http_client import CarrierHttp, CarrierResponse
from trunkline.domain.provider_phones import Carrier
from trunkline.errors import CarrierUnavailableError
from trunkline.services.carrier_adapters import Budget

PATH = "/v1/Account/AC0001/Number/14155550140/"
SECRETS = ("AC0001", "14155550140", "s3cret")


def call(method: str = "GET", path: str = PATH, *, seconds: float = 24, **more: Any) -> CarrierResponse:
    return CarrierHttp(Carrier.PLIVO, Budget(seconds)).call(method, path, **more)


def refused(**more: Any) -> CarrierUnavailableError:
    """The error of a call whose answer is none; it says nothing of what was sent."""
    with pytest.raises(CarrierUnavailableError) as caught:
        call(basic=("AC0001", "s3cret"), **more).document()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert not [secret for secret in SECRETS if secret in str(caught.value)]
    return caught.value


def lines(request: bytes) -> tuple[bytes, set[bytes], bytes]:
    """The first line, the headers but Host, and the body."""
    sent, _, body = request.partition(b"\r\n\r\n")
    first, *headers = sent.split(b"\r\n")
    return first, {header for header in headers if not header.startswith(b"Host:")}, body
