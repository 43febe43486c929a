"""What the documents name is there: pages, files, make targets, modules, entities of the table."""

import re
from pathlib import Path

import pytest
from trunkline.table import keys

from tests.support.documents import Document, documents
from tests.support.template import ROOT

PAGES = list(documents())
NAMES = [page.name for page in PAGES]
# Folders that a page may mean by a path in backticks; others are examples or parts of paths.
_ROOTS = ("functions/", "layers/", "tests/", "tools/", "docs/", "events/", "statemachines/", "bench/", "requirements/")


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_link_leads_somewhere(page: Document) -> None:
    for link in page.links():
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        path = (page.path.parent / target).resolve() if target else page.path
        assert path.exists(), link
        if anchor:
            assert anchor in Document(path).anchors(), link


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_path_in_backticks_exists(page: Document) -> None:
    for span in page.code_spans():
        path = span.removesuffix("/").split("::")[0]
        if not span.startswith(_ROOTS) or re.search(r"[<{ *…]|\.\.\.", path):
            continue
        assert (ROOT / path).exists(), span


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_make_target_exists(page: Document) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = [span for span in page.code_spans() if span.startswith("make ")]
    told += [line for script in page.scripts() for line in script.splitlines() if "make " in line.partition("#")[0]]
    for command in told:
        for name in re.findall(r"\bmake ((?:[A-Z0-9_]+=\S+ )*)([a-z0-9-]+)", command.partition("#")[0]):
            assert name[1] in targets, command


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_python_module_that_is_run_exists(page: Document) -> None:
    for module in re.findall(r"python3? -m ((?:tools|bench)[\w.]*)", page.text):
        path = ROOT / Path(*module.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_data_model_shows_every_key_of_the_table() -> None:
    drawn = _rows(keys.__doc__ or "")
    assert len(drawn) > 25

    shown = _rows((ROOT / "docs" / "data-model.md").read_text())

    assert not drawn - shown


def _rows(text: str) -> set[tuple[str, ...]]:
    """Entity, partition key and sort key of each row of the tables of keys."""
    rows = [[cell.strip(" `") for cell in line[1:-1].split("|")] for line in text.splitlines() if line.startswith("|")]
    return {tuple(row[:3]) for row in rows if row[0] not in ("entity", "") and not row[0].startswith("--")}


def test_the_local_stack_names_every_correction_to_the_emulator() -> None:
    text = (ROOT / "docs" / "local-stack.md").read_text().partition("## Corrections to the emulator")[2]
    rows = re.findall(r"^\| `(\w+)` \|", text.partition("\n## ")[0], re.MULTILINE)
    modules = {path.stem for path in (ROOT / "tools" / "stack" / "emulator" / "patches").glob("*.py")}

    assert sorted(rows) == sorted(modules - {"__init__"})
