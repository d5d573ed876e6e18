"""(5) 連携データ確認: the registered people on the page of the HR staff."""

from nxdesk.cases.session import log_in_to_page
from nxdesk.cases.steps import Scene, Step

_WHERE = "を選択し、NXから従業員が連携されている事を確認してください"


def see_list(scene: Scene) -> None:
    """従業員管理 → 従業員一覧 holds exactly the people of the comparison list."""
    chapter, pages, table = scene.manual.chapter(5), scene.pages, scene.manual.comparison_list
    log_in_to_page(scene, "hr")
    names = chapter.names(_WHERE)
    scene.says("画面", chapter.part(r"(\S+?)の「従業員管理」"), pages.words())
    scene.among("左側メニュー", names, pages.words().splitlines())
    pages.follow(names[-1])
    pages.appears("hr-employees")
    expected = tuple(zip(table.column("個人コード"), table.column("氏名(漢字)"), strict=True))
    scene.same_rows("連携された従業員", expected, [row[:2] for row in pages.rows("hr-employees")])


def see_person(scene: Scene) -> None:
    """The first person's page shows what NX sent, the corrected item among it."""
    pages, table = scene.pages, scene.manual.comparison_list
    code, name = table.column("個人コード")[0], table.column("氏名(漢字)")[0]
    pages.follow(code)
    scene.same("氏名", name, pages.text("hr-name"))
    item = scene.manual.error_list.column("項目名")[0]
    scene.says("個人コードと直した項目", [code, item, scene.facts[f"{item} {code}"]], pages.words())


STEPS = (
    Step("employees", "「従業員一覧」で連携された従業員を確認する", (5, _WHERE, ""), see_list, "pages"),
    Step("employee", "従業員の内容を確認する", (5, _WHERE, ""), see_person, "pages"),
)
