"""The counted units that prices are made of are those of the code as it is."""

import os
import subprocess
import sys

from bench.scenarios import ROOT


def test_counts_are_as_recorded() -> None:
    """In a process of its own: counting puts stand-ins where the service has its clients."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers" / "trunkline")])}
    checked = subprocess.run(
        [sys.executable, "-m", "bench.meter", "--check"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr[-2000:]
