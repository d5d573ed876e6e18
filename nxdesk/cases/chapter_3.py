"""(3) 【NX】連携接続設定: the menus switched on, the connection settings typed, checked and registered."""

from nxdesk.cases.session import log_in, offered, open_entry
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.versions import NxVersion

_CORNER = 0.25
"""As far as the top left of a window reaches."""
_CHECKED_MENUS = "2つのメニューの表示に"


def first_login(scene: Scene) -> None:
    """The service menus are not there yet, and the NX version has them."""
    log_in(scene)
    chapter, words = scene.manual.chapter(3), scene.windows.words("main.window")
    scene.none_of("まだ表示されないメニュー", chapter.names("の2つを表示する"), offered(scene))
    oldest = NxVersion.parse(chapter.names("操作前にNXのバージョンが")[0])
    shown = next((word.rpartition(" ")[2] for word in words if "バージョン" in word), "")
    scene.holds("NXのバージョン", f"{oldest} 以上", shown, passed=bool(shown) and NxVersion.parse(shown) >= oldest)


def open_menu_settings(scene: Scene) -> None:
    """設定 → 表示メニュー設定."""
    chapter = scene.manual.chapter(3)
    branch, entry = chapter.names("権限でログインし")
    open_entry(scene, branch, entry, "menu_settings.window")
    scene.windows.lists("menu_settings.tree", branch)
    scene.same("画面の題名", entry, scene.windows.title("menu_settings.window"))


def find_service_menus(scene: Scene) -> None:
    """TimePro-NX → 設定 → システム設定 lists both, not yet shown."""
    chapter, windows = scene.manual.chapter(3), scene.windows
    heading, *path = chapter.names("の左側メニューから")
    scene.among("左側のメニュー", [heading], windows.words("menu_settings.window"))
    windows.lists("menu_settings.tree", path[-1])
    rows = windows.rows("menu_settings.tree")
    found = next((row for row in rows if row[-1] == path[-1]), ())
    scene.same_row("左側のメニューの階層", path, found)
    windows.choose("menu_settings.tree", path[-1])
    names = chapter.names(_CHECKED_MENUS)
    scene.in_order("メニュー", names, [row[0] for row in windows.rows("menu_settings.list")])
    scene.none_of("表示にチェックのあるメニュー", names, [row[0] for row in windows.ticked("menu_settings.list")])


def show_service_menus(scene: Scene) -> None:
    """Both checked and registered with the button at the top left."""
    chapter, windows = scene.manual.chapter(3), scene.windows
    names = chapter.names(_CHECKED_MENUS)
    for name in names:
        windows.tick("menu_settings.list", name)
    scene.among("表示にチェックのあるメニュー", names, [row[0] for row in windows.ticked("menu_settings.list")])
    scene.same("ボタン", chapter.names("入れ左上")[0], windows.text("menu_settings.register_button"))
    left, top = windows.place("menu_settings.register_button")
    scene.holds("ボタンの位置", "左上", f"左から{left:.0%}、上から{top:.0%}", passed=left < _CORNER and top < _CORNER)
    windows.click("menu_settings.register_button")
    windows.appears("menu_settings.done")


def log_in_again(scene: Scene) -> None:
    """After logout and login the two menus are there."""
    windows = scene.windows
    windows.click("menu_settings.done.ok")
    windows.goes("menu_settings.done")
    windows.press("menu_settings.window", "Escape")
    windows.goes("menu_settings.window")
    scene.none_of("再ログインの前", scene.manual.chapter(3).names("の2つを表示する"), offered(scene))
    windows.click("main.logout")
    log_in(scene)
    scene.among("再ログインの後のメニュー", scene.manual.chapter(3).names("の2つを表示する"), sorted(offered(scene)))


def open_service_settings(scene: Scene) -> None:
    """設定 → 社会保険届出サービス設定: every label of the manual's picture."""
    manual, windows = scene.manual, scene.windows
    _open_settings(scene)
    scene.same("画面の題名", manual.connection_dialog.title, windows.title("service_settings.window"))
    words = windows.words("service_settings.window")
    menus, buttons, remark = manual.settings_toolbar
    scene.in_order("メニューバー", menus, words)
    scene.same_row("ボタン", buttons, [windows.text(f"service_settings.{key}_button") for key in ("register", "check")])
    scene.in_order("項目（上から順に）", manual.settings_items, words)
    scene.same("注意", remark, windows.text("service_settings.need_check"))
    scene.holds("接続確認の前の「登録」", "押せない", "押せる" if windows.enabled("service_settings.register_button") else "押せない",
                passed=not windows.enabled("service_settings.register_button"))


def _open_settings(scene: Scene) -> None:
    branch, entry = scene.manual.chapter(3).names("ログイン→")
    open_entry(scene, branch, entry, "service_settings.window")
    scene.windows.ready("service_settings.url")


def type_connection(scene: Scene) -> None:
    """The three values as the service shows them; the connection values stay as they are."""
    chapter, windows = scene.manual.chapter(3), scene.windows
    names = chapter.names("「接続先URL」「お客様ID」「認証用ID」に")
    fields = ("service_settings.url", "service_settings.customer_id", "service_settings.auth_id")
    for name, field in zip(names, fields, strict=True):
        windows.type(field, scene.facts[name])
        scene.same(name, scene.facts[name], windows.text(field))
    for label, unit, field in (("タイムアウト", "秒", "timeout"), ("リトライ回数", "回", "retries")):
        low, high = map(int, chapter.part(rf"{label}:\s+{unit} \(範囲([0-9]+)~([0-9]+){unit}\)"))
        preset = windows.text(f"service_settings.{field}")
        scene.holds(f"{label}（変更不要）", f"{low}~{high}", preset, passed=preset.isdigit() and low <= int(preset) <= high)


def check_connection(scene: Scene) -> None:
    """接続確認 against the running service."""
    dialog, windows = scene.manual.connection_dialog, scene.windows
    scene.same("ボタン", scene.manual.chapter(3).names("入力後、「")[0], windows.text("service_settings.check_button"))
    windows.click("service_settings.check_button")
    if windows.appears("service_settings.message", "service_settings.stop") == "service_settings.stop":
        windows.goes("service_settings.stop")
    _compare_dialog(scene)
    scene.same("ダイアログの題名", dialog.title, windows.title("service_settings.message"))


def _compare_dialog(scene: Scene) -> None:
    dialog, windows = scene.manual.connection_dialog, scene.windows
    windows.appears("service_settings.message")
    scene.same("ダイアログ", dialog.sentence, windows.text("service_settings.message"))
    scene.same_row("ダイアログのボタン", dialog.buttons, [windows.text("service_settings.message.ok")])


def register_connection(scene: Scene) -> None:
    """登録, after which the window opens with the registered values."""
    windows = scene.windows
    windows.click("service_settings.message.ok")
    windows.goes("service_settings.message")
    scene.same("ボタン", scene.manual.chapter(3).names("」ボタンを押下し、設定内容を保存してください")[0],
               windows.text("service_settings.register_button"))
    windows.click("service_settings.register_button")
    _compare_dialog(scene)
    windows.click("service_settings.message.ok")
    windows.goes("service_settings.message")
    windows.press("service_settings.window", "Escape")
    windows.goes("service_settings.window")
    _open_settings(scene)
    for name, field in (("接続先URL", "url"), ("お客様ID", "customer_id"), ("認証用ID", "auth_id")):
        windows.shows(f"service_settings.{field}", scene.facts[name])
        scene.same(f"保存された{name}", scene.facts[name], windows.text(f"service_settings.{field}"))




STEPS = (
    Step("first-login", "システム管理者権限でログインする", (3, "まず、TimePro-NXの設定メニューに", "「1.1.4.0」以下の場合は"),
         first_login),
    Step("menu-settings", "「表示メニュー設定」を起動する", (3, "権限でログインし", ""), open_menu_settings),
    Step("service-menus", "「システム設定」のメニューを表示する", (3, "の左側メニューから", ""), find_service_menus),
    Step("menus-shown", "2つのメニューの表示にチェックを入れて登録する", (3, _CHECKED_MENUS, "入れ左上"), show_service_menus),
    Step("second-login", "ログアウトして、もう一度ログインする", (3, "TimePro-NXを一度ログアウトし", "マイナンバーを連携させる場合は"),
         log_in_again),
    Step("settings", "「社会保険届出サービス設定」を起動する", (3, "ログイン→", "基本認証"), open_service_settings),
    Step("settings-typed", "接続先URL・お客様ID・認証用IDを入力する",
         (3, "「接続先URL」「お客様ID」「認証用ID」に", "「接続情報設定」は変更不要です"), type_connection),
    Step("connection-check", "接続確認を行う", (3, "e-AMANOとの接続に成功すると", "OK"), check_connection),
    Step("settings-registered", "設定内容を登録する", (3, "」ボタンを押下し、設定内容を保存してください", "登録する前に接続確認が必要です"),
         register_connection),
)
