"""The sample events under ``events/``, made ready to be sent."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.template import ROOT

_PLACEHOLDER = re.compile(r"\$\{([\w.]+)\}")


def event_files() -> list[Path]:
    """Every sample; a file is named for the status that it gets, ``<status>_<case>.json``, or for its case only."""
    return sorted((ROOT / "events").glob("*/*.json"))


def load_event(path: Path, tenants: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its placeholders, such as ``${acme.tokens.read}``, filled in from the demo tenants."""

    def value(match: re.Match[str]) -> str:
        found: Any = tenants
        for name in match[1].split("."):
            found = found[name]
        return str(found)

    event: dict[str, Any] = json.loads(_PLACEHOLDER.sub(value, path.read_text()))
    return event
