"""A browser without a screen: keeps cookies, follows redirects, fills in the forms that the pages have."""

import re
from html import unescape
from html.parser import HTMLParser

import requests

from nxdesk.eamano import practice

ACCOUNTS = {account.screen: (account.login, account.password) for account in practice.ACCOUNTS}
PATHS = {"admin": "/admin", "hr": "/hr"}
HOMES = {"admin": "/admin/nx", "hr": "/hr/employees"}
NO_FILE = ("", b"")


class Browser:
    """Requests as a browser makes them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept"] = "text/html"

    def get(self, path: str, **more) -> requests.Response:
        return self.session.get(self.url + path, timeout=20, **more)

    def post(self, path: str, token: str | None = None, **fields: str) -> requests.Response:
        data = fields if token is None else {"form_token": token, **fields}
        return self.session.post(self.url + path, data=data, timeout=20)

    def token(self, path: str) -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(path).text)
        assert found
        return found[1]

    def log_in(self, screen: str, login: str = "", password: str = "") -> requests.Response:
        known = ACCOUNTS[screen]
        path = PATHS[screen]
        return self.post(path, self.token(path), user=login or known[0], password=password or known[1])

    def form(self, path: str) -> dict[str, str]:
        """What the page's own form would send if nobody changed anything; files and ticks left out."""
        page = self.get(path)
        assert page.ok, page.text
        return filled(page.text)

    def send(self, path: str, fields: dict[str, str], **files: bytes) -> requests.Response:
        """The form with pictures: `files` by item, with `__` for the dot."""
        parts = {name.replace("__", "."): (f"{name}.png", content) for name, content in files.items()}
        return self.session.post(self.url + path, data=fields, files=parts or {"photo": NO_FILE}, timeout=20)

    def edit(self, path: str, *, files: dict[str, bytes] | None = None, **changes: str) -> requests.Response:
        """Open a form, change some items, send it."""
        return self.send(path, self.form(path) | changes, **(files or {}))


class _Filled(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._skipping = given["action"].endswith("/logout")
        elif self._skipping:
            return
        elif tag == "input" and given.get("type") not in ("file", "checkbox"):
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
            self.fields[self._select] = ""
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = given["value"]


def filled(text: str) -> dict[str, str]:
    """The fields of the page's form with their values."""
    parser = _Filled()
    parser.feed(text)
    return parser.fields


def beside(text: str, item: str) -> str:
    """The error that the form shows beside an item."""
    found = re.search(rf'id="edit-{re.escape(item)}-error">([^<]*)<', text)
    return unescape(found[1]) if found else ""


def shown(text: str) -> dict[str, str]:
    """Label → text of every item on a record's page."""
    return {unescape(label): unescape(words) for label, words in
            re.findall(r"<dt>([^<]*)</dt><dd[^>]*>([^<]*)", text)}


def members(text: str) -> dict[str, int]:
    """Name → id of the family members on a person's page."""
    return {unescape(name): int(member) for member, name in re.findall(r'id="hr-member-(\d+)"[^>]*>([^<]*)<', text)}
