"""Texts that a caller hears: a carrier refuses to speak nothing, so they are never blank."""

import pytest

from tests.support.workspaces import WorkspaceApi

SPOKEN = ("voiceGreetingMessage", "voiceUnavailableMessage", "voiceOffHoursMessage", "voicemailGreeting")


@pytest.mark.parametrize("member", SPOKEN)
@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0\u2003", "\ufeff"])
def test_a_blank_text_is_refused_and_null_is_none(api: WorkspaceApi, member: str, text: str) -> None:
    number = api.created(**{member: "Hello"})
    refused = api.update(number["uuid"], **{member: text})
    assert refused.status == 422
    detail = refused.json()["detail"]
    assert member in detail
    assert "must not be blank" in detail
    assert api.create(headers=None, **{"phoneNumber": "+12125550111", member: text}).status == 422
    cleared = api.update(number["uuid"], **{member: None})
    assert (cleared.status, cleared.json()[member]) == (200, None)
