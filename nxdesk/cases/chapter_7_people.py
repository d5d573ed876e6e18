"""(7)① the switch, and ② 社員 registered again: what is asked, listed, shown before and said afterwards."""

import re

from nxdesk.cases import runs
from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_7_before import RETIRES
from nxdesk.cases.driver import Row
from nxdesk.cases.relinking import (
    CLEARED,
    DELETED,
    FIXED,
    KEPT,
    OVERWRITTEN,
    clearings,
    labels,
    points,
    specification,
    told,
    values,
)
from nxdesk.cases.runs import CODE, LABEL
from nxdesk.cases.session import close, open_entry
from nxdesk.cases.steps import Scene, Step
from nxdesk.cases.traces import DISABILITY, OF_PEOPLE, PURPOSES, REFUSAL, SINCE
from nxdesk.records.masks import HIDDEN

_LOW = 0.6
"""As far down as the lowest group of a window begins at least."""
HELD, REPLACED = "あり", "あり（差し替え）"
ITEM, OLD, AFTER, RULE = 0, 2, 3, 4
"""Columns of the impact pane's items."""
TICKS = ("losses.near", "losses.emptied", "losses.newer")
_HIRED, _RETIRED = "入社年月日", "退職年月日"
_EARLY, _LATE = "2000/01/01", "2021/01/01"
_MENU, _BOTTOM, _OFF = "NXのメニュー[設定]-[システム設定]-[社会保険届出サービス設定]", "画面最下部の", "再連携を行った後は、必ずチェック"
_CHOOSE, _CONFIRM, _WHEN = "連携対象の社員を選択し", "確認ダイアログが表示されますので", "※ 参照日"
_PHOTO = r"e-AMANO上で(\S+?)あり"
_TABLE_4 = (7, "④ 再連携時にクリアされる", "10\t\t")


def open_setting(scene: Scene) -> None:
    """①(1): the settings window with 再登録設定 at its bottom, and the manual's two warnings beside the check."""
    chapter, windows = scene.manual.chapter(7), scene.windows
    close(scene, "personnel.window")
    close(scene, "service.window")
    *path, entry = chapter.bracketed("NXのメニュー[設定]")
    scene.in_order("メニュー", path, [row[-1] for row in windows.rows("main.menu")])
    open_entry(scene, path[-1], entry, "service_settings.window")
    windows.ready("service_settings.url")
    scene.same("画面の題名", entry, windows.title("service_settings.window"))
    group, check, button = chapter.bracketed(_BOTTOM)
    scene.same("欄", group, windows.text("service_settings.group_relink"))
    scene.same("チェック", check, windows.text("service_settings.relink"))
    scene.same("ボタン", button, windows.text("service_settings.register_button"))
    top = windows.place("service_settings.relink")[1]
    below = [name for name in ("proxy_user", "basic", "proxy_address")
             if windows.place(f"service_settings.{name}")[1] > top]
    scene.holds("位置", "画面最下部", f"上から{top:.0%}", passed=top > _LOW and not below)
    words = "\n".join(windows.words("service_settings.window"))
    scene.says("注意（対象のお客様）", [chapter.part(r"但し、(\S+?)となります")[0]], words)
    scene.says("注意（作業後にOFF）", chapter.part(r"(必ずチェックをOFFにしてください。)(双方向の\S+?上書きしてしまうリスクがあ)"), words)


def switch_on(scene: Scene) -> None:
    """①(2): checked and registered without another check of the connection; the banner stands in the service window."""
    chapter, windows = scene.manual.chapter(7), scene.windows
    windows.tick("service_settings.relink")
    windows.click("service_settings.register_button")
    windows.appears("service_settings.message")
    scene.same("ダイアログ", scene.manual.connection_dialog.sentence, windows.text("service_settings.message"))
    windows.click("service_settings.message.ok")
    windows.goes("service_settings.message")
    scene.holds(chapter.bracketed(_BOTTOM)[1], "チェックあり",
                "チェックあり" if windows.is_ticked("service_settings.relink") else "チェックなし",
                passed=windows.is_ticked("service_settings.relink"))


def begin(scene: Scene) -> None:
    """②(1): 社会保険届出サービス → 2.データ登録 → 1.社員登録, with the banner while the switch is on."""
    chapter, windows = scene.manual.chapter(7), scene.windows
    close(scene, "service_settings.window")
    *path, entry, button, kind = chapter.bracketed("NXのメニュー-[設定]")
    open_entry(scene, path[-1], entry, "service.window")
    windows.appears("service.relink_words")
    scene.says("再登録設定の表示", chapter.part(r"後は、(必ず)チェックを(OFFにしてください)"), windows.text("service.relink_words"))
    scene.same("画面の題名", entry, windows.title("service.window"))
    scene.says("ボタン", button.split("."), windows.text("service.register"))
    windows.click("service.register")
    windows.appears("service.register_employee")
    scene.same("処理", kind, windows.text("service.register_employee"))


def choose(scene: Scene) -> None:
    """②(2): the three and one who is new; without My Numbers the dialog says that they stay (③-9)."""
    chapter, windows = scene.manual.chapter(7), scene.windows
    windows.click("service.register_employee")
    windows.appears("person_selection.window")
    codes = (people(scene)[0], scene.facts["somebody else"], *people(scene)[1:])
    runs.choose(scene, codes)
    scene.same_row("選択した従業員", codes, [row[CODE] for row in windows.ticked("person_selection.list")])
    scene.same("ボタン", chapter.bracketed(_CHOOSE)[0], windows.text("person_selection.execute"))
    kept = specification(scene.manual, 9)
    scene.says("ダイアログ（個人番号の連携なし）", [*told(scene.manual, 9, r"下記情報も(\S+?)。"), *points(kept), "③-9"],
               runs.ask(scene))


def keep_numbers(scene: Scene) -> None:
    """The pane's detailed view: without 個人番号の連携 My Number, purposes, refusal and documents stay (③-9)."""
    chapter = scene.manual.chapter(7)
    runs.go_on(scene)
    warning = runs.heed(scene)
    scene.says("お客様の警告", chapter.part(r"但し、(\S+?)のみをご利用頂いているお客様向け"), warning)
    detail(scene, people(scene)[0])
    kept = [("個人番号", KEPT, HELD, HELD, "③-9"), *_beside_numbers(scene, 9, KEPT)]
    scene.same_rows("③-9の項目", sorted(kept), effects(scene, "③-9"))
    scene.windows.choose("impact.items", "個人番号")


def _beside_numbers(scene: Scene, rule: int, effect: str) -> list[Row]:
    """The items that a row of ③ lists beside the My Number, as they stand in the pane."""
    before = (PURPOSES.value, REFUSAL.value, HELD)
    return [(as_item(name), effect, old, old if effect == KEPT else "", f"③-{rule}")
            for name, old in zip(points(specification(scene.manual, rule)), before, strict=True)]


def as_item(name: str) -> str:
    """番号確認書類や身元確認書類の画像ファイル as the item is called."""
    return name.replace("や", "・").removesuffix("ファイル")


def detail(scene: Scene, record: str) -> None:
    """くわしく of a record: wait until what stays is there, too."""
    scene.windows.choose("impact.records", record)
    scene.windows.tick("impact.detailed")
    scene.windows.lists("impact.items", "適用開始日")


def effects(scene: Scene, *rules: str) -> list[Row]:
    """The items of the record shown in the impact pane that cite one of these rows of the manual, by name."""
    return sorted(row for row in scene.windows.rows("impact.items") if row[RULE] in rules)


def judge_days(scene: Scene) -> None:
    """The note on 参照日: before 入社年月日 and behind 退職年月日 somebody reads 新規データ."""
    windows = scene.windows
    for day in (_EARLY, _LATE):
        runs.leave_list(scene)
        columns = [title for title in windows.columns("person_selection.list") if title != "選択"]
        places = [columns.index(name) for name in (_HIRED, _RETIRED)]
        days = {row[CODE]: tuple(row[place] for place in places) for row in windows.ticked("person_selection.list")}
        windows.type("person_selection.as_of", day)
        runs.ask(scene)
        runs.go_on(scene)
        runs.heed(scene)
        wanted = [(code, _label(scene, code, day, *days[code])) for code in sorted(days)]
        scene.same_rows(f"参照日 {day} の項目名", wanted, runs.listed(scene, CODE, LABEL))
    scene.holds("退職年月日", RETIRES, days[people(scene)[2]][1], passed=days[people(scene)[2]][1] == RETIRES)


def _label(scene: Scene, code: str, day: str, hired: str, retired: str) -> str:
    hire, retire = scene.manual.chapter(7).part(r"※ 参照日 <(\S+?)、(\S+?) <参照日の場合は")
    new, again = labels(scene.manual)
    if (hire, retire) != (_HIRED, _RETIRED):
        return f"（説明書の条件: 参照日 < {hire}、{retire} < 参照日）"
    outside = day < hired or bool(retired and retired < day)
    return new if outside or code not in people(scene) else again


def confirm(scene: Scene) -> None:
    """With 個人番号の連携 the dialog says what becomes of those who have one in NX (③-7), and of the others (③-8)."""
    windows = scene.windows
    runs.leave_list(scene)
    windows.type("person_selection.as_of", scene.clock.today().replace("-", "/"))
    windows.tick("person_selection.my_number")
    asked = runs.ask(scene)
    for rule in (7, 8):
        words = specification(scene.manual, rule)
        deeds = told(scene.manual, rule, r"e-AMANO上のマイナンバーは(\S+?)、.*下記情報[はも](\S+?)。")
        scene.says(f"ダイアログ（③-{rule}）", [*deeds, *points(words), f"③-{rule}"], asked)


def compare(scene: Scene) -> None:
    """②(3): the list says of everybody whether they are there."""
    chapter, windows = scene.manual.chapter(7), scene.windows
    runs.go_on(scene)
    runs.heed(scene)
    scene.among("列", chapter.bracketed("列には、連携先の"), windows.columns("list.table"))
    new, again = labels(scene.manual)
    wanted = [(code, again if code in people(scene) else new)
              for code in sorted([*people(scene), scene.facts["somebody else"]])]
    scene.same_rows("行（個人コード、項目名）", wanted, runs.listed(scene, CODE, LABEL))
    scene.same("ボタン", chapter.bracketed(_CONFIRM)[0], windows.text("list.ok"))


def see_clearings(scene: Scene) -> None:
    """かんたん: every row of ④ for 社員, with what e-AMANO has now."""
    windows = scene.windows
    windows.tick("impact.simple")
    windows.choose("impact.records", people(scene)[0])
    table = clearings(scene.manual)
    wanted = [table[number].effect(trace.before) for number, trace in OF_PEOPLE.items()]
    found = effects(scene, *(row[RULE] for row in wanted))
    scene.same_rows("④の項目", sorted(wanted, key=_number), sorted(found, key=_number))
    (item, before), (_, after) = values(specification(scene.manual, 3))
    scene.same_rows("③-3", [(item, FIXED, before, after, "③-3")], effects(scene, "③-3"))
    numbers = [("個人番号", OVERWRITTEN, HELD, REPLACED, "③-7"), *_beside_numbers(scene, 7, DELETED)]
    scene.same_rows("③-7", sorted(numbers), effects(scene, "③-7"))


def _number(row: Row) -> int:
    return int(row[RULE].partition("-")[2])


def see_specification(scene: Scene) -> None:
    """くわしく: photo (③-4, ③-5), My Number that NX does not have (③-8), disability (③-10), 適用開始日 (③-11)."""
    first, disabled = people(scene)[0], people(scene)[2]
    detail(scene, first)
    item = scene.manual.chapter(7).part(r"社員情報と家族情報の(\S+?)は変更されません")[0]
    stays = [(item, KEPT, SINCE.value, SINCE.value, "③-11")]
    scene.same_rows("③-11", stays, effects(scene, "③-11"))
    photo, = told(scene.manual, 5, _PHOTO)
    scene.same_rows("③-5", [(photo, OVERWRITTEN, HELD, REPLACED, "③-5")], effects(scene, "③-5"))
    recognized, without = scene.manual.chapter(7).part(r"\[(障害者認定有無)\]は\[(\S+?)\]へ変更し")
    rows = effects(scene, "③-10")
    wanted = [(row[ITEM], DISABILITY[0].value, without) if row[ITEM] == recognized else (row[ITEM], row[OLD], row[OLD])
              for row in rows]
    scene.same_rows("③-10（NX側に障害情報がない）", wanted, [(row[ITEM], row[OLD], row[AFTER]) for row in rows])
    detail(scene, disabled)
    photo, = told(scene.manual, 4, _PHOTO)
    scene.same_rows("③-4", [(photo, KEPT, HELD, HELD, "③-4")], effects(scene, "③-4"))
    gone = [("個人番号", DELETED, HELD, "", "③-8"), *_beside_numbers(scene, 8, DELETED)[2:]]
    scene.same_rows("③-8", sorted(gone), [row for row in effects(scene, "③-8") if row[2] == HELD])
    _compare_disability(scene)
    scene.windows.choose("impact.items", photo)


def _compare_disability(scene: Scene) -> None:
    cert, other, kind = scene.manual.chapter(7).part(r"\[(障害認定区分)\]は\[(\S+?)\]へ変更し、\[(\S+?)\]はNXから連携し")
    rows = {row[ITEM]: row[1:RULE] for row in effects(scene, "③-10")}
    scene.same_row(cert, (DISABILITY[1].value, other), rows.get(cert, ())[1:])
    scene.same_row(kind, (OVERWRITTEN, HIDDEN, HIDDEN), rows.get(kind, ()))
    others = {item: row for item, row in rows.items() if row[1] and item not in (cert, kind, "障害者認定有無")}
    scene.same_rows("他の項目", [(item, CLEARED, "") for item in others],
                    [(item, effect, after) for item, (effect, _, after) in others.items()])


def losses_only(scene: Scene) -> None:
    """消える項目だけ: what ④ and ③ take away, and nothing else."""
    windows = scene.windows
    windows.tick("impact.simple")
    windows.tick("impact.losses_only")
    windows.choose("impact.records", people(scene)[0])
    rows = windows.rows("impact.items")
    table = clearings(scene.manual)
    wanted = [table[number].item for number in OF_PEOPLE]
    scene.among("④の項目", wanted, [row[ITEM] for row in rows])
    kept = [row[ITEM] for row in rows if row[1] not in (CLEARED, FIXED, DELETED)]
    scene.holds("ほかの処理の項目", "なし", "、".join(kept) or "なし", passed=not kept)
    missing = scene.facts["somebody else"]
    scene.none_of("何も消えない個人", [missing], [row[CODE] for row in windows.rows("impact.records")])


def lose(scene: Scene) -> None:
    """OK asks once more and names whose My Number goes (③-8); the word has to be typed."""
    windows = scene.windows
    windows.click("impact.losses_only")
    windows.click("list.ok")
    windows.appears("losses.window")
    name = scene.manual.comparison_list.column("氏名(漢字)")[2]
    deed = told(scene.manual, 8, r"マイナンバーは(\S+?)され")
    found = next((row[0] for row in windows.rows("losses.names") if people(scene)[2] in row[0]), "")
    scene.says("削除されるデータ", [name, people(scene)[2], "個人番号", *deed], found)
    type_word(scene)


def type_word(scene: Scene) -> None:
    """Tick and type what the confirmation asks for; only then it can be answered with OK."""
    windows = scene.windows
    for tick in filter(windows.visible, TICKS):
        windows.tick(tick)
    locked = not windows.enabled("losses.ok")
    word = re.findall(r"「(\S+?)」", windows.text("losses.type_label"))
    windows.type("losses.typed", word[0] if word else "")
    seen = "押せる" if windows.enabled("losses.ok") else "押せない"
    scene.holds("確認の前と後の「登録」", "押せない → 押せる", f"{'押せない' if locked else '押せる'} → {seen}",
                passed=locked and seen == "押せる")


def register(scene: Scene) -> None:
    """The result: how many anew, how many new, the reminder to switch off, and nxdesk's way back."""
    windows = scene.windows
    windows.click("losses.ok")
    said = runs.ended(scene)
    chapter = scene.manual.chapter(7)
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, f"再登録 {len(people(scene))}名", "新規登録 1名",
                         "必ず", *chapter.part(r"必ず(チェック)を(OFFにしてください)")], said)
    log = chapter.bracketed("誤って再連携しても")[1]
    scene.says("誤って登録した場合", [*told(scene.manual, 1, r"誤って再連携しても元\S\S(\S+?ません)が、"), log,
                                *told(scene.manual, 1, r"ご確認頂き、(\S+?)。")], windows.text("run.way_back"))


def keep_on(scene: Scene) -> None:
    """After 社員 the user is asked whether to switch off; 家族 comes next, so it stays on."""
    windows = scene.windows
    windows.click("run.result.ok")
    windows.appears("relink.ask_off")
    scene.says("ダイアログ", [scene.manual.chapter(7).bracketed(_BOTTOM)[0], "家族登録", "OFF"], windows.text("relink.ask_off"))


STEPS = (
    Step("relink-setting", "「社会保険届出サービス設定」の最下部を確認する", (7, _MENU, _OFF), open_setting),
    Step("relink-on", "再登録を有効にして登録する", (7, _BOTTOM, _OFF), switch_on),
    Step("relink-begin", "「1.社員登録」を起動する", (7, "NXのメニュー-[設定]", ""), begin),
    Step("relink-people", "社員を選択して実行する（個人番号の連携なし）", (7, _CHOOSE, ""), choose),
    Step("relink-numbers-kept", "個人番号を連携しない場合の影響を見る", (7, "9\t社員/家族", ""), keep_numbers),
    Step("relink-days", "参照日と項目名", (7, "項目名\t説明", "と表示されます"), judge_days),
    Step("relink-confirm", "個人番号の連携をONにして実行する", (7, "7\t社員/家族", "8\t社員/家族"), confirm),
    Step("relink-comparison", "確認ダイアログ（比較一覧）を確認する", (7, _CONFIRM, "再登録データ\t"), compare),
    Step("relink-cleared", "登録する前に、④でクリアされる項目を見る（かんたん）", _TABLE_4, see_clearings),
    Step("relink-specified", "登録する前に、③の項目を見る（くわしく）", (7, "3\t社員\t", "11\t社員/家族"), see_specification),
    Step("relink-losses-only", "消える項目だけを見る", (7, "上記制約の理由は", ""), losses_only),
    Step("relink-losses", "消えるデータを確認する", (7, "8\t社員/家族", ""), lose),
    Step("relink-registered", "社員を再登録する", (7, "1\t社員/家族", "2\t社員"), register),
    Step("relink-asked", "社員の再登録の後、再登録設定をたずねられる", (7, _OFF, ""), keep_on),
)
