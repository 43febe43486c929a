"""The texts on Weya's page are those that are served, and a customer's carrier account is nobody else's business."""

import json
import re
from collections.abc import Callable

import pytest

from tests.carriers.sandboxed import ACCOUNTS, Carriers
from tests.carriers.weya import WeyaApi
from tests.support.gateway import Response
from tests.support.template import ROOT
from tests.support.workspaces import Tenant

Ask = Callable[[WeyaApi, Carriers], Response]


def documented(case: str) -> tuple[int, str]:
    """Status and body of a case on the page."""
    page = (ROOT / "docs" / "dialects" / "weya.md").read_text()
    (found,) = re.findall(rf"^\| (\d{{3}}) \| {re.escape(case)} \| `(.*)` \|$", page, re.MULTILINE)
    return int(found[0]), found[1]


def failing(status: int | str, path: str = "") -> Ask:
    def ask(weya: WeyaApi, carriers: Carriers) -> Response:
        carriers.fail("twilio", status, path=path)
        return weya.add("twilio")

    return ask


CASES: dict[str, Ask] = {
    "a malformed user id": lambda weya, _: weya.add("twilio", userId="xyz"),
    "an unknown user, or another organisation's": lambda weya, _: weya.add("twilio", userId="0" * 24),
    "wrong credentials, or the number is registered by another organisation": (
        lambda weya, _: weya.add("twilio", authToken="wrong" * 6)
    ),
    "a number of somebody else": lambda weya, _: weya.add("twilio", phoneNumber="14155559999"),
    "the carrier does not answer": failing("reset"),
    "the carrier fails": failing(503),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_on_the_page_is_the_one_that_is_served(weya: WeyaApi, carriers: Carriers, case: str) -> None:
    response = CASES[case](weya, carriers)

    assert (response.status, response.text) == documented(case)


@pytest.mark.parametrize("carrier", ACCOUNTS)
def test_a_number_that_another_organisation_has_registered_answers_as_wrong_credentials_do(
    weya: WeyaApi, tenants: dict[str, Tenant], carrier: str
) -> None:
    globex = weya.as_(tenants["globex"])
    assert weya.add(carrier).status == 201

    claimed = globex.add(carrier)
    wrong = globex.add(carrier, authToken="wrong" * 6)

    assert claimed.status == wrong.status == 400
    assert claimed.text.encode() == wrong.text.encode()
    assert json.loads(claimed.text)["message"] == f"{carrier} refused the credentials"
    assert {name for name in claimed.headers if name != "x-request-id"} == {
        name for name in wrong.headers if name != "x-request-id"
    }


@pytest.mark.parametrize("carrier", ["twilio", "plivo"])
def test_an_account_that_there_is_not_answers_as_wrong_credentials_do(weya: WeyaApi, carrier: str) -> None:
    wrong = weya.add(carrier, authToken="wrong" * 6)
    assert weya.add(carrier, accSId="AC" + "0" * 32).text == wrong.text
