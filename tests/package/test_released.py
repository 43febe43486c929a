"""What is shipped of a package is what was released: each file byte for byte, or not at all."""

import base64
import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.package import __main__ as command
from tools.package import contents


@pytest.fixture(autouse=True)
def _tests_have_the_runtime_of_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "RUNTIME", sys.version_info[:2])


def _hash(path: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")


def _files(packages: Path) -> dict[str, Path]:
    return {
        path.relative_to(packages).as_posix(): path
        for path in packages.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_each_shipped_file_is_the_released_one(shipped: tuple[Path, Path], released: dict[str, str]) -> None:
    """Held against the records of what is installed here, not against those that are shipped."""
    files = _files(shipped[1])
    written_here = {name for name in files if name.endswith((".dist-info/RECORD", "INSTALLER", "REQUESTED"))}

    assert len(files) > 800
    assert {
        name for name, path in files.items() if name not in written_here and released.get(name) != _hash(path)
    } == set()


def _edit(packages: Path) -> None:
    module = packages / "six.py"
    module.write_text(module.read_text() + "\n# better\n")


def _add_a_module(packages: Path) -> None:
    (packages / "urllib3" / "better.py").write_text("BETTER = True\n")


def _add_a_package(packages: Path) -> None:
    (packages / "pydantic").mkdir()
    (packages / "pydantic" / "__init__.py").write_text("BaseModel = object\n")


def _rewrite_a_description(packages: Path) -> None:
    (packages / "botocore/data/endpoints.json").write_text("{}")


def _forget_a_record(packages: Path) -> None:
    (record,) = packages.glob("jmespath-*.dist-info/RECORD")
    record.unlink()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_edit, "six.py: not the released file"),
        (_add_a_module, "urllib3/better.py: of no released package"),
        (_add_a_package, "pydantic/__init__.py: of no released package"),
        (_rewrite_a_description, "botocore/data/endpoints.json: not the released file"),
        (_forget_a_record, "jmespath/__init__.py: of no released package"),
    ],
)
def test_a_build_with_another_file_than_the_released_one_is_refused(
    spoil: Callable[[Path], None],
    fault: str,
    build: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packages = tmp_path / "DependenciesLayer/python"
    some = shutil.ignore_patterns("twilio*", "phonenumbers*", "dynamodb", "s3")
    shutil.copytree(build / "DependenciesLayer/python", packages, ignore=some)
    spoil(packages)

    assert command.main([str(tmp_path)]) == 1

    assert f"DependenciesLayer/python/{fault}" in capsys.readouterr().err


@pytest.mark.parametrize("pattern", [pattern for pattern in contents.UNUSED if pattern != "bin"])
def test_every_rule_still_has_something_to_leave_out(pattern: str, installed: Path) -> None:
    """ "bin" aside: pip makes that folder beside packages only where it installs a layer."""
    assert any(installed.glob(pattern))


def test_what_is_kept_of_a_folder_is_there(shipped: tuple[Path, Path]) -> None:
    for folder, kept in contents.KEPT.items():
        found = {path.name for path in (shipped[1] / folder).iterdir()}
        assert found - {"__pycache__"} == set(kept)


def test_licences_stay(shipped: tuple[Path, Path]) -> None:
    for packaged in shipped[1].glob("*.dist-info"):
        files = {path.name.upper() for path in packaged.rglob("*")}
        named = any(name.startswith(("LICEN", "COPYING")) for name in files)
        assert named or "License" in (packaged / "METADATA").read_text(), packaged.name


def test_leaving_out_twice_is_leaving_out_once(shipped: tuple[Path, Path], tmp_path: Path) -> None:
    again = shutil.copytree(shipped[1], tmp_path / "python")

    contents.leave_out(again)

    assert _files(again).keys() == _files(shipped[1]).keys()


def test_no_function_can_import_pydantic(shipped: tuple[Path, Path]) -> None:
    assert not (shipped[1] / "pydantic").exists()
    assert (shipped[1] / "pydantic_core").is_dir()
