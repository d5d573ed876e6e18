"""(2) 【e-AMANO】連携接続設定: an ID for the connection, made on the administrator's page in a real browser."""

from nxdesk.cases.driver import one_row
from nxdesk.cases.session import log_in_to_page
from nxdesk.cases.steps import Scene, Step

_MENU = "左側メニューより"
_LEFT, _RIGHT, _TOP = 1 / 3, 2 / 3, 1 / 3
"""How far the left, the right and the top of a page reach."""


def contact(scene: Scene) -> str:
    """The manual's example of a 連絡先."""
    return scene.manual.chapter(2).part(r"例\) *(\S+)")[0]


def log_in(scene: Scene) -> None:
    """The administrator's screen, with the menu that the manual names."""
    log_in_to_page(scene, "admin")
    chapter = scene.manual.chapter(2)
    scene.says("画面", chapter.part(rf"(\S+?){_MENU}"), scene.pages.words())
    scene.among("左側メニュー", chapter.names(_MENU), scene.pages.words().splitlines())


def open_settings(scene: Scene) -> None:
    """共通設定 → NX連携設定, with the button at the top right."""
    chapter, pages = scene.manual.chapter(2), scene.pages
    pages.follow(chapter.names(_MENU)[-1])
    scene.same("ボタン", chapter.names("右上にある")[0], pages.text("nx-add-id"))
    left, top = pages.place("nx-add-id")
    scene.holds("ボタンの位置", "右上", f"左から{left:.0%}、上から{top:.0%}", passed=left > _RIGHT and top < _TOP)
    for name, ident in zip(_values(scene), ("nx-url", "nx-customer"), strict=False):
        scene.facts[name] = pages.text(ident)
        scene.holds(name, "表示されている", scene.facts[name], passed=bool(scene.facts[name]))


def _values(scene: Scene) -> tuple[str, ...]:
    """The names of the values that (3) has typed: 接続先URL, お客様ID, 認証用ID."""
    return scene.manual.chapter(3).names("「接続先URL」「お客様ID」「認証用ID」に")


def type_contact(scene: Scene) -> None:
    """承認用IDの追加 asks for a 連絡先."""
    chapter, pages = scene.manual.chapter(2), scene.pages
    pages.click("nx-add-id")
    pages.type("nx-contact", contact(scene))
    scene.says("入力欄", chapter.names("に任意の名称を入力します"), pages.words())
    scene.same("入力", contact(scene), pages.text("nx-contact"))
    scene.same("ボタン", chapter.names("入力後、")[0], pages.text("nx-register"))


def register(scene: Scene) -> None:
    """登録実行 makes the ID, which stands in the column 認証用ID of 認証用ID管理."""
    pages = scene.pages
    pages.click("nx-register")
    pages.appears("nx-ids")
    table, column = scene.manual.chapter(2).names("にデータが登録されます")
    scene.among("欄", [table], pages.words().splitlines())
    columns = pages.columns("nx-ids")
    scene.among("列", [column], columns)
    row = one_row(pages.rows("nx-ids"), contact(scene))
    value = row[columns.index(column)] if column in columns else ""
    scene.holds(column, "登録されている", "登録されている" if value else "空白", passed=bool(value))
    scene.facts[column] = value
    scene.secrets.add(value)


STEPS = (
    Step("admin-login", "管理者画面にログインする", (2, _MENU, ""), log_in, "pages"),
    Step("nx-settings", "「NX連携設定」を選択する", (2, _MENU, "右上にある"), open_settings, "pages"),
    Step("contact", "「承認用IDの追加」で「連絡先」を入力する", (2, "に任意の名称を入力します", "入力後、"), type_contact, "pages"),
    Step("auth-id", "「認証用ID」を登録する", (2, "入力後、", "にデータが登録されます"), register, "pages"),
)
