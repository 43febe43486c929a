"""What the environment does not say is an error that names it."""

import pytest
from trunkline.settings import MissingSettingError, Settings, carrier_base_url, event_bus_name, sandbox_url


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("table_name", "TABLE_NAME"),
        ("secrets_key_id", "SECRETS_KEY_ID"),
        ("events_queue_url", "EVENTS_QUEUE_URL"),
        ("recordings_queue_url", "RECORDINGS_QUEUE_URL"),
        ("recordings_bucket", "RECORDINGS_BUCKET"),
    ],
)
def test_a_setting_without_a_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv(variable, raising=False)
    else:
        monkeypatch.setenv(variable, value)

    with pytest.raises(MissingSettingError, match=variable):
        getattr(Settings(), name)


def test_so_is_a_setting_of_one_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENT_BUS_NAME", raising=False)

    with pytest.raises(MissingSettingError, match="EVENT_BUS_NAME is not set"):
        event_bus_name()


def test_a_carrier_is_itself_unless_a_sandbox_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARRIER_BASE_URL_PLIVO", raising=False)
    assert (sandbox_url("plivo"), carrier_base_url("plivo")) == (None, "https://api.plivo.com")

    monkeypatch.setenv("CARRIER_BASE_URL_PLIVO", "http://127.0.0.1:8001/")
    assert sandbox_url("plivo") == carrier_base_url("plivo") == "http://127.0.0.1:8001"
