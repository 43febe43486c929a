"""How many of our files a reader follows through one request."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.carriers.lines import Line
from tests.carriers.sandboxed import phone_uuid
from tests.support.template import ROOT
from tests.support.workspaces import WorkspaceApi, random_number

OURS = (str(ROOT / "layers" / "trunkline"), str(ROOT / "functions"))
# Bodies of functions; those of modules and classes run when something is imported.
IS_FUNCTION = 0x01

# As few as there are now. The aim is 22, 31, 34 and 20; raise one of them for a reason only.
BUDGETS = {"create": 28, "create with attach": 45, "archive": 54, "webhook": 25}


@contextmanager
def followed() -> Iterator[set[str]]:
    """The files of which a function runs within it."""
    files: set[str] = set()

    def profile(frame: Any, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_flags & IS_FUNCTION and code.co_filename.startswith(OURS):
            files.add(code.co_filename.removeprefix(f"{ROOT}/"))

    sys.setprofile(profile)
    try:
        yield files
    finally:
        sys.setprofile(None)


def test_a_reader_follows_a_request_through_few_files(line_of: Any, api: WorkspaceApi) -> None:
    """The requests of a warm function: what it composes and remembers is made by those before."""
    line: Line = line_of("twilio")
    line.deliver(*line.message())
    api.archive(line.number["uuid"])
    number = api.created(providerPhoneUuid=phone_uuid("twilio"), phoneNumber=None)
    requests: dict[str, Callable[[], object]] = {
        "create": lambda: api.created(phoneNumber=random_number()),
        "archive": lambda: api.archive(number["uuid"]),
        "create with attach": lambda: api.created(providerPhoneUuid=phone_uuid("twilio"), phoneNumber=None),
        # The last: a call in progress would keep the number from being archived.
        "webhook": lambda: line.deliver(*line.call()[0]),
    }
    found = {}
    for name, request in requests.items():
        with followed() as files:
            request()
        found[name] = sorted(files)

    assert {name: (len(files), files) for name, files in found.items() if len(files) > BUDGETS[name]} == {}
