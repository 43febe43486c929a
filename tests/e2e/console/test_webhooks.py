"""A workspace's webhooks: made by hand, tried out, watched, paused and deleted."""

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from standardwebhooks.webhooks import Webhook

from tests.deliveries.hostile import Receiver, receiver, responds
from tests.deliveries.test_webhook_routes import Api
from tests.e2e.console.conftest import Console, Office
from tests.support.browser import NARROW
from tests.support.workspaces import Tenant

HOOK = "#webhook-url"
ATTACK = '"><img src=x onerror="window.attacked=1">'
OFFERED = ["Send a test event", "Pause", "New secret…", "Delete…"]
# More than the page reads at once.
MANY = 30


@pytest.fixture
def hooks(office: Office) -> Iterator[Api]:
    """The workspace's webhooks; what a test has made goes with it."""
    api = Api(office.api.gateway, office.workspace, office.tokens["admin"])
    _clear(api)
    yield api
    _clear(api)


def _clear(api: Api) -> None:
    for webhook in api.send("GET").json():
        api.send("DELETE", f"/{webhook['id']}")


@pytest.fixture
def endpoint() -> Iterator[Receiver]:
    with receiver(responds(204)) as running:
        yield running


def _verified(running: Receiver, secret: str) -> list[Any]:
    """The events that came, as the package of Standard Webhooks reads them."""
    events = []
    for request in running.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:]]
        events.append(Webhook(secret).verify(body, {name.lower(): value for name, value in lines}))
    return events


def _open(console: Console, webhook: Any, scope: str = "admin", **members: Any) -> None:
    console.open("webhooks", webhook["id"], scope=scope, **members)
    console.wait_for("#deliveries-title")
    console.patiently(lambda: not console.seen(".loading"))


def test_a_webhook_is_made_by_hand_its_secret_is_shown_once_and_a_test_event_arrives(
    console: Console, hooks: Api, endpoint: Receiver
) -> None:
    console.open("numbers")
    console.press("Webhooks")
    console.wait_for_text("No webhooks yet", ".empty")
    console.press("New webhook")
    console.type(HOOK, endpoint.url)
    console.press("Some")
    console.click("input[name='call.ended']")
    console.click("input[name='message.received']")
    console.type("#webhook-description", "CRM")
    console.press("Create")
    console.wait_for_text("shown this once", "dialog")
    secret = console.text("dialog code")
    assert secret.startswith("whsec_")
    console.press("Done")

    console.wait_for_text("CRM", ".of-webhooks")
    (made,) = hooks.send("GET").json()
    assert (made["url"], made["events"]) == (endpoint.url, ["call.ended", "message.received"])
    console.press(endpoint.url)
    console.press("Send a test event")
    console.wait_for_text("Delivered", ".deliveries")
    console.wait_for_text("1 try, answered 204", ".deliveries")
    assert [event["type"] for event in _verified(endpoint, secret)] == ["webhook.test"]

    console.driver.refresh()
    console.wait_for_text("webhook.test", ".deliveries")
    assert secret not in console.driver.page_source
    assert (
        console.driver.execute_script("return Object.values(sessionStorage).join()") == console.office.tokens["admin"]
    )
    assert console.complaints() == []


def test_what_an_endpoint_refused_is_seen_and_sent_again(console: Console, hooks: Api) -> None:
    answers = [responds(500, body=b"<b>not now</b>")] * 2

    def behave(connected: Any) -> None:
        (answers.pop() if answers else responds(204))(connected)

    with receiver(behave) as running:
        webhook = hooks.created(url=running.url, events=["*"])
        hooks.send("POST", f"/{webhook['id']}/test")
        _open(console, webhook)
        # The next try by itself is five minutes away.
        console.wait_for_text("2 tries, the last answered 500", ".deliveries")
        console.wait_for_text("Tried again in", ".deliveries")
        console.wait_for_text("Failing", ".subtitle")
        console.press("What was sent and answered")
        assert console.text("pre[aria-label='What was answered']") == "<b>not now</b>"

        console.press("Send again")
        console.wait_for_text("3 tries, the last answered 204", ".deliveries")
        console.wait_for_text("Sends", ".subtitle")
        assert not console.named("Send again")
    assert len(running.requests) == 3


def test_deliveries_are_chosen_by_status(console: Console, hooks: Api, endpoint: Receiver) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    hooks.send("POST", f"/{webhook['id']}/test")
    _open(console, webhook)
    console.wait_for_text("Delivered", ".outcome")
    console.press("Failed")
    console.wait_for_text("None of these", ".empty")
    console.press("Delivered")
    console.wait_for_text("webhook.test", ".deliveries")


def test_older_deliveries_are_read_when_they_are_wanted_and_each_is_there_once(
    console: Console, hooks: Api, endpoint: Receiver
) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    for _ in range(MANY):
        assert hooks.send("POST", f"/{webhook['id']}/test").status == 202
    _open(console, webhook)
    assert len(console.seen(".deliveries .entry")) < MANY
    console.press("Load more")
    console.patiently(lambda: len(console.seen(".deliveries .entry")) == MANY)
    assert not console.named("Load more")

    # A new one moves the first page on, and none of those that were on it gets lost.
    console.press("Send a test event")
    console.patiently(lambda: len(console.seen(".deliveries .entry")) == MANY + 1)


def test_a_webhook_is_paused_and_goes_on(console: Console, hooks: Api, endpoint: Receiver) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    _open(console, webhook)
    console.press("Pause")
    console.wait_for_text("Paused", ".subtitle")
    assert hooks.send("GET", f"/{webhook['id']}").json()["enabled"] is False
    assert not console.named("Send a test event")[0].is_enabled()

    console.press("Resume")
    console.wait_for_text("Sends", ".subtitle")
    assert hooks.send("GET", f"/{webhook['id']}").json()["enabled"] is True


def test_an_endpoint_that_is_gone_says_why_its_webhook_is_off(console: Console, hooks: Api) -> None:
    with receiver(responds(410)) as running:
        webhook = hooks.created(url=running.url, events=["*"])
        _open(console, webhook)
        console.press("Send a test event")
        console.wait_for_text("410 Gone", ".head")
        console.wait_for_text("Failed: the endpoint wants no more", ".deliveries")
    console.press("Webhooks")
    console.wait_for_text("Switched off", ".of-webhooks")


def test_a_new_secret_signs_what_follows(console: Console, hooks: Api, endpoint: Receiver) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    _open(console, webhook)
    console.press("New secret…")
    console.press("Make a new secret")
    console.wait_for_text("shown this once", "dialog")
    secret = console.text("dialog code")
    console.press("Done")
    console.press("Send a test event")
    console.wait_for_text("Delivered", ".outcome")

    assert secret != webhook["secret"]
    assert len(_verified(endpoint, secret)) == 1


def test_a_webhook_is_deleted_by_the_keyboard_after_a_question(
    console: Console, hooks: Api, endpoint: Receiver
) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    _open(console, webhook)
    console.named("Delete…")[0].send_keys(Keys.ENTER)
    console.wait_for_text("cannot be undone", "dialog")
    console.focused().send_keys(Keys.ESCAPE)
    console.patiently(lambda: not console.seen("dialog"))
    assert console.focused().text == "Delete…"
    assert hooks.send("GET", f"/{webhook['id']}").status == 200

    console.focused().send_keys(Keys.ENTER)
    console.wait_for("dialog .danger").send_keys(Keys.ENTER)
    console.wait_for_text("No webhooks yet", ".empty")
    assert hooks.send("GET").json() == []
    console.go(console.address("webhooks", webhook["id"]))
    console.wait_for_text("There is no such webhook here", ".empty")


def test_who_may_only_read_sees_no_buttons(console: Console, hooks: Api, endpoint: Receiver) -> None:
    webhook = hooks.created(url=endpoint.url, events=["*"])
    hooks.send("POST", f"/{webhook['id']}/test")
    console.open("webhooks", scope="hooks-read")
    console.wait_for_text(endpoint.url, ".of-webhooks")
    assert not console.named("New webhook")
    _open(console, webhook, scope="hooks-read")
    console.wait_for_text("webhook.test", ".deliveries")
    assert not console.seen("#content .button")

    _open(console, webhook, scope="hooks-write")
    assert [each.text for each in console.seen(".head .button")] == OFFERED


def test_who_may_not_read_them_is_not_led_to_them(console: Console, hooks: Api) -> None:
    console.open("numbers", scope="write")
    console.wait_for(".view")
    assert not console.named("Webhooks")
    console.go(console.address("webhooks"))
    console.wait_for_text("webhooks:read", "[role='alert']")


def test_an_address_that_is_not_taken_is_said_to_be_so(console: Console, hooks: Api) -> None:
    console.open("webhooks")
    console.press("New webhook")
    console.type(HOOK, "https://10.0.0.1/hooks")
    console.press("Create")
    console.wait_for_text("That was not accepted", "dialog")
    assert hooks.send("GET").json() == []


def test_texts_of_a_webhook_and_its_receiver_are_no_markup(console: Console, hooks: Api) -> None:
    with receiver(responds(500, body=ATTACK.encode())) as running:
        webhook = hooks.created(url=f"{running.url}?q=%22%3E%3Cscript%3E", events=["*"], description=ATTACK)
        hooks.send("POST", f"/{webhook['id']}/test")
        console.open("webhooks")
        console.wait_for_text(ATTACK, ".of-webhooks")
        _open(console, webhook)
        console.wait_for_text(ATTACK, ".subtitle")
        console.press("What was sent and answered")
        console.wait_for_text(ATTACK, "pre[aria-label='What was answered']")
    assert console.driver.execute_script("return window.attacked") is None
    assert not console.all("#console :is(img, script, [onerror])")
    assert console.complaints() == []


def test_the_webhook_of_another_tenant_is_not_found(console: Console, hooks: Api, globex: Tenant) -> None:
    theirs = Api(hooks.gateway, globex.workspace, globex.tokens["admin"])
    webhook = theirs.created(url="http://127.0.0.1:9/theirs", events=["*"])
    try:
        console.open("webhooks", webhook["id"])
        console.wait_for_text("There is no such webhook here", ".empty")
        assert "theirs" not in console.text("#content")
    finally:
        theirs.send("DELETE", f"/{webhook['id']}")


def test_webhooks_fit_a_phone(console: Console, hooks: Api, endpoint: Receiver) -> None:
    webhook = hooks.created(url=endpoint.url + "/" + "long" * 40, events=["call.*"], description="D" * 100)
    hooks.send("POST", f"/{webhook['id']}/test")
    console.open("webhooks", width=NARROW)
    console.wait_for_text("call.*", ".of-webhooks")
    assert console.overflow() == 0
    _open(console, webhook, width=NARROW)
    console.wait_for(".deliveries .entry")
    assert console.overflow() == 0


LOSE_THE_NEXT_ANSWER = """
const real = window.fetch;
window.fetch = async (...given) => {
  const isCreation = given[1]?.method === "POST";
  const response = await real(...given);
  if (!isCreation) return response;
  window.fetch = real;
  throw new TypeError("lost");
};
"""


def test_a_lost_answer_makes_no_second_webhook_and_its_secret_is_said_to_be_lost(
    console: Console, hooks: Api, endpoint: Receiver
) -> None:
    console.open("webhooks")
    console.press("New webhook")
    console.type(HOOK, endpoint.url)
    console.driver.execute_script(LOSE_THE_NEXT_ANSWER)
    console.press("Create")
    console.wait_for_text("cannot be reached", "dialog")
    console.press("Create")
    console.wait_for_text("was lost on the way", "dialog")
    assert len(hooks.send("GET").json()) == 1
