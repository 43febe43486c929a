"""A page in Chromium, as someone who looks at it and types sees it."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from selenium import webdriver
from selenium.common.exceptions import ElementNotInteractableException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

Found = TypeVar("Found")

WIDE, NARROW = 1280, 400
# For a machine that does other things too; a good page needs one or two.
PATIENCE_SECONDS = 60
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
# The page may draw anew what is being looked at.
_DRAWN_ANEW = (StaleElementReferenceException, ElementNotInteractableException)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """Start a browser that keeps its console and what it asked for."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert binary, "Chromium is not installed; on Debian: apt-get install chromium chromium-driver"
    assert driver, "chromedriver is not installed; on Debian: apt-get install chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for option in _OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = Service(driver)
    started = webdriver.Chrome(options=options, service=service)
    try:
        yield started
    finally:
        # Not asked to quit: one that hangs then would be waited for without end.
        os.kill(started.capabilities["goog:processID"], signal.SIGKILL)
        service.process.kill()


class Page:
    """What a browser shows. Whatever is asked of it is waited for."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def resize(self, width: int, height: int = 1000) -> None:
        """Show the page as a window of this width does."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == NARROW}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def wait_for(self, selector: str) -> WebElement:
        """The first that is seen of what the selector matches."""
        return self.patiently(lambda: self.seen(selector))[0]

    def patiently(self, look: Callable[[], Found]) -> Found:
        """What a look finds, in the end."""
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, 0.1, ignored_exceptions=list(_DRAWN_ANEW))
        return waiting.until(lambda _: look())

    def seen(self, selector: str) -> list[WebElement]:
        return [each for each in self.all(selector) if each.is_displayed()]

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        self._press(lambda: self.seen(selector)[:1])

    def press(self, name: str) -> None:
        """Click the button, link or tab of this name."""
        self._press(lambda: self.named(name)[:1])

    def named(self, name: str) -> list[WebElement]:
        """The buttons and links that are seen and have this text or accessible name."""
        candidates = self.seen("button, a, summary")
        return [each for each in candidates if name in (each.text.strip(), each.get_attribute("aria-label"))]

    def _press(self, find: Callable[[], list[WebElement]]) -> None:
        def pressed() -> bool:
            for element in find():
                if not element.is_enabled():
                    return False
                self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
                element.click()
                return True
            return False

        self.patiently(pressed)

    def text(self, selector: str = "body") -> str:
        """What is read there now."""
        return self.patiently(lambda: [each.text for each in self.seen(selector)])[0]

    def wait_for_text(self, text: str, selector: str = "body") -> None:
        """Wait until this can be read there."""
        self.patiently(lambda: any(text in each.text for each in self.seen(selector)))

    def type(self, selector: str, text: str) -> None:
        """Put a text in place of what a field holds."""

        def typed() -> bool:
            field = self.wait_for(selector)
            field.clear()
            field.send_keys(text)
            return field.get_attribute("value") == text

        self.patiently(typed)

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select by its value."""
        self.wait_for(f"{selector} option[value='{value}']").click()

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser has written to a log since the last look."""
        entries: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def network(self) -> list[dict[str, Any]]:
        """Every message of the network since the last look."""
        messages = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        return [each for each in messages if each["method"].startswith("Network.")]

    def requested(self) -> list[str]:
        """Every URL that the browser has asked for since the last look."""
        sent = "Network.requestWillBeSent"
        return [each["params"]["request"]["url"] for each in self.network() if each["method"] == sent]

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def overflow(self) -> int:
        """By how many pixels something is wider than the window."""
        wider: int = self.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wider
