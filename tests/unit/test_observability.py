"""Log lines, as Logs Insights reads them."""

import json
import subprocess
import sys

import pytest

_LINE = 'from trunkline.observability import logger; logger.info("it happened", route="GET /x")'


@pytest.mark.parametrize("name", ["trunkline-prod-WellCreatePhoneFunction-AbC", None])
def test_a_line_names_the_function_that_wrote_it(name: str | None) -> None:
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    environment |= {"AWS_LAMBDA_FUNCTION_NAME": name} if name else {}

    done = subprocess.run([sys.executable, "-c", _LINE], env=environment, capture_output=True, text=True, check=True)

    line = json.loads(done.stdout)
    assert line.get("function_name") == name
    assert (line["message"], line["route"]) == ("it happened", "GET /x")
