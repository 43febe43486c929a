"""GET /docs and /openapi.json: files, their caching, and what keeps the page from anything that is not ours."""

import base64
import gzip
import hashlib
import importlib
import json
import re
from typing import Any

import pytest

from tests.support.gateway import InProcessGateway, Response, api_event
from tests.support.template import ROOT
from tools.vendor import SWAGGER_UI, integrity

FOLDER = ROOT / "layers" / "reference" / "api_reference"
# Lambda returns 6 MB at most, and API Gateway 10.
MAX_ANSWER_BYTES = 5_000_000


def _get(target: str, **headers: str) -> Response:
    sent = {"accept-encoding": "gzip"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return InProcessGateway().send("GET", target, headers=sent, body=None)


def _raw(target: str, headers: dict[str, str], parameters: dict[str, str]) -> dict[str, Any]:
    event = api_event("GET", target, headers=headers, body=None, parameters=parameters)
    # Whatever stage is before it.
    event["routeKey"] = "GET /docs/{file}" if parameters else "GET /docs"
    answer: dict[str, Any] = importlib.import_module("functions.pages.handler").lambda_handler(event, None)
    return answer


def _referred_to() -> list[str]:
    page = (FOLDER / "index.html").read_text()
    return re.findall(r'(?:src|href)="([^"#]+)"', page)


def test_the_document_is_served_without_a_credential() -> None:
    response = _get("/openapi.json")

    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_the_page_and_all_that_it_refers_to_are_served() -> None:
    for target in ["docs", *_referred_to()]:
        response = _get(f"/{target}")
        assert response.status == 200, target
        assert response.text
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_page_refers_to_nothing_elsewhere_and_has_nothing_inline() -> None:
    page = (FOLDER / "index.html").read_text()

    assert not [target for target in _referred_to() if ":" in target or target.startswith("/")]
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == ["", ""]
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_the_policy_allows_this_host_only() -> None:
    policy = dict(part.split(" ", 1) for part in _get("/docs").headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert {policy[kind] for kind in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in str(policy)
    assert _get("/docs").headers["referrer-policy"] == "no-referrer"


def test_what_a_browser_has_is_not_sent_again() -> None:
    first = _get("/docs")
    again = _get("/docs", if_none_match=f'"other", W/{first.headers["etag"]}')

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert _get("/docs", if_none_match='"other"').status == 200


def test_only_files_that_carry_their_version_are_kept_without_asking() -> None:
    for target in _referred_to():
        is_kept = "immutable" in _get(f"/{target}").headers["cache-control"]
        assert is_kept == target.endswith(f"?v={SWAGGER_UI.version}") or target == "openapi.json", target


def test_the_compressed_form_is_the_same_content_under_another_tag() -> None:
    plain = _raw("/docs/page.js", {}, {"file": "page.js"})
    packed = _raw("/docs/page.js", {"Accept-Encoding": "br, gzip"}, {"file": "page.js"})

    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["vary"] == "accept-encoding"
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert packed["headers"]["etag"] != plain["headers"]["etag"]


def test_the_largest_file_stays_below_what_lambda_returns() -> None:
    answer = _raw("/docs/swagger-ui-bundle.js", {"Accept-Encoding": "gzip"}, {"file": "swagger-ui-bundle.js"})

    assert answer["statusCode"] == 200
    assert len(json.dumps(answer)) < MAX_ANSWER_BYTES


@pytest.mark.parametrize("name", ["vendored.json", "__init__.py", "..%2Fopenapi.json", "%2e%2e", "docs"])
def test_other_files_of_the_package_are_not_served(name: str) -> None:
    response = _get(f"/docs/{name}")

    assert (response.status, response.json()) == (404, {"message": "Not Found"})


def test_a_stage_in_the_path_changes_nothing() -> None:
    assert _raw("/prod/docs", {}, {})["body"] == _raw("/docs", {}, {})["body"]
    assert _raw("/prod/docs/page.js", {}, {"file": "page.js"})["statusCode"] == 200


def test_the_renderer_is_the_recorded_one_and_its_licence_is_with_it() -> None:
    recorded = json.loads(SWAGGER_UI.record_file.read_text())

    assert recorded == SWAGGER_UI.record()
    assert "Apache License" in (SWAGGER_UI.folder / "LICENSE").read_text()
    assert integrity(b"") != recorded["integrity"]


@pytest.mark.parametrize("path", sorted((ROOT / "events" / "pages").glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_event_gets_the_status_of_its_name(path: Any) -> None:
    handler = importlib.import_module("functions.pages.handler").lambda_handler

    assert str(handler(json.loads(path.read_text()), None)["statusCode"]) == path.stem[:3]


def test_the_tag_is_of_the_content() -> None:
    answer = _raw("/docs", {}, {})

    assert answer["headers"]["etag"].strip('"') == hashlib.sha256(answer["body"].encode()).hexdigest()[:32]


@pytest.mark.parametrize("refused", ["", "br", "identity", "gzip;q=0", "br, gzip; q=0.0"])
def test_who_does_not_take_the_compressed_form_does_not_get_it(refused: str) -> None:
    answer = _raw("/docs/page.js", {"Accept-Encoding": refused}, {"file": "page.js"})

    assert "content-encoding" not in answer["headers"]


@pytest.mark.parametrize("refused", ["", "br", "identity", "gzip;q=0"])
def test_nobody_is_sent_megabytes_that_are_not_compressed(refused: str) -> None:
    answer = _raw("/docs/swagger-ui-bundle.js", {"Accept-Encoding": refused}, {"file": "swagger-ui-bundle.js"})

    assert (answer["statusCode"], json.loads(answer["body"])) == (406, {"message": "Not Acceptable"})
    assert answer["headers"]["vary"] == "accept-encoding"


@pytest.mark.parametrize("target", ["/openapi.json", "/docs", "/docs/page.js"])
def test_a_cache_may_keep_each_file_for_minutes_at_least(target: str) -> None:
    assert _get(target).headers["cache-control"] == "public, max-age=300"
