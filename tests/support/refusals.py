"""What holds for every refusal of the workspace API."""

import re
from collections.abc import Iterable

from tests.support.gateway import Response

# Long enough to be a phone number, with or without the punctuation that people write into one.
_NUMBER_LIKE = re.compile(r"\+\s?\d(?:[\s().-]?\d){6,}")


def assert_refused(response: Response, status: int, *, says: str = "", hides: Iterable[str] = ()) -> str:
    """The answer is a refusal in the published envelope, names what to change, and repeats nothing that was sent."""
    assert response.status == status, f"{response.status} {response.text[:300]}"
    assert response.headers["content-type"].startswith("application/json")
    assert response.headers["x-request-id"]
    body = response.json()
    assert list(body) == ["detail"]
    detail = body["detail"]
    assert isinstance(detail, str)
    assert detail.strip()
    assert len(detail) < 2000
    assert says in detail, detail
    # The request's id is API Gateway's own and random.
    headers = {name: value for name, value in response.headers.items() if "request" not in name}
    everything = f"{response.text} {headers}"
    assert not _NUMBER_LIKE.search(everything), everything
    for secret in hides:
        assert secret not in everything, everything
    assert ("www-authenticate" in response.headers) == (status == 401)
    if status == 503:
        assert int(response.headers["retry-after"]) >= 1
    return detail
