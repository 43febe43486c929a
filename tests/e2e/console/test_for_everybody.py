"""The console with a keyboard alone, with a screen reader, in the dark, and over a thin line."""

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.deliveries.test_webhook_routes import Api
from tests.e2e.console.conftest import Console, Office
from tests.support.browser import NARROW, WIDE
from tools.vendor import AXE

MOST_COMPRESSED_BYTES = 200_000
MOST_REQUESTS = 32
MOST_TABS = 40
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def number(office: Office) -> Iterator[dict[str, Any]]:
    made = office.ringing("telnyx", name="For everybody", voiceWorkMode="voicemail")
    office.call(made, recording=True)
    office.call(made, outcome="canceled")
    office.write(made, "Hello")
    hooks = Api(office.api.gateway, office.workspace, office.tokens["admin"])
    # Nobody listens there: a delivery that fails has the most to show.
    webhook = hooks.created(url="http://127.0.0.1:9/hooks", events=["*"], description="For everybody")["id"]
    hooks.send("POST", f"/{webhook}/test")
    yield made | {"webhook": webhook}
    hooks.send("DELETE", f"/{webhook}")


VIEWS = {
    "signing in": (None, "#token"),
    "numbers": (("numbers",), ".row a"),
    "a number": (("numbers", "{id}"), ".entry"),
    "settings": (("numbers", "{id}", "settings"), "#setting-name"),
    "overview": (("overview",), ".tile"),
    "webhooks": (("webhooks",), ".of-webhooks .row a"),
    "a webhook": (("webhooks", "{webhook}"), ".deliveries .entry"),
    "test phone": (("test-phone", "{id}"), ".entry"),
}


def _open(console: Console, view: str, number: dict[str, Any], width: int = WIDE) -> None:
    parts, landmark = VIEWS[view]
    ids = {"{id}": str(number["id"]), "{webhook}": number["webhook"]}
    named = [ids.get(part, part) for part in parts or ()]
    console.open(*named, scope="admin" if parts else None, width=width)
    console.wait_for(landmark)
    console.patiently(lambda: not console.seen(".loading"))


def _violations(console: Console) -> list[str]:
    # As a test tool it is no script of the page: it comes through the debugger, past the page's policy.
    console.driver.execute_script((AXE.folder / "axe.min.js").read_text())
    found: dict[str, Any] = console.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes']][:3]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_serious_keeps_anybody_out(console: Console, number: dict[str, Any], view: str, scheme: str) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    console.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    try:
        _open(console, view, number)
        assert _violations(console) == []
    finally:
        console.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


DIALOGS = {"New number": "numbers", "Archive…": "a number", "New webhook": "webhooks", "Delete…": "a webhook"}


@pytest.mark.parametrize("name", DIALOGS)
def test_nothing_serious_is_in_a_dialog(console: Console, number: dict[str, Any], name: str) -> None:
    _open(console, DIALOGS[name], number)
    console.press(name)
    console.wait_for("dialog button")
    console.patiently(lambda: not console.seen(".loading"))

    assert _violations(console) == []


def test_nothing_serious_on_a_phone(console: Console, number: dict[str, Any]) -> None:
    _open(console, "a number", number, NARROW)

    assert _violations(console) == []


def _tab_to(console: Console, name: str) -> None:
    for _ in range(MOST_TABS):
        console.focused().send_keys(Keys.TAB)
        focused = console.focused()
        if name in (focused.text.strip(), focused.get_attribute("aria-label"), focused.get_attribute("id")):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_a_keyboard_alone_signs_in_finds_a_number_and_changes_it(console: Console, number: dict[str, Any]) -> None:
    console.open(scope=None)
    console.wait_for("#token")
    _tab_to(console, "token")
    console.focused().send_keys(console.office.tokens["admin"], Keys.ENTER)
    console.wait_for(".row")

    console.wait_for("body").send_keys("/")
    console.patiently(lambda: console.focused().get_attribute("type") == "search")
    console.focused().send_keys("For everybody")
    console.wait_for_text("1 found", ".count")
    console.driver.execute_script("document.activeElement.blur()")
    name = console.text(".row .main a")
    _tab_to(console, name)
    console.focused().send_keys(Keys.ENTER)
    console.wait_for(".entry")

    _tab_to(console, "Settings")
    console.focused().send_keys(Keys.ENTER)
    console.wait_for("#setting-name")
    _tab_to(console, "setting-name")
    console.focused().send_keys(Keys.END, " too", Keys.ENTER)
    console.wait_for_text("Saved", ".save-bar")
    assert console.office.api.get(number["id"]).json()["name"] == "For everybody too"
    console.office.api.update(number["id"], name="For everybody")


def test_a_dialog_holds_the_keyboard_and_gives_it_back(console: Console, number: dict[str, Any]) -> None:
    _open(console, "a number", number)
    _tab_to(console, "Archive…")
    console.focused().send_keys(Keys.ENTER)
    console.wait_for("dialog")
    for _ in range(8):
        console.focused().send_keys(Keys.TAB)
        inside = "return document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert console.driver.execute_script(inside)
    console.wait_for("dialog button").send_keys(Keys.ESCAPE)

    console.patiently(lambda: not console.seen("dialog"))
    assert console.focused().text == "Archive…"


def test_the_first_thing_that_the_keyboard_reaches_skips_to_the_content(
    console: Console, number: dict[str, Any]
) -> None:
    _open(console, "numbers", number)
    console.driver.execute_script("document.activeElement.blur()")
    _tab_to(console, "Skip to the content")
    console.focused().send_keys(Keys.ENTER)

    assert console.focused().get_attribute("id") == "content"


def _sizes(console: Console) -> dict[str, int]:
    """How many bytes each request of the page took over the wire, headers too."""
    urls, sizes = {}, {}
    for each in console.network():
        known = each["params"]
        if each["method"] == "Network.requestWillBeSent":
            urls[known["requestId"]] = known["request"]["url"]
        if each["method"] == "Network.loadingFinished" and known["requestId"] in urls:
            sizes[urls[known["requestId"]]] = int(known["encodedDataLength"])
    return sizes


def test_the_first_load_is_small_and_the_second_asks_for_the_page_alone(
    console: Console, number: dict[str, Any]
) -> None:
    console.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    console.open("numbers")
    console.wait_for(".row")
    console.network()
    console.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    console.driver.refresh()
    console.wait_for(".row")

    sizes = _sizes(console)
    own = {url: size for url, size in sizes.items() if "/console" in url}
    assert len(sizes) <= MOST_REQUESTS, sorted(sizes)
    assert sum(own.values()) <= MOST_COMPRESSED_BYTES
    hosts = {url.split("/")[2] for url in sizes}
    assert len(hosts) == 1, hosts

    console.driver.get("about:blank")
    console.driver.get(console.url + console.address("numbers"))
    console.wait_for(".row")
    # What comes from the browser's cache is not transferred.
    again: list[str] = console.driver.execute_script(
        "return performance.getEntriesByType('resource')"
        ".filter((each) => each.transferSize > 0 && each.name.includes('/console/')).map((each) => each.name)"
    )
    assert again == []


def test_the_first_numbers_are_two_round_trips_away_from_the_token(console: Console, number: dict[str, Any]) -> None:
    console.open(scope=None)
    console.type("#token", console.office.tokens["read"])
    console.requested()
    console.press("Sign in")
    console.wait_for(".row .main a")

    asked = [url.split("?")[0].rpartition("/api/")[2] for url in console.requested() if "/api/" in url]
    numbers = f"v2/w/{console.office.workspace}/phone-numbers"
    assert asked[:2] == ["v2/token", numbers]
    # Which of them are not well is asked for when they are drawn.
    assert asked[2:] in ([], [f"{numbers}/health"]), asked
