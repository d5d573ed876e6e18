"""What several chapters do: log in with a user shown on the login screen, open entries of the main menu."""

from nxdesk.cases.driver import CaseFailed, Row
from nxdesk.cases.steps import Scene

_LOG_OUT = "ログアウト"


def practice_user(scene: Scene) -> Row:
    """The user on the login window with the authorities that the manual (3) asks for: ID, password, name, these."""
    chapter = scene.manual.chapter(3)
    wanted = [chapter.part(r"NXへ(\S+?)権限でログインし")[0], chapter.part(r"\S+場合は、(\S+?)権限がある管理者")[0]]
    for user in scene.windows.lines("login.practice"):
        if all(authority in user[-1] for authority in wanted):
            return user
    raise CaseFailed(f"「{'」「'.join(wanted)}」の権限を持つユーザーが、ログイン画面に表示されていません。")


def log_in(scene: Scene) -> None:
    """Type the user's ID and password, and wait for the main menu."""
    windows = scene.windows
    windows.appears("login.window")
    user_id, password = practice_user(scene)[:2]
    scene.secrets.add(password)
    windows.type("login.user_id", user_id)
    windows.type("login.password", password)
    windows.click("login.login")
    windows.appears("main.window")


def open_entry(scene: Scene, branch: str, entry: str, window: str) -> None:
    """Choose a branch of the main menu, start the entry, and wait for its window."""
    scene.windows.choose("main.menu", branch)
    scene.windows.open("main.entries", entry)
    scene.windows.appears(window)


def offered(scene: Scene) -> set[str]:
    """Every name in the main menu: branches, entries."""
    return {name for row in scene.windows.rows("main.menu") for name in row}


def close(scene: Scene, window: str) -> None:
    """Leave a window with Esc."""
    scene.windows.press(window, "Escape")
    scene.windows.goes(window)


def log_in_to_page(scene: Scene, screen: str) -> None:
    """Choose one of the service's two screens (`admin`, `hr`) and log in with the practice account shown on it."""
    scene.pages.open(scene.address())
    scene.pages.click(f"front-{screen}")
    _type_account(scene, screen)


def _type_account(scene: Scene, screen: str) -> None:
    pages = scene.pages
    user, password = pages.text("practice-user"), pages.text("practice-password")
    scene.secrets.add(password)
    pages.type(f"{screen}-user", user)
    pages.type(f"{screen}-password", password)
    pages.click(f"{screen}-login")
    pages.appears(f"{screen}-logout")


def go_to_page(scene: Scene, screen: str, *entries: str) -> None:
    """Open a screen, logging in where the session has ended, and follow links one after the other."""
    scene.pages.open(f"{scene.address().rstrip('/')}/{screen}")
    if _LOG_OUT not in scene.pages.words():
        _type_account(scene, screen)
    for entry in entries:
        scene.pages.follow(entry)
