from typing import Any

import pytest

from tests.sandbox.conftest import Carrier, account
from tools.sandbox import Sandbox


def listed(twilio: Carrier, **query: Any) -> Any:
    response = twilio.send("GET", "/IncomingPhoneNumbers.json", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def sid(twilio: Carrier, index: int = 0) -> str:
    return str(listed(twilio, PhoneNumber=twilio.numbers[index])["incoming_phone_numbers"][0]["sid"])


def update(twilio: Carrier, number_sid: str, **fields: str) -> Any:
    return twilio.send("POST", f"/IncomingPhoneNumbers/{number_sid}.json", data=fields)


def test_the_account_of_the_published_example_is_active(twilio: Carrier) -> None:
    body = twilio.send("GET", ".json").json()

    assert (twilio.account_id, twilio.token) == ("your_account_sid", "your_auth_token")
    assert (body["sid"], body["status"], body["type"]) == ("your_account_sid", "active", "Full")


@pytest.mark.parametrize("auth", [("your_account_sid", "wrong"), ("AC" + "0" * 32, "your_auth_token"), ("", "")])
def test_wrong_credentials_are_401_with_code_20003(twilio: Carrier, auth: tuple[str, str]) -> None:
    response = twilio.send("GET", ".json", auth=auth)

    assert response.status_code == 401
    assert (response.json()["code"], response.json()["status"]) == (20003, 401)


def test_a_suspended_account_shows_its_status_and_is_refused_otherwise(sandbox: Sandbox) -> None:
    suspended = account(sandbox, "twilio", "suspended")

    assert suspended.send("GET", ".json").json()["status"] == "suspended"
    refused = suspended.send("GET", "/IncomingPhoneNumbers.json")
    assert (refused.status_code, refused.json()["code"]) == (403, 20403)


def test_a_closed_account_is_refused_like_a_wrong_token(sandbox: Sandbox) -> None:
    response = account(sandbox, "twilio", "closed").send("GET", ".json")

    assert (response.status_code, response.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("pattern", "count"), [("+12125551234", 1), ("12125551", 8), ("212555123*", 6), ("+1415", 3), ("*55512*4", 1)]
)
def test_the_number_filter_takes_parts_and_wildcards(twilio: Carrier, pattern: str, count: int) -> None:
    assert len(listed(twilio, PhoneNumber=pattern)["incoming_phone_numbers"]) == count


def test_pages_follow_a_relative_uri_to_the_last(twilio: Carrier) -> None:
    page, numbers = listed(twilio, PageSize=4), []
    while True:
        numbers += [number["phone_number"] for number in page["incoming_phone_numbers"]]
        if page["next_page_uri"] is None:
            break
        path = page["next_page_uri"].removeprefix(f"/2010-04-01/Accounts/{twilio.account_id}")
        page = twilio.send("GET", path).json()

    assert len(numbers) == len(set(numbers)) == 11
    assert twilio.send("GET", "/IncomingPhoneNumbers.json?PageSize=4&Page=1").status_code == 400


def test_an_update_keeps_what_was_not_sent_and_clears_what_was_empty(twilio: Carrier) -> None:
    number = sid(twilio)
    before = twilio.resources("numbers")[number]

    body = update(twilio, number, VoiceUrl="https://new.example/voice", SmsUrl="").json()

    assert body["voice_url"] == "https://new.example/voice"
    assert body["sms_url"] == ""
    after = twilio.resources("numbers")[number]
    assert {name for name in after if after[name] != before[name]} == {"voice_url", "sms_url"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"VoiceUrl": "not a url"}, 21402),
        ({"StatusCallback": "ftp://a.example/"}, 21402),
        ({"VoiceMethod": "FETCH"}, 21403),
        ({"VoiceURL": "https://a.example/"}, 20001),
        ({"voice_url": "https://a.example/"}, 20001),
        ({"TrunkSid": "TK1"}, 20001),
        ({"VoiceApplicationSid": "AP" + "0" * 32}, 20001),
        ({"VoiceCallerIdLookup": "yes"}, 20001),
    ],
)
def test_an_update_that_is_not_documented_is_refused_and_changes_nothing(
    twilio: Carrier, fields: dict[str, str], code: int
) -> None:
    number = sid(twilio)
    before = twilio.resources("numbers")

    response = update(twilio, number, SmsUrl="https://new.example/sms", **fields)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert twilio.resources("numbers") == before


def test_a_json_body_is_refused(twilio: Carrier) -> None:
    response = twilio.send("POST", f"/IncomingPhoneNumbers/{sid(twilio)}.json", json={"VoiceUrl": "https://a.example/"})

    assert response.status_code == 400


def test_of_trunk_and_application_the_later_one_stays(twilio: Carrier) -> None:
    numbers = twilio.resources("numbers")
    application = next(iter(twilio.resources("applications")))
    trunk = next(iter(twilio.resources("trunks")))
    on_trunk = next(key for key, number in numbers.items() if number["trunk_sid"])

    assert update(twilio, on_trunk, VoiceApplicationSid=application).json()["trunk_sid"] is None
    body = update(twilio, on_trunk, TrunkSid=trunk).json()
    assert (body["trunk_sid"], body["voice_application_sid"]) == (trunk, "")
    assert update(twilio, on_trunk, TrunkSid="").json()["trunk_sid"] is None


def test_a_number_given_up_is_gone(twilio: Carrier) -> None:
    number = sid(twilio)

    assert twilio.send("DELETE", f"/IncomingPhoneNumbers/{number}.json").status_code == 204
    gone = twilio.send("DELETE", f"/IncomingPhoneNumbers/{number}.json")
    assert (gone.status_code, gone.json()["code"]) == (404, 20404)


def test_another_accounts_number_is_not_found(twilio: Carrier, sandbox: Sandbox) -> None:
    foreign = sid(account(sandbox, "twilio", "globex"))

    assert update(twilio, foreign, VoiceUrl="").json()["code"] == 20404


def test_what_is_not_imitated_is_404_and_a_wrong_method_405(twilio: Carrier) -> None:
    assert twilio.send("GET", "/Queues.json").status_code == 404
    assert twilio.send("DELETE", "/IncomingPhoneNumbers.json").status_code == 405


def api_key(twilio: Carrier) -> tuple[str, str]:
    described = twilio.sandbox.described()["acme"]["twilio"]
    return described["apiKeySid"], described["apiKeySecret"]


def test_an_api_key_may_use_what_the_account_has_but_not_read_the_account(twilio: Carrier) -> None:
    key = api_key(twilio)

    assert twilio.send("GET", "/IncomingPhoneNumbers.json", auth=key).status_code == 200
    number = f"/IncomingPhoneNumbers/{sid(twilio)}.json"
    assert twilio.send("POST", number, auth=key, data={"FriendlyName": "x"}).json()["friendly_name"] == "x"
    refused = twilio.send("GET", ".json", auth=key)
    assert (refused.status_code, refused.json()["code"]) == (401, 20003)


def test_an_api_key_has_a_secret_of_its_own_and_no_other_account(twilio: Carrier, sandbox: Sandbox) -> None:
    key, secret = api_key(twilio)
    other = account(sandbox, "twilio", "globex")

    for auth in ((key, twilio.token), (twilio.account_id, secret), (key, "wrong"), ("SK" + "0" * 32, secret)):
        assert twilio.send("GET", "/IncomingPhoneNumbers.json", auth=auth).status_code == 401
    assert other.send("GET", "/IncomingPhoneNumbers.json", auth=(key, secret)).status_code == 404
