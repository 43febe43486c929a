"""The console's page and files: everything it loads is named with a digest, so that a browser keeps it for a year.

The page is made of ``index.html`` when the function starts. All files lie under one digest of them all: modules name
each other relatively, so each deployment's modules load only each other.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from trunkline.http.files import A_YEAR, LambdaHandler, ServedFile, content_policy, serves_files
from trunkline.settings import recording_origins

PACKAGE = "console"
_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
# The names under which modules import what is not theirs.
_LIBRARIES = {"preact": "preact.mjs", "preact/hooks": "hooks.mjs", "htm": "htm.mjs"}
# What is drawn first stands on these; the other views are fetched when somebody goes there.
_FIRST = (
    "html.js",
    "app.js",
    "address.js",
    "api.js",
    "health.js",
    "live.js",
    "local_stack.js",
    "new_number.js",
    "linkable.js",
    "number_list.js",
    "number_state.js",
    "numbers.js",
    "phone_text.js",
    "session.js",
    "sign_in.js",
    "times.js",
    "widgets.js",
)


@lru_cache(maxsize=1)
def console() -> LambdaHandler:
    """Make the handler that serves the console."""
    served, script_hash = _served()
    policy = content_policy(script_hashes=[script_hash], media_origins=recording_origins())
    return serves_files(PACKAGE, served, policy=policy, home="console")


def _served() -> tuple[Mapping[str, ServedFile], str]:
    """Return the files by the end of their path, and the hash of the one script inside the page."""
    assets = _assets()
    digest = _digest(assets.values())
    folder = f"console/{digest}"
    import_map = json.dumps({"imports": {name: f"./{folder}/{file}" for name, file in _LIBRARIES.items()}})
    page = ServedFile("index.html", "text/html; charset=utf-8", content=_page(folder, import_map))
    served = {
        f"{digest}/{name}": ServedFile(path, _MEDIA_TYPES[name.rpartition(".")[2]], A_YEAR)
        for name, path in assets.items()
    }
    script_hash = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    return {"console": page, **served}, f"sha256-{script_hash}"


def _assets() -> dict[str, str]:
    """Return all that the page loads: the name in an address, and the path in the package."""
    package = files(PACKAGE)
    own = {entry.name: entry.name for entry in package.iterdir() if _is_asset(entry.name)}
    libraries = {
        entry.name: f"vendor/{folder.name}/{entry.name}"
        for folder in package.joinpath("vendor").iterdir()
        for entry in folder.iterdir()
        if _is_asset(entry.name)
    }
    return dict(sorted((own | libraries).items()))


def _is_asset(name: str) -> bool:
    return name.rpartition(".")[2] in _MEDIA_TYPES


def _digest(paths: Iterable[str]) -> str:
    """Name all contents at once; a file that moves is another content."""
    whole = hashlib.sha256()
    for path in paths:
        content = files(PACKAGE).joinpath(path).read_bytes()
        whole.update(f"{path} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()[:16]


def _page(folder: str, import_map: str) -> bytes:
    first = (*_LIBRARIES.values(), *_FIRST)
    preloads = "\n    ".join(f'<link rel="modulepreload" href="{folder}/{name}">' for name in first)
    page = files(PACKAGE).joinpath("index.html").read_text()
    for place, text in (("{import_map}", import_map), ("{preloads}", preloads), ("{folder}", folder)):
        page = page.replace(place, text)
    return page.encode()
