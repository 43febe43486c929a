"""What is deployed has bytecode that Lambda uses as it is."""

import os
import py_compile
import struct
import sys
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode
from runpy import run_path

import pytest

from tools.package import __main__ as command
from tools.package.bytecode import compile_folder, faults


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """What sam build makes, in small: a function and a layer."""
    for name in ("GetFunction/handler.py", "Layer/python/trunkline/__init__.py", "Layer/python/trunkline/inner.py"):
        module = tmp_path / name
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(f"NAME = {name!r}\n")
    return tmp_path


@pytest.fixture(autouse=True)
def _tests_have_the_runtime_of_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "RUNTIME", sys.version_info[:2])


def _bytecode(source: Path) -> Path:
    return Path(cache_from_source(str(source)))


def test_a_build_that_was_made_has_no_faults(build: Path) -> None:
    assert command.main([str(build)]) == 0
    assert command.main([str(build), "--check"]) == 0

    assert len(list(build.rglob("*.pyc"))) == 3


def test_bytecode_outlives_the_dates_that_a_zip_gives_its_files(build: Path) -> None:
    command.main([str(build)])

    for source in build.rglob("*.py"):
        os.utime(source, (315532800, 315532800))

    assert command.main([str(build), "--check"]) == 0


def test_a_build_without_bytecode_is_refused(build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(build), "--check"]) == 1

    assert "GetFunction/handler.py: no bytecode" in capsys.readouterr().err


def _forget(source: Path) -> None:
    _bytecode(source).unlink()


def _edit(source: Path) -> None:
    source.write_text("NAME = 'edited'\n")


def _compile_by_date(source: Path) -> None:
    py_compile.compile(str(source), invalidation_mode=PycInvalidationMode.TIMESTAMP)


def _compile_checked(source: Path) -> None:
    py_compile.compile(str(source), invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def _compile_by_another_version(source: Path) -> None:
    compiled = _bytecode(source)
    other = struct.pack("<H", int.from_bytes(MAGIC_NUMBER[:2], "little") - 1) + MAGIC_NUMBER[2:]
    compiled.write_bytes(other + compiled.read_bytes()[4:])


def _remove_source(source: Path) -> None:
    source.unlink()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_forget, "no bytecode"),
        (_edit, "another source"),
        (_compile_by_date, "goes by dates"),
        (_compile_checked, "checked against its source"),
        (_compile_by_another_version, "another version"),
        (_remove_source, "no source"),
    ],
)
def test_bytecode_that_lambda_would_not_use_is_found(build: Path, spoil: Callable[[Path], None], reason: str) -> None:
    layer = build / "Layer"
    compile_folder(layer, "/opt")

    spoil(layer / "python/trunkline/inner.py")

    (fault,) = faults(layer)
    assert "inner" in fault
    assert reason in fault


def test_a_source_that_does_not_compile_is_found(build: Path) -> None:
    (build / "GetFunction/handler.py").write_text("def (")

    assert command.main([str(build)]) == 1


def test_bytecode_names_the_place_where_lambda_finds_its_source(build: Path) -> None:
    module = build / "GetFunction/handler.py"
    module.write_text("def where(): return where.__code__.co_filename\n")

    command.main([str(build)])

    assert run_path(str(_bytecode(module)))["where"]() == "/var/task/handler.py"


def test_a_layer_that_is_too_large_is_refused(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "MAX_LAYER_BYTES", 5000)
    assert command.main([str(build)]) == 0

    (build / "Layer/python/trunkline/large").write_bytes(bytes(6000))

    assert command.main([str(build), "--check"]) == 1
    assert "Layer/takes" in capsys.readouterr().err


def test_another_interpreter_than_the_runtime_is_refused(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "RUNTIME", (2, 7))

    with pytest.raises(SystemExit):
        command.main([str(build)])


def test_a_build_that_was_not_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        command.main([str(tmp_path)])
