"""What a correction may touch in MiniStack, and the check that it is still there.

The corrections replace private functions of one exact version. Each module of `patches` lists
the names it touches as patch points; all of them are checked before any is replaced, so that
another version gives one clear line and not a subtly wrong emulator.
"""

import importlib
import importlib.metadata
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MINISTACK_VERSION = "1.5.33"


class EmulatorMismatchError(Exception):
    """The installed MiniStack is not the one that the corrections were written for."""


@dataclass(frozen=True)
class PatchPoint:
    """A name inside MiniStack that a correction replaces, wraps or calls."""

    module: str
    name: str
    parameters: str | None = None
    """The parameter names, separated by spaces; None for what is no function."""

    def verify(self) -> None:
        """Check that the name exists and, of a function, that its parameters are the known ones.

        Raises:
            EmulatorMismatchError: it does not.
        """
        try:
            target: Any = importlib.import_module(f"ministack.{self.module}")
            for part in self.name.split("."):
                target = getattr(target, part)
        except (ImportError, AttributeError):
            raise EmulatorMismatchError(_mismatch(f"{self.module}.{self.name} is missing")) from None
        if self.parameters is None:
            return
        found = " ".join(inspect.signature(target).parameters)
        if found != self.parameters:
            raise EmulatorMismatchError(
                _mismatch(f"{self.module}.{self.name} takes ({found}), not ({self.parameters})")
            )


def verify_version() -> None:
    """Check the installed version.

    Raises:
        EmulatorMismatchError: it is another one.
    """
    installed = importlib.metadata.version("ministack")
    if installed != MINISTACK_VERSION:
        raise EmulatorMismatchError(_mismatch(f"version {installed} is installed"))


def verify_points(points: Iterable[PatchPoint]) -> None:
    """Check all patch points.

    Raises:
        EmulatorMismatchError: at the first that is not as expected.
    """
    for point in points:
        point.verify()


def _mismatch(found: str) -> str:
    return (
        f"The local stack needs MiniStack {MINISTACK_VERSION}, but {found}; "
        "install requirements/stack.txt into a fresh .venv-stack"
    )
