"""(6) 家族登録 after 社員登録, and the memo about 雇用保険被保険者番号."""


from nxdesk.cases import runs
from nxdesk.cases.chapter_4 import people
from nxdesk.cases.driver import Row
from nxdesk.cases.personnel import Entry, create, open_person, open_personnel
from nxdesk.cases.relinking import labels
from nxdesk.cases.runs import CODE, LABEL, NX_DATA
from nxdesk.cases.session import close, go_to_page
from nxdesk.cases.steps import Scene, Step

HIRED = "0000000901"
"""Who joins the company in the memo."""
_EI_NUMBER = "1234-567890-1"
_NEW_HIRE = (
    Entry("基本", "employee_code", HIRED), Entry("基本", "last_name", "白石"), Entry("基本", "first_name", "葵"),
    Entry("基本", "last_name_kana", "シライシ"), Entry("基本", "first_name_kana", "アオイ"),
    Entry("基本", "birth_date", "1994/06/15"), Entry("基本", "gender", "女", chosen=True),
    Entry("基本", "company_email", f"{HIRED}@renshu.example"), Entry("雇用", "hire_date", "2020/04/01"),
    Entry("雇用保険", "ei_insured_no", _EI_NUMBER))
_SERVICE = "従業員情報同様に連携を"
_ORDER = "必ず社員登録→家族登録の順に"
_NAME, _RELATION, _BORN, _DEPENDENT = "氏名", "続柄", "生年月日", "健康保険被扶養者"


def too_early(scene: Scene) -> None:
    """Somebody who is not in e-AMANO yet has no family registered: the list says 社員登録 comes first."""
    windows = scene.windows
    other = windows.rows("list.table")[0][CODE]
    scene.facts["somebody else"] = other
    runs.leave_list(scene)
    close(scene, "person_selection.window")
    runs.begin(scene, "family")
    runs.choose(scene, [other])
    runs.ask(scene)
    runs.go_on(scene)
    first, second = scene.manual.chapter(6).part(r"必ず(\S+?)→(\S+?)の順に")
    scene.same("画面の題名", second, windows.title("list.window"))
    said = {row[NX_DATA] for row in windows.rows("list.table")}
    scene.says("NXデータ", [f"先に{first}"], "\n".join(said))
    scene.holds("「OK」", "押せない", "押せる" if windows.enabled("list.ok") else "押せない", passed=not windows.enabled("list.ok"))


def families_in_nx(scene: Scene) -> None:
    """家族 of the three in 人事マスター保守: what the manual's ★ list wants to be filled in."""
    windows = scene.windows
    runs.leave_list(scene)
    close(scene, "person_selection.window")
    needed = scene.manual.chapter(0).part(r"・家族\t(\S+)\t連携の必須項目です。\n\t(\S+)\t連携の必須項目です。\n\t(\S+)\t")
    open_personnel(scene)
    for code in people(scene):
        open_person(scene, code)
        windows.choose("personnel.tabs", "家族")
        windows.ready("personnel.family_list")
        columns, rows = windows.columns("personnel.family_list"), windows.rows("personnel.family_list")
        scene.among(f"{code}の家族の列", needed, columns)
        places = [columns.index(name) for name in (_NAME, _RELATION, _BORN, _DEPENDENT)]
        scene.facts[f"family {code}"] = runs.lines([tuple(row[place] for place in places) for row in rows])
        blank = [row for row in rows for name in needed[:2] if name in columns and not row[columns.index(name)]]
        scene.holds(f"{code}の{'・'.join(needed[:2])}", "入力されている", "空白がある" if blank else "入力されている", passed=not blank)


def select(scene: Scene) -> None:
    """2：データ登録 → 家族登録 → 個人選択 with the same three."""
    windows, names = scene.windows, scene.manual.chapter(6).names(_SERVICE)
    close(scene, "personnel.window")
    scene.same("画面の題名", names[1], windows.title("service.window"))
    scene.same("ボタン", names[2], windows.text("service.register"))
    windows.click("service.register")
    windows.appears("service.register_family")
    scene.says("処理", [names[3]], windows.text("service.register_family"))
    windows.click("service.register_family")
    windows.appears("person_selection.window")
    scene.says("画面の題名", [names[3]], windows.title("person_selection.window"))
    runs.choose(scene, people(scene))
    chosen = [row[CODE] for row in windows.ticked("person_selection.list")]
    scene.same_row("選択した従業員", people(scene), chosen)


def compare(scene: Scene) -> None:
    """実行 and the comparison list: every member a row, 新規データ, in the order of the people."""
    windows = scene.windows
    scene.says("ダイアログ", [scene.manual.chapter(6).names(_SERVICE)[3], f"{len(people(scene))}名"], runs.ask(scene))
    runs.go_on(scene)
    scene.same("画面の題名", scene.manual.chapter(6).part(_ORDER.replace("社員登録", r"\S+?").replace("家族登録", r"(\S+?)"))[0],
               windows.title("list.window"))
    scene.same_row("列", scene.manual.comparison_list.columns, windows.columns("list.table"))
    new = labels(scene.manual)[0]
    expected = [(code, new, f"{name} {relation}") for code in people(scene)
                for name, relation, *_ in runs.rows_of(scene.facts[f"family {code}"])]
    scene.same_rows("行（個人コード、項目名、NXデータ）", expected, runs.listed(scene, CODE, LABEL, NX_DATA))


def register(scene: Scene) -> None:
    """OK; nothing that e-AMANO has is lost, so nothing more is asked."""
    scene.windows.click("list.ok")
    said = runs.ended(scene)
    count = sum(len(runs.rows_of(scene.facts[f"family {code}"])) for code in people(scene))
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, "家族", f"{count}件", "e-AMANO"], said)


def left_out(scene: Scene) -> None:
    """Once registered, a family is left out as a whole: as in (4), nobody is registered twice."""
    runs.leave_result(scene)
    runs.begin(scene, "family")
    runs.choose(scene, people(scene))
    runs.ask(scene)
    scene.windows.click("run.confirm.yes")
    scene.windows.appears("run.nobody_left", "list.window", "run.failed")
    scene.windows.appears("run.nobody_left")
    scene.says("ダイアログ", scene.manual.chapter(4).part(r"(e-AMANO側にデータが存在する)従業員に対して(連携)処理を行うことは(できません)"),
               scene.windows.text("run.nobody_left"))


def see_families(scene: Scene) -> None:
    """e-AMANO's pages show the families that NX has."""
    pages = scene.pages
    scene.windows.click("run.nobody_left.ok")
    scene.windows.goes("run.nobody_left")
    close(scene, "person_selection.window")
    listed = scene.manual.chapter(5).names("を選択し、NXから従業員が連携されている事を確認してください")[-1]
    for code in reversed(people(scene)):
        go_to_page(scene, "hr", listed, code)
        expected = runs.rows_of(scene.facts[f"family {code}"])
        scene.same_rows(f"{code}の家族", expected, members(scene))
    pages.show("家族")


def members(scene: Scene) -> list[Row]:
    """The family on the page that is open: name, 続柄, birth day, 健康保険被扶養者 as NX writes it."""
    return [(row[0].partition("\n")[0], row[1], row[2], row[3]) for row in scene.pages.rows("hr-family")]


def hire(scene: Scene) -> None:
    """The memo (1): a new employee with a 雇用保険被保険者番号."""
    chapter, windows = scene.manual.chapter(6), scene.windows
    item = chapter.part(r"新規従業員を登録します。\((\S+?)も登録\)")[0]
    window = chapter.part(r"\(1\) NX(\S+?)で新規従業員を登録します")[0]
    open_personnel(scene)
    scene.same("画面の題名", window, windows.title("personnel.window"))
    create(scene, _NEW_HIRE)
    windows.choose("personnel.tabs", "雇用保険")
    scene.among("項目", [item], windows.words("personnel.window"))
    scene.same(item, _EI_NUMBER, windows.text("personnel.ei_insured_no"))
    scene.says("従業員", [HIRED], windows.text("personnel.person"))


def link_hired(scene: Scene) -> None:
    """The memo (2): 社員登録."""
    close(scene, "personnel.window")
    runs.begin(scene, "employee")
    runs.choose(scene, [HIRED])
    runs.ask(scene)
    runs.go_on(scene)
    scene.same_rows("行（個人コード、項目名）", [(HIRED, labels(scene.manual)[0])], runs.listed(scene, CODE, LABEL))
    scene.windows.click("list.ok")
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, "e-AMANO"], runs.ended(scene))


def see_held(scene: Scene) -> None:
    """The number is in e-AMANO, but 保持有無 is 無."""
    runs.leave_result(scene)
    chapter, pages = scene.manual.chapter(6), scene.pages
    page, held, before, _ = _held(scene)
    go_to_page(scene, "hr", page, HIRED)
    there = dict(pages.details())
    number = chapter.part(r"\((\S+?)も登録\)")[0]
    scene.same(number, _EI_NUMBER, there.get(number, ""))
    scene.same(held, before, there.get(held, ""))
    pages.show("雇用保険")


def _held(scene: Scene) -> tuple[str, ...]:
    return scene.manual.chapter(6).part(r"e-AMANOの(\S+?)で\[(\S+?)\]=(\S+?)を(\S+?)へ変更します")


def set_held(scene: Scene) -> None:
    """The memo (3): 無 becomes 有."""
    pages = scene.pages
    _, held, _, after = _held(scene)
    pages.click("hr-edit")
    pages.choose("edit-ei_no_held", after)
    pages.click("hr-save")
    pages.appears("hr-message")
    scene.same(held, after, dict(pages.details()).get(held, ""))
    pages.show("雇用保険")


STEPS = (
    Step("families-too-early", "社員登録の前に家族登録を実行する", (6, _ORDER, ""), too_early),
    Step("families-in-nx", "NXの家族情報を確認する", (0, "メールアドレス", "健康保険被扶養者"), families_in_nx, chapter=6),
    Step("families", "「家族登録」を選択し、従業員を選択する", (6, _SERVICE, ""), select),
    Step("families-comparison", "家族の比較一覧を確認する", (6, _SERVICE, _ORDER), compare),
    Step("families-registered", "家族をe-AMANOへ登録する", (6, _SERVICE, ""), register),
    Step("families-left-out", "登録済みの家族をもう一度実行する", (4, "e-AMANO側にデータが存在する従業員に対して", ""), left_out, chapter=6),
    Step("families-seen", "連携された家族を確認する", (6, _SERVICE, ""), see_families, "pages"),
    Step("hired", "新規従業員を雇用保険被保険者番号とともに登録する", (6, "(1) NX人事マスター保守で新規従業員を登録します", ""), hire),
    Step("hired-registered", "新規従業員をe-AMANOへ連携する", (6, "(2) 従業員をNX→e-AMANO連携します", ""), link_hired),
    Step("held-no", "雇用保険被保険者番号が連携され、保持有無が無であることを確認する", (6, "入社手続き時の雇用保険被保険者番号の初期表示に関して",
                                                        "NXに雇用保険被保険者番号が登録されている状態で"), see_held, "pages"),
    Step("held-yes", "[雇用保険被保険者番号保持有無]を有へ変更する", (6, "(3) e-AMANOの従業員一覧で", ""), set_held, "pages"),
)
