"""A real browser without a screen: Chromium, worked through its driver, for the service's pages.

It opens nothing but the service on loopback. Both programs have to be installed; where they are not, BrowserMissing
says what to install.
"""

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from nxdesk.cases.driver import CaseFailed, Row

if TYPE_CHECKING:
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

PATIENCE = 60.0
"""Seconds for something that ought to happen."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PLACES = ("/usr/bin", "/usr/lib/chromium", "/snap/bin", "/Applications/Chromium.app/Contents/MacOS",
           "/Applications/Google Chrome.app/Contents/MacOS", r"C:\Program Files\Google\Chrome\Application",
           r"C:\Program Files\Chromium\Application")
_SIZE = (1300, 900)
_FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--lang=ja",
    "--no-proxy-server", "--hide-scrollbars", f"--window-size={_SIZE[0]},{_SIZE[1]}",
    # Containers and root have no sandbox to offer; only the pages of our own service are opened.
    "--no-sandbox")
_READ_TABLE = """return [...arguments[0].querySelectorAll(arguments[1])].map(
    row => [...row.cells].map(cell => (cell.querySelector("code") || cell).innerText.trim()))"""
_COVER = """for (const one of document.querySelectorAll('.auth-id')) {
  one.style.color = arguments[0] ? 'transparent' : '';
  one.style.background = arguments[0] ? '#5f6b76' : '';
}"""
_READ_DETAILS = """return [...document.querySelectorAll('dl.items > div')].map(
    pair => [pair.querySelector('dt').innerText.trim(), pair.querySelector('dd').childNodes[0].textContent.trim()])"""
_UNFOLD = """return [...document.querySelectorAll('details')].map(part => { part.open = true; return [
    [...part.querySelectorAll('summary > *')].map(words => words.innerText.trim()),
    [...part.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))] })"""
_SHOW = """const found = [...document.querySelectorAll('h1, h2, legend, dt, summary, label')].find(
    one => one.innerText.includes(arguments[0]));
    if (found) { found.closest('section, fieldset, details, main').scrollIntoView(); }
    return Boolean(found);"""
_UNCOVER = """const one = arguments[0], box = one.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!hit || !(one.contains(hit) || hit.contains(one))) { one.scrollIntoView({block: 'center'}); }"""
_READ_PLACE = """const box = arguments[0].getBoundingClientRect();
    return [(box.left + box.width / 2) / innerWidth, (box.top + box.height / 2) / innerHeight]"""
Answer = TypeVar("Answer")


class BrowserMissing(Exception):
    """What has to be installed, in words."""


def _program(*names: str) -> str | None:
    """The first of these on the path or in the places known for them."""
    for name in names:
        for folder in (None, *_PLACES):
            if found := shutil.which(name, path=folder):
                return found
    return None


def installed() -> tuple[str, str]:
    """The browser and its driver; raises BrowserMissing."""
    browser, driver = _program(*_BROWSERS), _program("chromedriver")
    if importlib.util.find_spec("selenium") is None:
        raise BrowserMissing("ブラウザーを動かす部品（selenium）がありません。pip install 'nxdesk[tour]' を実行してください。")
    if browser is None or driver is None:
        how = ("sudo apt-get install chromium chromium-driver" if sys.platform == "linux"
               else "Chromium（またはGoogle Chrome）と、同じ版のChromeDriver")
        raise BrowserMissing(f"ブラウザー（ChromiumとChromeDriver）が見つかりません。次をインストールしてください: {how}")
    return browser, driver


class Browser:
    """Implements `cases.driver.Pages`. Use it in a `with` statement: it starts two programs and stops them."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._browser, self._driver_program = installed()
        self._profile: tempfile.TemporaryDirectory[str] | None = None
        self._started: WebDriver | None = None

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 where: TracebackType | None) -> None:
        if self._started is not None:
            self._started.quit()
            self._started = None
        if self._profile is not None:
            self._profile.cleanup()

    @property
    def _driver(self) -> "WebDriver":
        """The running browser, started when it is first needed."""
        if self._started is None:
            self._started = self._start()
        return self._started

    def _start(self) -> "WebDriver":
        from selenium.common.exceptions import WebDriverException
        from selenium.webdriver.chrome.options import Options

        self._profile = tempfile.TemporaryDirectory(prefix="nxdesk-browser-", ignore_cleanup_errors=True)
        options = Options()
        options.binary_location = self._browser
        for flag in (*_FLAGS, f"--user-data-dir={self._profile.name}"):
            options.add_argument(flag)
        try:
            return self._session(options)
        except (WebDriverException, OSError) as reason:
            first = str(reason).strip().partition("\n")[0]
            raise CaseFailed(f"ブラウザーを起動できません: {first}") from None

    def _session(self, options: "Options") -> "WebDriver":
        """A new browser. On a busy machine one may end before it answers; the second start tells whether it did."""
        from selenium.common.exceptions import SessionNotCreatedException
        from selenium.webdriver.chrome.service import Service
        from selenium.webdriver.chrome.webdriver import WebDriver
        try:
            return WebDriver(options, Service(self._driver_program))
        except SessionNotCreatedException:
            return WebDriver(options, Service(self._driver_program))

    def _wait(self, ask: "Callable[[WebDriver], Answer | None]", sentence: str) -> Answer:
        from selenium.common.exceptions import (
            NoSuchElementException,
            StaleElementReferenceException,
            TimeoutException,
            WebDriverException,
        )
        from selenium.webdriver.support.wait import WebDriverWait

        passing = (NoSuchElementException, StaleElementReferenceException)
        waiting: WebDriverWait[WebDriver] = WebDriverWait(self._driver, self._patience, 0.05, passing)
        try:
            return waiting.until(lambda driver: ask(driver) or False)
        except TimeoutException:
            raise CaseFailed(f"{sentence}今のページ: {self._driver.title}") from None
        except WebDriverException as reason:
            raise CaseFailed(f"{sentence}{str(reason.msg).partition(chr(10))[0]}") from None

    def _on(self, ident: str, act: "Callable[[WebElement], Answer]") -> Answer:
        """Do something with the element of this id, as soon as it is in sight."""
        def ask(driver: "WebDriver") -> tuple[Answer] | None:
            found = driver.find_element("id", ident)
            return (act(found),) if found.is_displayed() else None
        return self._wait(ask, f"「{ident}」がページに現れません。")[0]

    def open(self, address: str) -> None:
        """Go to an address."""
        from selenium.common.exceptions import WebDriverException
        try:
            self._driver.get(address)
            opened = str(self._driver.execute_script("return document.URL"))
        except WebDriverException as reason:
            raise CaseFailed(f"「{address}」を開けません: {str(reason.msg).partition(chr(10))[0]}") from None
        if opened.startswith("chrome-error:"):
            raise CaseFailed(f"「{address}」を開けません。")

    def appears(self, ident: str) -> None:
        """Wait until a control with this id is in sight."""
        self._on(ident, lambda _: True)

    def click(self, ident: str) -> None:
        """Press the control with this id."""
        self._press(lambda driver: driver.find_element("id", ident), ident)

    def follow(self, words: str) -> None:
        """Press the link or button that is called so."""
        path = (f"//a[normalize-space()={_quoted(words)}] | //button[normalize-space()={_quoted(words)}]"
                f" | //summary[normalize-space()={_quoted(words)}]")
        self._press(lambda driver: driver.find_element("xpath", path), words)

    def _press(self, find: "Callable[[WebDriver], WebElement]", called: str) -> None:
        def ask(driver: "WebDriver") -> bool:
            found = find(driver)
            if not (found.is_displayed() and found.is_enabled()):
                return False
            # What stays at the top while the page scrolls may cover it.
            driver.execute_script(_UNCOVER, found)
            found.click()
            return True
        self._wait(ask, f"「{called}」を押せません。")

    def type(self, ident: str, words: str) -> None:
        """Replace what stands in an input by typing."""
        def act(entry: "WebElement") -> None:
            entry.clear()
            entry.send_keys(words)
        self._on(ident, act)

    def choose(self, ident: str, words: str) -> None:
        """Take the entry of this name of a list that drops down."""
        from selenium.webdriver.support.select import Select

        def ask(driver: "WebDriver") -> bool:
            Select(driver.find_element("id", ident)).select_by_visible_text(words)
            return True
        self._wait(ask, f"「{ident}」に「{words}」がありません。")

    def tick(self, ident: str) -> None:
        """Check a check box."""
        def act(entry: "WebElement") -> None:
            if not entry.is_selected():
                entry.click()
        self._on(ident, act)

    def attach(self, ident: str, file: Path) -> None:
        """Give a file to an input for files."""
        self._on(ident, lambda entry: entry.send_keys(str(file)))

    def text(self, ident: str) -> str:
        """The text or the value of the element with this id."""
        return self._on(ident, _text_of)

    def title(self) -> str:
        """The page's title."""
        return self._driver.title

    def words(self) -> str:
        """All text in sight on the page."""
        return self._wait(lambda driver: driver.find_element("tag name", "body").text, "ページに何も表示されません。")

    def columns(self, ident: str) -> Row:
        """The column titles of a table."""
        return self._table(ident, "thead tr")[0]

    def rows(self, ident: str) -> tuple[Row, ...]:
        """The rows of a table; a cell with a value and a button reads as its value."""
        return self._table(ident, "tbody tr")

    def details(self) -> tuple[tuple[str, str], ...]:
        """The labelled values on the page: label and value of each."""
        return tuple((label, value) for label, value in self._driver.execute_script(_READ_DETAILS))

    def unfold(self) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
        """Open what is folded: of each part the words of its line, and the rows of its table."""
        return tuple((tuple(line), tuple(map(tuple, rows))) for line, rows in self._driver.execute_script(_UNFOLD))

    def show(self, words: str) -> None:
        """Bring the part of the page in whose heading, label or line these words stand to the top of the view."""
        self._wait(lambda driver: bool(driver.execute_script(_SHOW, words)), f"「{words}」がページに現れません。")

    def _table(self, ident: str, rows: str) -> tuple[Row, ...]:
        read = self._on(ident, lambda table: self._driver.execute_script(_READ_TABLE, table, rows))
        return tuple(tuple(row) for row in read)

    def place(self, ident: str) -> tuple[float, float]:
        """Where its middle lies in the view: 0 is left and top, 1 is right and bottom."""
        left, top = self._on(ident, lambda found: self._driver.execute_script(_READ_PLACE, found))
        return float(left), float(top)

    def picture(self, path: Path) -> None:
        """Take a picture of the page; IDs that open doors are covered in it."""
        self._driver.execute_script(_COVER, True)
        saved = self._driver.save_screenshot(str(path))
        self._driver.execute_script(_COVER, False)
        if not saved:
            raise CaseFailed("ページの画像を保存できません。")


def _text_of(found: "WebElement") -> str:
    if found.tag_name in ("input", "textarea", "select"):
        return str(found.get_property("value") or "")
    return found.text.strip()


def _quoted(words: str) -> str:
    """A text as XPath writes it."""
    return f"'{words}'" if "'" not in words else f'"{words}"'
