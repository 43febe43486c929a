from typing import Any

import pytest

from tests.sandbox.conftest import Carrier, account
from tools.sandbox import Sandbox


def create(plivo: Carrier, **members: Any) -> Any:
    body = {"app_name": "ours", "answer_url": "https://a.example/answer", **members}
    return plivo.send("POST", "/Application/", json=body)


def number(plivo: Carrier, index: int = 0) -> str:
    return plivo.numbers[index].removeprefix("+")


def test_the_account_is_shown(plivo: Carrier) -> None:
    body = plivo.send("GET", "/").json()

    assert body["auth_id"] == plivo.account_id
    assert "api_id" in body
    assert len(plivo.account_id) == 20
    assert plivo.account_id.startswith("MA")


def test_wrong_credentials_are_401_in_plain_text(plivo: Carrier) -> None:
    response = plivo.send("GET", "/", auth=(plivo.account_id, "wrong"))

    assert response.status_code == 401
    assert "json" not in response.headers["Content-Type"]


@pytest.mark.parametrize(("tenant", "status"), [("suspended", 403), ("closed", 401)])
def test_accounts_that_are_not_served_are_refused(sandbox: Sandbox, tenant: str, status: int) -> None:
    assert account(sandbox, "plivo", tenant).send("GET", "/").status_code == status


def test_numbers_are_kept_without_a_plus(plivo: Carrier) -> None:
    assert plivo.send("GET", f"/Number/{number(plivo)}/").json()["number"] == number(plivo)
    assert plivo.send("GET", f"/Number/%2B{number(plivo)}/").status_code == 404
    assert plivo.send("GET", "/Number/14155559999/").json()["error"] == "not found"


def test_a_path_without_its_last_slash_is_not_found(plivo: Carrier) -> None:
    assert plivo.send("GET", f"/Number/{number(plivo)}").status_code == 404


def test_lists_have_pages_of_at_most_twenty(plivo: Carrier) -> None:
    page = plivo.send("GET", "/Number/?limit=5").json()
    rest = plivo.send("GET", page["meta"]["next"].removeprefix(f"/v1/Account/{plivo.account_id}")).json()

    assert page["meta"]["total_count"] == 8
    assert [one["number"] for one in page["objects"] + rest["objects"]] == [n[1:] for n in plivo.numbers]
    assert rest["meta"]["next"] is None
    assert plivo.send("GET", "/Number/?limit=21").status_code == 400
    assert plivo.send("GET", "/Number/?colour=red").status_code == 400


def test_a_new_application_has_the_documented_defaults(plivo: Carrier) -> None:
    created = create(plivo)
    app = plivo.send("GET", f"/Application/{created.json()['app_id']}/").json()

    assert (created.status_code, created.json()["message"]) == (201, "created")
    assert app["hangup_url"] == app["answer_url"] == "https://a.example/answer"
    assert (app["answer_method"], app["message_url"], app["default_app"]) == ("POST", "", False)


@pytest.mark.parametrize(
    "members",
    [
        {"app_name": "with space"},
        {"app_name": None},
        {"answer_url": ""},
        {"answer_url": None},
        {"answer_method": "PUT"},
        {"default_number_app": "false"},
        {"unknown": "x"},
        {"message_url": 7},
    ],
)
def test_an_application_that_is_not_documented_is_refused(plivo: Carrier, members: dict[str, Any]) -> None:
    before = plivo.resources("applications")

    assert create(plivo, **members).status_code == 400
    assert plivo.resources("applications") == before


def test_a_form_body_is_refused(plivo: Carrier) -> None:
    data = {"app_name": "ours", "answer_url": "https://a.example/"}

    assert plivo.send("POST", "/Application/", data=data).status_code == 400


def test_an_application_is_assigned_by_its_id(plivo: Carrier) -> None:
    app_id = create(plivo).json()["app_id"]

    response = plivo.send("POST", f"/Number/{number(plivo)}/", json={"app_id": app_id})

    assert (response.status_code, response.json()["message"]) == (202, "changed")
    assert plivo.resources("numbers")[number(plivo)]["application"].endswith(f"/Application/{app_id}/")


def test_without_an_app_id_the_default_application_takes_over(plivo: Carrier) -> None:
    default = next(app for app in plivo.resources("applications").values() if app["default_app"])

    assert plivo.send("POST", f"/Number/{number(plivo)}/", json={"alias": "mine"}).status_code == 202
    changed = plivo.resources("numbers")[number(plivo)]
    assert (changed["alias"], changed["application"]) == ("mine", default["resource_uri"])


@pytest.mark.parametrize("app_id", ["", None, 7, "12345"])
def test_an_app_id_that_is_none_of_the_account_is_refused(plivo: Carrier, app_id: Any) -> None:
    before = plivo.resources("numbers")

    assert plivo.send("POST", f"/Number/{number(plivo)}/", json={"app_id": app_id}).status_code == 400
    assert plivo.resources("numbers") == before


@pytest.mark.parametrize(("body", "left"), [({}, 1), ({"cascade": True}, 1), ({"cascade": False}, 2)])
def test_deleting_an_application_takes_its_endpoints_unless_told_not_to(
    plivo: Carrier, body: dict[str, Any], left: int
) -> None:
    app_id = next(key for key, app in plivo.resources("applications").items() if app["app_name"] == "Customer-IVR")

    assert plivo.send("DELETE", f"/Application/{app_id}/", json=body).status_code == 204
    assert len(plivo.resources("endpoints")) == left
    assert plivo.resources("numbers")[number(plivo)]["application"] is None
    assert plivo.send("DELETE", f"/Application/{app_id}/", json=body).status_code == 404


def test_updating_an_application_with_the_sdks_defaults_resets_the_customers(plivo: Carrier) -> None:
    default = next(key for key, app in plivo.resources("applications").items() if app["default_app"])
    # What plivo-python sends along with every update.
    body = {"answer_url": "https://a.example/", "default_number_app": False, "log_incoming_messages": True}

    assert plivo.send("POST", f"/Application/{default}/", json=body).status_code == 202
    assert plivo.resources("applications")[default]["default_app"] is False


def test_a_number_given_up_is_gone(plivo: Carrier) -> None:
    assert plivo.send("DELETE", f"/Number/{number(plivo)}/").status_code == 204
    assert plivo.send("DELETE", f"/Number/{number(plivo)}/").status_code == 404
