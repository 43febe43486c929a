"""What each function loads of what is shipped, before and with its first request.

Every module that a function loads is paid at each of its cold starts. One that is missing here was left out by a rule
of ``tools/package`` that leaves out too much.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from tests.support.template import ROOT, functions

LAYER = ROOT / "layers" / "trunkline"
FUNCTIONS = ROOT / "functions"

# How many modules a function may have loaded, Python's own included. Raise one of them for a reason only.
BARE = 374
PER_BODY = 10
PER_PARSER = 50
DATA_CLASSES = 60

ALWAYS = {"aws_lambda_powertools", "trunkline"}
ALWAYS |= {"botocore", "certifi", "dateutil", "jmespath", "six", "typing_extensions", "urllib3"}
BODIES = {"jiter", "pydantic_core"}
PARSER = {"phonenumbers"}
# What the schemas and the API document are made of.
TOOLS_ONLY = {"descriptions.py", "history_responses.py", "responses.py", "schemas.py", "webhook_responses.py"}
# Those that read a number out of a request, or write one as people do.
PARSING = {
    "weya_add_phone",
    "well_create_phone",
    "workspace_create_phone_number",
    "workspace_update_phone_number",
    "zudu_create_phone_number",
    "zudu_delete_phone_number",
    "zudu_get_phone_number",
    "zudu_import_phone_number",
    "zudu_list_available_phone_numbers",
    "zudu_list_phone_numbers",
    "zudu_search_phone_numbers",
    "zudu_update_phone_number",
}
# An import is the work of two others: it registers a number, and makes a record of it. Who has a number looked at or
# repaired waits for its carrier. The cleanup does something of everything, and nobody waits for it.
DO_MORE = {
    "zudu_import_phone_number": 6,
    "workspace_check_phone_number_health": 15,
    "workspace_repair_phone_number": 16,
    "scheduled_cleanup": 20,
}
MORE_DATA_CLASSES = {
    "workspace_check_phone_number_health": 14,
    "workspace_repair_phone_number": 14,
    "scheduled_cleanup": 25,
}

# A fresh interpreter, forked for each function: no environment, no network and nothing loaded but what it loads itself.
_EACH_ALONE = """
import json, os, sys
sys.path[:0] = {paths!r}
import importlib, socket
def refuse(*_, **__):
    raise AssertionError("this must not use the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
known = set(sys.modules)
# Each data class that is made has methods written and compiled for it.
import dataclasses
make, made_classes = dataclasses._process_class, []
def count(cls, *options):
    made_classes.append(cls.__qualname__)
    return make(cls, *options)
dataclasses._process_class = count

def loaded():
    return sorted(set(sys.modules) - known)

for name, modules in {tasks!r}:
    child = os.fork()
    if not child:
        try:
            for module in modules:
                importlib.import_module(module)
            at_import = loaded()
            os.environ.update({environment!r})
            for module in [module for module in modules if module.startswith("functions.")]:
                # What the function asks the compositions for.
                for made in list(vars(sys.modules[module]).values()):
                    if str(getattr(made, "__module__", "")).startswith("trunkline.wiring."):
                        # One that takes anything takes how long there is still time.
                        taken = getattr(made, "__wrapped__", made).__code__.co_argcount
                        made(*[lambda: 60.0] * taken)
            if "trunkline.wiring.api" in sys.modules:
                sys.modules["trunkline.wiring.api"].authenticator()
            print(json.dumps([name, at_import, loaded(), made_classes]), flush=True)
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        sys.exit(name)
"""

_ENVIRONMENT = dict.fromkeys(
    (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "DELIVERIES_QUEUE_URL",
        "EVENTS_QUEUE_URL",
        "EVENT_BUS_NAME",
        "FAN_OUT_DEAD_LETTERS_URL",
        "RECORDINGS_BUCKET",
        "RECORDINGS_QUEUE_URL",
        "REFERENCE_DEAD_LETTERS_URL",
        "SECRETS_KEY_ID",
        "SLOW_DELIVERIES_QUEUE_URL",
        "STATE_MACHINE_ARN",
        "TABLE_NAME",
    ),
    "x",
) | {"AWS_DEFAULT_REGION": "eu-central-1", "RECORDING_GIGABYTES_PER_DAY": "20"}


@dataclass(frozen=True)
class Start:
    """What a function has loaded once it is imported, and with its first request; and the data classes of both."""

    at_import: set[str]
    then: set[str]
    data_classes: list[str]


def _run(shipped: Sequence[Path], tasks: list[tuple[str, list[str]]]) -> dict[str, Start]:
    code = _EACH_ALONE.format(
        paths=[str(ROOT), *map(str, shipped)],
        tasks=tasks,
        environment=_ENVIRONMENT,
    )
    # "-S": of the packages only those that are shipped.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return {
        name: Start(set(first), set(then), data_classes)
        for name, first, then, data_classes in map(json.loads, done.stdout.splitlines())
    }


def _tree(folder: str) -> ast.Module:
    return ast.parse((FUNCTIONS / folder / "handler.py").read_text())


@pytest.fixture(scope="module")
def started(shipped: Sequence[Path]) -> dict[str, Start]:
    return _run(shipped, [(folder, [f"functions.{folder}.handler"]) for folder in sorted(functions())])


@lru_cache(maxsize=1)
def _bodies() -> set[str]:
    """The functions that read a JSON body."""
    return {
        folder
        for folder in functions()
        if any(isinstance(node, ast.keyword) and node.arg == "body" for node in ast.walk(_tree(folder)))
    }


def _foreign(modules: set[str]) -> set[str]:
    """Packages that are not Python's own; compiled ones and names with an underscore belong to one that is counted."""
    roots = {module.partition(".")[0] for module in modules}
    return {root for root in roots - sys.stdlib_module_names - {"functions"} if not root.startswith("_")}


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_loads_no_more_packages_than_it_needs(folder: str, started: dict[str, Start]) -> None:
    allowed = ALWAYS | (BODIES if folder in _bodies() else set()) | (PARSER if folder in PARSING else set())

    for modules in (started[folder].at_import, started[folder].then):
        assert _foreign(modules) <= allowed


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_stays_within_its_budget_of_modules(folder: str, started: dict[str, Start]) -> None:
    budget = BARE + PER_BODY * (folder in _bodies()) + PER_PARSER * (folder in PARSING) + DO_MORE.get(folder, 0)

    assert len(started[folder].then) <= budget


def test_each_of_those_that_may_load_the_number_parser_loads_it(
    started: dict[str, Start],
) -> None:
    assert {folder for folder, start in started.items() if "phonenumbers" in start.then} == PARSING


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_stays_within_its_budget_of_data_classes(folder: str, started: dict[str, Start]) -> None:
    """Each takes half a millisecond of a cold start."""
    assert len(started[folder].data_classes) <= DATA_CLASSES + MORE_DATA_CLASSES.get(folder, 0)


def test_every_import_in_the_layer_is_there_in_what_is_shipped(shipped: Sequence[Path]) -> None:
    """Those within functions too, which only some requests come to: carriers' SDKs, signatures."""
    named = set()
    for path in LAYER.rglob("*.py"):
        if path.name in TOOLS_ONLY:
            continue
        tree = ast.parse(path.read_text())
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                named.add(node.module)
    _run(shipped, [("everything", sorted(named))])
