"""GET /console and what it loads: named by digest, shut in by a strict policy, small."""

import base64
import gzip
import hashlib
import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.gateway import InProcessGateway, Response, api_event
from tests.support.template import ROOT
from tools.vendor import CONSOLE, HTM, LIBPHONENUMBER, PREACT, Package

FOLDER = ROOT / "layers" / "console" / "console"
MODULES = sorted(FOLDER.glob("*.js"))
MOST_COMPRESSED_BYTES = 200_000
MOST_REQUESTS = 30
MOST_LINES_OF_A_MODULE = 300


def _get(target: str, **headers: str) -> Response:
    sent = {"accept-encoding": "gzip"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return InProcessGateway().send("GET", target, headers=sent, body=None)


def _raw(target: str, **parameters: str) -> dict[str, Any]:
    event = api_event("GET", target, headers={}, body=None, parameters=parameters)
    # Whatever stage is before it.
    event["routeKey"] = "GET /console/{version}/{file}" if parameters else "GET /"
    answer: dict[str, Any] = importlib.import_module("functions.pages.handler").lambda_handler(event, None)
    return answer


def _referred_to() -> list[str]:
    return re.findall(r'(?:src|href)="(console/[^"]+)"', _get("/console").text)


def _folder() -> str:
    return _referred_to()[0].rpartition("/")[0]


def _import_map() -> str:
    (text,) = re.findall(r'<script type="importmap">(.*?)</script>', _get("/console").text)
    return str(text)


def _policy() -> dict[str, str]:
    parts = _get("/console").headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def _imports(module: Path) -> list[str]:
    return re.findall(r'(?:from|import\()\s*"([^"]+)"', module.read_text())


def test_the_root_leads_to_the_console_from_below_any_base_path() -> None:
    answer = _raw("/")

    assert (answer["statusCode"], answer["headers"]["location"]) == (302, "console")
    assert _raw("/prod/")["headers"]["location"] == "console"


def test_the_page_and_all_that_it_refers_to_are_served() -> None:
    assert _get("/console").headers["content-type"].startswith("text/html")
    assert len(_referred_to()) > len(MODULES) / 2
    for target in _referred_to():
        response = _get(f"/{target}")
        assert response.status == 200, target
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_whatever_a_module_imports_is_served_below_the_same_digest(module: Path) -> None:
    libraries = json.loads(_import_map())["imports"]
    for name in _imports(module):
        target = libraries[name] if name in libraries else f"./{_folder()}/{name.removeprefix('./')}"
        assert _get(target.removeprefix(".")).status == 200, name


def test_libraries_are_imported_in_one_place() -> None:
    """Everything else names its own modules, relatively."""
    for module in MODULES:
        foreign = [name for name in _imports(module) if not name.startswith("./")]
        assert not foreign or module.name == "html.js", module.name


def test_what_is_named_by_its_digest_is_kept_for_a_year_and_the_page_is_asked_for_each_time() -> None:
    for target in _referred_to():
        assert _get(f"/{target}").headers["cache-control"] == "public, max-age=31536000, immutable", target
    first = _get("/console")
    assert first.headers["cache-control"] == "no-cache"
    assert _get("/console", if_none_match=first.headers["etag"]).status == 304


def test_another_content_has_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    from trunkline.http import console_page  # noqa: PLC0415 - beside what it patches

    def digest_of(contents: dict[str, bytes]) -> str:
        monkeypatch.setattr(console_page, "files", lambda _package: _Package(contents))
        return console_page._digest(contents)

    assert digest_of({"a.js": b"1"}) == digest_of({"a.js": b"1"})
    # Neither may a byte change, nor move from one file into the next.
    assert len({digest_of(each) for each in ({"a.js": b"1"}, {"a.js": b"2"}, {"a": b"bc"}, {"ab": b"c"})}) == 4


class _Package:
    def __init__(self, contents: dict[str, bytes], name: str = "") -> None:
        self.contents, self.name = contents, name

    def joinpath(self, name: str) -> "_Package":
        return _Package(self.contents, name)

    def read_bytes(self) -> bytes:
        return self.contents[self.name]


def test_the_policy_allows_this_host_and_the_one_script_of_the_page() -> None:
    policy = _policy()
    digest = base64.b64encode(hashlib.sha256(_import_map().encode()).digest()).decode()

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert policy["style-src"] == policy["connect-src"] == policy["media-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in str(policy)


def test_the_policy_lets_the_copies_of_recordings_play(monkeypatch: pytest.MonkeyPatch) -> None:
    from trunkline.http.console_page import console  # noqa: PLC0415 - read anew below

    monkeypatch.setenv("RECORDINGS_BUCKET", "recordings")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    console.cache_clear()
    try:
        origins = _policy()["media-src"].split()[1:]
    finally:
        console.cache_clear()

    assert "https://recordings.s3.eu-central-1.amazonaws.com" in origins
    assert all(origin.startswith("https://recordings.s3.") for origin in origins)


def test_the_page_has_nothing_inline_but_the_import_map() -> None:
    page = _get("/console").text

    assert [text for text in re.findall(r"<script[^>]*>([^<]*)</script>", page) if text] == [_import_map()]
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?:", page)


def test_modules_write_no_markup_of_what_others_wrote() -> None:
    for module in MODULES:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", module.read_text()
        )


def test_the_first_view_takes_few_requests_and_few_bytes() -> None:
    page = _get("/console").text.encode()
    contents = [page, *(_get(f"/{target}").text.encode() for target in _referred_to())]

    assert len(contents) <= MOST_REQUESTS
    assert sum(len(gzip.compress(content)) for content in contents) <= MOST_COMPRESSED_BYTES


def test_a_module_is_short_enough_to_be_read() -> None:
    assert not [each.name for each in MODULES if len(each.read_text().splitlines()) > MOST_LINES_OF_A_MODULE]


@pytest.mark.parametrize("name", ["index.html", "__init__.py", "vendored.json", "LICENSE", "..%2Findex.html"])
def test_other_files_of_the_package_are_not_served(name: str) -> None:
    assert _get(f"/{_folder()}/{name}").status == 404


def test_a_file_of_another_digest_is_not_served() -> None:
    assert _get("/console/0123456789abcdef/app.js").status == 404


@pytest.mark.parametrize("package", [PREACT, HTM, LIBPHONENUMBER], ids=lambda package: package.name)
def test_libraries_are_as_released_and_their_licences_are_with_them(package: Package) -> None:
    assert package.folder.parent == CONSOLE
    assert json.loads(package.record_file.read_text()) == package.record()
    assert (package.folder / "LICENSE").read_text()
