"""One number: what happened at it, and what the test phone makes happen."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from tests.e2e.console.conftest import CALLER, Console, Office
from tests.support.browser import NARROW


@pytest.fixture(scope="module")
def desk(office: Office) -> dict[str, Any]:
    """A number at Telnyx, whose recordings are copied."""
    return office.ringing("telnyx", name="Desk", voiceGreetingMessage="Welcome to Acme.", voiceWorkMode="voicemail")


def test_a_call_from_the_test_phone_is_heard_seen_and_its_recording_plays(
    console: Console, desk: Mapping[str, Any]
) -> None:
    console.open("test-phone", desk["id"])
    console.wait_for_text("Nothing yet")
    console.press("Call")

    console.wait_for_text("Welcome to Acme.", ".heard")
    console.wait_for_text("Beep", ".heard")
    console.click("details summary")
    assert {each.text for each in console.seen(".webhooks span")} == {"204 taken"}
    console.wait_for_text("(415) 555-0199", ".timeline")
    console.wait_for_text("Answered", ".timeline")

    console.go(console.address("numbers", desk["id"]))
    console.wait_for(".recording audio")
    played = console.driver.execute_async_script(
        "const done = arguments[0]; const audio = document.querySelector('.recording audio');"
        "audio.addEventListener('loadedmetadata', () => done(audio.duration));"
        "audio.addEventListener('error', () => done(String(audio.error.message)));"
        "audio.load();"
    )
    assert isinstance(played, (int, float)), played
    assert played > 0
    assert console.complaints() == []


def test_a_message_from_the_test_phone_is_read(console: Console, desk: Mapping[str, Any]) -> None:
    console.open("test-phone", desk["id"])
    console.type("#text", "Is anybody there?")
    console.press("Send")

    console.wait_for_text("Is anybody there?", ".timeline")


def test_a_fault_is_chosen_and_ended(console: Console, desk: Mapping[str, Any], described: Mapping[str, Any]) -> None:
    def waiting() -> list[Any]:
        faults: list[Any] = requests.get(described["carriers"]["control_url"] + "/faults", timeout=5).json()["faults"]
        return faults

    console.open("test-phone", desk["id"])
    console.choose("#fault", "401")
    console.wait_for_text("The next requests fail")
    assert [fault["carrier"] for fault in waiting()] == ["telnyx"]

    console.choose("#fault", "")
    console.patiently(lambda: not waiting())


def test_what_happens_appears_without_a_reload_and_the_chart_counts_it(
    console: Console, desk: Mapping[str, Any]
) -> None:
    console.open("numbers", desk["id"])
    console.wait_for(".bar")
    before = len(console.all(".entry.missed"))
    console.office.call(desk, outcome="canceled")

    console.patiently(lambda: len(console.all(".entry.missed")) == before + 1)
    today = console.all(".bar")[-1].get_attribute("title") or ""
    assert f"{before + 1} missed" in today


def test_a_history_is_shown_newest_first_and_all_of_it(console: Console, office: Office) -> None:
    busy = office.ringing("twilio", name="Busy")
    for first in range(0, 60, 20):
        office.sandbox(
            "/messages",
            {
                "carrier": "twilio",
                "number": busy["phoneNumber"],
                "from": CALLER,
                "text": [f"Message {first + index}" for index in range(20)],
            },
        )
    console.open("numbers", busy["id"])
    console.wait_for(".entry")
    assert len(console.all(".entry")) == 25
    for _ in range(3):
        if console.named("Show more"):
            console.press("Show more")
    console.patiently(lambda: len(console.all(".entry")) == 60)
    texts = {each.text for each in console.all(".bubble")}
    assert texts == {f"Message {index}" for index in range(60)}
    assert not console.named("Show more")


def test_a_hidden_tab_asks_for_nothing(console: Console, desk: Mapping[str, Any]) -> None:
    console.open("numbers", desk["id"])
    console.wait_for(".entry")
    console.driver.execute_script(
        "Object.defineProperty(document, 'hidden', {get: () => window.isAway, configurable: true});"
        "window.isAway = true; document.dispatchEvent(new Event('visibilitychange'));"
    )
    # What was under way ends, then the longest pause of a tab that is seen would be over many times at this pace.
    console.driver.execute_async_script(
        "const done = arguments[0]; const real = window.setTimeout; let timers = 0;"
        "window.setTimeout = (...given) => { timers += 1; return real(...given); };"
        "real(() => { performance.clearResourceTimings(); real(() => done(timers), 6000); }, 2000);"
    )
    asked = console.driver.execute_script(
        "return performance.getEntriesByType('resource').filter((each) => each.name.includes('/api/')).length"
    )
    assert asked == 0

    console.driver.execute_script("window.isAway = false; document.dispatchEvent(new Event('visibilitychange'))")
    console.patiently(
        lambda: console.driver.execute_script(
            "return performance.getEntriesByType('resource').some((each) => each.name.includes('/api/'))"
        )
    )


@pytest.mark.parametrize("part", ["", "settings"])
def test_a_number_fits_a_phone(console: Console, desk: Mapping[str, Any], part: str) -> None:
    console.open("numbers", desk["id"], *([part] if part else []), width=NARROW)
    console.wait_for(".entry" if not part else "#setting-name")

    assert console.overflow() <= 0


def test_the_page_of_a_number_can_be_printed(console: Console, desk: Mapping[str, Any]) -> None:
    console.open("numbers", desk["id"])
    console.wait_for(".entry")

    assert base64.b64decode(console.driver.print_page()).startswith(b"%PDF")
