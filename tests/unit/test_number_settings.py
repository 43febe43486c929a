from dataclasses import fields

import pytest
from pydantic import TypeAdapter
from trunkline.domain.phone_numbers import DEFAULT_SETTINGS, SETTINGS_MAX_BYTES, NumberSettings, WorkMode
from trunkline.errors import RuleError
from trunkline.http.workspace.schemas import SettingsBody
from trunkline.http.workspace.views import settings_view
from trunkline.table.number_items import _settings, _settings_map


@pytest.mark.parametrize(
    ("switch", "role", "member"),
    [
        ("allow_signup", "signup_member_role_id", "allowSignup"),
        ("allow_anonymous", "anonymous_member_role_id", "allowAnonymous"),
    ],
)
def test_letting_people_in_needs_the_role_that_they_get(switch: str, role: str, member: str) -> None:
    with pytest.raises(RuleError, match=member):
        DEFAULT_SETTINGS.changed({switch: True})
    allowed = DEFAULT_SETTINGS.changed({switch: True, role: 5})
    assert getattr(allowed, switch) is True
    with pytest.raises(RuleError, match=member):
        allowed.changed({role: None})


def test_a_number_of_which_only_the_name_is_said_has_the_published_settings() -> None:
    settings = DEFAULT_SETTINGS.changed({"name": "Front desk"})
    switches = {"enable_voice": True, "enable_sms": True, "enable_whats_app": False, "assistant_enabled": True}
    assert {name: getattr(settings, name) for name in switches} == switches
    assert not settings.allow_signup
    assert not settings.allow_anonymous
    assert settings.restart_delay == 900


def test_texts_have_a_limit_in_bytes_not_in_characters() -> None:
    fits = DEFAULT_SETTINGS.changed({"brand_description": "ä" * (SETTINGS_MAX_BYTES // 2)})
    with pytest.raises(RuleError, match=f"{SETTINGS_MAX_BYTES} bytes"):
        fits.changed({"name": "x"})


def test_only_what_differs_from_the_defaults_is_stored() -> None:
    settings = DEFAULT_SETTINGS.changed({"restart_delay": None, "voice_work_mode": WorkMode.VOICEMAIL})
    stored = _settings_map(settings)
    assert stored == {"restart_delay": None, "voice_work_mode": "voicemail"}
    assert _settings(stored) == settings


def test_request_schema_and_view_know_exactly_the_settings_of_the_domain() -> None:
    names = {field.name: field.default for field in fields(NumberSettings)}
    assert SettingsBody.__annotations__.keys() == names.keys()
    sent = TypeAdapter(SettingsBody).json_schema()["properties"]
    assert [member.get("default") for member in sent.values()] == list(names.values())
    assert sent.keys() == settings_view(DEFAULT_SETTINGS).keys()
