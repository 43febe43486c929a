"""Run the command, when this Python can: `python -m tools.stack up | stop | logs`."""

import importlib.util
import sys

_NEEDED = ("ministack", "samtranslator", "botocore", "yaml")
_INSTALL = "make .venv-stack/.installed"


def _obstacle() -> str:
    """Return why nothing can start here; empty when it can. Runs on older Pythons too."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where the minimum is checked
        return "Python 3.11 or newer is needed, this is " + sys.version.split()[0]
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    return f"{', '.join(missing)} not installed in this Python; run: {_INSTALL}" if missing else ""


if __name__ == "__main__":
    obstacle = _obstacle()
    if obstacle:
        sys.exit(f"Error: {obstacle}")
    from tools.stack.command import main

    sys.exit(main())
