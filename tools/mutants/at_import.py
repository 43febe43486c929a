"""A plugin of pytest that has one module of the service imported with a fault in it."""

import importlib.machinery
import os
from pathlib import Path
from types import CodeType

MODULE, SOURCE = "MUTANTS_MODULE", "MUTANTS_SOURCE"


def _replace(path: str, source: str) -> None:
    """Replace how modules are read; the file stays as it is, and so does its compiled form."""
    changed = compile(Path(source).read_text(), path, "exec")
    loader = importlib.machinery.SourceFileLoader
    as_it_is = loader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        return changed if self.path == path else as_it_is(self, fullname)

    loader.get_code = get_code  # type: ignore[assignment, method-assign]


# Before any conftest.py is read, for those import the service.
if MODULE in os.environ:
    _replace(os.environ[MODULE], os.environ[SOURCE])
