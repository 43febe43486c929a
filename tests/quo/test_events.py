import importlib
import json

from tests.support.quo import QuoApi
from tests.support.template import ROOT


def test_every_sample_event_is_understood_by_its_function(quo: QuoApi) -> None:
    samples = sorted((ROOT / "events").glob("quo_*/*.json"))
    assert {sample.parent.name for sample in samples} == {path.name for path in (ROOT / "functions").glob("quo_*")}
    for sample in samples:
        event = json.loads(sample.read_text())
        handler = importlib.import_module(f"functions.{sample.parent.name}.handler").lambda_handler
        assert handler(event, None)["statusCode"] == 401

        event["headers"]["authorization"] = quo.key
        route = handler.route
        # A sample names a record that a fresh table does not have, or what is refused.
        assert handler(event, None)["statusCode"] == int(sample.name[:3])
        assert sample.name[:3] == ("404" if "{" in route.path else str(route.success)) or sample.name.startswith("400")
        assert event["routeKey"] == route.key
