"""Whether a request came through what the operator has put before the API, such as CloudFront with its rate rules."""

import hashlib
import hmac
from collections.abc import Mapping

from trunkline.settings import origin_secret_digests

HEADER = "x-origin-verify"


def is_from_origin(headers: Mapping[str, str]) -> bool:
    """Say whether a request may be looked at: it brings the origin's secret, or the deployment asks for none."""
    digests = origin_secret_digests()
    if not digests:
        return True
    sent = hashlib.sha256(headers.get(HEADER, "").encode()).hexdigest()
    return any(hmac.compare_digest(sent, digest) for digest in digests)
