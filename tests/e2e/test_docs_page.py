"""The page at /docs in a browser: whole, quiet, shut in, and of use with a small screen or a keyboard."""

from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Target
from tests.support.browser import NARROW, WIDE, Page
from tests.support.workspaces import Tenant
from tools.openapi.dialects import DIALECTS


class ReferencePage(Page):
    """The page, as someone who looks at it sees it."""

    def __init__(self, driver: webdriver.Chrome, base_url: str) -> None:
        super().__init__(driver)
        self.base_url = base_url.rstrip("/")

    def open(self, width: int) -> None:
        """Load the page as a window of this width shows it, and wait until it lists operations."""
        self.resize(width)
        self.driver.get("about:blank")
        self.log("browser")
        self.driver.get(f"{self.base_url}/docs")
        self.wait_for(".opblock")


@pytest.fixture
def page(browser: webdriver.Chrome, target: Target) -> ReferencePage:
    return ReferencePage(browser, target.base_url)


def test_the_page_lists_all_dialects_asks_this_host_only_and_complains_of_nothing(page: ReferencePage) -> None:
    page.requested()
    page.open(WIDE)

    headings = [heading.text for heading in page.all(".opblock-tag > a")]
    assert headings[: len(DIALECTS)] == [dialect.tag for dialect in DIALECTS.values()]
    hosts = {urlsplit(url).netloc for url in page.requested() if not url.startswith(("data:", "about:"))}
    assert hosts == {urlsplit(page.base_url).netloc}
    assert page.log("browser") == []
    assert page.driver.title == "Trunkline API reference"


def test_an_operation_shows_its_published_example(page: ReferencePage) -> None:
    page.open(WIDE)
    page.click("#operations-Well_phones-create_well_phone .opblock-summary-control")

    example = page.wait_for("#operations-Well_phones-create_well_phone .opblock-section-request-body .microlight")
    assert '"e164_number": "+14155552671"' in example.text
    assert page.log("browser") == []


def test_try_it_out_calls_this_stack_with_the_token(page: ReferencePage, acme: Tenant) -> None:
    page.open(WIDE)
    page.wait_for(".btn.authorize")
    if not page.seen(".demo"):  # which is there on the local stack, and fills in the token itself
        page.click(".btn.authorize")
        page.wait_for("#auth-bearer-value").send_keys(acme.tokens["read"])
        page.click(".modal-ux button[aria-label='Apply credentials']")
        page.click(".modal-ux .btn-done")
    operation = "#operations-Well_phones-list_well_phones"
    page.click(f"{operation} .opblock-summary-control")
    page.click(f"{operation} .try-out__btn")
    page.requested()
    page.click(f"{operation} .execute")

    assert page.wait_for(f"{operation} .live-responses-table tbody td.response-col_status").text.startswith("200")
    assert [url for url in page.requested() if url.startswith(f"{page.base_url}/v1/phones")]


def test_errors_are_folded_until_they_are_asked_for(page: ReferencePage) -> None:
    page.open(WIDE)
    operation = "#operations-Workspace_phone_numbers-archive_phone_number"
    page.click(f"{operation} .opblock-summary-control")
    page.wait_for(f"{operation} tr.response[data-code='202']")

    codes = [row.get_attribute("data-code") for row in page.seen(f"{operation} tr.response")]
    assert codes == ["200", "202"]
    folded = [row.text.split()[0] for row in page.seen(f"{operation} tr.error-line")]
    assert folded == ["401", "403", "404", "409", "422", "429", "500", "503"]
    page.click(f"{operation} tr.error-line .error-toggle")

    assert "Missing or invalid credentials" in page.wait_for(f"{operation} tr.response[data-code='401']").text
    page.click(f"{operation} tr.error-line .error-toggle")
    assert not page.seen(f"{operation} tr.response[data-code='401']")
    assert page.log("browser") == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_wider_than_the_window(page: ReferencePage, width: int) -> None:
    page.open(width)
    page.click("#operations-Workspace_phone_numbers-create_phone_number .opblock-summary-control")
    page.wait_for("#operations-Workspace_phone_numbers-create_phone_number .opblock-body")

    needed, given = page.driver.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert needed <= given == width
    # A dialect's introduction has room to be read.
    assert all(each.size["width"] > NARROW / 2 for each in page.all(".opblock-tag small"))


def test_the_keyboard_reaches_and_opens_an_operation(page: ReferencePage) -> None:
    page.open(WIDE)

    page.focused().send_keys(Keys.TAB)
    assert page.focused().text == "Skip to the operations"
    page.focused().send_keys(Keys.ENTER)
    for _ in range(20):
        page.focused().send_keys(Keys.TAB)
        if "opblock-summary-control" in (page.focused().get_attribute("class") or ""):
            break
    assert page.focused().get_attribute("aria-expanded") == "false"
    page.focused().send_keys(Keys.ENTER)

    assert page.wait_for(".opblock.is-open .opblock-body")


def _choose(page: ReferencePage, tenant: str) -> None:
    change = "choice.value = arguments[0]; choice.dispatchEvent(new Event('change'))"
    page.driver.execute_script(f"const choice = document.querySelector('.demo select'); {change}", tenant)


def test_the_local_stack_s_page_has_a_demo_tenant_filled_in_and_keeps_it(
    page: ReferencePage, acme: Tenant, globex: Tenant
) -> None:
    for _ in range(2):
        page.open(WIDE)
        choice = page.wait_for(".demo select")
        assert acme.workspace in page.wait_for(".demo").text
        assert choice.get_attribute("value") == "acme"
        # Every dialect's key is there: the page shows that it is signed in.
        page.wait_for(".authorize.locked")

    _choose(page, "globex")
    page.open(WIDE)

    assert page.wait_for(".demo select").get_attribute("value") == "globex"
    assert globex.workspace in page.wait_for(".demo").text


def test_the_page_says_whose_records_the_examples_name(page: ReferencePage) -> None:
    page.open(WIDE)
    page.wait_for(".demo")
    _choose(page, "acme")
    assert "404" not in page.wait_for(".demo").text

    _choose(page, "globex")

    assert "examples name records of acme" in page.wait_for(".demo").text


def test_a_parameter_of_two_types_is_shown_with_each_once(page: ReferencePage) -> None:
    page.open(WIDE)
    page.driver.execute_script("document.querySelector('[id$=-get_phone_number] .opblock-summary-control').click()")

    shown = page.wait_for("[data-param-name=phone_number_id] .parameter__type").text

    assert shown.strip("()") == "integer | string"
