"""Takes out of a folder of installed packages what ``contents`` says that no function uses."""

import hashlib
import shutil
from pathlib import Path

from tools.package import aws_services, contents


def trim(packages: Path) -> None:
    """Trim the folder, in place. Doing it again changes nothing.

    Raises:
        ValueError: botocore no longer has a service or an operation that the layer calls.
    """
    for pattern in contents.UNUSED:
        for path in sorted(packages.glob(pattern)):
            _remove(path)
    _replace(packages)
    _stand_in(packages)
    for folder, kept in contents.KEPT.items():
        for path in sorted((packages / folder).glob("*")):
            if path.name not in kept:
                _remove(path)
    if (packages / "botocore").is_dir():
        aws_services.trim(packages / "botocore" / "data")


def rules_digest() -> str:
    """A digest of the rules: what was trimmed by other rules has to be made again."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _replace(packages: Path) -> None:
    for file, text in contents.REPLACED.items():
        if (packages / file).is_file():
            (packages / file).write_text(text)


def _stand_in(packages: Path) -> None:
    for folder, kept in contents.STOOD_IN.items():
        for path in sorted((packages / folder).glob("*")):
            if path.name not in ("__init__.py", "__pycache__") and path.stem not in kept:
                _remove(path)
                path.with_suffix(".py").write_text(contents.STAND_IN)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
