"""The vendors' published examples, byte for byte: the files from which the API document has its own."""

import json
from typing import Any

from tests.support.template import ROOT

FOLDER = ROOT / "tools" / "openapi" / "published"


def request(function: str) -> bytes:
    """The published body of the function's request."""
    return (FOLDER / f"{function}.request.json").read_bytes()


def answer(function: str) -> Any:
    """The published answer to it."""
    return json.loads((FOLDER / f"{function}.answer.json").read_text())
