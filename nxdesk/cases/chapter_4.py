"""(4) TimePro-NXの従業員マスタをe-AMANOに連携: errors, their correction, comparison, 表起動, registration, and once more."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from nxdesk.cases.driver import Row
from nxdesk.cases.manual import Table
from nxdesk.cases.session import open_entry
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.clock import Clock

_LIST_BUTTONS = ("list.open_table", "list.ok", "list.cancel")


def people(scene: Scene) -> tuple[str, ...]:
    """The 個人コード of the people in the manual's pictures."""
    return scene.manual.comparison_list.column("個人コード")


def open_service(scene: Scene) -> None:
    """設定 → 社会保険届出サービス, with its two directions."""
    chapter, windows = scene.manual.chapter(4), scene.windows
    windows.press("service_settings.window", "Escape")
    windows.goes("service_settings.window")
    branch, entry = chapter.names("」を起動してください")
    open_entry(scene, branch, entry, "service.window")
    scene.same("画面の題名", entry, windows.title("service.window"))
    scene.same_row("ボタン", [*chapter.names("[e-AMANO→NX]連携処理"), *chapter.names("連携処理です")],
                   [windows.text("service.acquire"), windows.text("service.register")])


def open_kinds(scene: Scene) -> None:
    """2：データ登録 lists 1.社員登録."""
    scene.windows.click("service.register")
    scene.windows.appears("service.register_employee")
    scene.same("処理", scene.manual.chapter(4).names("下図画面が表示され")[0], scene.windows.text("service.register_employee"))


def select_people(scene: Scene) -> None:
    """個人選択 with the three people of the pictures, without My Numbers."""
    chapter, windows = scene.manual.chapter(4), scene.windows
    windows.click("service.register_employee")
    _tick(scene, people(scene))
    scene.says("画面の題名", chapter.part(r"NXの(\S+?)画面が表示されますので"), windows.title("person_selection.window"))
    _compare_choice(scene)
    scene.same("マイナンバーのチェック", chapter.part(r"マイナンバーを連携する場合は(\S+?)にチェック")[0],
               windows.text("person_selection.my_number"))
    scene.holds("マイナンバーを連携しない場合", "チェックを入れない",
                "チェックあり" if windows.is_ticked("person_selection.my_number") else "チェックを入れない",
                passed=not windows.is_ticked("person_selection.my_number"))


def _tick(scene: Scene, codes: Row) -> None:
    scene.windows.appears("person_selection.window")
    for code in codes:
        scene.windows.tick("person_selection.list", code)


def _compare_choice(scene: Scene) -> None:
    columns = ("個人コード", "氏名(漢字)")
    table, windows = scene.manual.comparison_list, scene.windows
    titles = [title for title in windows.columns("person_selection.list") if title != "選択"]
    places = [titles.index(name) for name in columns]
    chosen = [tuple(row[place] for place in places) for row in windows.ticked("person_selection.list")]
    scene.same_rows("選択した従業員", list(zip(*map(table.column, columns), strict=True)), chosen)


def execute(scene: Scene) -> None:
    """実行 asks before anything is done."""
    chapter, windows = scene.manual.chapter(4), scene.windows
    scene.same("ボタン", chapter.part(r"チェックを入れずに「(\S+?)」をします")[0], windows.text("person_selection.execute"))
    windows.click("person_selection.execute")
    windows.appears("run.confirm")
    direction = chapter.part(r"「2：データ登録」が、\[(\S+?)\]連携処理")[0]
    scene.says("ダイアログ", [direction, f"{len(people(scene))}名", "マイナンバー", "連携しません"],
               windows.text("run.confirm"))


def see_errors(scene: Scene) -> None:
    """The list of errors, exactly as pictured."""
    scene.windows.click("run.confirm.yes")
    _compare_list(scene, scene.manual.error_list, scene.manual.pictured_columns)
    scene.holds("不備がある間の「OK」", "押せない", "押せる" if scene.windows.enabled("list.ok") else "押せない",
                passed=not scene.windows.enabled("list.ok"))


def _compare_list(scene: Scene, table: Table, shown: Row) -> None:
    """Title, sentence, columns, row numbers, cells and buttons; cells that the picture's edge cut are left out."""
    windows = scene.windows
    windows.appears("list.window")
    scene.same("画面の題名", table.title, windows.title("list.window"))
    scene.same("上部の文", table.sentence, windows.text("list.sentence"))
    scene.same_row("列", scene.manual.comparison_list.columns, windows.columns("list.table"))
    scene.same_row("行番号", table.numbers, windows.numbers("list.table"))
    scene.same_rows("行", [row[:len(shown)] for row in table.rows],
                    [row[:len(shown)] for row in windows.rows("list.table")])
    placed = sorted(_LIST_BUTTONS, key=lambda name: windows.place(name)[0])
    scene.same_row("ボタン", table.buttons, [windows.text(name) for name in placed])


def cancel_list(scene: Scene) -> None:
    """キャンセル leads back to 個人選択 with the choice kept."""
    scene.windows.click("list.cancel")
    scene.windows.goes("list.window")
    scene.windows.appears("person_selection.window")
    _compare_choice(scene)


def correct(scene: Scene, place: int) -> None:
    """Enter the missing address of one person at the moment that the comparison list shows as NX更新日."""
    table, windows = scene.manual.comparison_list, scene.windows
    code, item = people(scene)[place], scene.manual.error_list.column("項目名")[place]
    if not windows.visible("personnel.window"):
        open_entry(scene, "人事", "人事マスター保守", "personnel.window")
    windows.type("personnel.search", code)
    windows.lists_only("personnel.hits", code)
    windows.choose("personnel.hits", code)
    windows.shows("personnel.person", code)
    scene.says("従業員", [code, table.column("氏名(漢字)")[place]], windows.text("personnel.person"))
    scene.among("項目", [item], windows.words("personnel.window"))
    address = scene.facts[f"{item} {code}"] = f"{code}@renshu.example"
    windows.type("personnel.company_email", address)
    moment = table.column("NX更新日")[place]
    with scene.clock.held(Clock.parse(moment)):
        windows.click("personnel.register_button")
        windows.shows("personnel.updated", moment)
    scene.says("NX更新日", [moment], windows.text("personnel.updated"))


def compare(scene: Scene) -> None:
    """実行 again: the comparison list, exactly as pictured."""
    windows = scene.windows
    windows.press("personnel.window", "Escape")
    windows.goes("personnel.window")
    windows.click("person_selection.execute")
    windows.click("run.confirm.yes")
    table = scene.manual.comparison_list
    _compare_list(scene, table, table.columns)


def open_table(scene: Scene) -> None:
    """表起動 hands a real workbook to the system; its cells are those of the list, as text."""
    table = scene.manual.comparison_list
    scene.same("ボタン", table.buttons[0], scene.windows.text("list.open_table"))
    scene.windows.click("list.open_table")
    file = scene.windows.opened_file()
    scene.same("ファイルの種類", ".xlsx", file.suffix)
    cells = _cells(file)
    scene.same("シート", table.title, cells[0])
    scene.same_row("1行目", table.columns, cells[1][0])
    scene.same_rows("2行目から", table.rows, cells[1][1:])


def _cells(file: Path) -> tuple[str, list[Row]]:
    """The first sheet's name and rows; a cell that is no text shows its type."""
    book = CalamineWorkbook.from_path(str(file))
    name = book.sheet_names[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return name, [tuple(_cell(cell) for cell in row) for row in rows]


def _cell(cell: object) -> str:
    return cell if isinstance(cell, str) else f"{cell}（{type(cell).__name__}）"


def register(scene: Scene) -> None:
    """OK registers the people, and a dialog says so."""
    chapter, windows = scene.manual.chapter(4), scene.windows
    scene.same("ボタン", chapter.part(r"問題がなければ「(\S+?)」ボタン")[0], windows.text("list.ok"))
    windows.click("list.ok")
    windows.appears("run.result", "run.failed", "run.unknown", "run.refused")
    windows.appears("run.result")
    scene.same("ダイアログの題名", scene.manual.comparison_list.title, windows.title("run.result"))
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, f"{len(people(scene))}名", "e-AMANO"],
               windows.text("run.result"))


def register_again(scene: Scene) -> None:
    """Nobody can be registered twice: a dialog, and no list."""
    windows = scene.windows
    windows.click("run.result.ok")
    windows.goes("person_selection.window")
    windows.click("service.register_employee")
    _tick(scene, people(scene))
    windows.click("person_selection.execute")
    windows.click("run.confirm.yes")
    windows.appears("run.nobody_left", "list.window", "run.failed")
    windows.appears("run.nobody_left")
    scene.says("ダイアログ", scene.manual.chapter(4).part(r"(e-AMANO側にデータが存在する)従業員に対して(連携)処理を行うことは(できません)"),
               windows.text("run.nobody_left"))
    scene.holds("一覧", "表示されない", "表示された" if windows.visible("list.window") else "表示されない",
                passed=not windows.visible("list.window"))


def register_somebody_else(scene: Scene) -> None:
    """With one who is new among them, the list holds that person alone."""
    windows = scene.windows
    windows.click("run.nobody_left.ok")
    windows.goes("run.nobody_left")
    other = next(row for row in windows.rows("person_selection.list") if row[0] not in people(scene))
    windows.tick("person_selection.list", other[0])
    windows.click("person_selection.execute")
    windows.click("run.confirm.yes")
    windows.appears("list.window", "run.nobody_left", "run.failed")
    windows.appears("list.window")
    new = scene.manual.comparison_list.column("項目名")[0]
    scene.same_rows("比較一覧", [(other[0], other[1], new)], [row[:3] for row in windows.rows("list.table")])


def _correction(place: int) -> Step:
    return Step(f"correction-{place + 1}", f"不備を直す（{place + 1}人目）", (0, "下記項目に関して", "メールアドレス"),
                lambda scene: correct(scene, place), chapter=4)


STEPS = (
    Step("service", "「社会保険届出サービス」を起動する", (4, "」を起動してください", "連携処理です"), open_service),
    Step("kinds", "「2：データ登録」を押下する", (4, "ここでは、初回連携のため", "下図画面が表示され"), open_kinds),
    Step("people", "連携対象の従業員を選択する", (4, "NXの個人選択画面が表示されますので", "※マイナンバーを連携する場合は"), select_people),
    Step("execute", "実行する", (4, "実行するとダイアログが表示されます", "e-AMANOとマイナンバーを連携しない場合は"), execute),
    Step("errors", "エラーの一覧を確認する", (4, "連携対象データに何らかの不備がある場合", "表起動"), see_errors),
    Step("cancel", "キャンセルで個人選択に戻る", (4, "キャンセルボタンを選択してください", ""), cancel_list),
    *(_correction(place) for place in range(3)),
    Step("comparison", "比較一覧を確認する", (4, "条理チェックを通過すると", "表起動"), compare),
    Step("table", "表起動で表を開く", (4, "運用開始日", "表起動"), open_table),
    Step("registered", "e-AMANOへ登録する", (4, "e-AMANOへのデータ連携に成功すると", ""), register),
    Step("nobody-left", "登録済みの従業員だけを選択して実行する", (4, "e-AMANO側にデータが存在する従業員に対して", ""), register_again),
    Step("somebody-left", "登録済みの従業員とそうでない従業員を選択して実行する", (4, "複数の従業員を選択し", ""), register_somebody_else),
)
