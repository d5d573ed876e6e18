"""(7)② for 家族 again: deletions and a probable change of name seen and confirmed before, the switch off after."""

from nxdesk.cases import runs
from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_7_before import BABY, DAUGHTER, HUSBAND, RENAMED, SON, WIFE
from nxdesk.cases.chapter_7_people import HELD, REPLACED, RULE, effects, type_word
from nxdesk.cases.driver import Row
from nxdesk.cases.relinking import DELETED, KEPT, OVERWRITTEN, clearings, labels, points, specification, told
from nxdesk.cases.runs import CODE, EAMANO_DATA, LABEL, NX_DATA
from nxdesk.cases.session import close, open_entry
from nxdesk.cases.steps import Scene, Step
from nxdesk.cases.traces import OF_FAMILIES, SINCE

DEED = r"当該家族を(\S+?)します"
GONE = (BABY, HUSBAND, DAUGHTER)
_NAME, _BORN = 0, 2
_SAME = "※ 社員を例に記載しましたが"
_SIX = (7, "6\t家族\t", "")
_OFF = "再連携を行った後は、必ずチェック"
_SETTING = "画面最下部の"


def select(scene: Scene) -> None:
    """家族登録 as 社員登録 before: people, 個人番号の連携, and a dialog that says what ③-6 to 8 say."""
    windows = scene.windows
    windows.click("relink.ask_off.no")
    windows.goes("person_selection.window")
    runs.begin(scene, "family")
    runs.choose(scene, people(scene))
    windows.tick("person_selection.my_number")
    asked = runs.ask(scene)
    words = told(scene.manual, 6, r"なお、\s*(\S+?)がいた場合.*この際、(\S+?)も(\S+?)します")
    scene.says("ダイアログ（③-6）", [*words, "③-6"], asked)
    for rule in (7, 8):
        scene.says(f"ダイアログ（③-{rule}）", [*points(specification(scene.manual, rule)), f"③-{rule}"], asked)


def compare(scene: Scene) -> None:
    """Names and days of birth tell who is the same (③-6): a row for each of NX's, one for each that goes."""
    runs.go_on(scene)
    scene.windows.tick("impact.simple")
    keys = points(specification(scene.manual, 6))
    scene.same_row("同一人物の判断", ("家族姓名", "家族生年月日"), keys)
    wanted = [row for code in people(scene) for row in _expected(scene, code)]
    scene.same_rows("行（個人コード、項目名、NXデータ、e-AMANOデータ）", sorted(wanted),
                    sorted(runs.listed(scene, CODE, LABEL, NX_DATA, EAMANO_DATA)))


def _expected(scene: Scene, code: str) -> list[Row]:
    new, again = labels(scene.manual)
    here, there = (runs.rows_of(scene.facts[f"{side} {code}"]) for side in ("family", "there"))
    keys = {(row[_NAME], row[_BORN]) for row in there}
    rows: list[Row] = [(code, again if (row[_NAME], row[_BORN]) in keys else new, _words(row),
                        _words(row) if (row[_NAME], row[_BORN]) in keys else "") for row in here]
    kept = {(row[_NAME], row[_BORN]) for row in here}
    return rows + [(code, again, "", _words(row)) for row in there if (row[_NAME], row[_BORN]) not in kept]


def _words(row: Row) -> str:
    return f"{row[0]} {row[1]}"


def see_deletions(scene: Scene) -> None:
    """The pane: who goes, with names, the My Number that goes along, and who has probably changed the name."""
    windows = scene.windows
    words = windows.text("impact.dangers")
    deed = told(scene.manual, 6, DEED)
    scene.says("消えるもの", [*GONE, "個人番号も", *deed], words)
    windows.choose("impact.records", BABY)
    rows = windows.rows("impact.records")
    scene.same_rows("削除される家族", sorted((name, DELETED) for name in GONE),
                    sorted((row[2], row[4]) for row in rows if row[4] == DELETED))
    near = [row[2] for row in rows if any("改姓" in cell for cell in row)]
    scene.among("改姓の可能性", [RENAMED], near)
    found = [row for row in windows.rows("impact.items") if row[0] == "個人番号"]
    scene.same_rows(f"{BABY}の個人番号", [("個人番号", DELETED, HELD, "", "③-6")], found)


def see_clearings(scene: Scene) -> None:
    """かんたん: every row of ④ for 家族; the telephone numbers of a child stay (配偶者のみ)."""
    windows, table = scene.windows, clearings(scene.manual)
    windows.choose("impact.records", SON)
    windows.tick("impact.detailed")
    windows.lists("impact.items", "適用開始日")
    only = [number for number, row in table.items() if row.remark]
    scene.same_row("配偶者のみの項目", [table[number].item for number in (13, 14, 15)], [table[number].item for number in only])
    phones = {row[0]: row for row in windows.rows("impact.items")}
    stays = [(table[n].item, KEPT, OF_FAMILIES[n].before, OF_FAMILIES[n].before) for n in only if n in OF_FAMILIES]
    scene.same_rows(f"{SON}（子）", stays, [phones.get(row[0], ())[:RULE] for row in stays])
    windows.choose("impact.records", WIFE)
    windows.tick("impact.simple")
    wanted = [table[number].effect(trace.before) for number, trace in OF_FAMILIES.items()]
    scene.same_rows("④の項目", sorted(wanted), effects(scene, *(row[RULE] for row in wanted)))
    number = [row for row in effects(scene, "③-7") if row[0] == "個人番号"]
    scene.same_rows("③-7", [("個人番号", OVERWRITTEN, HELD, REPLACED, "③-7")], number)
    windows.tick("impact.detailed")
    windows.lists("impact.items", "適用開始日")
    item = scene.manual.chapter(7).part(r"社員情報と家族情報の(\S+?)は変更されません")[0]
    scene.same_rows("③-11", [(item, KEPT, SINCE.value, SINCE.value, "③-11")], effects(scene, "③-11"))
    windows.tick("impact.simple")


def lose(scene: Scene) -> None:
    """OK names everybody who goes; the probable change of name wants a tick of its own, the deletions a word."""
    windows = scene.windows
    windows.click("list.ok")
    windows.appears("losses.window")
    named = "\n".join(row[0] for row in windows.rows("losses.names"))
    scene.says("削除されるデータ", [*(f"家族 {name}" for name in GONE), *told(scene.manual, 6, DEED), "個人番号も"],
               named)
    scene.says("改姓の可能性", [DAUGHTER.partition(" ")[2], "新規"], windows.text("losses.near_words"))
    if windows.visible("losses.newer_words"):
        scene.says("e-AMANO側の新しい情報", scene.manual.chapter(7).part(r"古い情報で(新しい)情報を(上書き)してしまう"),
                   windows.text("losses.newer_words"))
    type_word(scene)


def register(scene: Scene) -> None:
    """The result in numbers."""
    scene.windows.click("losses.ok")
    said = runs.ended(scene)
    rows = [row for code in people(scene) for row in _expected(scene, code)]
    new = sum(row[1] == labels(scene.manual)[0] for row in rows)
    again = sum(bool(row[2] and row[3]) for row in rows)
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, f"新規登録 {new}件", f"再登録 {again}件", f"削除 {len(GONE)}件"],
               said)


def switched_off(scene: Scene) -> None:
    """After 家族 the switch is off by itself, as the manual wants it to be."""
    windows = scene.windows
    windows.click("run.result.ok")
    windows.appears("relink.switched_off")
    wanted = scene.manual.chapter(7).part(r"必ずチェックを(OFFに)してください")
    scene.says("ダイアログ", [*wanted, scene.manual.chapter(7).bracketed(_SETTING)[1]], windows.text("relink.switched_off"))


def see_setting(scene: Scene) -> None:
    """The check in the settings window is gone, and with it the banner."""
    windows, chapter = scene.windows, scene.manual.chapter(7)
    windows.click("relink.switched_off.ok")
    windows.goes("person_selection.window")
    windows.goes("service.relink_words")
    close(scene, "service.window")
    *path, entry = chapter.bracketed("NXのメニュー[設定]")
    open_entry(scene, path[-1], entry, "service_settings.window")
    windows.shows("service_settings.url", scene.facts["接続先URL"])
    ticked = windows.is_ticked("service_settings.relink")
    scene.holds(chapter.bracketed(_SETTING)[1], "OFF", "ON" if ticked else "OFF", passed=not ticked)


STEPS = (
    Step("relink-families", "続けて「家族登録」を選択して実行する", (7, _SAME, ""), select),
    Step("relink-families-comparison", "家族の比較一覧を確認する", _SIX, compare),
    Step("relink-families-deleted", "登録する前に、削除される家族を見る", _SIX, see_deletions),
    Step("relink-families-cleared", "登録する前に、④でクリアされる家族の項目を見る", (7, "11\t家族\t", "21\t\t"), see_clearings),
    Step("relink-families-losses", "消える家族を確認する", _SIX, lose),
    Step("relink-families-registered", "家族を再登録する", (7, _SAME, ""), register),
    Step("relink-switched-off", "家族の再登録の後、再登録は自動でOFFになる", (7, _OFF, ""), switched_off),
    Step("relink-setting-off", "再登録設定がOFFであることを確認する", (7, _OFF, ""), see_setting),
)
