"""Texts that clients and callers set are shown as texts, whatever they are."""

from typing import Any

import pytest

from tests.e2e.console.conftest import Console, Office

ATTACKS = (
    '<img src=x onerror="window.attacked = 1">',
    "<script>window.attacked = 1</script>",
    '"><svg onload=window.attacked=1>',
    "javascript:window.attacked=1//",
    "${window.attacked = 1}{{constructor.constructor('window.attacked=1')()}}",
    "</title><style>*{display:none}</style>",
    "\u202eevil\u202c \u0000-less",
)
TEXT_SETTINGS = (
    "brandName",
    "brandDescription",
    "voiceGreetingMessage",
    "voiceUnavailableMessage",
    "voiceOffHoursMessage",
    "voicemailGreeting",
    "smsUnavailableMessage",
    "restartPrompt",
    "anonymousRejectionMessage",
)


@pytest.fixture(scope="module")
def attacked(office: Office) -> dict[str, Any]:
    """A number whose every text is an attack, with messages and calls that are."""
    texts = dict(zip(TEXT_SETTINGS, ATTACKS * 2, strict=False))
    texts = {name: text.replace("\u0000", "") for name, text in texts.items()}
    number = office.ringing("plivo", name=ATTACKS[0], voiceWorkMode="always_message", **texts)
    for text in ATTACKS:
        office.write(number, text.replace("\u0000", ""), media=["https://example.com/<script>.jpg"])
    office.call(number, outcome="completed")
    return number


@pytest.mark.parametrize(
    "parts", [("numbers",), ("numbers", "{id}"), ("numbers", "{id}", "settings"), ("overview",), ("test-phone", "{id}")]
)
def test_no_text_becomes_markup_or_script(console: Console, attacked: dict[str, Any], parts: tuple[str, ...]) -> None:
    console.open(*(part.replace("{id}", str(attacked["id"])) for part in parts))
    console.wait_for("h1")
    console.patiently(lambda: not console.seen(".loading"))
    if parts[0] == "test-phone":
        console.press("Call")
        console.wait_for(".heard li")

    assert console.driver.execute_script("return window.attacked") is None
    markup = "return document.querySelectorAll('#console :is(img, script, style, [onload])').length"
    assert console.driver.execute_script(markup) == 0
    hrefs: list[str] = console.driver.execute_script(
        "return [...document.querySelectorAll('#console a')].map((a) => a.href)"
    )
    assert not [href for href in hrefs if not href.startswith(("http://", "https://"))]
    # Refusals of the policy would mean that something got as far as that.
    assert console.complaints() == []


def test_the_attacks_are_read_as_they_were_written(console: Console, attacked: dict[str, Any]) -> None:
    console.open("numbers", attacked["id"])
    console.wait_for(".bubble")

    assert ATTACKS[0] in console.text(".subtitle")
    shown = {each.text for each in console.all(".bubble")}
    assert {ATTACKS[0], ATTACKS[1], ATTACKS[2], ATTACKS[3]} <= shown


def test_a_name_in_the_address_is_no_markup_either(console: Console) -> None:
    console.open("numbers")
    console.go("#/w/%3Cimg%20src%3Dx%20onerror%3Dwindow.attacked%3D1%3E/numbers/%22%3E%3Cscript%3E")
    console.wait_for("h1")

    assert console.driver.execute_script("return window.attacked") is None
    assert console.complaints() == []
