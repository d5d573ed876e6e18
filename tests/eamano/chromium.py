"""The staff's pages in a real browser, worked with its keyboard; import the fixtures where `running` is the service."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from nxdesk.cases.browser import Browser
from tests.eamano.service import Running


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with Browser(patience=20) as browser:
        yield browser


@pytest.fixture
def pages(opened: Browser, running: Running) -> Browser:
    """At the list of employees, logged in."""
    opened.open(f"{running.url}/hr")
    if "ログイン" in opened.title():
        opened.type("hr-user", opened.text("practice-user"))
        opened.type("hr-password", opened.text("practice-password"))
        opened.click("hr-login")
    opened.appears("hr-count")
    return opened


def press(pages: Browser, *keys: str) -> None:
    """Keys, wherever the focus is."""
    chain = ActionChains(pages._driver)
    for key in keys:
        chain.send_keys(key)
    chain.perform()


def focus(pages: Browser) -> str:
    """The id of what has it."""
    return str(pages._driver.execute_script("return document.activeElement.id"))
