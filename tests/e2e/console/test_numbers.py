"""The numbers of a workspace: created, linked, unlinked, changed, searched, thousands of them."""

from collections.abc import Iterator
from functools import partial

import pytest

from tests.e2e.console.conftest import Console, NewOffice, Office, until
from tests.support.browser import NARROW
from tests.support.workspaces import random_number

MANY = 5_000
# One page of the list, drawn at once; the others when they are scrolled to.
MOST_ROWS_AT_ONCE = 101


def _rows(console: Console) -> list[str]:
    return [row.text for row in console.seen(".row:not(.titles)")]


def test_a_number_from_the_pool_is_created_linked_and_can_be_unlinked_and_linked_again(console: Console) -> None:
    console.open("numbers", scope="write")
    console.press("New number")
    console.wait_for(".option")
    console.type("#new-name", "From the pool")
    console.click(".option input")
    console.press("Create")

    console.wait_for_text("From the pool", ".subtitle")
    (made,) = [each for each in console.office.api.list().json() if each["name"] == "From the pool"]
    assert made["providerPhoneUuid"]

    console.press("Unlink")
    console.wait_for_text("becomes free for others", "dialog")
    console.click("dialog .danger")
    console.wait_for_text("Not linked", ".subtitle")
    assert console.office.api.get(made["id"]).json()["providerPhoneUuid"] is None

    console.press("Link a provider phone")
    console.wait_for(".option")
    console.type("dialog input[type='search']", made["phoneNumber"][-7:])
    console.click(".option input")
    console.click("dialog .primary")
    until(lambda: console.office.api.get(made["id"]).json()["providerPhoneUuid"])
    console.patiently(lambda: "Not linked" not in console.text(".subtitle"))
    console.office.api.link(made["id"], None)
    assert console.complaints() == []


def test_a_number_that_rings_says_so_and_one_that_does_not_says_why(console: Console) -> None:
    """Acme's first provider phones belong to no carrier account, so nobody can send their calls."""
    rings = console.office.ringing("plivo", name="Rings")
    pool = [each for each in console.office.api.linkable().json() if each["webhooks"] == "none"]
    silent = console.office.api.created(providerPhoneUuid=pool[0]["uuid"], name="Silent")
    console.open("numbers")
    console.wait_for_text("Silent", ".table")
    states = {row.splitlines()[1]: row.splitlines()[2] for row in _rows(console)}
    assert (states["Rings"], states["Silent"]) == ("Rings", "Cannot ring")

    console.go(console.address("numbers", silent["id"]))
    console.wait_for_text("Cannot ring", ".subtitle")
    console.wait_for_text("belongs to no carrier account", ".number-head")
    console.go(console.address("numbers", rings["id"]))
    console.wait_for_text("Rings", ".subtitle .mark")
    assert console.complaints() == []


def test_a_number_that_is_typed_is_created_and_a_second_one_says_why_not(console: Console) -> None:
    number = random_number()
    console.open("numbers", scope="write")
    for _ in range(2):
        console.go(console.address("numbers"))
        console.press("New number")
        console.press("Another number")
        console.type("#phone-number", number)
        console.press("Create")
        console.patiently(lambda: console.seen(".number-head") or console.seen("dialog [role='alert']"))

    console.wait_for_text("already has this number", "dialog [role='alert']")
    assert [each["phoneNumber"] for each in console.office.api.list().json()].count(number) == 1


def test_what_others_create_appears_without_a_reload(console: Console) -> None:
    console.open("numbers")
    console.wait_for(".row")
    console.office.api.created(name="Created elsewhere")

    console.wait_for_text("Created elsewhere", ".table")


def test_settings_are_saved_and_only_those_that_were_changed(console: Console) -> None:
    number = console.office.api.created(name="Before", brandName="Acme")
    console.open("numbers", number["id"], "settings", scope="write")
    console.type("#setting-name", "After")
    console.choose("#setting-voiceWorkMode", "voicemail")
    console.click("#setting-enableSms")
    # Somebody else changes another setting meanwhile.
    console.office.api.update(number["id"], brandName="Acme Ltd")
    console.press("Save")

    console.wait_for_text("Saved", ".save-bar")
    saved = console.office.api.get(number["id"]).json()
    assert (saved["name"], saved["voiceWorkMode"], saved["enableSms"]) == ("After", "voicemail", False)
    assert saved["brandName"] == "Acme Ltd"


def test_a_setting_that_is_refused_is_marked_and_says_why(console: Console) -> None:
    number = console.office.api.created(name="Refused")
    console.open("numbers", number["id"], "settings", scope="write")
    console.click("#setting-allowSignup")
    console.press("Save")

    console.wait_for_text("signupMemberRoleId", ".save-bar [role='alert']")
    assert console.wait_for("#setting-allowSignup").get_attribute("aria-invalid") == "true"
    assert console.office.api.get(number["id"]).json()["allowSignup"] is False


def test_archived_numbers_have_their_own_list(console: Console) -> None:
    number = console.office.api.created(name="Given back")
    assert console.office.api.send("POST", f"/{number['id']}/archive").status == 200
    console.open("numbers")
    console.wait_for(".row")
    assert not any("Given back" in row for row in _rows(console))

    console.press("Archived")

    console.wait_for_text("Given back", ".table")
    assert all("Archived" in row for row in _rows(console))


def _has_more_rows_than(console: Console, count: int) -> bool:
    return len(console.all(".row")) > count


@pytest.fixture(scope="module")
def large_office(new_office: NewOffice) -> Office:
    office = new_office()
    office.fill(MANY)
    return office


@pytest.fixture
def large(console: Console, large_office: Office) -> Iterator[Console]:
    own, console.office = console.office, large_office
    yield console
    console.office = own


def test_five_thousand_numbers_are_drawn_a_page_at_a_time(large: Console) -> None:
    large.open("numbers")
    large.wait_for(".row:not(.titles)")

    assert len(large.all(".row")) <= MOST_ROWS_AT_ONCE
    asked = [url for url in large.requested() if "/phone-numbers" in url and not url.endswith("/health")]
    assert len(asked) == 1
    assert "limit=100" in asked[0]


def test_five_thousand_numbers_are_scrolled_through(large: Console) -> None:
    large.open("numbers")
    large.wait_for(".row:not(.titles)")
    for seen in range(100, 500, 100):
        large.driver.execute_script("window.scrollTo(0, document.body.scrollHeight)")
        large.patiently(partial(_has_more_rows_than, large, seen + 1))

    texts = _rows(large)
    assert len(texts) == len(set(texts))


def test_five_thousand_numbers_are_searched_by_name_and_number(large: Console) -> None:
    large.open("numbers")
    large.type("input[type='search']", "Line 4711")
    large.wait_for_text("1 found", ".count")
    assert [row.splitlines()[1] for row in _rows(large)] == ["Line 4711"]

    # It is in memory now: each letter costs nothing more, and the page answers at once.
    large.requested()
    large.type("input[type='search']", "(303) 555-1234")
    large.wait_for_text("1 found", ".count")
    assert not [url for url in large.requested() if "cursor" in url]
    longest: float = large.driver.execute_script(
        "const began = performance.now(); const field = document.querySelector(\"input[type='search']\");"
        "field.value = 'Line'; field.dispatchEvent(new Event('input', {bubbles: true}));"
        "return performance.now() - began;"
    )
    assert longest < 1000


@pytest.mark.parametrize("part", ["numbers", "overview", "test-phone"])
def test_nothing_is_wider_than_a_phone(console: Console, part: str) -> None:
    console.office.api.created(name="A name that goes on and on " * 3)
    console.open(part, width=NARROW)
    console.wait_for("h1")
    console.patiently(lambda: not console.seen(".loading"))

    assert console.overflow() <= 0
