"""Who gets in, what each is offered, and what somebody else's address shows."""

import pytest
from selenium import webdriver

from tests.e2e.console.conftest import Console, Office
from tests.support.gateway import Gateway
from tests.support.workspaces import Tenant, WorkspaceApi


@pytest.fixture(scope="module")
def number(office: Office) -> str:
    return str(office.api.created(name="Reception")["id"])


OFFERED = {
    "read": [],
    "write": ["New number"],
    "admin": ["New number"],
}


@pytest.mark.parametrize("scope", OFFERED)
def test_a_token_signs_in_and_its_scopes_decide_what_is_offered(console: Console, number: str, scope: str) -> None:
    console.open(scope=None)
    console.type("#token", console.office.tokens[scope])
    console.press("Sign in")
    console.wait_for_text("Reception", ".table")
    assert [each.text for each in console.seen(".head .button")] == OFFERED[scope]

    console.go(console.address("numbers", number))
    console.wait_for_text("Archive", "aside")
    console.wait_for(".empty")
    may_write, may_archive = scope != "read", scope == "admin"
    assert bool(console.named("Link a provider phone")) == may_write
    if may_archive:
        console.wait_for_text("Nothing uses this number")
    assert bool(console.named("Archive…")) == may_archive
    assert ("needs a token with phones:admin" in console.text("aside")) != may_archive

    console.go(console.address("numbers", number, "settings"))
    assert console.wait_for("#setting-name").is_enabled() == may_write
    assert console.complaints() == []


def test_a_wrong_token_is_said_to_be_wrong_and_kept_nowhere(console: Console) -> None:
    console.open(scope=None)
    console.type("#token", "tl_000000000000000000000000_" + "A" * 43)
    console.press("Sign in")

    console.wait_for_text("This token was not accepted", "[role='alert']")
    assert console.driver.execute_script("return [sessionStorage.length, localStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_a_token_that_has_expired_is_asked_for_again_and_one_goes_on_where_one_was(
    console: Console, number: str
) -> None:
    console.open("numbers", number, token=console.office.expired)
    console.wait_for_text("expired or was revoked")

    console.type("#token", console.office.tokens["read"])
    console.press("Sign in")

    console.wait_for_text("Reception", ".subtitle")
    assert console.driver.current_url.endswith(f"/numbers/{number}")


def test_a_token_is_kept_for_its_tab_only_and_forgotten_on_leaving(console: Console, browser: webdriver.Chrome) -> None:
    console.open("numbers")
    console.wait_for(".table")
    assert console.driver.execute_script("return [localStorage.length, document.cookie]") == [0, ""]
    assert console.office.tokens["admin"] not in console.driver.current_url

    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        browser.get(console.url)
        console.wait_for("#token")
    finally:
        browser.close()
        browser.switch_to.window(first)

    console.press("Sign out")
    console.wait_for("#token")
    browser.refresh()
    console.wait_for("#token")


def test_the_demo_tenants_are_offered_as_buttons(console: Console) -> None:
    console.open(scope=None)
    console.press("Read only of globex")

    console.wait_for_text("Support", ".workspace")
    assert console.wait_for(".who .quiet").text == "Read only"


@pytest.mark.parametrize("part", ["numbers", "overview", "test-phone"])
def test_the_workspace_of_another_tenant_shows_nothing(console: Console, globex: Tenant, part: str) -> None:
    console.open("numbers")
    console.wait_for(".table")
    console.go(console.address(part, workspace=globex.workspace))

    console.wait_for_text("belongs to somebody else", "[role='alert']")
    assert not console.seen(".table")


def test_the_number_of_another_tenant_and_one_that_does_not_exist_are_the_same(
    console: Console, gateway: Gateway, globex: Tenant
) -> None:
    theirs = WorkspaceApi(gateway, globex.workspace, globex.tokens["admin"]).created(name="Theirs")
    texts = []
    for workspace, number in (
        (globex.workspace, theirs["id"]),
        (console.office.workspace, theirs["id"]),
        (console.office.workspace, theirs["uuid"]),
        (console.office.workspace, 4711),
    ):
        console.open("numbers")
        console.go(console.address("numbers", number, workspace=workspace))
        console.wait_for_text("There is no such number here")
        texts.append(console.text("#content"))
    assert len(set(texts)) == 1
    assert "Theirs" not in texts[0]


def test_a_page_that_a_deployment_has_made_old_asks_to_be_loaded_again(console: Console) -> None:
    console.open("numbers")
    console.wait_for(".table")
    console.driver.execute_cdp_cmd("Network.enable", {})
    console.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    console.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/overview.js"]})
    try:
        console.go(console.address("overview"))
        console.wait_for_text("out of date", "h1")
    finally:
        console.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        console.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})

    console.press("Load again")
    console.wait_for_text("Overview", "h1")
    console.wait_for(".tile, .empty")


def test_an_address_that_names_nothing_says_so(console: Console) -> None:
    console.open("numbers")
    for address in (
        "#/w/nonsense/numbers",
        "#/w/%E0%A4%A/numbers",
        console.address("toString"),
        console.address("numbers", "x/y/../z"),
    ):
        console.go(address)
        console.wait_for(".empty, [role='alert']")
    assert console.complaints() == []
