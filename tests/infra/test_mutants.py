"""The mutants that no test has to notice are still mutants of this code."""

import tomllib

from tests.support.template import ROOT

TOOL = ROOT / "tools" / "mutants"
LAYER = ROOT / "layers" / "trunkline" / "trunkline"


def test_an_excused_mutant_changes_lines_that_are_there_and_says_why() -> None:
    for entry in tomllib.loads((TOOL / "excused.toml").read_text()).get("excused", []):
        module, _, rest = entry["mutant"].partition(" ")
        was = rest.partition(": ")[2].partition(" -> ")[0]
        assert " ".join(was.split()) in " ".join((LAYER / module).read_text().split()), entry["mutant"]
        assert entry["why"], entry["mutant"]
