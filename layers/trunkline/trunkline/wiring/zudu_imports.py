"""Imports of Zudu numbers. Importing this loads what talks to carriers."""

from trunkline.services.zudu_imports import ZuduImports
from trunkline.wiring.carriers import registrations
from trunkline.wiring.zudu_numbers import zudu_numbers


def zudu_imports() -> ZuduImports:
    """Compose the use cases of importing Zudu numbers."""
    return ZuduImports(zudu_numbers(), registrations())
